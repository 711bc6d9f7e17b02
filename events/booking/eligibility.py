"""Eligibility: may this person take this ticket, and why not.

Who an event is for (`audience`) plays no part here. The standing is handed in, so
that every rule can be read and tested without a database.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from events.models import Event, EventStatus, TicketType, WayIn, Who
from membership.standing import Standing, State

PAID_FOR = "Places that are paid for are booked by our events team."
NOT_ON_OFFER = "No places are on offer yet."


class Why(StrEnum):
    """The reasons, for pages that offer the way on."""

    FINE = "fine"
    DRAFT = "draft"
    CANCELLED = "cancelled"
    OVER = "over"
    CLOSED = "closed"
    NOT_YET_OPEN = "not_yet_open"
    ELSEWHERE = "elsewhere"
    NO_BOOKING = "no_booking"
    COMMISSIONED = "commissioned"
    SIGN_IN = "sign_in"
    INVITATION = "invitation"
    NOT_A_MEMBER = "not_a_member"
    LAPSED = "lapsed"
    NOT_BEGUN = "not_begun"
    GRADE = "grade"
    PAID = "paid"


@dataclass(frozen=True)
class Verdict:
    """What the rules say. `message` is for the person, empty when all is well."""

    why: Why
    message: str = ""
    ticket_type: TicketType | None = None

    @property
    def allowed(self) -> bool:
        return self.why is Why.FINE


def about_event(event: Event, *, at: datetime) -> Verdict:
    """Say whether the event takes bookings now, whoever asks."""
    if event.status == EventStatus.DRAFT:
        return Verdict(Why.DRAFT, "This event has not been announced yet.")
    if event.status == EventStatus.CANCELLED:
        return Verdict(Why.CANCELLED, "This event is cancelled.")
    if event.is_over(at):
        return Verdict(Why.OVER, "This event is over.")
    if event.host:
        return Verdict(Why.ELSEWHERE, f"{event.host} takes the bookings.")
    if event.way_in == WayIn.OPEN_LINK:
        return Verdict(Why.NO_BOOKING, "No booking is needed.")
    if event.way_in == WayIn.COMMISSIONED:
        return Verdict(
            Why.COMMISSIONED, "Places are for people named by the commissioner."
        )
    if event.booking_opens_at is not None and event.booking_opens_at > at:
        return Verdict(Why.NOT_YET_OPEN, "Booking has not opened yet.")
    if at >= event.closes_at:
        return Verdict(Why.CLOSED, "Booking has closed.")
    return Verdict(Why.FINE)


def about_staff_booking(event: Event, *, walk_in: bool, at: datetime) -> Verdict:
    """Say whether staff can book at all: what no reason of theirs can set aside.

    Before booking opens and after it closes is theirs to judge. Somebody who walked
    in may be written down from when the doors open, afterwards too.
    """
    answer = about_event(event, at=at)
    if answer.why in {Why.FINE, Why.NOT_YET_OPEN, Why.CLOSED} or (
        walk_in and answer.why is Why.OVER
    ):
        if walk_in and at < event.join_opens_at:
            return Verdict(
                Why.NOT_YET_OPEN, "Walk-ins are added once the doors are open."
            )
        return Verdict(Why.FINE)
    return answer


def told_to_staff(
    event: Event,
    ticket_type: TicketType,
    standing: Standing,
    *,
    invited: bool,
    at: datetime,
) -> Verdict:
    """Say what this person would be told who tried to book this ticket themself.

    A ticket that staff alone give needs no standing; a price is for staff to settle.
    """
    answers = [about_event(event, at=at)]
    if ticket_type.who != Who.STAFF:
        answers += [
            about_person(event, standing, signed_in=True, invited=invited),
            about_ticket(ticket_type, standing),
        ]
    return next(
        (answer for answer in answers if not answer.allowed),
        Verdict(Why.FINE, "", ticket_type),
    )


def about_person(
    event: Event, standing: Standing, *, signed_in: bool, invited: bool
) -> Verdict:
    """Say whether this person may book this event, tickets and places apart."""
    if event.way_in == WayIn.INVITATION:
        if invited:
            return Verdict(Why.FINE)
        return Verdict(Why.INVITATION, "This event is by invitation.")
    if not signed_in:
        return Verdict(Why.SIGN_IN, "Sign in, or use your membership number.")
    if event.way_in == WayIn.MEMBERS:
        return about_standing(standing)
    return Verdict(Why.FINE)


def about_standing(standing: Standing) -> Verdict:
    """Say whether a member in this standing may book what is for members."""
    if standing.has_ended:
        return Verdict(
            Why.LAPSED,
            f"Your membership ended on {_day(standing.ends_on)}. Renew it to book "
            "members' events.",
        )
    if standing.state is State.NOT_YET:
        return Verdict(
            Why.NOT_BEGUN, f"Your membership begins on {_day(standing.starts_on)}."
        )
    if standing.state is State.PAUSED:
        return Verdict(
            Why.NOT_BEGUN,
            f"Your membership is paused until {_day(standing.paused_until)}.",
        )
    if not standing.good or standing.grade is None:
        return Verdict(Why.NOT_A_MEMBER, "This event is for members.")
    if not standing.grade.books_members_events:
        return Verdict(
            Why.GRADE,
            f"Members' events are not part of your grade ({standing.grade.name}).",
        )
    return Verdict(Why.FINE)


def about_ticket(ticket_type: TicketType, standing: Standing) -> Verdict:
    if ticket_type.who == Who.STAFF:
        return Verdict(Why.INVITATION, "These places are given by our staff.")
    if ticket_type.who == Who.MEMBERS:
        return about_standing(standing)
    if ticket_type.who == Who.MEMBER_PRICE and not (
        standing.good and standing.grade and standing.grade.pays_member_price
    ):
        return Verdict(Why.NOT_A_MEMBER, "This price is for members.")
    return Verdict(Why.FINE)


def verdict(
    event: Event,
    ticket_types: Iterable[TicketType],
    standing: Standing,
    *,
    signed_in: bool,
    invited: bool = False,
    at: datetime,
) -> Verdict:
    """Say whether this person may book, and which ticket is theirs: the cheapest.

    A ticket that costs something is not taken here; the page says whom to write
    to, and staff book it.
    """
    for answer in (
        about_event(event, at=at),
        about_person(event, standing, signed_in=signed_in, invited=invited),
    ):
        if not answer.allowed:
            return answer
    refused: Verdict | None = None
    fitting = []
    for ticket_type in ticket_types:
        answer = about_ticket(ticket_type, standing)
        if answer.allowed:
            fitting.append(ticket_type)
        else:
            refused = refused or answer
    if not fitting:
        return refused or Verdict(Why.CLOSED, NOT_ON_OFFER)
    cheapest = min(fitting, key=lambda kind: (kind.price_pence, kind.position, kind.pk))
    if cheapest.price_pence:
        return Verdict(
            Why.PAID,
            PAID_FOR,
            cheapest,
        )
    return Verdict(Why.FINE, "", cheapest)


def _day(day: object) -> str:
    return f"{day:%-d %B %Y}" if day else "a day we do not know"
