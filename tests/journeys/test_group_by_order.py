"""A training lead takes three places by purchase order; one is claimed by a link, one
goes to a leaver's successor, one is given up, and who waits has it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from events.booking import bookings, giving_back
from events.models import Booking, ClaimLink, WaitingListEntry, WaitingStatus
from portal.core import tokens
from portal.notifications.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.paid_events import PRICE, by_invoice, paid_event
from tests.rig.mailbox import deliver_due, parts

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def test_booked_by_order_named_by_link_and_changed_afterwards(client):
    with time_machine.travel(AT, tick=False) as clock:
        event = paid_event(capacity=3, starts_at=AT + timedelta(days=60))
        lead = UserFactory(email="lead@trust.example", name="Lee Ash")
        client.force_login(lead)

        # Three places, by an order whose number is known.
        start = client.post(
            reverse("events:group-start", args=[event.reference]),
            {"number": 3, "organisation": "Eastmere", "name": "Lee", "accepts": "on"},
        )
        client.post(start.url, by_invoice(order_number="PO 77"))
        booking = Booking.objects.get()
        assert booking.is_confirmed
        assert booking.bill.invoices.get().order_number == "PO 77"
        assert booking.bill.total_pence == 3 * PRICE

        # One place by a link, one by hand; who comes reads no price.
        places = reverse("my:places", args=[booking.reference])
        first, second, third = booking.tickets.order_by("pk")
        client.post(
            f"{places}{first.pk}/", {"send": "yes", "link-email": "ann@t.example"}
        )
        ClaimLink.objects.update(token=tokens.hashed("sesame"))
        client.logout()
        client.post(
            reverse("events:claim", args=["sesame"]),
            {"name": "Ann Moss", "email": "ann@t.example"},
        )
        client.force_login(lead)
        client.post(f"{places}{second.pk}/", {"name": "Bea", "email": "bea@t.example"})
        told = {letter["To"]: parts(letter) for letter in deliver_due(AT)}
        assert "£" not in told["ann@t.example"]["text/plain"]
        assert (
            "Lee Ash, Eastmere booked this place" in told["ann@t.example"]["text/plain"]
        )
        assert "Claimed" in client.get(places).text

        # The leaver's successor, and a place that nobody needs.
        client.post(
            f"{places}{second.pk}/", {"name": "Cleo", "email": "cleo@t.example"}
        )
        WaitingListEntry.objects.create(
            event=event,
            user=UserFactory(),
            ticket_type=event.ticket_types.last(),
            joined_at=AT,
        )
        assert "£112.50 comes back" in client.get(f"{places}{third.pk}/cancel/").text
        client.post(f"{places}{third.pk}/cancel/")

        clock.move_to(AT + timedelta(minutes=6), tick=False)
        later = AT + timedelta(minutes=6)
        bookings.pass_places_on(event, at=later)
        assert giving_back.give_back(booking, at=later) == 11250
        invoice = booking.bill.invoices.get(kind="invoice")
        assert invoice.credited_pence == 11250
        assert WaitingListEntry.objects.get().status == WaitingStatus.OFFERED
        assert set(booking.tickets.kept().values_list("name", flat=True)) == {
            "Ann Moss",
            "Cleo",
        }
        assert not Message.objects.filter(kind="payments/refund_made").exists()
