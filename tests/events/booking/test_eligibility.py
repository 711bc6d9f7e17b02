"""May this person take this ticket, and why not. No database is needed."""

from datetime import UTC, date, datetime, timedelta

import pytest

from events.booking import eligibility
from events.booking.eligibility import Why
from events.models import Event, EventStatus, TicketType, WayIn, Who
from membership.models import Grade, Member
from membership.standing import NOBODY, Standing, State

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
GRADE = Grade(name="Practising", books_members_events=True, pays_member_price=True)
FRIEND = Grade(name="Friend", books_members_events=False, pays_member_price=False)
MEMBER = Standing(State.CURRENT, Member(), GRADE)
LAPSED = Standing(State.LAPSED, Member(), GRADE, ends_on=date(2026, 3, 31))


def event(**changes):
    facts = {
        "title": "Webinar",
        "status": EventStatus.PUBLISHED,
        "way_in": WayIn.MEMBERS,
        "starts_at": AT + timedelta(days=14),
        "ends_at": AT + timedelta(days=14, hours=1),
    }
    return Event(**(facts | changes))


def ticket(who=Who.MEMBERS, price=0, **fields):
    return TicketType(pk=1, name="Place", who=who, price_pence=price, **fields)


def ask(event, *tickets, standing=MEMBER, signed_in=True, invited=False, at=AT):
    return eligibility.verdict(
        event, tickets, standing, signed_in=signed_in, invited=invited, at=at
    )


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"status": EventStatus.DRAFT}, Why.DRAFT),
        ({"status": EventStatus.CANCELLED}, Why.CANCELLED),
        (
            {"starts_at": AT - timedelta(hours=2), "ends_at": AT - timedelta(hours=1)},
            Why.OVER,
        ),
        ({"host": "Another body"}, Why.ELSEWHERE),
        ({"way_in": WayIn.OPEN_LINK}, Why.NO_BOOKING),
        ({"way_in": WayIn.COMMISSIONED}, Why.COMMISSIONED),
        ({"booking_opens_at": AT + timedelta(seconds=1)}, Why.NOT_YET_OPEN),
        ({"booking_closes_at": AT}, Why.CLOSED),
        ({"starts_at": AT, "ends_at": AT + timedelta(hours=1)}, Why.CLOSED),
        ({"booking_opens_at": AT}, Why.FINE),
        ({"booking_closes_at": AT + timedelta(seconds=1)}, Why.FINE),
    ],
)
def test_the_event_decides_first(changes, why):
    """C11: nothing is booked before, after or outside what the event allows."""
    assert ask(event(**changes), ticket()).why is why


def test_past_event_is_over_whatever_else_is_true():
    over = event(ends_at=AT, starts_at=AT - timedelta(hours=1), host="Another body")

    assert ask(over, ticket()).why is Why.OVER


@pytest.mark.parametrize(
    ("way_in", "standing", "signed_in", "invited", "why"),
    [
        (WayIn.MEMBERS, MEMBER, True, False, Why.FINE),
        (WayIn.MEMBERS, NOBODY, False, False, Why.SIGN_IN),
        (WayIn.MEMBERS, NOBODY, True, False, Why.NOT_A_MEMBER),
        (WayIn.MEMBERS, LAPSED, True, False, Why.LAPSED),
        (WayIn.PUBLIC, NOBODY, True, False, Why.FINE),
        (WayIn.PUBLIC, NOBODY, False, False, Why.SIGN_IN),
        (WayIn.INVITATION, MEMBER, True, False, Why.INVITATION),
        (WayIn.INVITATION, NOBODY, True, True, Why.FINE),
    ],
)
def test_the_way_in_decides_about_the_person(way_in, standing, signed_in, invited, why):
    answer = ask(
        event(way_in=way_in),
        ticket(Who.ANYONE),
        standing=standing,
        signed_in=signed_in,
        invited=invited,
    )

    assert answer.why is why


@pytest.mark.parametrize(
    ("standing", "why", "words"),
    [
        (LAPSED, Why.LAPSED, "ended on 31 March 2026"),
        (
            Standing(State.NOT_YET, Member(), GRADE, starts_on=date(2027, 1, 1)),
            Why.NOT_BEGUN,
            "begins on 1 January 2027",
        ),
        (Standing(State.NONE, Member()), Why.NOT_A_MEMBER, "for members"),
        (Standing(State.CURRENT, Member(), FRIEND), Why.GRADE, "(Friend)"),
        (Standing(State.GRACE, Member(), GRADE), Why.FINE, ""),
    ],
)
def test_standing_is_explained_in_words(standing, why, words):
    answer = ask(event(), ticket(), standing=standing)

    assert answer.why is why
    assert words in answer.message


def test_the_cheapest_fitting_ticket_is_theirs():
    dear = TicketType(pk=1, name="Anyone", who=Who.ANYONE, price_pence=12500)
    free = TicketType(pk=2, name="Member", who=Who.MEMBER_PRICE, price_pence=0)

    answer = ask(event(way_in=WayIn.PUBLIC), dear, free)

    assert answer.ticket_type is free


def test_member_price_needs_good_standing_and_a_grade_that_has_it():
    """C12: the price follows from standing, never from what is sent."""
    dear = TicketType(pk=1, name="Anyone", who=Who.ANYONE, price_pence=12500)
    free = TicketType(pk=2, name="Member", who=Who.MEMBER_PRICE, price_pence=0)
    public = event(way_in=WayIn.PUBLIC)

    friend = Standing(State.CURRENT, Member(), FRIEND)

    assert ask(public, dear, free, standing=LAPSED).ticket_type is dear
    assert ask(public, dear, free, standing=friend).ticket_type is dear


def test_a_ticket_that_costs_something_says_so():
    answer = ask(event(way_in=WayIn.PUBLIC), ticket(Who.ANYONE, price=9500))

    assert answer.allowed
    assert answer.ticket_type.price_pence == 9500


def test_places_given_by_staff_are_refused_to_everybody_else():
    answer = ask(event(way_in=WayIn.PUBLIC), ticket(Who.STAFF))

    assert answer.why is Why.INVITATION


def test_no_ticket_type_means_nothing_is_on_offer():
    assert ask(event()).why is Why.CLOSED


def test_members_ticket_at_a_public_event_says_why_it_is_refused():
    answer = ask(event(way_in=WayIn.PUBLIC), ticket(Who.MEMBERS), standing=LAPSED)

    assert answer.why is Why.LAPSED
