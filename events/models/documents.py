"""Documents that the body lays out itself: the template of its reflection sheet."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from portal.core.files import private_storage


def template_place(_template: "ReflectionTemplate", _name: str) -> str:
    return f"templates/{uuid.uuid4().hex}"


class ReflectionTemplate(models.Model):
    """A DOCX that staff uploaded in place of ours. The newest in use is filled in."""

    name = models.CharField(max_length=150)
    file = models.FileField(
        upload_to=template_place, storage=private_storage, max_length=200
    )
    size = models.PositiveIntegerField(help_text="Bytes.")
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.name
