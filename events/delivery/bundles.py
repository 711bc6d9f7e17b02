"""Bundles: recording, slides and notes, published together and told of once."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from events.errors import StepRefused
from events.models import (
    Attendance,
    BookingStatus,
    Bundle,
    Event,
    Handout,
    Recording,
    Ticket,
)
from portal.accounts.models import User
from portal.core import history

from . import emails


@dataclass(frozen=True)
class Item:
    """One line of the checklist. What is a must keeps the bundle from going out."""

    words: str
    done: bool
    must: bool = False


def checklist(event: Event, *, at: datetime) -> list[Item]:
    row = Recording.objects.filter(event=event).first()
    kinds = set(event.handouts.values_list("kind", flat=True))
    open_registers = event.event_sessions.filter(register_closed_at=None).exists()
    items = [
        Item("The event is over", event.is_over(at), must=True),
        Item("A recording, slides or notes", row is not None or bool(kinds), must=True),
    ]
    if row is not None and row.file:
        items.append(Item("Captions of the recording", bool(row.captions), must=True))
    if row is not None:
        items += [
            Item("A transcript", bool(row.transcript)),
            Item("A date to look at it again", row.review_on is not None),
        ]
    return [
        *items,
        Item("Slides", Handout.Kind.SLIDES in kinds),
        Item("The register closed", not open_registers),
    ]


@transaction.atomic
def publish(event: Event, *, by: User, at: datetime) -> Bundle:
    """Put everything out at once and tell people, the first time, in their own words.

    Raises StepRefused with what is missing. Publishing twice is no fault.
    """
    missing = [
        item.words for item in checklist(event, at=at) if item.must and not item.done
    ]
    if missing or event.is_cancelled:
        words = "; ".join(word[0].lower() + word[1:] for word in missing)
        raise StepRefused(
            f"Still missing: {words}." if missing else "This event was cancelled."
        )
    bundle, _ = Bundle.objects.get_or_create(event=event)
    if not Bundle.objects.filter(pk=bundle.pk, published_at=None).update(
        published_at=at, published_by=by
    ):
        bundle.refresh_from_db()
        return bundle
    told = 0
    if Bundle.objects.filter(pk=bundle.pk, told_at=None).update(told_at=at):
        told = _tell(event, at=at)
    history.record(event, "events.bundle_published", by=by, facts={"told": told})
    bundle.refresh_from_db()
    return bundle


@transaction.atomic
def withdraw(event: Event, *, reason: str, by: User) -> bool:
    """Take it back; who was told finds that it is being put right."""
    withdrawn = Bundle.objects.filter(event=event, published_at__isnull=False).update(
        published_at=None, published_by=None
    )
    if withdrawn:
        history.record(
            event, "events.bundle_withdrawn", by=by, facts={"reason": reason}
        )
    return bool(withdrawn)


@dataclass(frozen=True)
class Audience:
    """Those who hear of it: tickets and who came without one, by whether they came."""

    came: list[Ticket]
    missed: list[Ticket]
    guests: list[User]

    @property
    def number(self) -> int:
        return len(self.came) + len(self.missed) + len(self.guests)


def audience(event: Event) -> Audience:
    """Return everybody who had a place, or came by the open door."""
    lines = Attendance.objects.filter(event_session__event=event)
    here = [
        line for line in lines.select_related("user") if line.came or line.is_proposal
    ]
    came = {line.ticket_id for line in here}
    tickets = (
        event.tickets.kept()
        .filter(booking__status=BookingStatus.CONFIRMED)
        .exclude(email="")
        .select_related("user", "booking")
    )
    guests = {line.user for line in here if line.ticket_id is None and line.user}
    return Audience(
        came=[ticket for ticket in tickets if ticket.pk in came],
        missed=[ticket for ticket in tickets if ticket.pk not in came],
        guests=sorted(guests, key=lambda user: user.pk),
    )


def _tell(event: Event, *, at: datetime) -> int:
    people = audience(event)
    for ticket in people.came:
        emails.bundle_published(ticket, came=True, at=at)
    for ticket in people.missed:
        emails.bundle_published(ticket, came=False, at=at)
    for user in people.guests:
        emails.bundle_published_to(event, user, at=at)
    return people.number
