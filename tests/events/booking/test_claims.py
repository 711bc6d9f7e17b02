"""Claims: how many links leave the house, to whom, and how often."""

from datetime import timedelta

import pytest

from events.booking import claims, groups
from events.errors import StepRefused
from events.models import ClaimLink
from portal.notifications.models import Message
from tests.events.booking.test_naming import (  # noqa: F401 - fixtures
    AT,
    course,
    group,
    noon,
)

HOUR = timedelta(hours=1)


def send(ticket, email="bea@example.org", *, at=AT):
    return claims.send(ticket, email, by=None, at=at)


def gone():
    return Message.objects.filter(kind="events/claim_wanted").count()


def test_a_booking_sends_three_links_for_each_place_within_an_hour(course):  # noqa: F811
    """Whoever may book for nothing could have us write to the whole world."""
    booking = group(course, 2)
    tickets = list(booking.tickets.all())
    for number in range(6):
        send(tickets[number % 2], f"p{number}@example.org")

    with pytest.raises(StepRefused, match="within an hour"):
        send(tickets[0], "q@example.org")

    assert gone() == 6
    # The links that are out still open their places.
    assert ClaimLink.objects.filter(ended_at=None).count() == 2
    send(tickets[0], "q@example.org", at=AT + HOUR)


def test_one_booking_takes_nothing_from_another(course):  # noqa: F811
    first, second = group(course, 1), group(course, 1)
    for number in range(3):
        send(first.tickets.get(), f"p{number}@example.org")

    send(second.tickets.get(), "q@example.org")

    assert gone() == 4


def test_one_address_gets_so_many_within_an_hour_whoever_sends_them(course):  # noqa: F811
    type(course).objects.filter(pk=course.pk).update(capacity=12)
    course.refresh_from_db()
    tickets = [
        ticket for _ in range(2) for ticket in group(course, 6).tickets.order_by("pk")
    ]
    for ticket in tickets[: claims.TO_ONE_ADDRESS]:
        send(ticket)

    with pytest.raises(StepRefused, match="to this address"):
        send(tickets[-1], "BEA@example.org")

    send(tickets[-1], "cleo@example.org")
    send(tickets[-1], at=AT + HOUR)
    assert gone() == claims.TO_ONE_ADDRESS + 2


def test_again_leaves_out_who_has_had_enough(course):  # noqa: F811
    type(course).objects.filter(pk=course.pk).update(capacity=12)
    course.refresh_from_db()
    booking = group(course, 12)
    tickets = list(booking.tickets.order_by("pk"))
    for ticket in tickets[: claims.TO_ONE_ADDRESS]:
        send(ticket)
    send(tickets[-1], "cleo@example.org")

    sent = groups.send_again(booking, by=None, at=AT)

    assert sent == 1
    assert groups.send_again(booking, by=None, at=AT + HOUR) == (
        claims.TO_ONE_ADDRESS + 1
    )


def test_again_and_again_is_refused(course):  # noqa: F811
    booking = group(course, 2)
    for ticket in booking.tickets.all():
        send(ticket, f"p{ticket.pk}@example.org")
    groups.send_again(booking, by=None, at=AT)
    groups.send_again(booking, by=None, at=AT)

    with pytest.raises(StepRefused, match="within an hour"):
        groups.send_again(booking, by=None, at=AT)

    assert gone() == 6
