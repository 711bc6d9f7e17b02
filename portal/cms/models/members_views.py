"""Members' views: what a member wrote to us about somebody's consultation.

For the policy team and their writer alone: no list, search, feed or index holds a
word of them.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models

from portal.body.models import Area

from .consultations import ConsultationPage

MOST_WORDS = 10_000


class MembersView(models.Model):
    """One person's view on one consultation."""

    consultation = models.ForeignKey(
        ConsultationPage, on_delete=models.CASCADE, related_name="members_views"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    words = models.TextField("your view", max_length=MOST_WORDS)
    role = models.CharField(
        "your role",
        max_length=100,
        blank=True,
        help_text="Such as: health visitor, or team lead.",
    )
    area = models.ForeignKey(
        Area,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="your area",
    )
    sent_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)

    # The CMS lists what refers to a page; this is nobody's business there.
    wagtail_reference_index_ignore = True

    class Meta:
        ordering: ClassVar[list[str]] = ["sent_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["consultation", "user"],
                name="one_view_of_a_person_on_a_consultation",
            ),
        ]

    def __str__(self) -> str:
        return f"View {self.pk}"
