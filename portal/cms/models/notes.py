"""Notes to editors: what a newsroom needs beside the text, numbered and quotable."""

from typing import Any, ClassVar

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from portal.cms.blocks import Line


class NotesToEditors(models.Model):
    notes = StreamField(
        [("note", Line(label="Note"))],
        blank=True,
        verbose_name="notes to editors",
        help_text="For the press: who we are, where a figure comes from, whom to ask. "
        "Numbered by themselves. People are reached by role, never by a private "
        "number.",
    )

    notes_panel: ClassVar[Any] = FieldPanel("notes")

    class Meta:
        abstract = True
