"""The list: several places together or in part, the mix, the night, one-press no."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from events.booking import (
    bookings,
    changes,
    declining,
    out_of_turn,
    paying,
    waiting_list,
)
from events.booking.waiting_list import Wish
from events.catalogue import waking
from events.errors import NotEligible, StepRefused
from events.models import (
    Allocation,
    Booking,
    BookingPolicy,
    BookingStatus,
    HoldReason,
)
from portal.body.models import Agency
from portal.notifications.models import Message
from tests.events.booking.test_moving import pay
from tests.events.booking.test_naming import (  # noqa: F401 - fixtures
    AT,
    PRICE,
    course,
    group,
    noon,
)
from tests.factories.accounts import UserFactory
from tests.factories.events import EventFactory

LATER = AT + timedelta(minutes=6)


def wait(course, places=1, *, n=0, **more):  # noqa: F811
    return waiting_list.join(
        course,
        by=UserFactory(),
        at=AT + timedelta(seconds=n),
        wish=Wish(places, **more),
    )


def free(booking, number):
    for ticket in list(booking.tickets.kept())[:number]:
        changes.cancel(ticket, by=None, at=AT)


def held_for(entry):
    entry.refresh_from_db()
    return entry.offer.tickets.count() if entry.offer else 0


def test_all_or_none_waits_until_as_many_are_free(course):  # noqa: F811
    """Complaint 1: a group that needs every place is not offered one."""
    booking = group(course, 4)
    three, one = wait(course, 3), wait(course, n=1)

    free(booking, 2)
    bookings.pass_places_on(course, at=LATER)

    assert (held_for(three), held_for(one)) == (0, 1)
    assert "Wants 3 together, and 2 are free" in waiting_list.why_not_offered(
        three, at=LATER
    )
    assert waiting_list.position(three) == 1


def test_a_part_is_offered_to_who_takes_one(course):  # noqa: F811
    booking = group(course, 4)
    three = wait(course, 3, takes_part=True)

    free(booking, 2)
    bookings.pass_places_on(course, at=LATER)

    assert held_for(three) == 2


def test_all_together_when_they_fit(course):  # noqa: F811
    booking = group(course, 4)
    three, one = wait(course, 3), wait(course, n=1)

    free(booking, 3)
    bookings.pass_places_on(course, at=LATER)

    assert (held_for(three), held_for(one)) == (3, 0)
    three.refresh_from_db()
    assert three.offer.price_pence == 3 * PRICE
    assert {ticket.email for ticket in three.offer.tickets.all()} == {""}


def test_an_offer_that_costs_leads_to_paying(course):  # noqa: F811
    booking = group(course, 4)
    entry = wait(course, 2)
    free(booking, 2)
    bookings.pass_places_on(course, at=LATER)
    entry.refresh_from_db()
    offered_until = entry.offer.held_until

    bill = paying._bill_to_pay(entry.offer, at=LATER)
    entry.offer.refresh_from_db()
    assert bill.total_pence == 2 * PRICE
    assert entry.offer.reason == HoldReason.CHECKOUT
    assert entry.offer.held_until == offered_until > LATER + timedelta(minutes=40)
    pay(entry.offer, at=LATER)

    entry.offer.refresh_from_db()
    assert entry.offer.status == BookingStatus.CONFIRMED


def test_a_late_message_gives_somebody_who_pays_no_other_end(course):  # noqa: F811
    booking = group(course, 4)
    entry = wait(course, 2)
    free(booking, 2)
    bookings.pass_places_on(course, at=LATER)
    entry.refresh_from_db()
    offered_until = entry.offer.held_until
    paying._bill_to_pay(entry.offer, at=LATER)

    waiting_list.offer_was_sent(entry.offer, at=LATER + timedelta(hours=1))

    entry.offer.refresh_from_db()
    assert entry.offer.held_until == offered_until


def test_kept_places_go_to_their_part_past_those_before(course):  # noqa: F811
    """The mix: others before keep their turn, and nobody else is skipped."""
    midwives = Agency.objects.create(name="Midwives of Ashvale")
    part = Allocation.objects.create(event=course, name="Midwifery", minimum=1)
    part.agencies.add(midwives)
    group(course, 3)
    before = course.waiting_list.create(
        user=UserFactory(), ticket_type=course.ticket_types.get(), joined_at=AT
    )
    midwife = wait(course, kind_of_agency=midwives, n=1)

    assert (held_for(before), held_for(midwife)) == (0, 1)
    assert "kept for others" in before.passed_over or "kept for others" in (
        waiting_list.why_not_offered(before, at=AT)
    )


def test_the_first_of_the_same_part_is_first(course):  # noqa: F811
    midwives = Agency.objects.create(name="Midwives of Ashvale")
    part = Allocation.objects.create(event=course, name="Midwifery", minimum=1)
    part.agencies.add(midwives)
    booking = group(course, 3)
    first, second = (
        course.waiting_list.create(
            user=UserFactory(),
            ticket_type=course.ticket_types.get(),
            kind_of_agency=midwives,
            joined_at=AT + timedelta(seconds=number),
        )
        for number in range(2)
    )

    bookings.pass_places_on(course, at=LATER)

    assert (held_for(first), held_for(second)) == (1, 0)
    assert booking.tickets.count() == 3


def test_several_are_for_events_that_anybody_may_book(db):
    event = EventFactory(capacity=0)

    with pytest.raises(NotEligible, match="your own place"):
        waiting_list.join(event, by=UserFactory(), at=AT, wish=Wish(2))


NIGHT = datetime(2026, 11, 22, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "hours", "ends"),
    [
        (AT, 4, AT + timedelta(hours=4)),
        (AT, 48, AT + timedelta(hours=48)),
        # An hour before the night, and three after it.
        (NIGHT, 4, datetime(2026, 11, 23, 10, tzinfo=UTC)),
        # In the middle of it.
        (
            datetime(2026, 11, 23, 3, tzinfo=UTC),
            4,
            datetime(2026, 11, 23, 11, tzinfo=UTC),
        ),
        # Two days later would be in the night: it lasts until people are awake.
        (
            datetime(2026, 11, 22, 23, 30, tzinfo=UTC),
            48,
            datetime(2026, 11, 25, 7, tzinfo=UTC),
        ),
        # The clock goes forward at night: 21:00 UK time and four waking hours.
        (
            datetime(2027, 3, 27, 21, tzinfo=UTC),
            4,
            datetime(2027, 3, 28, 9, tzinfo=UTC),
        ),
        # And back.
        (
            datetime(2026, 10, 24, 20, tzinfo=UTC),
            4,
            datetime(2026, 10, 25, 10, tzinfo=UTC),
        ),
    ],
)
def test_no_time_runs_out_at_night(at, hours, ends):
    policy = BookingPolicy(quiet_from_hour=22, quiet_until_hour=7)

    assert waking.later(at, hours, policy) == ends


def test_without_quiet_hours_the_clock_never_sleeps():
    policy = BookingPolicy(quiet_from_hour=7, quiet_until_hour=7)

    assert waking.later(NIGHT, 4, policy) == NIGHT + timedelta(hours=4)


@pytest.fixture
def offered(course):  # noqa: F811
    booking = group(course, 4)
    first, second = wait(course), wait(course, n=1)
    free(booking, 1)
    bookings.pass_places_on(course, at=LATER)
    first.refresh_from_db()
    return first, second


@pytest.fixture
def later():
    with time_machine.travel(LATER, tick=False) as traveller:
        yield traveller


def test_opening_the_link_changes_nothing_and_one_press_lets_go(client, offered, later):
    first, second = offered
    url = reverse("events:offer-decline", args=[declining.token_of(first.offer)])
    later.move_to(LATER)

    page = client.get(url)
    assert "Let this place go?" in page.text
    first.offer.refresh_from_db()
    assert first.offer.status == BookingStatus.HELD
    assert "You have let it go" in client.post(url).text

    first.offer.refresh_from_db()
    assert first.offer.status == BookingStatus.CANCELLED
    assert held_for(second) == 1
    assert "You have let it go" in client.post(url).text


def test_what_was_taken_in_another_tab_is_not_said_to_be_let_go(client, offered, later):
    first, _ = offered
    url = reverse("events:offer-decline", args=[declining.token_of(first.offer)])
    later.move_to(LATER)
    first.offer.tickets.update(price_pence=0)
    bookings.confirm(first.offer, by=first.user, at=LATER)

    said = client.post(url).text

    assert "You have let it go" not in said
    assert "Your place is booked" in said
    assert "Your place is booked" in client.get(url).text


def test_what_is_refused_is_not_said_to_be_let_go(client, offered, later, monkeypatch):
    """Taken between the look and the press."""
    first, _ = offered
    url = reverse("events:offer-decline", args=[declining.token_of(first.offer)])
    later.move_to(LATER)

    def no(*_, **__):
        first.offer.tickets.update(price_pence=0)
        Booking.objects.filter(pk=first.offer_id).update(
            status=BookingStatus.CONFIRMED, held_until=None, confirmed_at=LATER
        )
        raise StepRefused("This booking has changed meanwhile.")

    monkeypatch.setattr(bookings, "cancel", no)

    assert "Your place is booked" in client.post(url).text


def test_too_late_to_let_go_is_said_as_it_is(client, offered, later):
    first, _ = offered
    url = reverse("events:offer-decline", args=[declining.token_of(first.offer)])
    later.move_to(first.offer.held_until + timedelta(minutes=1))

    said = client.post(url).text

    assert "You have let it go" not in said
    assert "This offer is over" in said


def test_a_link_of_something_else_lets_nothing_go(client, offered):
    """M8: the purpose is in the token."""
    url = reverse("events:offer-decline", args=[f"{offered[0].offer.reference}:abc"])

    assert client.post(url).status_code == 404


def test_one_minute_late_the_page_says_so_and_the_next_has_it(client, offered):
    """Q10: over is over, while the next in line waits."""
    first, second = offered
    at = first.offer.held_until + timedelta(minutes=1)
    with pytest.raises(Exception, match="This offer has ended"):
        paying._bill_to_pay(first.offer, at=at)
    bookings.pass_places_on(first.event, at=at)

    assert held_for(second) == 1


def test_a_page_that_asks_for_several(client, course):  # noqa: F811
    group(course, 4)
    user = UserFactory()
    client.force_login(user)
    url = reverse("events:waiting-list-ask", args=[course.reference])
    assert "Fewer are welcome too" in client.get(url).text
    assert "at least one place" in client.post(url, {"places": 0}).text

    client.post(url, {"places": 3, "takes_part": "on"})

    entry = course.waiting_list.get()
    assert (entry.user, entry.places, entry.takes_part) == (user, 3, True)
    assert Message.objects.filter(kind="events/waiting_list_joined").exists()


def test_only_who_waits_is_offered_out_of_turn(course, offered):  # noqa: F811
    with pytest.raises(StepRefused, match="wait no longer"):
        out_of_turn.offer(offered[0], by=UserFactory(), at=AT, reason="x")
