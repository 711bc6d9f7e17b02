"""Places, bookings and waits of two records that are one person's."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.booking import paying
from events.booking.places import Delegate
from events.models import CommissionCoordinator, Event, WaitingListEntry, WayIn
from membership.errors import MergeRefused
from membership.merging import steps
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.core import clock
from portal.payments import settlement
from portal.payments.models import Method
from tests.factories.accounts import staff
from tests.factories.commissions import agreed
from tests.factories.events import EventFactory, place
from tests.factories.membership import MemberFactory, current_member
from tests.rig.one_person import ask, together

pytestmark = pytest.mark.django_db


@pytest.fixture
def at():
    return clock.now()


@pytest.fixture
def by():
    return staff(Role.MEMBERSHIP)


@pytest.fixture
def both():
    """The same person twice, each with an account."""
    kept = current_member(name="Ann Reed", email="ann@new.example")
    return kept, current_member(name="Ann Reed", email="ann@old.example")


def priced(*, days=40, **facts):
    event = EventFactory(
        way_in=WayIn.PUBLIC, starts_at=clock.now() + timedelta(days=days), **facts
    )
    event.ticket_types.update(price_pence=9_500)
    return event


def reserved(event, user, at, **more):
    order = paying.Order(
        [Delegate(user.name, user.email)],
        booker_name=user.name,
        booker_email=user.email,
        booker=user,
        **more,
    )
    return paying.reserve(event, order, at=at)


def paid(booking, at):
    settlement.received(
        bill=booking.bill,
        pence=booking.bill.total_pence,
        method=Method.TRANSFER,
        reference="test",
        at=at,
        by=None,
    )
    booking.refresh_from_db()
    return booking


def test_of_a_sure_place_and_one_that_somebody_began_to_pay_the_sure_one_stays(
    at, by, both
):
    kept, other = both
    event = priced()
    sure = place(event, kept.user)
    held = reserved(event, other.user, at)

    seen = steps.outlook(kept, other, account_of_other=False, by=by, at=at)

    (words,) = seen.stops
    assert str(held) in words
    assert f"Booking {sure.booking} stays" in "".join(seen.says)


def test_two_places_that_are_paid_for_are_settled_first_wherever_the_money_is(
    at, by, both
):
    """A place that moved for nothing has its money, and its booking has no bill."""
    kept, other = both
    event = priced()
    for member in both:
        paid(reserved(event, member.user, at), at)
    event.bookings.update(bill=None)

    with pytest.raises(MergeRefused, match="money"):
        ask(kept, other, by, at)


def test_of_two_that_were_paid_one_stays_once_the_event_is_over(at, by, both):
    kept, other = both
    event = priced()
    for member in both:
        paid(reserved(event, member.user, at), at)
    began = at - timedelta(days=2)
    Event.objects.update(starts_at=began, ends_at=began + timedelta(hours=1))

    together(kept, other, by, at)

    assert event.tickets.kept().get().user == kept.user


def test_the_places_of_many_events_are_compared_in_so_many_questions(at, by, both):
    kept, other = both

    def asked_now():
        with CaptureQueriesContext(connection) as seen:
            steps.outlook(kept, other, account_of_other=False, by=by, at=at)
        return len(seen)

    place(EventFactory(), other.user)
    asked_now()
    one = asked_now()
    for _ in range(3):
        event = EventFactory()
        place(event, other.user)
        place(event, kept.user)

    assert asked_now() == one


def test_what_was_booked_as_a_guest_of_the_old_address_is_the_persons(at, by, client):
    """Theirs to cancel and to pay, and mail about it finds them."""
    kept = current_member(email="ann@new.example")
    other = MemberFactory(email="ann@old.example")
    ticket = place(EventFactory(), email="ann@old.example", name="Ann Reed")

    together(kept, other, by, at)

    ticket.refresh_from_db()
    booking = ticket.booking
    assert (booking.booker, booking.booker_email) == (kept.user, "ann@new.example")
    assert ticket.email == "ann@new.example"
    client.force_login(kept.user)
    page = client.get(reverse("my:booking-cancel", args=[booking.reference]))
    assert page.status_code == 200


def test_what_was_booked_for_others_goes_along_with_its_mail(at, by, both):
    kept, other = both
    booking = place(EventFactory(), other.user).booking

    together(kept, other, by, at)

    booking.refresh_from_db()
    assert (booking.booker, booking.booker_email) == (kept.user, "ann@new.example")


def test_two_guests_at_one_event_are_one_person(at, by):
    """Neither has an account, and the place is known by the address alone."""
    kept, other = MemberFactory(email="a@example.org"), MemberFactory(email="b@b.org")
    event = EventFactory()
    mine = place(event, email="a@example.org")
    place(event, email="b@b.org", member=other)

    together(kept, other, by, at)

    assert event.tickets.kept().get() == mine


def waits(user, event, at, **more):
    return WaitingListEntry.objects.create(
        event=event,
        user=user,
        ticket_type=event.ticket_types.get(),
        joined_at=at,
        **more,
    )


def test_a_wait_for_others_goes_on_beside_a_place_of_ones_own(at, by, both):
    kept, other = both
    event, own = EventFactory(), EventFactory()
    waits(kept.user, event, at, places=3)
    waits(kept.user, own, at)
    place(event, other.user)
    place(own, other.user)

    together(kept, other, by, at)

    assert event.waiting_list.waiting().get().places == 3
    assert not own.waiting_list.waiting().exists()


def test_of_two_waits_the_one_for_more_places_stays(at, by, both):
    kept, other = both
    event = EventFactory()
    waits(kept.user, event, at - timedelta(hours=1))
    waits(other.user, event, at, places=3)

    together(kept, other, by, at)

    waiting = event.waiting_list.waiting().get()
    assert (waiting.user, waiting.places) == (kept.user, 3)


def test_who_brings_their_account_along_waits_no_more_for_a_place_they_have(at, by):
    kept = MemberFactory(email="ann@new.example")
    other = current_member(email="ann@old.example")
    event = EventFactory()
    place(event, email="ann@new.example", member=kept)
    waits(other.user, event, at)

    together(kept, other, by, at)

    assert event.tickets.kept().get().user == other.user
    assert not event.waiting_list.waiting().exists()


def test_nothing_that_is_paid_for_is_let_go_with_what_strayed(at, by, both):
    kept, other = both
    closed = other.user
    event = priced()
    paid(reserved(event, kept.user, at), at)
    merge = together(kept, other, by, at)
    late = paid(reserved(event, User.objects.get(pk=closed.pk), at), at)

    steps.gather(merge, at=at)

    late.refresh_from_db()
    assert late.is_confirmed
    assert event.tickets.kept().count() == 2
    # Staff see it among the places that somebody has to look at.
    assert event.tickets.kept().exclude(flagged="").get().booking == late


def test_a_paid_place_that_strayed_in_beside_a_hold_stops_nothing(at, by, both):
    kept, other = both
    closed = other.user
    event = priced()
    merge = together(kept, other, by, at)
    hold = reserved(event, kept.user, at)
    late = paid(reserved(event, User.objects.get(pk=closed.pk), at), at)

    steps.gather(merge, at=at)

    late.refresh_from_db()
    hold.refresh_from_db()
    assert late.is_confirmed
    assert hold.is_held(at)
    assert event.tickets.kept().exclude(flagged="").count() == 1


def test_who_coordinated_before_and_does_again_still_does(at, by, both):
    """Once at a time: what ended before keeps nobody from acting now."""
    kept, other = both
    commission = agreed(("All", 2))
    for member, ended_at in ((kept, at), (other, None)):
        CommissionCoordinator.objects.create(
            commission=commission,
            user=member.user,
            email=member.user.email,
            added_at=at,
            accepted_at=at,
            ended_at=ended_at,
        )

    together(kept, other, by, at)

    assert commission.coordinators.acting().get().user == kept.user
    assert commission.coordinators.count() == 2


def test_two_who_coordinate_the_same_go_on_as_one(at, by, both):
    kept, other = both
    commission = agreed(("All", 2))
    for member in both:
        CommissionCoordinator.objects.create(
            commission=commission,
            user=member.user,
            email=member.user.email,
            added_at=at,
            accepted_at=at,
        )

    together(kept, other, by, at)

    assert commission.coordinators.acting().get().user == kept.user
