"""Questions: the blocks that the document of a response is put together from.

One flat stream in the order of the consulting body: a chapter, then its questions.
Numbers are theirs and typed as text, since they have letters and gaps. What is theirs
and what is ours are different fields, so that no page can mix them up.
"""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock

from portal.cms import passages
from portal.cms.blocks import Prose

AGREEMENT = (
    "Strongly agree",
    "Agree",
    "Neutral",
    "Disagree",
    "Strongly disagree",
    "Don\N{RIGHT SINGLE QUOTATION MARK}t know",
)
ANSWER_FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link"]


class Answer(Prose):
    """What we say, with markers for the sources it rests on."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("features", ANSWER_FEATURES)
        options.setdefault("required", False)
        options.setdefault("label", "Our answer")
        options.setdefault(
            "help_text",
            "Cite a source where it supports us, such as: [^survey-2022]. The list "
            "of sources shows the marker of each.",
        )
        super().__init__(**options)

    def get_searchable_content(self, value: Any) -> list[str]:
        found = super().get_searchable_content(value)
        return [passages.without_markers(words) for words in found]


def _number() -> blocks.CharBlock:
    return blocks.CharBlock(
        required=False,
        max_length=12,
        label="Their number",
        help_text="As the consulting body numbers it, such as: 2.3 or 14b.",
    )


def _asked() -> blocks.TextBlock:
    return blocks.TextBlock(
        label="Their question", help_text="Word for word, as it was put to us."
    )


def _differs() -> blocks.TextBlock:
    return blocks.TextBlock(
        required=False,
        label="Where the option and the text differ",
        help_text="Say why the option that was sent and the words that were sent "
        "point different ways. Shown beside the answer; leave it empty otherwise.",
    )


class Chapter(blocks.StructBlock):
    number = _number()
    title = blocks.CharBlock(label="Their title", max_length=200)
    not_answered = blocks.CharBlock(
        required=False,
        max_length=200,
        label="Why not answered",
        help_text="Only for a chapter without answers of ours.",
    )

    class Meta:
        icon = "folder-open-inverse"


class Option(blocks.StructBlock):
    label = blocks.CharBlock(label="Their option", max_length=200)
    chosen = blocks.BooleanBlock(required=False, label="We chose this one")


class RankedOption(blocks.StructBlock):
    label = blocks.CharBlock(label="Their option", max_length=200)
    place = blocks.IntegerBlock(
        required=False,
        min_value=1,
        label="Our place for it",
        help_text="1 for the first. Empty if we did not rank it.",
    )


class Choice(blocks.StructBlock):
    number = _number()
    asked = _asked()
    options = blocks.ListBlock(Option(), min_num=2)
    differs = _differs()
    answer = Answer()

    class Meta:
        icon = "tick-inverse"
        label = "Choice"


class Scale(blocks.StructBlock):
    number = _number()
    asked = _asked()
    options = blocks.ListBlock(
        Option(),
        min_num=2,
        label="Scale",
        default=[{"label": label, "chosen": False} for label in AGREEMENT],
        help_text="Change the words to those that the consulting body used.",
    )
    differs = _differs()
    answer = Answer()

    class Meta:
        icon = "order"
        label = "Agreement scale"


class Ranking(blocks.StructBlock):
    number = _number()
    asked = _asked()
    options = blocks.ListBlock(RankedOption(), min_num=2)
    differs = _differs()
    answer = Answer()

    class Meta:
        icon = "list-ol"
        label = "Ranking"


class FreeText(blocks.StructBlock):
    number = _number()
    asked = _asked()
    answer = Answer()

    class Meta:
        icon = "pilcrow"
        label = "Free text"


class ResponseDocument(blocks.StreamBlock):
    chapter = Chapter()
    choice = Choice()
    scale = Scale()
    ranking = Ranking()
    words = FreeText()


class ConsultationDocument(blocks.StructBlock):
    """A document that a consultation rests on, ours to hand out or elsewhere."""

    title = blocks.CharBlock(max_length=200)
    file = DocumentChooserBlock(required=False)
    address = blocks.URLBlock(
        required=False, help_text="Only when it is not one of our files."
    )
    publisher = blocks.CharBlock(max_length=150)
    checked_on = blocks.DateBlock(
        label="Checked on", help_text="When somebody last saw that it is there."
    )

    class Meta:
        icon = "doc-full"
        label = "Document"

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if bool(value["file"]) == bool(value["address"]):
            raise blocks.StructBlockValidationError(
                block_errors={
                    "file": ValidationError("Choose a file or give an address.")
                }
            )
        return value
