import uuid
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from events.delivery import register_lines, register_rows, registers
from events.delivery.permissions import may_see_registers, may_take_register
from events.models import EventSession, EventStatus
from portal.core import clock


@login_required
@require_GET
def register_list(request):
    if not may_see_registers(request.user):
        raise Http404
    sessions = register_lines.of_trainer(request.user)
    return render(
        request,
        "events/delivery/register_list.html",
        {"groups": register_lines.by_time(sessions, at=clock.now())},
    )


@login_required
@never_cache
@require_GET
def register_take(request, reference, number):
    sitting = sitting_or_404(request, reference, number)
    at = clock.now()
    lines = register_lines.open_register(sitting)
    query = request.GET.get("q", "").strip()
    shown = register_lines.found_in(lines, query) if query else lines
    conflicts = [] if sitting.register_closed_at else register_lines.conflicts(sitting)
    return render(
        request,
        "events/delivery/register_take.html",
        {
            **frame_of(sitting),
            "counts": register_lines.counts(lines),
            "rows": register_rows.rows_of(shown),
            "query": query,
            "conflicts": [
                register_rows.conflict_of(tap, reader=request.user) for tap in conflicts
            ],
            "missed": register_rows.missed_by(sitting, at=at),
            "longest": registers.length_of(sitting),
            "is_early": at < registers.opens_at(sitting),
            "may_close": at >= sitting.starts_at,
            "operation": uuid.uuid4(),
            "whose": _whose(request.user),
        },
    )


@login_required
@never_cache
@require_GET
def register_line(request, reference, number):
    """Show one person's line, with the marks that need more than a tap."""
    sitting = sitting_or_404(request, reference, number)
    line = line_or_404(sitting, request.GET.get("of", ""))
    return render(
        request,
        "events/delivery/register_line.html",
        {
            **frame_of(sitting),
            "row": register_rows.row_of(line),
            "missed": register_rows.missed_by(sitting, at=clock.now()),
            "longest": registers.length_of(sitting),
            "taps": line.taps.select_related("by"),
            "operation": uuid.uuid4(),
        },
    )


@login_required
@never_cache
@require_GET
def register_sheet(request, reference, number):
    """Show the register as a sheet of paper, to be signed."""
    sitting = sitting_or_404(request, reference, number)
    rows = register_rows.rows_of(register_lines.open_register(sitting))
    return render(
        request,
        "events/delivery/register_sheet.html",
        {**frame_of(sitting), "rows": rows, "spare": range(6)},
    )


# --- Who may, and where ----------------------------------------------------


def sitting_or_404(request, reference, number):
    """Return the sitting, or say that there is none: to others there is none."""
    sitting = get_object_or_404(
        EventSession.objects.select_related("event", "register_closed_by").exclude(
            event__status=EventStatus.DRAFT
        ),
        event__reference=reference,
        number=number,
    )
    if not may_take_register(sitting.event, request.user):
        raise Http404
    return sitting


def line_or_404(sitting, key):
    if not key.isdecimal():
        raise Http404
    lines = sitting.attendances.select_related("ticket__member", "user__member")
    line = get_object_or_404(lines, pk=int(key))
    line.event_session = sitting
    return line


def frame_of(sitting):
    return {
        "event": sitting.event,
        "sitting": sitting,
        "sittings": list(sitting.event.event_sessions.all()),
        "place": sitting.event.place or sitting.event.get_mode_display(),
    }


def _whose(user):
    """Say whose marks a phone keeps, so that nobody sends another's as their own."""
    return salted_hmac("register", str(user.pk), algorithm="sha256").hexdigest()[:16]


def back_to(request, sitting, *, anchor=""):
    url = reverse("events:register", args=[sitting.event.reference, sitting.number])
    query = request.POST.get("q", "")
    if query:
        url = f"{url}?{urlencode({'q': query})}"
    return redirect(f"{url}#{anchor}" if anchor else url)
