"""Eligibility: may this person take this ticket, and why not.

Who an event is for (`audience`) plays no part here. The standing is handed in, so
that every rule can be read and tested without a database.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from events.models import AccessCode, Event, EventStatus, TicketType, WayIn, Who
from membership.standing import NOBODY, Standing, State

NOT_ON_OFFER = "No places are on offer yet."
UNKNOWN_CODE = "This access code is not for this event. Look at how it is written."


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
    CODE = "code"


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
    if event.cancels_at is not None:
        # Said to nobody before it is carried out: until then it can be stopped.
        return Verdict(Why.CLOSED, "Booking is paused.")
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
    if event.cancels_at is not None and not event.is_over(at):
        return Verdict(Why.CLOSED, "This event is called off. Stop that first.")
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


def about_ticket(
    ticket_type: TicketType, standing: Standing, code: AccessCode | None = None
) -> Verdict:
    if ticket_type.who == Who.STAFF:
        return Verdict(Why.INVITATION, "These places are given by our staff.")
    if ticket_type.who == Who.CODE and code is None:
        return Verdict(Why.CODE, "These places need an access code.")
    if ticket_type.who == Who.MEMBERS:
        return about_standing(standing)
    if ticket_type.who == Who.MEMBER_PRICE and not (
        standing.good and standing.grade and standing.grade.pays_member_price
    ):
        return Verdict(Why.NOT_A_MEMBER, "This price is for members.")
    return Verdict(Why.FINE)


def about_code(code: AccessCode, event: Event, *, at: datetime) -> Verdict:
    """Say whether a code opens this event; unknown codes meet the same sentence."""
    is_for = code.event_id == event.pk or (
        code.course_id is not None and code.course_id == event.course_id
    )
    if not is_for:
        return Verdict(Why.CODE, UNKNOWN_CODE)
    if not code.is_good(at):
        return Verdict(Why.CODE, "This access code is over, or has not begun.")
    return Verdict(Why.FINE)


def verdict(
    event: Event,
    ticket_types: Iterable[TicketType],
    standing: Standing,
    *,
    signed_in: bool,
    invited: bool = False,
    code: AccessCode | None = None,
    at: datetime,
) -> Verdict:
    """Say whether this person may book, and which ticket is theirs: the cheapest.

    Whether it costs something is said by the ticket; see `paying` for those that do.
    """
    for answer in (
        about_event(event, at=at),
        about_person(event, standing, signed_in=signed_in, invited=invited),
    ):
        if not answer.allowed:
            return answer
    return cheapest(ticket_types, standing, code)


def about_guest(
    event: Event,
    ticket_types: Iterable[TicketType],
    *,
    code: AccessCode | None = None,
    at: datetime,
) -> Verdict:
    """Say whether somebody without an account may book, and at which price.

    What anybody may book, and costs something or is paid for by a code, needs no
    account: a link by mail keeps the booking. A member's price needs one, since it is
    proved by standing and never by a number.
    """
    answer = about_event(event, at=at)
    if not answer.allowed:
        return answer
    if event.way_in != WayIn.PUBLIC:
        return Verdict(Why.SIGN_IN, "Sign in, or use your membership number.")
    answer = cheapest(ticket_types, NOBODY, code)
    if answer.ticket_type is None:
        return answer
    if not answer.ticket_type.price_pence and code is None:
        return Verdict(Why.SIGN_IN, "Sign in, or make an account: it takes a minute.")
    return answer


def cheapest(
    ticket_types: Iterable[TicketType],
    standing: Standing,
    code: AccessCode | None = None,
) -> Verdict:
    """Return the cheapest ticket that this standing may take, or why there is none.

    Somebody with a code takes what needs one, where there is such a ticket.
    """
    refused: Verdict | None = None
    fitting = []
    for ticket_type in ticket_types:
        answer = about_ticket(ticket_type, standing, code)
        if answer.allowed:
            fitting.append(ticket_type)
        else:
            refused = refused or answer
    if not fitting:
        return refused or Verdict(Why.CLOSED, NOT_ON_OFFER)
    coded = [kind for kind in fitting if kind.who == Who.CODE]
    best = min(
        coded or fitting, key=lambda kind: (kind.price_pence, kind.position, kind.pk)
    )
    return Verdict(Why.FINE, "", best)


def _day(day: object) -> str:
    return f"{day:%-d %B %Y}" if day else "a day we do not know"
