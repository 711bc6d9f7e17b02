"""Queries: one event as its staff see it: places, people, messages, history."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from events.catalogue.queries import with_places
from events.models import (
    AccessCode,
    BookingStatus,
    Event,
    HoldReason,
    Ticket,
    TicketType,
)
from portal.core import history
from portal.notifications.models import Message
from portal.notifications.post import about, topics_of


@dataclass(frozen=True)
class PlacesNow:
    """How the places of an event are taken at one moment."""

    capacity: int | None
    confirmed: int = 0
    offered: int = 0
    held: int = 0
    # Cancelled a moment ago, and kept until the cancellation cannot be undone.
    kept: int = 0
    # Kept for parts of the mix, and not taken by anybody yet.
    for_parts: int = 0
    by_type: dict[int, int] = field(default_factory=dict)

    @property
    def taken(self) -> int:
        return self.confirmed + self.offered + self.held + self.kept

    @property
    def left(self) -> int | None:
        if self.capacity is None:
            return None
        return max(self.capacity - self.taken - self.for_parts, 0)


def places_now(event: Event, *, at: datetime) -> PlacesNow:
    """Count what `places.taken` counts, by what each is taken, and what is kept."""
    counted: Counter[str] = Counter()
    by_type: Counter[int] = Counter()
    rows = (
        event.tickets.taking_a_place(at)
        .order_by()
        .values("ticket_type", "booking__status", "booking__reason")
        .annotate(number=Count("pk"))
    )
    for row in rows:
        by_type[row["ticket_type"]] += row["number"]
        if row["booking__status"] == BookingStatus.CONFIRMED:
            counted["confirmed"] += row["number"]
        elif row["booking__status"] != BookingStatus.HELD:
            counted["kept"] += row["number"]
        elif row["booking__reason"] == HoldReason.OFFER:
            counted["offered"] += row["number"]
        else:
            counted["held"] += row["number"]
    counted_with = with_places(Event.objects.filter(pk=event.pk), at=at).get()
    return PlacesNow(
        capacity=event.capacity,
        by_type=dict(by_type),
        for_parts=counted_with.kept_for_parts,
        **counted,
    )


def types_with_tickets(event: Event) -> QuerySet[TicketType]:
    """Add `tickets_ever` to each ticket type: one with tickets cannot be removed."""
    return event.ticket_types.annotate(tickets_ever=Count("tickets"))


def tickets_of(event: Event) -> QuerySet[Ticket]:
    """Return everybody who has or had a place, newest booking first."""
    return event.tickets.select_related(
        "booking", "ticket_type", "member", "user"
    ).order_by("-booking__created_at", "-pk")


def offers_of(event: Event, *, at: datetime) -> QuerySet[Ticket]:
    """Return the places held at this moment, the one that ends next first."""
    return (
        event.tickets.filter(
            booking__status=BookingStatus.HELD, booking__held_until__gt=at
        )
        .select_related("booking", "ticket_type", "user")
        .order_by("booking__held_until", "pk")
    )


def told_if_cancelled(event: Event, *, at: datetime) -> int:
    """Return how many people hear of it when the event is cancelled."""
    with_place = event.bookings.live_at(at).count()
    return with_place + event.waiting_list.waiting().count()


def messages_about(event: Event) -> QuerySet[Message]:
    """Return every message about the event or anybody's place in it, newest first."""
    return Message.objects.filter(
        Q(about=about(event))
        | Q(about__in=topics_of(event.bookings.all()))
        | Q(about__in=topics_of(event.waiting_list.all()))
        | Q(about__in=topics_of(event.invitations.all()))
    ).order_by("-created_at", "-pk")


@dataclass(frozen=True)
class Mails:
    """What became of the messages of some kinds about one event."""

    sent: int = 0
    waiting: int = 0
    failed: int = 0
    overtaken: int = 0


def mails_of(event: Event, kinds: Iterable[str] = ()) -> Mails:
    """Count messages by what became of them: those of some kinds, or all."""
    rows = messages_about(event).order_by()
    if kinds:
        rows = rows.filter(kind__in=kinds)
    counted = rows.values_list("outcome").annotate(Count("pk"))
    return Mails(**dict(counted))


def history_of(event: Event) -> QuerySet:
    """Return every line about the event and the bookings made for it."""
    return history.of_all(Event.objects.filter(pk=event.pk), event.bookings.all())


def used_of_codes(codes: Iterable[AccessCode], *, at: datetime) -> dict[int, int]:
    """Return how many places each code has paid for, with those that it replaced."""
    rows = Ticket.objects.taking_a_place(at).exclude(booking__access_code=None)
    by_code = rows.order_by().values("booking__access_code")
    own = {
        row["booking__access_code"]: row["number"]
        for row in by_code.annotate(number=Count("pk"))
    }
    renewed = AccessCode.objects.exclude(replaces=None)
    before = dict(renewed.values_list("pk", "replaces"))
    used = {}
    for code in codes:
        key: int | None = code.pk
        used[code.pk] = 0
        while key is not None:
            used[code.pk] += own.get(key, 0)
            key = before.get(key)
    return used
