"""A run with sixty paid places is called off, and seven cannot be paid back."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from events.booking import paying, places
from events.booking.tasks import carry_out_cancellation
from events.models import RunCancellation, Ticket
from portal.accounts.roles import Role
from portal.core import clock
from portal.payments import ledger, refunds, settlement
from portal.payments.models import Refund, RefundStatus
from tests.factories.accounts import staff
from tests.factories.paid_events import paid_event
from tests.fakes import stripe as fake

pytestmark = pytest.mark.django_db(transaction=True)

PAID, REFUSED = 60, 7


@pytest.fixture(autouse=True)
def _stripe(settings, live_server):
    settings.BASE_URL = live_server.url
    with fake.afresh():
        yield


def paid(event, number):
    at, email = clock.now(), f"p{number}@example.org"
    order = paying.Order(
        [places.Delegate(f"Person {number}", email)],
        booker_name=f"Person {number}",
        booker_email=email,
        for_self=False,
    )
    booking = paying.reserve(event, order, at=at)
    paying.pay_by_card(booking, at=at)
    payment = booking.bill.payments.get()
    fake.pay(payment.session)
    settlement.look(payment, at=at)


def test_sixty_paid_places_are_called_off(screen_of, live_server, hands):
    """R1, as the desk sees it."""
    event = paid_event(title="Awareness day", capacity=PAID)
    for number in range(PAID):
        paid(event, number)
    desk = screen_of(staff(Role.EVENTS))
    here = live_server.url + reverse(
        "staff_events:cancellation", args=[event.reference]
    )

    desk.goto(
        live_server.url + reverse("staff_events:event-cancel", args=[event.reference])
    )
    expect(desk.get_by_text("£7,500.00")).to_be_visible()
    desk.get_by_label("Title or reference of the event").fill("Another day")
    desk.get_by_label("Why it is cancelled").fill("The trainer is ill.")
    desk.get_by_role("button", name="Cancel the event").click()
    expect(desk.get_by_label("Why it is cancelled")).to_have_value(
        "The trainer is ill."
    )
    desk.get_by_label("Title or reference of the event").fill(event.reference)
    desk.get_by_role("button", name="Cancel the event").click()
    desk.goto(here)
    expect(
        desk.get_by_role("button", name="Stop: the event takes place")
    ).to_be_visible()
    assert Ticket.objects.kept().count() == PAID

    fake.script.refunds.extend(["no"] * REFUSED)
    hands.move_to(clock.now() + timedelta(minutes=11))
    carry_out_cancellation(RunCancellation.objects.get().pk)
    for refund in Refund.objects.filter(status=RefundStatus.TO_SEND):
        refunds.send(refund, at=clock.now())

    desk.goto(here)
    expect(desk.get_by_text("60 bookings are cancelled.")).to_be_visible()
    expect(desk.get_by_text("£6,625.00")).to_be_visible()
    expect(desk.get_by_text("£875.00")).to_be_visible()
    expect(desk.get_by_role("heading", name="Could not be paid back")).to_be_visible()
    assert not Ticket.objects.kept().exists()
    assert ledger.faults() == []
