"""Blocks: the parts that a page's body is put together from.

Few and flat, since every change writes itself into a migration.
"""

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.text import get_text_list
from wagtail import blocks
from wagtail.blocks import ListBlockValidationError, StructBlockValidationError
from wagtail.contrib.typed_table_block.blocks import (
    TypedTableBlock,
    TypedTableBlockValidationError,
)
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page

from events.catalogue import lines
from events.models import Event
from portal.cms import rich_text
from portal.core import clock
from portal.core.words import file_size, uk_day

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
        from portal.cms.viewsets import event_chooser  # noqa: PLC0415 - app ready

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


class Table(TypedTableBlock):
    """A table that can be read aloud: a caption, and a heading over each column."""

    def clean(self, table):
        table = super().clean(table)
        faults = list(_faults_of(table))
        if faults:
            raise TypedTableBlockValidationError(
                non_block_errors=[ValidationError(words) for words in faults]
            )
        return table


def _faults_of(table):
    headings = [column["heading"].strip() for column in table.columns]
    if not table.caption.strip():
        yield "Give the table a caption that says what it shows."
    if not table.columns or not table.row_data:
        yield "A table needs at least one column and one row."
    bare = [str(number) for number, words in enumerate(headings, 1) if not words]
    if bare:
        yield f"Give column {get_text_list(bare, 'and')} a heading."
    named = [words.lower() for words in headings if words]
    if len(named) != len(set(named)):
        yield "Two columns have the same heading. Say how they differ."


class Timescales(blocks.StructBlock):
    """What happens by when: a day where there is one, else words for it."""

    title = blocks.CharBlock(
        required=False, max_length=100, help_text="Such as: What happens when."
    )
    steps = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("day", blocks.DateBlock(required=False)),
                (
                    "about",
                    blocks.CharBlock(
                        label="Or in words",
                        required=False,
                        max_length=60,
                        help_text="Only when the day is not known: Autumn 2027.",
                    ),
                ),
                ("words", Line(label="What happens")),
            ]
        ),
        min_num=1,
        max_num=20,
    )

    def clean(self, value):
        value = super().clean(value)
        wrong, before = {}, None
        for number, step in enumerate(value["steps"]):
            field, words = _wrong_in(step, before)
            if words:
                wrong[number] = StructBlockValidationError(
                    block_errors={field: ValidationError(words)}
                )
            before = step["day"] or before
        if wrong:
            raise StructBlockValidationError(
                block_errors={"steps": ListBlockValidationError(block_errors=wrong)}
            )
        return value

    class Meta:
        icon = "time"
        template = "cms/blocks/timescales.html"


def _wrong_in(step, before):
    """Return the field and the sentence of the first fault of a step, or empty ones."""
    if bool(step["day"]) == bool(step["about"].strip()):
        return "day", "Give a day, or say in words when it is."
    if step["day"] and before and step["day"] < before:
        return "day", "This day is before the one above it. Put the earlier one first."
    return "", ""


class Document(blocks.StructBlock):
    """A file of ours, whose size and kind are known, or one that lies elsewhere."""

    file = DocumentChooserBlock(required=False)
    address = blocks.URLBlock(
        required=False, help_text="Only when it is not one of our files."
    )
    title = blocks.CharBlock(
        required=False, max_length=150, help_text="Empty takes the file's own title."
    )
    form = blocks.CharBlock(
        label="Kind and size",
        required=False,
        max_length=40,
        help_text="Of a file elsewhere, such as: PDF, 2 MB. Ours say it themselves.",
    )
    publisher = blocks.CharBlock(required=False, max_length=150)
    checked_on = blocks.DateBlock(
        label="Checked on",
        required=False,
        help_text="When somebody last saw that it is there and right.",
    )

    def clean(self, value):
        value = super().clean(value)
        wrong = {}
        if bool(value["file"]) == bool(value["address"]):
            wrong["file"] = "Choose a file or give an address."
        elif value["address"]:
            if not value["title"].strip():
                wrong["title"] = "Say what the document is called."
            if not value["checked_on"]:
                wrong["checked_on"] = "Say when you last saw that it is there."
        if value["checked_on"] and value["checked_on"] > clock.today():
            wrong["checked_on"] = "This day is still to come."
        if wrong:
            raise StructBlockValidationError(
                block_errors={
                    field: ValidationError(words) for field, words in wrong.items()
                }
            )
        return value

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        file = value["file"]
        checked_on = value["checked_on"] or (file and file.checked_on)
        said = [
            form_of(file) if file is not None else value["form"],
            value["publisher"] or (file.publisher if file is not None else ""),
            f"checked on {uk_day(checked_on)}" if checked_on else "",
        ]
        return {
            **context,
            "title": value["title"] or (file.title if file is not None else ""),
            "url": file.url if file is not None else value["address"],
            "said": [words for words in said if words],
        }

    class Meta:
        icon = "doc-full"
        template = "cms/blocks/document.html"


def form_of(file):
    """Return what a file is and how large: PDF, 312 kB."""
    size = file.get_file_size()
    known = [file.file_extension.upper(), file_size(size) if size else ""]
    return ", ".join(words for words in known if words)


class Documents(blocks.StructBlock):
    title = blocks.CharBlock(required=False, max_length=100)
    documents = blocks.ListBlock(Document(), min_num=1, max_num=30)

    class Meta:
        icon = "doc-full"
        label = "Documents"
        template = "cms/blocks/documents.html"


class RelatedItems(blocks.StructBlock):
    title = blocks.CharBlock(default="Related", max_length=60)
    pages = blocks.ListBlock(blocks.PageChooserBlock(), min_num=1, max_num=6)

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        chosen = [page.pk for page in value["pages"] if page is not None]
        # What is not out, or only for those who sign in, leads nobody anywhere.
        found = Page.objects.live().public().filter(pk__in=chosen).specific()
        return {**context, "pages": sorted(found, key=lambda one: chosen.index(one.pk))}

    class Meta:
        icon = "link"
        label = "Related items"
        template = "cms/blocks/related_items.html"


class Testimonial(blocks.StructBlock):
    """What somebody said of it: by role and year, and never without their consent."""

    words = blocks.TextBlock(max_length=600, help_text="Without quotation marks.")
    role = blocks.CharBlock(
        max_length=100, help_text="A role and not a name, such as: Midwife."
    )
    year = blocks.IntegerBlock(min_value=1990, max_value=2100)
    consented_on = blocks.DateBlock(
        label="They agreed on",
        help_text="The day on which they agreed that we publish it. Not shown.",
    )

    def clean(self, value):
        value = super().clean(value)
        today, wrong = clock.today(), {}
        if value["consented_on"] > today:
            wrong["consented_on"] = "This day is still to come. Ask first."
        if value["year"] > today.year:
            wrong["year"] = "This year is still to come."
        if wrong:
            raise StructBlockValidationError(
                block_errors={
                    field: ValidationError(words) for field, words in wrong.items()
                }
            )
        return value

    class Meta:
        icon = "user"
        template = "cms/blocks/testimonial.html"


class Folds(blocks.StructBlock):
    """Detail that few readers need, folded away under headings that say what it is."""

    folds = blocks.ListBlock(
        blocks.StructBlock(
            [
                (
                    "heading",
                    blocks.CharBlock(
                        max_length=120,
                        help_text="So clear that nobody opens it for nothing.",
                    ),
                ),
                ("words", Prose()),
            ]
        ),
        min_num=2,
        max_num=12,
        help_text="Only for detail that few need. What everybody needs stays open.",
    )

    class Meta:
        icon = "list-ul"
        label = "Fold away"
        template = "cms/blocks/folds.html"


class Body(blocks.StreamBlock):
    prose = Prose()
    quotation = Quotation()
    figure = Figure()
    table = Table(
        [("words", Line(required=False)), ("figure", blocks.CharBlock(required=False))],
        template="cms/blocks/table.html",
        icon="table",
        help_text="Give it a caption. The first column names the rows.",
    )
    key_figures = KeyFigures()
    timescales = Timescales()
    documents = Documents()
    call_to_action = CallToAction()
    event = EventChooserBlock()
    related_items = RelatedItems()
    testimonial = Testimonial()
    folds = Folds()
