"""What every page of the site has, whatever it says."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils.html import strip_tags
from django.utils.text import get_text_list
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, TitleFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from portal.body import identity
from portal.cms.blocks import Body

WORDS_A_MINUTE = 220
TITLE = TitleFieldPanel(
    "title",
    help_text="As readers see it, in lists too. It should make sense on its own.",
)
FRONT_DEPTH = 2


class BasePage(Page):
    """A page of ours: an address that stays, and what search engines are told."""

    promote_panels: ClassVar[list[Any]] = [
        MultiFieldPanel(
            [
                FieldPanel(
                    "slug",
                    heading="Address",
                    help_text="The last part of the page's address. Links that "
                    "people keep break when it changes.",
                ),
                FieldPanel(
                    "seo_title",
                    heading="Title in search results",
                    help_text="Empty takes the page's title.",
                ),
                FieldPanel(
                    "search_description",
                    heading="Description in search results",
                    help_text="One or two sentences. Empty takes the page's own.",
                ),
            ],
            heading="Address and search engines",
        )
    ]

    class Meta:
        abstract = True

    def get_url_parts(self, request: HttpRequest | None = None) -> Any:
        """Put every page at this installation's address, whatever the CMS was told."""
        parts = super().get_url_parts(request)
        return parts and (parts[0], settings.BASE_URL, parts[2])

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        return {**context, "section": self._section()}

    def _section(self) -> Page | None:
        """The page above, for the way back; the front page has its own link."""
        return self.get_parent() if self.depth > FRONT_DEPTH + 1 else None

    @property
    def opening(self) -> str:
        """What the page says of itself in a sentence or two."""
        return ""

    @property
    def title_for_search(self) -> str:
        return self.seo_title or self.title

    @property
    def description(self) -> str:
        return self.search_description or self.opening

    @property
    def share_picture(self) -> Any:
        """The picture on a card where the page is shared, if there is one."""
        return None

    # What a sharing card and a search engine call a page of this kind.
    share_type = "website"

    def structured_data(self) -> dict[str, Any]:
        """Return what search engines read, in the words of schema.org."""
        return {
            "@context": "https://schema.org",
            "@type": "WebPage",
            "name": self.title,
            "description": self.description,
            "url": self.full_url,
            "publisher": publisher(),
        }


def publisher() -> dict[str, str]:
    return {
        "@type": "Organization",
        "name": identity.current().name,
        "url": settings.BASE_URL,
    }


def body_field(**options: Any) -> StreamField:
    return StreamField(Body(), **options)


def reading_minutes(body: Any) -> int:
    """Return how long the body takes to read, a minute at the least."""
    text = " ".join(body.stream_block.get_searchable_content(body))
    return max(1, round(len(strip_tags(text).split()) / WORDS_A_MINUTE))


class Nations(models.Model):
    """Which nations of the United Kingdom something holds for."""

    england = models.BooleanField(default=True)
    scotland = models.BooleanField(default=True)
    wales = models.BooleanField(default=True)
    northern_ireland = models.BooleanField("Northern Ireland", default=True)

    class Meta:
        abstract = True

    @property
    def nations(self) -> str:
        """The United Kingdom; England and Wales."""
        names = {
            "England": self.england,
            "Scotland": self.scotland,
            "Wales": self.wales,
            "Northern Ireland": self.northern_ireland,
        }
        held = [name for name, holds in names.items() if holds]
        if len(held) == len(names):
            return "The United Kingdom"
        return get_text_list(held, "and")
