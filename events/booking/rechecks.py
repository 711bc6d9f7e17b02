"""Rechecks: is a place that was booked as a member still a member's?

A membership that ends takes no place away. The place is flagged for staff, and its
holder is told once how to keep it; when the membership goes on, the flag goes.
"""

from collections import defaultdict
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from events.models import BookingStatus, EventStatus, Ticket, Who
from membership import standing
from membership.models import Subscription
from membership.standing import Standing
from portal.core import clock, history
from portal.core.words import uk_day

from . import emails

FOR_MEMBERS = (Who.MEMBERS, Who.MEMBER_PRICE)
ENDED = "Membership ended on "


def recheck(*, at: datetime) -> int:
    """Flag and unflag places of events to come; return how many changed.

    A place that carries another flag keeps that one.
    """
    tickets = list(_booked_as_members(at))
    here = _standings(tickets, on=clock.uk_day(at))
    changed = 0
    for ticket in tickets:
        member = _member_of(ticket)
        words = _words(here[member]) if member in here else ""
        if words and not ticket.flagged:
            changed += _flag(ticket, words, at=at)
        elif not words and ticket.flagged.startswith(ENDED):
            changed += _write(ticket, "")
    return changed


def still_ended(ticket: Ticket, *, at: datetime) -> date | None:
    """Return the last day of the membership, or None where there is no more to tell."""
    if not ticket.flagged.startswith(ENDED):
        return None
    member = ticket.member or getattr(ticket.user, "member", None)
    if member is None:
        return None
    here = standing.standing_of(member, on=clock.uk_day(at))
    return here.ends_on if here.has_ended else None


def _booked_as_members(at: datetime) -> QuerySet[Ticket]:
    return (
        Ticket.objects.kept()
        .filter(
            booking__status=BookingStatus.CONFIRMED,
            event__status=EventStatus.PUBLISHED,
            event__ends_at__gt=at,
            ticket_type__who__in=FOR_MEMBERS,
        )
        .select_related("booking__event", "event", "user__member")
        .order_by("pk")
    )


def _standings(tickets: list[Ticket], *, on: date) -> dict[int, Standing]:
    """Return how everybody stands, in one query for all of them."""
    terms: dict[int, list[Subscription]] = defaultdict(list)
    members = {member for ticket in tickets if (member := _member_of(ticket))}
    rows = Subscription.objects.counting().filter(member__in=members)
    for row in rows.select_related("member", "grade"):
        terms[row.member_id].append(row)
    grace_days = standing.grace_days()
    return {
        member: standing.standing_on(some[0].member, some, on=on, grace_days=grace_days)
        for member, some in terms.items()
    }


def _member_of(ticket: Ticket) -> int | None:
    if ticket.member_id is not None:
        return ticket.member_id
    member = getattr(ticket.user, "member", None)
    return member.pk if member is not None else None


def _words(here: Standing) -> str:
    return f"{ENDED}{uk_day(here.ends_on)}" if here.has_ended else ""


@transaction.atomic
def _flag(ticket: Ticket, words: str, *, at: datetime) -> bool:
    if not _write(ticket, words):
        return False
    facts = {"booking": ticket.booking.reference}
    history.record(ticket.event, "events.place_flagged", by=None, facts=facts)
    emails.membership_ended(ticket, at=at)
    return True


def _write(ticket: Ticket, words: str) -> bool:
    """Change the flag if it is still the one that was read: who is second, is not."""
    same = Ticket.objects.filter(pk=ticket.pk, flagged=ticket.flagged)
    return bool(same.update(flagged=words))
