"""Films: a short film of a resource, shown on its page to those who may read it.

It lies beside the page and not in its versions: a gigabyte is not kept twice, and an
older version of the page shows the film of today.
"""

import uuid

from django.db import models

from portal.core.files import private_storage

from .resources import ResourcePage


def film_place(_film: "ResourceFilm", name: str) -> str:
    """Return a place whose folder says nothing."""
    return f"films/{uuid.uuid4().hex}/{name}"


class ResourceFilm(models.Model):
    page = models.OneToOneField(
        ResourcePage, on_delete=models.CASCADE, related_name="film"
    )
    file = models.FileField(
        upload_to=film_place, storage=private_storage, max_length=200
    )
    media_type = models.CharField(max_length=40)
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    seconds = models.PositiveIntegerField("length in seconds")
    captions = models.FileField(
        upload_to=film_place,
        storage=private_storage,
        max_length=200,
        blank=True,
        help_text="WebVTT.",
    )
    transcript = models.TextField(
        blank=True, help_text="Each paragraph with its time in front, as [12:30]."
    )
    added_at = models.DateTimeField()

    # Nothing in it leads to a page or a picture.
    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"Film {self.pk}"
