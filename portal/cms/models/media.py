"""Pictures and files that editors publish.

Nothing private belongs here: pictures are public to whoever knows their address.
"""

from typing import ClassVar

from django.db import models
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition


class Picture(AbstractImage):
    alternative = models.CharField(
        "what is seen",
        max_length=250,
        blank=True,
        help_text="For those who cannot see it. Empty if it only decorates.",
    )
    credit = models.CharField(max_length=150, blank=True)

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


class File(AbstractDocument):
    publisher = models.CharField(max_length=150, blank=True)
    checked_on = models.DateField(
        null=True, blank=True, help_text="When somebody last saw that it is right."
    )

    admin_form_fields = (*Document.admin_form_fields, "publisher", "checked_on")
