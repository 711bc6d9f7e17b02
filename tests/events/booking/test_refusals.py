"""Why somebody cannot book: the verdict of booking itself, in words for staff."""

from datetime import UTC, datetime, timedelta

import pytest

from events.booking import bookings, people, refusals, waiting_list
from events.errors import NotEligible
from events.models import WayIn
from tests.factories.accounts import UserFactory
from tests.factories.events import EventFactory
from tests.factories.membership import (
    MemberFactory,
    current_member,
    grace_member,
    lapsed_member,
)

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(AT, tick=False)


def found(explained):
    return {
        finding.label: (finding.words, finding.fine) for finding in explained.findings
    }


def test_nothing_stands_in_the_way_of_a_member():
    event = EventFactory(capacity=3)
    member = current_member()

    explained = refusals.explain(event, people.of_member(member), at=AT)

    assert explained.sentence == (
        "Nothing stands in the way: signed in, they can book now."
    )
    assert found(explained) == {
        "Event takes bookings": ("Yes, until Sunday 6 December 2026, 12:00", True),
        "Membership": (
            "Current, Practising: 14 August 2026 to 13 August 2027",
            True,
        ),
        "Account": (f"Signs in as {member.user.email}", True),
        "May book this event": ("Yes", True),
        "Ticket they would get": ("Free", None),
        "Places": ("3 of 3 free", True),
    }
    assert bookings.book(event, by=member.user, at=AT)


def test_a_lapsed_member_is_explained_by_what_the_page_tells_them():
    event = EventFactory()
    member = lapsed_member()

    explained = refusals.explain(event, people.of_member(member), at=AT)

    with pytest.raises(NotEligible) as no:
        bookings.book(event, by=member.user, at=AT)
    assert not explained.fine
    assert explained.shown == no.value.message
    assert found(explained)["Membership"] == (
        "Lapsed, Practising: ended on 14 August 2026, in grace until 13 September 2026",
        False,
    )


def test_grace_is_said_with_the_day_it_ends():
    stands = people.of_member(grace_member()).standing(at=AT)

    assert refusals.in_words(stands) == (
        "In grace, Practising: ended on 12 November 2026, good until 12 December 2026"
    )


@pytest.mark.parametrize(
    ("account", "words", "fine"),
    [
        ({"email": "jo@example.org"}, "None yet. The number sends a code to jo@", None),
        ({"email": ""}, "None, and no address on file: the number cannot send", False),
    ],
)
def test_a_member_without_an_account_is_told_apart(account, words, fine):
    member = MemberFactory(**account)

    explained = refusals.explain(EventFactory(), people.of_member(member), at=AT)

    said, is_fine = found(explained)["Account"]
    assert said.startswith(words)
    assert is_fine is fine
    assert found(explained)["Membership"] == ("Member without a subscription", False)


def test_an_account_that_is_switched_off_is_said():
    user = UserFactory(is_active=False)

    explained = refusals.explain(EventFactory(), people.of_account(user), at=AT)

    assert found(explained)["Account"] == (f"Switched off ({user.email})", False)


def test_a_full_event_leads_to_the_waiting_list():
    event = EventFactory(capacity=1)
    bookings.book(event, by=current_member().user, at=AT)
    late = current_member()

    explained = refusals.explain(event, people.of_member(late), at=AT)

    assert explained.sentence == (
        "They may book, but no place is free: they can join the waiting list."
    )
    assert found(explained)["Places"] == ("0 of 1 free", False)


def test_a_place_that_is_on_its_way_to_others_is_not_free():
    event = EventFactory(capacity=1)
    holder = current_member()
    booking = bookings.book(event, by=holder.user, at=AT)
    waiting_list.join(event, by=current_member().user, at=AT)
    bookings.cancel(booking, by=holder.user, at=AT)

    explained = refusals.explain(
        event, people.of_member(current_member()), at=AT + timedelta(hours=1)
    )

    assert not explained.fine
    assert found(explained)["Places"] == ("1 of 1 free; 1 person waits", False)


def test_a_place_they_have_is_named():
    event = EventFactory()
    member = current_member()
    booking = bookings.book(event, by=member.user, at=AT)

    explained = refusals.explain(event, people.of_member(member), at=AT)

    assert explained.booking == booking
    assert found(explained)["Has a place already"] == (
        f"Confirmed, {booking.reference}",
        None,
    )


def test_a_place_booked_for_an_address_is_found_too():
    event = EventFactory()
    visitor = people.at_address("jo@example.org", name="Jo")
    booking = bookings.book_for(
        event,
        ticket_type=event.ticket_types.get(),
        delegate=visitor.delegate,
        by=UserFactory(),
        at=AT,
    )

    assert refusals.explain(event, visitor, at=AT).booking == booking


@pytest.mark.parametrize(("invited", "fine"), [(True, True), (False, False)])
def test_an_invitation_is_looked_for(invited, fine):
    event = EventFactory(way_in=WayIn.INVITATION)
    user = UserFactory()
    if invited:
        event.invitations.create(email=user.email, token="t", invited_at=AT)

    explained = refusals.explain(event, people.of_account(user), at=AT)

    assert explained.fine is fine
    assert found(explained)["Invitation"][1] is fine


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"booking_opens_at": AT + timedelta(days=1)},
            "Not yet: booking opens on Monday 23 November 2026, 12:00",
        ),
        (
            {"booking_closes_at": AT},
            "No longer: booking closed on Sunday 22 November 2026, 12:00",
        ),
        ({"way_in": WayIn.OPEN_LINK}, "No booking is needed."),
    ],
)
def test_an_event_that_takes_no_bookings_says_why(changes, words):
    event = EventFactory(**changes)

    explained = refusals.explain(event, people.of_member(current_member()), at=AT)

    assert found(explained)["Event takes bookings"] == (words, False)


def test_a_membership_that_has_not_begun_says_when_it_does():
    member = current_member()
    member.subscriptions.update(
        starts_on=datetime(2026, 12, 1, tzinfo=UTC).date(),
        ends_on=datetime(2027, 11, 30, tzinfo=UTC).date(),
    )

    stands = people.of_member(member).standing(at=AT)

    assert refusals.in_words(stands) == (
        "Not begun, Practising: starts on 1 December 2026"
    )


def test_asking_changes_nothing(django_assert_num_queries):
    event = EventFactory(capacity=1)
    bookings.book(event, by=current_member().user, at=AT)
    waiting_list.join(event, by=current_member().user, at=AT)
    before = list(event.tickets.values()), list(event.waiting_list.values())

    refusals.explain(event, people.of_member(current_member()), at=AT)

    assert (list(event.tickets.values()), list(event.waiting_list.values())) == before


def test_the_standing_of_many_costs_no_more_than_of_one(django_assert_num_queries):
    one, *many = [people.of_member(current_member()) for _ in range(5)]
    one.standing(at=AT)

    with django_assert_num_queries(1):
        refusals.with_standing([one], at=AT)
    with django_assert_num_queries(1):
        said = refusals.with_standing([*many, people.Person("Jo", "")], at=AT)

    assert [words.split(",")[0] for _, words in said] == ["Current"] * 4 + [
        "Not a member"
    ]
