"""Panels: the parts of an editor's form that several kinds of page share."""

from typing import Any

from django import forms
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, TitleFieldPanel

TITLE = TitleFieldPanel(
    "title",
    help_text="As readers see it, in lists too. It should make sense on its own.",
)
TOPICS = FieldPanel(
    "topics",
    widget=forms.CheckboxSelectMultiple,
    help_text="All that it is about. It then stands on the page of each topic, and "
    "those who follow the topic hear of it by e-mail.",
)
# Of the wide picture at the head of a page.
PICTURE_HELP = (
    "A wide one. It is cut around the part that is marked in the picture itself. "
    "Without one, a plate of arches is drawn."
)
WHOLE = "The whole text, put together from parts. The plus sign offers them."


def body_panel(help_text: str = WHOLE) -> FieldPanel:
    return FieldPanel("body", help_text=help_text)


def nations(heading: str) -> MultiFieldPanel:
    names: list[Any] = ["england", "scotland", "wales", "northern_ireland"]
    return MultiFieldPanel(
        [FieldPanel(name) for name in names],
        heading=heading,
        help_text="At least one. All four are shown as the United Kingdom.",
    )
