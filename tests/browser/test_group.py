"""A group booked by purchase order and named by a link, and its run called off.

Without script for those who book and come.
"""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import expect

from events.booking.tasks import carry_out_cancellation, give_all_back
from events.models import Booking, BookingStatus, RunCancellation, Ticket
from portal.accounts.roles import Role
from portal.core import clock
from portal.payments import ledger
from portal.payments.models import Invoice, Kind
from tests.factories.accounts import UserFactory, staff
from tests.factories.paid_events import paid_event
from tests.fakes import stripe as fake
from tests.rig import mailbox

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _stripe(settings, live_server):
    settings.BASE_URL = live_server.url
    with fake.afresh():
        yield


def link_to(address, where):
    letters = [mailbox.read(each) for each in mail.outbox]
    texts = [
        mailbox.parts(one)["text/plain"] for one in letters if one["To"] == address
    ]
    return re.search(rf"\S+{where}\S+", texts[-1]).group()


def test_places_ordered_claimed_by_a_link_and_called_off(screen_of, live_server, hands):
    event = paid_event(title="Awareness day")
    lead = screen_of(
        UserFactory(name="Lee Ash", email="lead@trust.example"),
        java_script_enabled=False,
    )

    lead.goto(live_server.url + reverse("events:group-start", args=[event.reference]))
    lead.get_by_label("How many places?").fill("2")
    lead.get_by_label("For which organisation").fill("Eastmere NHS Trust")
    lead.get_by_label("Your name").fill("Lee Ash")
    lead.get_by_label("I have read what comes back").check()
    lead.get_by_role("button", name="Keep these places").click()
    lead.get_by_label("An organisation, by invoice").check()
    lead.get_by_label("Organisation", exact=True).fill("Eastmere NHS Trust")
    lead.get_by_label("Postal address").fill("1 High Street\nEastmere")
    lead.get_by_label("E-mail address for invoices").fill("finance@trust.example")
    lead.get_by_label("Purchase order number").fill("PO 77")
    lead.get_by_role("button", name="Go on").click()
    booking = Booking.objects.get()
    assert booking.is_confirmed
    assert booking.bill.invoices.get().order_number == "PO 77"

    first = booking.tickets.order_by("pk").first()
    places = reverse("my:places", args=[booking.reference])
    lead.goto(f"{live_server.url}{places}{first.pk}/")
    lead.locator("section", has_text="Let them say it themselves").get_by_label(
        "E-mail address"
    ).fill("ann@trust.example")
    lead.get_by_role("button", name="Send a link").click()

    ann = screen_of(java_script_enabled=False)
    ann.goto(link_to("ann@trust.example", "/events/claim/"))
    expect(ann.get_by_role("heading", level=1)).to_have_text(
        "A place is booked for you"
    )
    expect(ann.locator("body")).not_to_contain_text("£")
    ann.get_by_label("Your name").fill("Ann Moss")
    ann.get_by_label("Your e-mail address").fill("ann@trust.example")
    ann.get_by_role("button", name="Take my place").click()
    expect(ann.get_by_role("heading", level=1)).to_have_text("We have written to you")
    lead.goto(live_server.url + places)
    expect(lead.get_by_role("rowheader", name="Ann Moss")).to_be_visible()

    desk = screen_of(staff(Role.EVENTS))
    desk.goto(
        live_server.url + reverse("staff_events:event-cancel", args=[event.reference])
    )
    desk.get_by_label("Title or reference of the event").fill("awareness DAY")
    desk.get_by_label("Why it is cancelled").fill("The trainer is ill.")
    desk.get_by_role("button", name="Cancel the event").click()
    assert Booking.objects.get().is_confirmed
    hands.move_to(clock.now() + timedelta(minutes=11))
    carry_out_cancellation(RunCancellation.objects.get().pk)
    give_all_back()

    lead.goto(live_server.url + booking.get_absolute_url())
    expect(lead.get_by_role("heading", level=1)).to_have_text(
        "This event does not take place."
    )
    assert Booking.objects.get().status == BookingStatus.CANCELLED
    note = Invoice.objects.get(kind=Kind.CREDIT_NOTE)
    assert note.total_pence == booking.bill.total_pence
    assert not Ticket.objects.kept().exists()
    assert ledger.faults() == []
    assert (lead.wrong, ann.wrong) == ([], [])
