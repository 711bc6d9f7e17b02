"""The waiting list as staff see it: the order, the offers, and why nothing came yet."""

from datetime import timedelta

import pytest

from events.booking import bookings, waiting_list
from portal.core import history
from tests.factories.events import EventFactory
from tests.factories.membership import current_member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("team")]


@pytest.fixture
def full(now):
    event = EventFactory(capacity=1)
    bookings.book(event, by=current_member().user, at=now)
    return event


def join(event, at, number=1):
    return [
        waiting_list.join(
            event, by=current_member().user, at=at + timedelta(seconds=place)
        )
        for place in range(number)
    ]


def test_everybody_stands_in_order_with_a_reason(client, url, full, now):
    first, second = join(full, now, 2)
    lapsed = second.user.member
    lapsed.subscriptions.update(ends_on="2026-01-01", starts_on="2025-01-01")

    response = client.get(url("waiting-list", full.reference))

    assert response.context["waiting"] == [
        (first, "Every place is taken. The next one that comes free is offered here."),
        (second, "Every place is taken, and 1 person is ahead."),
    ]


def test_somebody_passed_over_is_said_with_the_reason(client, url, full, now):
    (first,) = join(full, now)
    first.user.member.subscriptions.update(ends_on="2026-01-01", starts_on="2025-01-01")
    bookings.cancel(full.bookings.get(), by=None, at=now - timedelta(hours=1))
    bookings.pass_places_on(full, at=now)

    response = client.get(url("waiting-list", full.reference))

    ((entry, why),) = response.context["waiting"]
    assert entry == first
    assert why.startswith("Passed over: Your membership ended on 1 January 2026")


def test_offers_are_in_the_same_place_with_their_end(client, url, full, now):
    (first,) = join(full, now)
    bookings.cancel(full.bookings.get(), by=None, at=now - timedelta(hours=1))
    bookings.pass_places_on(full, at=now)

    response = client.get(url("waiting-list", full.reference))

    page = response.content.decode()
    assert [ticket.user for ticket in response.context["offers"]] == [first.user]
    assert "Offered from the waiting list" in page
    assert "Tuesday 24 November 2026, 12:00" in page


def test_a_list_that_stands_still_says_so(client, url, now):
    """pretix 1899: nobody has to guess whether offers go out."""
    event = EventFactory(booking_closes_at=now)

    page = client.get(url("waiting-list", event.reference)).content.decode()

    assert "The event takes no bookings now, so nothing is offered." in page


def test_somebody_is_taken_off_the_list(client, url, full, said, now):
    entry, _ = join(full, now, 2)

    response = client.post(
        url("waiting-list-remove", full.reference, entry.pk), follow=True
    )

    entry.refresh_from_db()
    assert entry.status == "left"
    assert said(response) == [f"{entry.user} is off the waiting list."]
    assert history.of(full).first().user.name == "Eve Ents"


def test_somebody_who_has_an_offer_is_not_taken_off(client, url, full, now, said):
    (entry,) = join(full, now)
    bookings.cancel(full.bookings.get(), by=None, at=now - timedelta(hours=1))
    bookings.pass_places_on(full, at=now)

    response = client.post(
        url("waiting-list-remove", full.reference, entry.pk), follow=True
    )

    entry.refresh_from_db()
    assert entry.status == "offered"
    assert said(response) == [
        "They have been offered a place meanwhile. Cancel the offer instead."
    ]


def test_costs_the_same_for_many_as_for_one(
    client, url, full, now, django_assert_max_num_queries
):
    def queries_for(number):
        join(full, now, number)
        with django_assert_max_num_queries(60) as counted:
            client.get(url("waiting-list", full.reference))
        return len(counted)

    client.get(url("waiting-list", full.reference))
    assert queries_for(1) == queries_for(3)
