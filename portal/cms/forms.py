"""How a page's form is read: as one that goes out, or as a draft."""

from wagtail.admin.forms import WagtailAdminPageForm


class PageForm(WagtailAdminPageForm):
    """Holds a page back for its rules only when it is to go out.

    A draft keeps whatever was typed, finished or not: what is in the way is said on
    the same screen, and stops the publishing instead.
    """

    def _post_clean(self):
        self.instance.is_cleaned_as_draft = self.is_deferred_validation
        try:
            super()._post_clean()
        finally:
            self.instance.is_cleaned_as_draft = False
