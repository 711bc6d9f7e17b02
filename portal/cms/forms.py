"""How a page's form is read: as one that goes out, or as a draft."""

from django.utils.text import slugify
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page

LONGEST_SLUG = 200


class PageForm(WagtailAdminPageForm):
    """Holds a page back for its rules only when it is to go out.

    A draft keeps whatever was typed, finished or not: what is in the way is said on
    the same screen, and stops the publishing instead.
    """

    def clean(self):
        if slug := self._free_slug():
            self.cleaned_data["slug"] = slug
        return super().clean()

    def _post_clean(self):
        self.instance.is_cleaned_as_draft = self.is_deferred_validation
        try:
            super()._post_clean()
        finally:
            self.instance.is_cleaned_as_draft = False

    def get_field_updates_for_resave(self):
        """Tell the open form which address the draft was given."""
        updates = super().get_field_updates_for_resave()
        slug = self.cleaned_data.get("slug", "")
        if slug != self.data.get(self.add_prefix("slug"), slug):
            updates.append((self.add_prefix("slug"), slug))
        return updates

    def tells_apart(self):
        """Return what this page has besides its title that others of the name lack."""
        return ""

    def _free_slug(self):
        """Return an address of its own for a page whose title another one has.

        Only for an address that came from the title and that no reader knows yet: one
        that somebody chose is theirs to mend.
        """
        slug = self.cleaned_data.get("slug", "")
        if self.instance.first_published_at is not None or self.parent_page is None:
            return ""
        if slug != slugify(self.cleaned_data.get("title", "")) or self._is_free(slug):
            return ""
        wished = slugify(f"{slug} {self.tells_apart()}")[:LONGEST_SLUG].strip("-")
        number, found = 2, wished
        while not self._is_free(found):
            found, number = f"{wished}-{number}", number + 1
        return found

    def _is_free(self, slug):
        return Page._slug_is_available(  # noqa: SLF001 - as the CMS's own form asks
            slug, self.parent_page, self.instance
        )
