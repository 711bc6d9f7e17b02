"""Next steps: what can this person do about this event now?

One answer for the event's page, the booking page and an invitation. It writes
nothing and promises nothing: whoever presses the button is judged again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from events.catalogue import lines, policies, queries
from events.models import (
    AccessCode,
    Booking,
    Event,
    HoldReason,
    TicketType,
    WaitingListEntry,
    WayIn,
    Who,
)
from membership import standing
from portal.accounts.models import User
from portal.core import clock
from portal.core.words import count_of, pounds

from . import bookings, eligibility, waiting_list
from .eligibility import Why


class Step(StrEnum):
    BOOK = "book"
    PAY = "pay"
    FINISH = "finish"
    SAY_WHO = "say_who"
    JOIN_LIST = "join_list"
    WAIT = "wait"
    ANSWER = "answer"
    HAVE_PLACE = "have_place"
    UNDO = "undo"
    GO_ELSEWHERE = "go_elsewhere"
    USE_OPEN_DOOR = "use_open_door"
    NOTHING = "nothing"


LINED_UP = (
    "Booking has not opened yet. When it does, places are offered to this list before "
    "anybody else can book. You are in it since you asked to hear of a date."
)
CODE_WANTED = "These places need an access code."
_ERRANDS = {
    Why.LAPSED: ("Renew my membership", "membership:renew"),
    Why.NOT_A_MEMBER: ("See how to join", "joining:grades"),
    Why.GRADE: ("See what another grade costs", "membership:grade-change"),
}


@dataclass(frozen=True)
class NextStep:
    """`words` is a sentence beside the button, or why there is none."""

    step: Step
    words: str = ""
    why: Why = Why.FINE
    booking: Booking | None = None
    until: datetime | None = None
    entry: WaitingListEntry | None = None
    position: int = 0
    ticket_type: TicketType | None = None

    @property
    def errand(self) -> str:
        """What can be done about a refusal, if anything."""
        return _ERRANDS[self.why][0] if self.why in _ERRANDS else ""

    @property
    def errand_url(self) -> str:
        return reverse(_ERRANDS[self.why][1]) if self.why in _ERRANDS else ""

    @property
    def needs_code(self) -> bool:
        return self.step is Step.PAY and self.ticket_type is None


def for_person(
    event: Event, user: User | AnonymousUser, *, at: datetime, invited: bool = False
) -> NextStep:
    """Return the next step; the event comes from `queries.with_places`."""
    if isinstance(user, User):
        own = _with_own_place(event, user, at=at)
        if own is not None:
            return own
    answer = eligibility.about_event(event, at=at)
    if answer.why is Why.NOT_YET_OPEN and isinstance(user, User):
        first = _in_the_list(event, user, LINED_UP)
        if first is not None:
            return first
    if not answer.allowed:
        return NextStep(
            _ELSEWHERE.get(answer.why, Step.NOTHING), answer.message, answer.why
        )
    if isinstance(user, User):
        return _for_account(event, user, at=at)
    if event.way_in == WayIn.INVITATION and not invited:
        return NextStep(Step.NOTHING, "This event is by invitation.", Why.INVITATION)
    return _for_visitor(event, at=at)


_ELSEWHERE = {
    Why.ELSEWHERE: Step.GO_ELSEWHERE,
    Why.NO_BOOKING: Step.USE_OPEN_DOOR,
}


def _with_own_place(event: Event, user: User, *, at: datetime) -> NextStep | None:
    ticket = bookings.ticket_of(event, user, at=at)
    if ticket is None:
        return None
    booking = ticket.booking
    if booking.is_offer(at):
        return NextStep(Step.ANSWER, booking=booking, until=booking.held_until)
    if booking.is_cancelled:
        until = bookings.undo_until(booking, at=at)
        return NextStep(Step.UNDO, booking=booking, until=until)
    if booking.is_held(at):
        if _began_as_guest(booking) and queries.places_left(event) != 0:
            # Signed in it may cost less: the page is shown, and that hold replaced.
            return None
        return NextStep(
            Step.FINISH,
            booking=booking,
            until=booking.held_until,
            ticket_type=ticket.ticket_type,
        )
    return NextStep(Step.HAVE_PLACE, booking=booking)


def _began_as_guest(booking: Booking) -> bool:
    return booking.booker_id is None and booking.reason == HoldReason.CHECKOUT


def _for_account(event: Event, user: User, *, at: datetime) -> NextStep:
    waits = _in_the_list(event, user, how_offers_work(event, at=at))
    if waits is not None:
        return waits
    answer = eligibility.verdict(
        event,
        event.ticket_types.all(),
        standing.standing_of_user(user, on=clock.uk_day(at)),
        signed_in=True,
        invited=is_invited(event, user),
        at=at,
    )
    if not answer.allowed and not _opens_by_code(event, user, at=at):
        return NextStep(
            Step.NOTHING, answer.message, answer.why, ticket_type=answer.ticket_type
        )
    if queries.places_left(event) == 0:
        return NextStep(
            Step.JOIN_LIST,
            how_offers_work(event, at=at),
            position=event.waiting + 1,
            ticket_type=answer.ticket_type,
        )
    if answer.ticket_type is None or answer.ticket_type.price_pence:
        return _to_pay(answer.ticket_type)
    free = "Free with your membership." if event.way_in == WayIn.MEMBERS else "Free."
    return NextStep(
        Step.BOOK,
        f"{free} You are signed in, so there is nothing to fill in: check and confirm.",
        ticket_type=answer.ticket_type,
    )


def _in_the_list(event: Event, user: User, words: str) -> NextStep | None:
    entry = event.waiting_list.waiting().filter(user=user).first()
    if entry is None:
        return None
    place = waiting_list.position(entry)
    return NextStep(Step.WAIT, words, entry=entry, position=place)


def _to_pay(ticket_type: TicketType | None) -> NextStep:
    """Return the step to the page on which somebody books and pays."""
    if ticket_type is None:
        return NextStep(Step.PAY, CODE_WANTED)
    price = pounds(ticket_type.price_pence)
    return NextStep(Step.PAY, f"{price} for you.", ticket_type=ticket_type)


def _opens_by_code(event: Event, user: User, *, at: datetime) -> bool:
    """Say whether somebody who may not book as they are could do so with a code."""
    return (
        _has_places_by_code(event)
        and eligibility.verdict(
            event,
            event.ticket_types.all(),
            standing.standing_of_user(user, on=clock.uk_day(at)),
            signed_in=True,
            invited=is_invited(event, user),
            code=AccessCode(),
            at=at,
        ).allowed
    )


def _has_places_by_code(event: Event) -> bool:
    return any(kind.who == Who.CODE for kind in event.ticket_types.all())


def _for_visitor(event: Event, *, at: datetime) -> NextStep:
    prices = [kind for kind in event.ticket_types.all() if kind.who != Who.STAFF]
    if not prices:
        return NextStep(Step.NOTHING, eligibility.NOT_ON_OFFER, Why.CLOSED)
    as_guest = eligibility.about_guest(event, prices, at=at)
    # Who waits in line is known by an account, so a full event asks for one.
    if queries.places_left(event) != 0:
        if as_guest.allowed:
            return _to_pay(as_guest.ticket_type)
        with_code = eligibility.about_guest(event, prices, code=AccessCode(), at=at)
        if with_code.allowed and _has_places_by_code(event):
            return _to_pay(None)
    if event.way_in == WayIn.MEMBERS:
        free = "Free for members." if not lines.costs(prices) else "For members."
        words = f"{free} Have your membership number ready, or sign in."
    elif event.way_in == WayIn.INVITATION:
        words = "Sign in with the address that was invited."
    else:
        words = "Sign in, or make an account: a name and an address are enough."
    return NextStep(Step.SAY_WHO, words, Why.SIGN_IN)


def is_invited(event: Event, user: User) -> bool:
    if event.way_in != WayIn.INVITATION:
        return False
    invitations = event.invitations.filter(withdrawn_at__isnull=True)
    return invitations.filter(email=user.email).exists()


def how_offers_work(event: Event, *, at: datetime) -> str:
    policy = policies.booking_policy()
    late = event.starts_at - at < timedelta(days=policy.late_from_days)
    hours = policy.late_offer_hours if late else policy.offer_hours
    return (
        "First come, first served: a place that comes free is offered to one person "
        f"at a time and kept for {count_of(hours, 'hour,hours')}, and no time runs out "
        "at night. We write to you; you answer with one tap."
    )
