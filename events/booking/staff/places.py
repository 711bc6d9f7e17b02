"""One place, as staff change it: another person, another date, or given up.

Each says first what it means. After the policy's hour, and where other money comes
back than the terms say, a reason is asked for.
"""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from events.booking import changes, giving_back, groups, handing_over, moving, naming
from events.booking.changes import Decision
from events.booking.forms import known_of
from events.models import Event, Ticket
from portal.core import clock
from portal.core.errors import Refused
from portal.core.words import pounds, uk_date, uk_datetime

from .events import READ_OR_SEND
from .frame import event_or_404, for_events_staff, screen, url
from .place_forms import GiveUpForm, StaffMoveForm, SubstituteForm


def _ticket(event: Event, key: int) -> Ticket:
    rows = event.tickets.select_related("booking__booker", "ticket_type", "access_need")
    ticket = rows.filter(pk=key).first()
    if ticket is None or ticket.released_at is not None:
        raise Http404
    ticket.event = ticket.booking.event = event
    return ticket


@for_events_staff
@require_http_methods(READ_OR_SEND)
def place_change(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    event = event_or_404(reference)
    ticket = _ticket(event, key)
    form = SubstituteForm(
        request.POST or None,
        event=event,
        initial=known_of(ticket) | {"email": ticket.email},
    )
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            new = naming.substitute(
                ticket,
                form.delegate(),
                by=request.user,
                at=clock.now(),
                reason=form.cleaned_data["reason"],
            )
        except Refused as no:
            refusal = no.message
        else:
            messages.success(request, f"{new.name} comes, and is told.")
            return redirect(url("booking-list", reference))
    return screen(
        request,
        "place_change",
        title="Change a place",
        event=event,
        ticket=ticket,
        form=form,
        refusal=refusal,
        until=uk_date(naming.last_day(ticket.booking)),
    )


@for_events_staff
@require_http_methods(READ_OR_SEND)
def place_move(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    at = clock.now()
    event = event_or_404(reference)
    ticket = _ticket(event, key)
    quotes = groups.quotes_of(ticket, at=at)
    form = StaffMoveForm(request.POST or None, quotes=quotes)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        quote = form.quote()
        try:
            booking = moving.move(
                ticket,
                quote.to,
                by=request.user,
                at=at,
                reason=form.cleaned_data["reason"],
                by_staff=True,
            )
        except Refused as no:
            refusal = no.message
        else:
            messages.success(
                request,
                "The place has moved."
                if booking.is_confirmed
                else f"Kept there until {uk_datetime(booking.held_until)}, while "
                f"{pounds(quote.due_pence)} is paid. The old place stays until then.",
            )
            return redirect(url("booking-list", quote.to.reference))
    return screen(
        request,
        "place_move",
        title="Move a place",
        event=event,
        ticket=ticket,
        form=form,
        quotes=quotes,
        refusal=refusal,
        until=uk_date(naming.last_day(ticket.booking)),
    )


@for_events_staff
@require_http_methods(READ_OR_SEND)
def place_cancel(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    at = clock.now()
    event = event_or_404(reference)
    ticket = _ticket(event, key)
    form = GiveUpForm(request.POST or None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        reason, pence = form.cleaned_data["reason"], form.decided
        decision = Decision(pence, reason) if pence is not None else None
        try:
            changes.cancel(
                ticket, by=request.user, at=at, reason=reason, decision=decision
            )
        except Refused as no:
            refusal = no.message
        else:
            messages.success(request, "The place is given up.")
            return redirect(url("booking-list", reference))
    back = giving_back.comes_back(ticket.booking, [ticket], at=at)
    return screen(
        request,
        "place_cancel",
        title="Give up a place",
        event=event,
        ticket=ticket,
        form=form,
        refusal=refusal,
        charged=handing_over.charged(ticket),
        back=sum(back.values()),
        waiting=event.waiting_list.waiting().count(),
    )
