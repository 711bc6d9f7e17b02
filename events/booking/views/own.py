"""Steps with one's own booking, whether somebody is signed in or came by a link.

Who it is has been seen to by the caller, who also says at which addresses the steps
are. Each answers with the page that the step leads to.
"""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from events.booking import bookings, holds, own_booking, quotes
from events.booking import details as details_of
from events.booking.forms import (
    OfferForm,
    OwnDetailsForm,
    PayForm,
    known_of,
)
from events.booking.own_booking import Ways
from events.booking.views import paying
from events.catalogue import ical, lines
from events.errors import OfferEnded
from events.models import Booking, HoldReason, Ticket
from portal.core import clock, files
from portal.core.errors import Refused
from portal.payments import documents, purchase_orders
from portal.payments.forms import OrderNumberForm
from portal.rendering import pdf


def _user(request: HttpRequest):
    return request.user if request.user.is_authenticated else None


def pay(
    request: HttpRequest, booking: Booking, ticket: Ticket, ways: Ways
) -> HttpResponse:
    """Ask how it is paid, and of an offer who comes; then lead on to paying."""
    at = clock.now()
    if not booking.is_held(at) or not booking.price_pence:
        return redirect(ways.here)
    if request.method == "POST" and "let_go" in request.POST:
        return let_go(request, booking, ways)
    if booking.reason == HoldReason.PURCHASE_ORDER:
        if request.method == "POST" and "instead" in request.POST:
            return paying.by_card(request, booking, back_to=ways.here)
        return redirect(ways.here)
    # Of a place that moves, who comes and on which terms was said before.
    told = booking.policies_accepted_at is not None or booking.moved_from_id is not None
    typed = request.POST if request.method == "POST" else None
    form = None
    if not told:
        form = OfferForm(
            typed,
            event=booking.event,
            user=_user(request),
            initial=known_of(ticket),
        )
    why_no_order = own_booking.why_no_invoice(booking, at=at)
    pay_form = PayForm(typed, may_order=not why_no_order)
    if typed is not None and all(
        [one.is_valid() for one in (form, pay_form) if one is not None]  # noqa: C419
    ):
        try:
            if form is not None:
                booking = holds.take_up(
                    booking, form.delegate(), at=at, by=_user(request)
                )
            return paying.go_on(request, booking, pay_form, back_to=ways.here)
        except Refused as refused:
            messages.warning(request, refused.message)
            return redirect(ways.here)
    context = {
        "form": form or pay_form,
        "form2": pay_form if form is not None else None,
        "details": form,
        "pay_form": pay_form,
        "ways": ways,
        "booking": booking,
        "event": booking.event,
        "when": lines.when(booking.event),
        "pence": booking.to_pay_pence,
        "terms": own_booking.terms_of(booking, at=at),
        "why_no_order": why_no_order,
    }
    return render(request, "events/booking/own_pay.html", context)


def let_go(request: HttpRequest, booking: Booking, ways: Ways) -> HttpResponse:
    """Let kept places go that nobody pays for: they pass on at once."""
    try:
        if booking.is_held(clock.now()):
            bookings.cancel(booking, by=_user(request), at=clock.now())
    except Refused as refused:
        messages.warning(request, refused.message)
    else:
        messages.success(request, "You have let the place go. Thank you for saying.")
    return redirect(ways.here)


def cancel(request: HttpRequest, booking: Booking, ways: Ways) -> HttpResponse:
    """Say what cancelling would mean, and what comes back; do it when asked."""
    at = clock.now()
    event = booking.event
    if booking.is_confirmed and booking.tickets.kept().count() > 1:
        # Of several, each is given up by itself.
        return redirect(f"{ways.here}places/")
    if request.method != "POST":
        if not booking.is_confirmed or event.is_over(at):
            return redirect(ways.here)
        context = {
            "booking": booking,
            "event": event,
            "ways": ways,
            "when": lines.when(event),
            "passing_on": own_booking.passing_on(booking, event, at=at),
            "costs": booking.price_pence,
            "comes_back": own_booking.what_comes_back(booking, at=at),
            "terms": own_booking.terms_of(booking, at=at),
        }
        return render(request, "my/booking_cancel.html", context)
    try:
        bookings.cancel(booking, by=_user(request), at=at)
    except Refused as refused:
        messages.warning(request, refused.message)
    else:
        messages.success(request, "Your place is cancelled.")
    return redirect(ways.here)


def undo(request: HttpRequest, booking: Booking, ways: Ways) -> HttpResponse:
    try:
        bookings.undo_cancel(booking, by=_user(request), at=clock.now())
    except Refused as refused:
        messages.warning(request, refused.message)
    else:
        messages.success(request, "You have kept your place.")
    return redirect(ways.here)


def details(
    request: HttpRequest, booking: Booking, ticket: Ticket, ways: Ways
) -> HttpResponse:
    """Let somebody correct what their own place says of them."""
    at = clock.now()
    if not booking.is_confirmed or booking.event.is_over(at):
        return redirect(ways.here)
    form = OwnDetailsForm(
        request.POST if request.method == "POST" else None,
        event=booking.event,
        user=_user(request),
        initial=known_of(ticket),
    )
    if form.is_valid():
        try:
            details_of.correct(ticket, form.delegate(), at=at, by=_user(request))
        except Refused as refused:
            messages.warning(request, refused.message)
        else:
            messages.success(request, "Your details are changed.")
        return redirect(ways.here)
    return render(
        request,
        "events/booking/own_details.html",
        {"form": form, "ways": ways, "event": booking.event, "booking": booking},
    )


def order_number(request: HttpRequest, booking: Booking, ways: Ways) -> HttpResponse:
    """Take the purchase order number: it confirms, and sends the invoice."""
    form = OrderNumberForm(request.POST)
    if booking.bill is None or not booking.is_held(clock.now()):
        messages.warning(request, OfferEnded(booking.held_until).message)
    elif not form.is_valid():
        messages.warning(request, "Enter the purchase order number.")
    else:
        try:
            purchase_orders.give_number(
                booking.bill,
                form.cleaned_data["number"],
                at=clock.now(),
                by=_user(request),
            )
        except Refused as refused:
            messages.warning(request, refused.message)
    return redirect(ways.here)


def quote(booking: Booking) -> HttpResponse:
    at = clock.now()
    if not quotes.may_quote(booking, at=at):
        raise Http404
    return files.hand_out(
        quotes.quote_pdf(booking, at=at),
        name=quotes.name_of(booking),
        media_type=pdf.MEDIA_TYPE,
    )


def document(booking: Booking, number: str) -> HttpResponse:
    """Hand out an invoice or a credit note of this booking to whoever booked."""
    found = own_booking.document_of(booking, number.replace("\0", ""))
    if found is None:
        raise Http404
    return files.hand_out(
        documents.invoice_pdf(found, at=clock.now()),
        name=documents.invoice_name(found),
        media_type=pdf.MEDIA_TYPE,
    )


def calendar(booking: Booking, ticket: Ticket) -> HttpResponse:
    if not booking.is_confirmed:
        raise Http404
    name = f"{ticket.event.slug}.ics"
    return HttpResponse(
        ical.of_ticket(ticket, at=clock.now()),
        content_type=ical.MEDIA_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
