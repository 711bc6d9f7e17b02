"""The showcase of booking one place: what it costs, paying, and what a guest sees."""

from typing import Any

from events.booking import bookings, links, paying, places
from events.models import Booking, Event
from portal.accounts.models import User
from portal.core import clock
from portal.payments import payers, settlement
from portal.payments.models import Method
from tests.factories.paid_events import access_code, paid_event

NO_PAGES = {
    "events:guest-calendar",
    "events:guest-document",
    "events:guest-order",
    "events:guest-quote",
    "events:guest-undo",
    "my:booking-document",
    "staff_events:code-renew",
    "staff_events:code-stop",
    "my:booking-order",
    "my:booking-quote",
}


def show(case: Any) -> None:
    """Show each face of a booking that costs something, signed in and as a guest."""
    event = paid_event(title="A day that costs something", capacity=40)
    code = access_code(event, places=10)
    for name in ("code-list", "code-add", "need-list", "booking-add"):
        case.show(f"staff_events:{name}", event.reference, who="events")
    case.show("staff_events:code-detail", event.reference, code.pk, who="events")
    case.show("events:need-list", event.reference, who="events")
    member = User.objects.get(email="member@demo.example")
    for who in ("", "midwife", "student"):
        case.show("events:booking-start", event.reference, who=who)
    case.show("events:event-detail", event.slug)
    case.show("events:booking-sent", event.reference)
    case.show("events:booking-link")
    held = _held(event, "held@example.org")
    _show_guest(case, held, "booking", "pay")
    ordered = _held(event, "ordered@example.org")
    paying.pay_by_invoice(
        ordered,
        payer=payers.organisation(
            name="Eastmere NHS Trust", address="1 High Street", email="f@trust.example"
        ),
        order_number="",
        at=clock.now(),
        by=None,
    )
    _show_guest(case, ordered, "booking")
    paid = pay(_held(event, "paid@example.org"))
    _show_guest(case, paid, "booking", "cancel", "details")
    gone = pay(_held(event, "gone@example.org"))
    bookings.cancel(gone, by=None, at=clock.now())
    _show_guest(case, gone, "booking")
    case.show("events:guest-return", held.reference)
    own = _held(event, member.email, user=member)
    case.show("my:booking-detail", own.reference, who="member")
    case.show("my:booking-pay", own.reference, who="member")
    other = pay(_held(paid_event(title="Another such day"), member.email, user=member))
    for name in ("detail", "cancel", "details"):
        case.show(f"my:booking-{name}", other.reference, who="member")


def _held(event: Event, email: str, *, user: User | None = None) -> Booking:
    person = places.Delegate(
        "Wim Peters", email, user=user, agency="Eastmere", needs="A hearing loop"
    )
    order = paying.Order([person], "Wim Peters", email, booker=user)
    return paying.reserve(event, order, at=clock.now())


def pay(booking: Booking) -> Booking:
    assert booking.bill is not None
    settlement.received(
        bill=booking.bill,
        pence=booking.bill.total_pence,
        method=Method.TRANSFER,
        reference="showcase",
        at=clock.now(),
        by=None,
    )
    return Booking.objects.select_related("event").get(pk=booking.pk)


def _show_guest(case: Any, booking: Booking, *names: str) -> None:
    token = links.make(booking, at=clock.now())
    for name in names:
        case.show(f"events:guest-{name}", token)
