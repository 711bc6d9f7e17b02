"""Citing: which records of guidance a page is about, chosen and never typed."""

from typing import Any, ClassVar

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import PageChooserBlock
from wagtail.fields import StreamField


class CitesGuidance(models.Model):
    """A page that names guidance; `lineage` says when what it names is replaced."""

    cites = StreamField(
        [
            (
                "guidance",
                PageChooserBlock("cms.GuidancePage", icon="doc-full", label="Guidance"),
            )
        ],
        blank=True,
        verbose_name="guidance it is about",
        help_text="The edition that it is about. Once that is replaced, the page says "
        "so by itself.",
    )

    cites_panel: ClassVar[Any] = FieldPanel("cites")

    class Meta:
        abstract = True

    @property
    def guidance_cited(self) -> list[Any]:
        """Return the records that readers may open, each once, in their order."""
        chosen = [block.value for block in self.cites]
        return list(
            dict.fromkeys(one for one in chosen if one is not None and one.live)
        )
