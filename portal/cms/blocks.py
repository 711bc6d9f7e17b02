"""Blocks: the parts that a page's body is put together from.

Few and flat, since every change writes itself into a migration.
"""

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from wagtail import blocks
from wagtail.blocks import StructBlockValidationError
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.images.blocks import ImageChooserBlock

from events.catalogue import lines
from events.models import Event
from portal.core import clock

from . import rich_text

NO_DESCRIPTION = "Say what is seen, for those who cannot see it."


def words_of(event: Event) -> list[str]:
    """Where and when, for whom, who may book: as the list of events says it."""
    where_and_when = f"{lines.where_and_when(event)} UK time"
    said = [where_and_when, lines.for_whom(event), lines.who_may_book(event)]
    return [words for words in said if words]


class Prose(blocks.RichTextBlock):
    """Running text, with the closed list of marks."""

    def __init__(self, **options):
        options.setdefault("features", rich_text.FEATURES)
        super().__init__(**options)

    def get_prep_value(self, value):
        return rich_text.cleaned(value.source)

    def render_basic(self, value, context=None):
        return rich_text.shown(value.source)

    class Meta:
        icon = "pilcrow"
        label = "Text"


class Line(Prose):
    """A sentence or two, in which a word may be strong or a link."""

    def __init__(self, **options):
        options.setdefault("features", rich_text.LINE_FEATURES)
        super().__init__(**options)

    def render_basic(self, value, context=None):
        return rich_text.shown_in_line(value.source)

    class Meta:
        label = "Sentence"


class Quotation(blocks.StructBlock):
    words = blocks.TextBlock(help_text="Without quotation marks.")
    source = blocks.CharBlock(
        required=False,
        help_text="Who says it, by role, or the document. Empty for our own words.",
    )
    edition = blocks.CharBlock(
        required=False, help_text="Such as: 2023 edition, paragraph 14."
    )
    address = blocks.URLBlock(required=False, help_text="Where it can be read.")

    class Meta:
        icon = "openquote"
        template = "cms/blocks/quotation.html"


class Figure(blocks.StructBlock):
    picture = ImageChooserBlock()
    alternative = blocks.CharBlock(
        label="What is seen",
        required=False,
        max_length=250,
        help_text="For those who cannot see it. Empty takes the picture's own words.",
    )
    caption = blocks.CharBlock(required=False)
    credit = blocks.CharBlock(
        required=False, help_text="Empty takes the picture's own credit."
    )

    def clean(self, value):
        value = super().clean(value)
        if not value["alternative"].strip() and not value["picture"].alternative:
            raise StructBlockValidationError(
                block_errors={"alternative": ValidationError(NO_DESCRIPTION)}
            )
        return value

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        picture = value["picture"]
        if picture is not None:
            context["alternative"] = value["alternative"] or picture.alternative
            context["credit"] = value["credit"] or picture.credit
        return context

    class Meta:
        icon = "image"
        template = "cms/blocks/figure.html"


class KeyFigures(blocks.StructBlock):
    figures = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("figure", blocks.CharBlock(help_text="Such as: 36 %")),
                ("words", blocks.CharBlock(help_text="What it counts.")),
            ]
        ),
        min_num=1,
        max_num=6,
    )
    source = blocks.CharBlock(help_text="Where the figures come from.")

    class Meta:
        icon = "table"
        label = "Key figures"
        template = "cms/blocks/key_figures.html"


class CallToAction(blocks.StructBlock):
    words = blocks.CharBlock(help_text="What the reader gains, in one sentence.")
    label = blocks.CharBlock(
        max_length=40, help_text="A verb first, such as: Read the position."
    )
    page = blocks.PageChooserBlock(required=False)
    address = blocks.URLBlock(
        required=False, help_text="Only when it is not one of our pages."
    )

    def clean(self, value):
        value = super().clean(value)
        if bool(value["page"]) == bool(value["address"]):
            raise StructBlockValidationError(
                block_errors={
                    "page": ValidationError("Choose a page or give an address.")
                }
            )
        return value

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        if value["page"] is not None:
            context["page_url"] = value["page"].get_url(context.get("request"))
        return context

    class Meta:
        icon = "arrow-right"
        label = "Call to action"
        template = "cms/blocks/call_to_action.html"


class EventChooserBlock(blocks.ChooserBlock):
    """An event, chosen and never typed: what is shown is what is true of it now."""

    target_model = Event

    @cached_property
    def widget(self):
        from .viewsets import event_chooser  # noqa: PLC0415 - app ready

        return event_chooser.widget_class()

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        # A draft, or an event by invitation, is nobody's business here.
        if value is not None and value.is_public:
            context["event"] = value
            context["words"] = words_of(value)
            context["is_over"] = value.is_over(clock.now())
        return context

    class Meta:
        icon = "calendar-alt"
        label = "Event"
        template = "cms/blocks/event.html"


class Body(blocks.StreamBlock):
    prose = Prose()
    quotation = Quotation()
    figure = Figure()
    table = TypedTableBlock(
        [("words", Line(required=False)), ("figure", blocks.CharBlock(required=False))],
        template="cms/blocks/table.html",
        icon="table",
        help_text="Give it a caption. The first column names the rows.",
    )
    key_figures = KeyFigures()
    call_to_action = CallToAction()
    event = EventChooserBlock()
