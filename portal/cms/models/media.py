"""Pictures and files that editors publish.

A picture is public to whoever knows its address, so nothing private is one: a figure
for members alone is a file, which lies outside media and is handed over by a view that
asks on every request.
"""

import uuid
from pathlib import PurePosixPath
from typing import ClassVar

from django.db import models
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.search import index

from portal.cms.access import Readers
from portal.core.files import private_storage


class Picture(AbstractImage):
    """A picture for pages. None of them only decorates: each says what is seen."""

    alternative = models.CharField(
        "what is seen",
        max_length=250,
        help_text="For those who cannot see it: what matters in it, in a sentence.",
    )
    credit = models.CharField(
        max_length=150,
        blank=True,
        help_text="Who made it, such as: Drawn for this site.",
    )

    admin_form_fields = (
        "title",
        "file",
        "alternative",
        "credit",
        "collection",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    @property
    def default_alt_text(self) -> str:
        return self.alternative


class PictureRendition(AbstractRendition):
    image = models.ForeignKey(
        Picture, on_delete=models.CASCADE, related_name="renditions"
    )

    class Meta:
        unique_together: ClassVar[tuple[tuple[str, ...], ...]] = (
            ("image", "filter_spec", "focal_point_key"),
        )


def file_place(_file: "File", name: str) -> str:
    """Return a place whose folder says nothing; the name is kept for who gets it."""
    return f"files/{uuid.uuid4().hex}/{PurePosixPath(name).name}"


class File(AbstractDocument):
    file = models.FileField(
        upload_to=file_place, storage=private_storage, max_length=255
    )
    readers = models.CharField(
        "who may have it",
        max_length=10,
        choices=Readers,
        default=Readers.EVERYONE,
        help_text="Asked of each person each time, wherever the file is linked from.",
    )
    publisher = models.CharField(
        max_length=150, blank=True, help_text="Who brought it out, if not we."
    )
    checked_on = models.DateField(
        null=True, blank=True, help_text="When somebody last saw that it is right."
    )

    admin_form_fields = (
        "title",
        "file",
        "readers",
        "publisher",
        "checked_on",
        "collection",
        "tags",
    )
    search_fields: ClassVar[list[object]] = [
        *AbstractDocument.search_fields,
        index.FilterField("readers"),
    ]

    class Meta(AbstractDocument.Meta):
        verbose_name = "file"
        verbose_name_plural = "files"

    def clean(self) -> None:
        # Of a file that was refused already, the ending is nobody's question.
        if self.file:
            super().clean()
