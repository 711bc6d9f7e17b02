"""Documents of one's own booking: the record of attendance, and a sheet to reflect on.

Made when asked for, from the register and the event as they stand, and kept nowhere.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from cpd import documents as sheets
from cpd import queries
from events.delivery import documents
from events.delivery.documents import NoRecord, Record
from events.models import BookingStatus, Event, Ticket
from portal.core import clock, files
from portal.rendering import docx, pdf
from portal.rendering.words import file_name

SHEETS = {
    "pdf": (sheets.sheet_pdf, pdf.MEDIA_TYPE),
    "docx": (sheets.sheet_docx, docx.MEDIA_TYPE),
}


def _ticket(request, reference) -> Ticket:
    """Return the person's own place of the booking. Others' do not exist here."""
    ticket = (
        Ticket.objects.of(request.user)
        .filter(booking__reference=reference, booking__status=BookingStatus.CONFIRMED)
        .select_related("booking", "event")
        .first()
    )
    if ticket is None:
        raise Http404
    return ticket


@login_required
@require_safe
def attendance_record(request: HttpRequest, reference: str):
    ticket = _ticket(request, reference)
    try:
        return _handed_out(documents.record_of(ticket))
    except NoRecord as no:
        messages.warning(request, no.message)
        return redirect("my:booking-detail", reference)


@login_required
@require_safe
def guest_record(request: HttpRequest, reference: str):
    """Hand out the record of somebody who came by the open door, without a place."""
    event = (
        Event.objects.filter(reference=reference)
        .filter(event_sessions__attendances__user=request.user)
        .distinct()
        .first()
    )
    if event is None:
        raise Http404
    try:
        return _handed_out(documents.record_of_guest(event, request.user))
    except NoRecord as no:
        messages.warning(request, no.message)
        return redirect("cpd:home")


def _handed_out(record: Record):
    made = documents.attendance_record(record, at=clock.now())
    name = documents.attendance_record_name(record.event)
    return files.hand_out(made, name=name, media_type=pdf.MEDIA_TYPE)


@login_required
@require_safe
def reflection_sheet(request: HttpRequest, reference: str, ending: str):
    ticket = _ticket(request, reference)
    at = clock.now()
    make, media_type = SHEETS[ending]
    facts = sheets.sheet_facts(
        regulator=queries.regulator_of(request.user, on=clock.uk_day(at)),
        at=at,
        event=ticket.event,
        name=ticket.name or request.user.name,
    )
    name = file_name(f"Reflection sheet {ticket.event.slug}", ending)
    return files.hand_out(make(facts), name=name, media_type=media_type)
