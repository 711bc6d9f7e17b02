"""How people get in: the platform's link, replaceable; and personal calendar feeds."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from .booking import Ticket
from .event import Event


class JoiningLink(models.Model):
    """The meeting platform's own address. The newest that is not retired works."""

    event = models.ForeignKey(
        Event, on_delete=models.CASCADE, related_name="joining_links"
    )
    url = models.URLField(max_length=1000)
    note = models.CharField(max_length=200, blank=True)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-set_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["event"],
                condition=Q(retired_at__isnull=True),
                name="one_working_link_per_event",
            ),
        ]

    def __str__(self) -> str:
        return f"Joining link {self.pk}"


class CalendarFeed(models.Model):
    """A person's own calendar address. Made anew, the old one stops."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feed"
    )
    token = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Calendar feed {self.pk}"


class DoorNotice(models.Model):
    """A sentence for everybody at the door: "We are moving to another room"."""

    event = models.ForeignKey(
        Event, on_delete=models.CASCADE, related_name="door_notices"
    )
    words = models.CharField(max_length=200)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    taken_down_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-set_at", "-pk"]

    def __str__(self) -> str:
        return f"Notice {self.pk}"


class AtTheDoor(models.Model):
    """A browser at the door of an event: waiting, or gone in. Counted, not named.

    Several browsers with one personal address are told apart, so that an address
    passed around is noticed; those who wait are counted by ticket.
    """

    event = models.ForeignKey(
        Event, on_delete=models.CASCADE, related_name="at_the_door"
    )
    ticket = models.ForeignKey(
        Ticket,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="at_the_door",
    )
    who = models.CharField(max_length=64, help_text="Keyed hash of ticket and browser.")
    seen_at = models.DateTimeField()
    went_in_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["event", "who"], name="each_stands_at_the_door_once"
            ),
        ]

    def __str__(self) -> str:
        return f"At the door {self.pk}"
