"""Refusals: why somebody can or cannot book an event, told to staff.

Computed when asked, by the rules that booking itself uses; nothing is stored, held
or offered by asking.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, prefetch_related_objects

from events.models import Booking, Event, WayIn
from membership import standing
from membership.models import Subscription
from membership.standing import Standing, State
from portal.core.words import count_of, uk_datetime, uk_day, uk_day_of

from . import eligibility, places
from .people import Person


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `fine` is None where it decides nothing."""

    label: str
    words: str
    fine: bool | None = None


@dataclass(frozen=True)
class Explanation:
    sentence: str
    fine: bool
    findings: list[Finding]
    # What the page shows the person, word for word; empty when it lets them book.
    shown: str = ""
    booking: Booking | None = None


def explain(event: Event, person: Person, *, at: datetime) -> Explanation:
    stands = person.standing(at=at)
    invited = is_invited(event, person)
    verdict = eligibility.verdict(
        event,
        event.ticket_types.all(),
        stands,
        signed_in=True,
        invited=invited,
        at=at,
    )
    booking = _booking_of(event, person, at=at)
    left = places.left(event, at=at)
    waiting = event.waiting_list.waiting().count()
    findings = [
        _about_event(event, at=at),
        Finding("Membership", in_words(stands), stands.good),
        _about_account(person),
        Finding(
            "May book this event",
            "Yes" if verdict.allowed else verdict.message,
            verdict.allowed,
        ),
        *_about_ticket(verdict),
        _about_places(left, waiting, capacity=event.capacity),
    ]
    if event.way_in == WayIn.INVITATION:
        words = "Invited" if invited else "Not invited, or the invitation was withdrawn"
        findings.insert(3, Finding("Invitation", words, invited))
    if booking is not None:
        words = f"{booking.get_status_display()}, {booking.reference}"
        findings.append(Finding("Has a place already", words))
        return Explanation(
            "They have a place already, so booking again leads to that booking.",
            fine=True,
            findings=findings,
            booking=booking,
        )
    if not verdict.allowed:
        return Explanation(
            "They cannot book. The page tells them why.",
            fine=False,
            findings=findings,
            shown=verdict.message,
        )
    if left == 0 or waiting:
        return Explanation(
            "They may book, but no place is free: they can join the waiting list.",
            fine=False,
            findings=findings,
        )
    return Explanation(
        "Nothing stands in the way: signed in, they can book now.",
        fine=True,
        findings=findings,
    )


def with_standing(found: list[Person], *, at: datetime) -> list[tuple[Person, str]]:
    """Put beside each person how they stand, in as many queries for all as for one."""
    members = [person.member for person in found if person.member is not None]
    terms = Prefetch(
        "subscriptions", Subscription.objects.counting().select_related("grade")
    )
    prefetch_related_objects(members, terms)
    days = standing.grace_days()
    return [
        (
            person,
            in_words(
                standing.standing_on(
                    person.member,
                    list(person.member.subscriptions.all()) if person.member else [],
                    on=uk_day_of(at),
                    grace_days=days,
                )
            ),
        )
        for person in found
    ]


def is_invited(event: Event, person: Person) -> bool:
    return bool(person.email) and (
        event.invitations.filter(email=person.email, withdrawn_at__isnull=True).exists()
    )


def in_words(stands: Standing) -> str:
    """Say how somebody stands, with the dates that decide it."""
    if stands.state is State.NONE:
        return (
            "Not a member" if stands.member is None else "Member without a subscription"
        )
    grade = f", {stands.grade.name}" if stands.grade else ""
    if stands.state is State.NOT_YET:
        return f"Not begun{grade}: starts on {uk_day(stands.starts_on)}"
    if stands.state is State.RESIGNED:
        return f"Resigned{grade}: the last day was {uk_day(stands.ends_on)}"
    if stands.state is State.PAUSED:
        return f"Paused{grade}: until {uk_day(stands.paused_until)}"
    if stands.state is State.LAPSED:
        return (
            f"Lapsed{grade}: ended on {uk_day(stands.ends_on)}, in grace until "
            f"{uk_day(stands.grace_until)}"
        )
    if stands.state is State.GRACE:
        return (
            f"In grace{grade}: ended on {uk_day(stands.ends_on)}, good until "
            f"{uk_day(stands.grace_until)}"
        )
    return f"Current{grade}: {uk_day(stands.starts_on)} to {uk_day(stands.ends_on)}"


def _about_event(event: Event, *, at: datetime) -> Finding:
    answer = eligibility.about_event(event, at=at)
    words = answer.message or f"Yes, until {uk_datetime(event.closes_at)}"
    if answer.why is eligibility.Why.NOT_YET_OPEN:
        words = f"Not yet: booking opens on {uk_datetime(event.booking_opens_at)}"
    if event.cancels_at is not None:
        words = "Not now: the event is called off, and that can still be stopped"
    elif answer.why is eligibility.Why.CLOSED:
        words = f"No longer: booking closed on {uk_datetime(event.closes_at)}"
    return Finding("Event takes bookings", words, answer.allowed)


def _about_account(person: Person) -> Finding:
    if person.user is not None and not person.user.is_active:
        return Finding("Account", f"Switched off ({person.user.email})", fine=False)
    if person.user is not None:
        return Finding("Account", f"Signs in as {person.user.email}", fine=True)
    if person.email:
        words = f"None yet. The number sends a code to {person.email}"
        return Finding("Account", words)
    words = "None, and no address on file: the number cannot send a code"
    return Finding("Account", words, fine=False)


def _about_ticket(verdict: eligibility.Verdict) -> list[Finding]:
    if verdict.ticket_type is None:
        return []
    return [Finding("Ticket they would get", verdict.ticket_type.name)]


def _about_places(left: int | None, waiting: int, *, capacity: int | None) -> Finding:
    queue = f"; {count_of(waiting, 'person waits,people wait')}" if waiting else ""
    if left is None:
        return Finding("Places", f"No limit{queue}", fine=not waiting)
    words = f"{left} of {capacity} free{queue}"
    return Finding("Places", words, left > 0 and not waiting)


def _booking_of(event: Event, person: Person, *, at: datetime) -> Booking | None:
    tickets = event.tickets.taking_a_place(at).select_related("booking")
    if person.user is not None and (mine := tickets.filter(user=person.user).first()):
        return mine.booking
    if person.email and (mine := tickets.filter(email=person.email).first()):
        return mine.booking
    return None
