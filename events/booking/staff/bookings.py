"""Bookings of one event: list them, book for somebody, add a walk-in, cancel one."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from events.booking import booking_for, bookings, eligibility, people, queries, refusals
from events.booking.people import Person
from events.errors import AlreadyBooked, EventFull
from events.models import Booking, Event, HoldReason, Ticket
from membership import membership_numbers
from portal.accounts.models import User
from portal.core import clock
from portal.core.errors import Refused
from portal.core.words import uk_time, uk_until

from .events import READ_OR_SEND
from .forms import (
    BookingsFilterForm,
    CancelBookingForm,
    ChosenForm,
    PersonForm,
    SearchForm,
    StaffPayForm,
)
from .frame import event_or_404, for_events_staff, page_of, screen, url


@for_events_staff
@require_safe
def booking_list(request: HttpRequest, reference: str) -> HttpResponse:
    at = clock.now()
    event = event_or_404(reference)
    kept = BookingsFilterForm.KEPT
    form = BookingsFilterForm({"show": kept, **request.GET.dict()})
    tickets = form.narrow(queries.tickets_of(event), at=at)
    listed = page_of(request, tickets)
    return screen(
        request,
        "booking_list",
        title="Bookings",
        event=event,
        form=form,
        rows=[(ticket, _can(ticket.booking, ticket, at)) for ticket in listed["page"]],
        places=queries.places_now(event, at=at),
        add_url=url("booking-add", reference) if _takes(event, at) else "",
        walk_in_url=(
            url("walk-in-add", reference) if _takes(event, at, walk_in=True) else ""
        ),
        **listed,
    )


def _takes(event: Event, at: datetime, *, walk_in: bool = False) -> bool:
    return eligibility.about_staff_booking(event, walk_in=walk_in, at=at).allowed


def _can(booking: Booking, ticket: Ticket, at: datetime) -> str:
    """Return the step that staff can take with this place: undo, cancel or none."""
    if booking.is_confirmed or booking.is_offer(at):
        return "cancel"
    if booking.is_cancelled and ticket.released_at and ticket.released_at > at:
        return "undo"
    return ""


@for_events_staff
@require_http_methods(READ_OR_SEND)
def booking_add(request: HttpRequest, reference: str) -> HttpResponse:
    """Find somebody, or type who it is; choose the ticket; book it.

    What the rules say to each ticket is shown before, and asked again on sending:
    to set them aside takes a reason.
    """
    return _add(request, reference, walk_in=False)


@for_events_staff
@require_http_methods(READ_OR_SEND)
def walk_in_add(request: HttpRequest, reference: str) -> HttpResponse:
    return _add(request, reference, walk_in=True)


def _add(request: HttpRequest, reference: str, *, walk_in: bool) -> HttpResponse:
    at = clock.now()
    event = event_or_404(reference)
    person = chosen_person(request)
    said = _said_of_tickets(event, person, at=at)
    form = PersonForm(
        request.POST or None, event=event, said=said, person=person, walk_in=walk_in
    )
    pay_form = None
    if not walk_in and any(kind.price_pence for kind in event.ticket_types.all()):
        pay_form = StaffPayForm(request.POST or None)
    refusal = ""
    booking = None
    # Both are asked, so that every error shows at once.
    valid = [one.is_valid() for one in (form, pay_form) if one is not None]
    if request.method == "POST" and all(valid):
        guest = form.person()
        try:
            _ask_for_reason(form, event, guest, pay_form, at=at)
            booking = _book(request, event, form, pay_form, guest, at=at)
        except ReasonMissing:
            pass
        except AlreadyBooked as no:
            refusal = f"{guest.name} has a place already."
            booking = no.booking
        except EventFull:
            refusal = (
                "No place is free: all are taken, or those that are go to people who "
                "wait. Raise the capacity first."
            )
        except Refused as no:
            refusal = no.message
        else:
            messages.success(request, _done(booking, guest, walk_in=walk_in))
            return redirect(url("booking-list", reference))
    search = SearchForm(request.GET)
    typed = search.cleaned_data["q"] if search.is_valid() else ""
    return screen(
        request,
        "booking_add",
        title="Add a walk-in" if walk_in else "Book for somebody",
        event=event,
        walk_in=walk_in,
        search=search,
        typed=typed,
        found=refusals.with_standing(people.find(typed), at=at),
        person=person,
        standing=refusals.in_words(person.standing(at=at)) if person else "",
        form=form,
        pay_form=pay_form,
        refusal=refusal,
        refused_booking=booking,
        places=queries.places_now(event, at=at),
        waiting=event.waiting_list.waiting().count(),
    )


def _book(
    request: HttpRequest,
    event: Event,
    form: PersonForm,
    pay_form: StaffPayForm | None,
    guest: Person,
    *,
    at: datetime,
) -> Booking:
    """Book it at once where nobody pays, and else in the way that was chosen."""
    kind = form.cleaned_data["ticket_type"]
    wanted = {
        "ticket_type": kind,
        "delegate": guest.delegate,
        "by": request.user,
        "at": at,
        "reason": form.cleaned_data["reason"],
    }
    if pay_form is None or not kind.price_pence or pay_form.is_free:
        return bookings.book_for(event, walk_in=form.walk_in, **wanted)
    if pay_form.by_invoice:
        return booking_for.by_invoice(
            event,
            payer=pay_form.payer(),
            order_number=pay_form.cleaned_data["order_number"],
            **wanted,
        )
    return booking_for.by_link(event, **wanted)


class ReasonMissing(Exception):
    """The rules would refuse, and nobody has said why they are set aside."""


def _ask_for_reason(
    form: PersonForm,
    event: Event,
    guest: Person,
    pay_form: StaffPayForm | None,
    *,
    at: datetime,
) -> None:
    if form.walk_in or form.cleaned_data["reason"]:
        return
    costs = form.cleaned_data["ticket_type"].price_pence
    if pay_form is not None and costs and pay_form.is_free:
        form.add_error("reason", "Say why nobody pays for this place.")
        raise ReasonMissing
    verdict = eligibility.told_to_staff(
        event,
        form.cleaned_data["ticket_type"],
        guest.standing(at=at),
        invited=refusals.is_invited(event, guest),
        at=at,
    )
    if not verdict.allowed:
        form.add_error(
            "reason",
            f"The rules say no: “{verdict.message}” Say why they are set aside, or "
            "choose another ticket.",
        )
        raise ReasonMissing


def chosen_person(request: HttpRequest) -> Person | None:
    """Return the person that was chosen from what the search found."""
    form = ChosenForm(request.GET)
    if not form.is_valid():
        return None
    if number := form.cleaned_data["member"]:
        member = membership_numbers.find(number)
        return people.of_member(member) if member else None
    if account := form.cleaned_data["account"]:
        user = User.objects.filter(pk=account, is_active=True).first()
        return people.of_account(user) if user else None
    return None


def _said_of_tickets(
    event: Event, person: Person | None, *, at: datetime
) -> dict[int, str]:
    """Return what the rules say of each ticket; of somebody unknown, nothing yet."""
    if person is None:
        return {}
    stands, invited = person.standing(at=at), refusals.is_invited(event, person)
    return {
        row.pk: eligibility.told_to_staff(
            event, row, stands, invited=invited, at=at
        ).message
        for row in event.ticket_types.all()
    }


def _done(booking: Booking, guest: Person, *, walk_in: bool) -> str:
    if booking.reason == HoldReason.STAFF and not booking.is_confirmed:
        return (
            f"A place is kept for {guest.name}, {booking.reference}, until "
            f"{uk_until(booking.held_until)}. The link to pay goes to {guest.email}."
        )
    if booking.reason == HoldReason.PURCHASE_ORDER and not booking.is_confirmed:
        return (
            f"A place is kept for {guest.name}, {booking.reference}, until "
            f"{uk_until(booking.held_until)}. The finance contact is asked for the "
            "order number."
        )
    if walk_in or not guest.email:
        return f"{guest.name} is on the list, {booking.reference}."
    return (
        f"Booked for {guest.name}, {booking.reference}. The confirmation goes to "
        f"{guest.email}."
    )


@for_events_staff
@require_http_methods(READ_OR_SEND)
def booking_cancel(
    request: HttpRequest, reference: str, booking_reference: str
) -> HttpResponse:
    at = clock.now()
    event = event_or_404(reference)
    booking = _booking_or_404(event, booking_reference)
    form = CancelBookingForm(request.POST or None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            booking = bookings.cancel(
                booking, by=request.user, at=at, reason=form.cleaned_data["reason"]
            )
        except Refused as no:
            refusal = no.message
        else:
            messages.success(request, _cancelled(booking, at=at))
            return redirect(url("booking-list", reference))
    return screen(
        request,
        "booking_cancel",
        title="Cancel booking",
        event=event,
        booking=booking,
        tickets=booking.tickets.select_related("ticket_type", "member"),
        is_offer=booking.is_offer(at),
        form=form,
        refusal=refusal,
        waiting=event.waiting_list.waiting().count(),
    )


def _cancelled(booking: Booking, *, at: datetime) -> str:
    until = bookings.undo_until(booking, at=at)
    if until is None:
        return "Cancelled. The place passes on at once."
    return (
        f"Cancelled. You can undo it until {uk_time(until)}; then the place passes on."
    )


@for_events_staff
@require_POST
def booking_undo(
    request: HttpRequest, reference: str, booking_reference: str
) -> HttpResponse:
    booking = _booking_or_404(event_or_404(reference), booking_reference)
    try:
        bookings.undo_cancel(booking, by=request.user, at=clock.now())
    except Refused as no:
        messages.error(request, no.message)
    else:
        messages.success(request, "The booking is back, and a confirmation goes out.")
    return redirect(url("booking-list", reference))


def _booking_or_404(event: Event, reference: str) -> Booking:
    return get_object_or_404(
        event.bookings.select_related("event"), reference=reference
    )
