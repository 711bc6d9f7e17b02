"""What every page of the site has, whatever it says."""

from collections.abc import Collection
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.html import strip_tags
from django.utils.text import get_text_list
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField
from wagtail.models import Page, PageViewRestriction
from wagtail.search import index

from portal.body import identity
from portal.cms import access, before_publishing, closing
from portal.cms.access import Answer, Readers, Why
from portal.cms.blocks import Body
from portal.cms.forms import PageForm
from portal.core import clock

WORDS_A_MINUTE = 220
FRONT_DEPTH = 2


PREVIEW_OPENING = "opening"


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

    # Who may read a page is said in one place, `readers`: the CMS's own restrictions,
    # among them a shared password kept in plain text, are not offered.
    private_page_options: ClassVar[list[str]] = []

    base_form_class = PageForm
    # What pages of a kind are asked besides what every page is asked.
    checks: ClassVar[tuple[before_publishing.Check, ...]] = ()
    is_cleaned_as_draft = False

    class Meta:
        abstract = True

    def full_clean(
        self, exclude: Collection[str] | None = None, **options: Any
    ) -> None:
        """Refuse what may not go out. A draft needs only what the database needs."""
        if self.is_cleaned_as_draft:
            self._set_core_field_defaults()
            self.clean_fields(exclude=exclude)
            return
        super().full_clean(exclude=exclude, **options)
        before_publishing.refuse_what_stops(self)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the page, or with its opening to those who may not read it.

        Every page type comes through here; what a type does differently belongs into
        `serve_to_reader`.
        """
        request.is_preview = False
        if access.readers_of(self) == Readers.EVERYONE:
            # Only such a page, as it is out, has parts that are remembered.
            request.is_for_everyone = not self.tells_of_an_event
            return self.serve_to_reader(request, *args, **kwargs)
        answer = access.answer_for(self, request.user, clock.now())
        if not answer.allowed:
            return opening_alone(self, request, answer)
        response = self.serve_to_reader(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex, noarchive"
        return response

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        """Ask for what closes this page only where anything is closed at all."""
        if closing.is_anything_closed():
            return super().get_view_restrictions()
        return PageViewRestriction.objects.none()

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        modes = list(super().preview_modes)
        if hasattr(self, "readers"):
            modes.append((PREVIEW_OPENING, "As those see it who may not read it"))
        return modes

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        if mode_name != PREVIEW_OPENING:
            return super().serve_preview(request, mode_name)
        request.is_preview = True
        readers = access.readers_of(self)
        return opening_alone(self, request, Answer(Why.SIGN_IN, readers))

    def serve_to_reader(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Answer somebody who may read the page."""
        return super().serve(request, *args, **kwargs)

    def get_url_parts(self, request: HttpRequest | None = None) -> Any:
        """Put every page at this installation's address, whatever the CMS was told."""
        parts = super().get_url_parts(request)
        return parts and (parts[0], settings.BASE_URL, parts[2])

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        return {**context, "section": self.section}

    @property
    def section(self) -> Page | None:
        """The page above, for the way back; the front page has its own link."""
        return self.get_parent() if self.depth > FRONT_DEPTH + 1 else None

    @property
    def tells_of_an_event(self) -> bool:
        """Whether it speaks of an event: shown as it is now, so no part is kept."""
        body = getattr(self, "body", None)
        blocks = body.raw_data if isinstance(body, StreamValue) else []
        return any(block["type"] == "event" for block in blocks)

    @property
    def opening(self) -> str:
        """What the page says of itself in a sentence or two."""
        return ""

    @property
    def has_opening(self) -> bool:
        """Whether pages of this kind are to say something of themselves."""
        return type(self).opening is not BasePage.opening

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


def opening_alone(
    page: BasePage, request: HttpRequest, answer: Answer
) -> TemplateResponse:
    """Answer with title, summary and the way in: never with a log-in instead."""
    context = {
        "page": page,
        "section": page.section,
        "answer": answer,
        "programmes": access.programmes_of(answer),
    }
    response = TemplateResponse(request, "cms/restricted_page.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


class Restricted(models.Model):
    """A page or a file that may be for members or champions alone.

    Everybody finds its title and its summary, which is how they learn what belonging
    would open. Stands before BasePage in the list of a page type's parents.
    """

    readers = models.CharField(
        "who may read it",
        max_length=10,
        choices=Readers,
        default=Readers.EVERYONE,
        help_text="Everybody else sees the title and the summary, and how to get in.",
    )

    search_fields: ClassVar[list[Any]] = [index.FilterField("readers")]

    class Meta:
        abstract = True

    @property
    def is_restricted(self) -> bool:
        return self.readers != Readers.EVERYONE

    @property
    def readers_words(self) -> str:
        """For members; for champions. Nothing when it is for everyone."""
        return f"For {self.readers}" if self.is_restricted else ""


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
