"""Staff book for somebody what costs something: free, by a link, or on an invoice."""

from datetime import timedelta

import pytest

from events.models import Booking, HoldReason, Who
from portal.core import history
from tests.factories.paid_events import PRICE, paid_event
from tests.rig import mailbox

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("team")]


@pytest.fixture
def event():
    return paid_event()


@pytest.fixture
def send(client, url, event):
    def sent(**facts):
        kind = event.ticket_types.get(who=Who.ANYONE)
        typed = {
            "name": "Wim Peters",
            "email": "wim@example.org",
            "ticket_type": kind.pk,
            "pays_by": "link",
            **facts,
        }
        return client.post(url("booking-add", event.reference), typed)

    return sent


def test_a_link_to_pay_keeps_the_place(send, client, said, now):
    send()

    booking = Booking.objects.get()
    assert (booking.reason, booking.price_pence) == (HoldReason.STAFF, PRICE)
    assert booking.held_until == now + timedelta(hours=48)
    (letter,) = mailbox.deliver_due(now)
    text = mailbox.parts(letter)["text/plain"]
    assert "We keep a place for you." in text
    link = next(word for word in text.split() if "/events/booking/" in word)
    path = "/" + link.partition("://")[2].partition("/")[2]
    client.logout()
    page = client.get(f"{path}pay/").content.decode()
    assert "Who comes" in page
    assert "I have read what comes back" in page


def test_given_free_it_takes_a_reason(send):
    page = send(pays_by="free")
    assert "Say why nobody pays" in page.content.decode()
    assert not Booking.objects.exists()

    send(pays_by="free", reason="Speaks in the afternoon")

    booking = Booking.objects.get()
    assert booking.is_confirmed
    assert booking.price_pence == 0
    assert "afternoon" in str(history.of(booking).first().data)


def test_on_an_invoice_with_its_number(send):
    send(
        pays_by="invoice",
        payer_name="Eastmere NHS Trust",
        payer_address="1 High Street",
        payer_email="finance@trust.example",
        order_number="PO 5",
    )

    booking = Booking.objects.get()
    assert booking.is_confirmed
    assert booking.bill.invoices.get().order_number == "PO 5"


def test_on_an_invoice_without_number_it_waits(send):
    send(
        pays_by="invoice",
        payer_name="Eastmere NHS Trust",
        payer_address="1 High Street",
        payer_email="finance@trust.example",
    )

    assert Booking.objects.get().reason == HoldReason.PURCHASE_ORDER


def test_an_invoice_asks_who_pays_and_keeps_what_was_typed(send):
    page = send(pays_by="invoice", payer_name="Eastmere NHS Trust")

    assert "Enter its postal address" in page.content.decode()
    assert "Eastmere NHS Trust" in page.content.decode()
    assert not Booking.objects.exists()


def test_capacity_and_one_place_per_person_hold(send, event):
    send()
    page = send()
    assert "has a place already" in page.content.decode()

    for number in (2, 3):
        send(email=f"p{number}@example.org")
    full = send(email="p4@example.org")
    assert "No place is free" in full.content.decode()
    assert Booking.objects.count() == 3


def test_late_events_take_no_invoice_and_leave_nothing(send, event, now):
    event.starts_at = now + timedelta(days=5)
    event.ends_at = event.starts_at + timedelta(hours=5)
    event.save()

    page = send(
        pays_by="invoice",
        payer_name="Eastmere NHS Trust",
        payer_address="1 High Street",
        payer_email="finance@trust.example",
    )

    assert "no time for an invoice" in page.content.decode()
    assert not Booking.objects.exists()
