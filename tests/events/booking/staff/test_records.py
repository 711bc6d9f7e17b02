"""The messages and the history of an event, as staff read them."""

from datetime import timedelta

import pytest

from events.booking import bookings, waiting_list
from portal.core import history
from portal.notifications.models import Message, Outcome
from tests.factories.events import EventFactory
from tests.factories.membership import current_member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("team")]


@pytest.fixture
def event(now):
    event = EventFactory(capacity=1)
    bookings.book(event, by=current_member(name="Grace Okoro").user, at=now)
    waiting_list.join(event, by=current_member().user, at=now)
    return event


def kinds(response):
    return [label for _, label in response.context["rows"]]


class TestMessages:
    def test_say_what_to_whom_and_what_became_of_it(self, client, url, event, now):
        Message.objects.filter(kind="events/booking_confirmed").update(
            outcome=Outcome.FAILED, trouble="SMTPServerDisconnected"
        )

        response = client.get(url("message-list", event.reference))

        assert kinds(response) == ["On the waiting list", "Place confirmed"]
        page = response.content.decode()
        assert "Failed" in page
        assert "SMTPServerDisconnected" in page
        assert page.count("Send again") == 1

    def test_narrow_to_those_that_failed(self, client, url, event):
        Message.objects.filter(kind="events/booking_confirmed").update(
            outcome=Outcome.FAILED
        )

        asked = client.get(url("message-list", event.reference), {"show": "failed"})

        assert kinds(asked) == ["Place confirmed"]
        everything = client.get(url("message-list", event.reference), {"show": "x"})
        assert len(kinds(everything)) == 2

    def test_one_that_failed_is_sent_again(self, client, url, event, said, now):
        Message.objects.update(outcome=Outcome.FAILED, attempts=48)
        message = Message.objects.get(kind="events/booking_confirmed")

        response = client.post(
            url("message-again", event.reference, message.pk), follow=True
        )

        message.refresh_from_db()
        assert (message.outcome, message.attempts) == (Outcome.WAITING, 0)
        assert message.due_at == now
        assert message.to in said(response)[0]
        line = history.of(event).first()
        assert line.action == "events.message_sent_again"
        assert line.user.name == "Eve Ents"

    def test_one_that_has_gone_is_not_sent_twice(self, client, url, event, said, now):
        Message.objects.update(outcome=Outcome.SENT, sent_at=now)
        message = Message.objects.first()

        response = client.post(
            url("message-again", event.reference, message.pk), follow=True
        )

        message.refresh_from_db()
        assert message.outcome == Outcome.SENT
        assert said(response) == ["Only a message that failed is sent again."]

    def test_a_kind_of_an_older_release_is_shown_by_its_name(self, client, url, event):
        Message.objects.update(kind="events/forgotten")

        response = client.get(url("message-list", event.reference))

        assert kinds(response) == ["events/forgotten"] * 2


class TestHistory:
    def test_puts_each_booking_beside_its_line_with_who_it_is_for(
        self, client, url, event, now
    ):
        booking = event.bookings.get()
        bookings.cancel(booking, by=None, at=now - timedelta(hours=1))
        bookings.pass_places_on(event, at=now)

        response = client.get(url("event-history", event.reference))

        lines = [
            (line.message, reference, whose)
            for line, reference, whose in response.context["rows"]
        ]
        offer = event.bookings.exclude(pk=booking.pk).get()
        delegate = offer.tickets.get().name
        assert lines == [
            ("Offered a place from the waiting list", offer.reference, delegate),
            ("Cancelled the booking", booking.reference, "Grace Okoro"),
            ("Joined the waiting list", "", ""),
            ("Booked a place", booking.reference, "Grace Okoro"),
        ]

    def test_costs_the_same_for_many_lines_as_for_one(
        self, client, url, now, django_assert_max_num_queries
    ):
        event = EventFactory()

        def queries_for(number):
            for _ in range(number):
                bookings.book(event, by=current_member().user, at=now)
            with django_assert_max_num_queries(60) as counted:
                client.get(url("event-history", event.reference))
            return len(counted)

        client.get(url("event-history", event.reference))
        assert queries_for(1) == queries_for(3)
