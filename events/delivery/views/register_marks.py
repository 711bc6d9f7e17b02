import json
import uuid
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponseBadRequest, JsonResponse
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from events.delivery import register_lines, register_rows, registers
from events.delivery.register_rows import Tap
from events.models import Mark, RegisterMark
from portal.core import clock
from portal.core.errors import Refused

from .registers import back_to, line_or_404, sitting_or_404

MOST_TAPS = 50
GONE = "This line is no longer on the register."


@login_required
@require_POST
def register_mark(request, reference, number):
    """Save one tap sent by a form."""
    sitting = sitting_or_404(request, reference, number)
    try:
        tap = Tap.read(request.POST.get("tap", ""))
        if "minutes" in request.POST:
            minutes = int(request.POST["minutes"] or 0)
            tap = Tap(tap.line, tap.seen, tap.mark, max(minutes, 0))
        page = uuid.UUID(request.POST.get("operation", ""))
    except ValueError:
        return HttpResponseBadRequest("This is not a mark.")
    line = line_or_404(sitting, str(tap.line))
    try:
        answer = _save(line, tap, tap.operation_on(page), by=request.user)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        if answer.outcome == RegisterMark.Outcome.APPLIED:
            said = register_rows.label_of(answer.mark, answer.minutes_missed)
            words = said if answer.mark else "not marked"
            messages.success(request, f"Saved. {line.who}: {words.lower()}")
    return back_to(request, sitting, anchor=f"l{line.pk}")


@never_cache
@require_http_methods(["GET", "POST"])
def register_marks(request, reference, number):
    """Answer a phone: save the taps it sends, and say how every line stands.

    Names stay out of the answer, except in a conflict, which is shown and not kept.
    """
    if not request.user.is_authenticated:
        return JsonResponse({"signed_out": True}, status=HTTPStatus.UNAUTHORIZED)
    sitting = sitting_or_404(request, reference, number)
    answers = []
    if request.method == "POST":
        try:
            taps = [_tap_sent(one) for one in json.loads(request.body)["taps"]]
        except (ValueError, KeyError, TypeError, AttributeError):
            return HttpResponseBadRequest("These are not marks.")
        if len(taps) > MOST_TAPS:
            return HttpResponseBadRequest("Send fewer marks at once.")
        lines = sitting.attendances.in_bulk([tap.line for _, tap, _ in taps])
        for operation, tap, tapped_at in taps:
            line = lines.get(tap.line)
            if line is not None:
                line.event_session = sitting
                kept = {"by": request.user, "tapped_at": tapped_at}
                answers.append(_answer(line, tap, operation, **kept))
            else:
                answers.append(_refusal(operation, GONE))
        sitting.refresh_from_db()
    return JsonResponse({"taps": answers, **_state(sitting, reader=request.user)})


def _answer(line, tap, operation, *, by, tapped_at):
    try:
        saved = _save(line, tap, operation, by=by, tapped_at=tapped_at)
    except Refused as refused:
        return _refusal(operation, refused.message)
    return {
        "operation": str(operation),
        "outcome": saved.outcome,
        "version": saved.left_version,
    }


def _refusal(operation, words):
    return {"operation": str(operation), "outcome": "refused", "words": words}


def _tap_sent(sent):
    minutes = int(sent.get("minutes") or 0)
    tap = Tap(
        int(sent["line"]),
        int(sent["seen"]),
        Mark(sent["mark"]),
        max(minutes, 0),
    )
    return uuid.UUID(sent["operation"]), tap, parse_datetime(sent.get("at") or "")


def _state(sitting, *, reader):
    lines = register_lines.lines(sitting)
    counts = register_lines.counts(lines)
    closed = sitting.register_closed_at is not None
    conflicts = [] if closed else register_lines.conflicts(sitting)
    return {
        "closed": closed,
        "lines": [row.state() for row in register_rows.rows_of(lines)],
        "counts": [counts.present, counts.partly, counts.absent, counts.open],
        "conflicts": [
            {
                "line": conflict.pk,
                "name": conflict.name,
                "words": conflict.words,
                "choices": [[one.label, one.tap] for one in conflict.choices],
            }
            for conflict in (
                register_rows.conflict_of(tap, reader=reader) for tap in conflicts
            )
        ],
    }


def _save(line, tap, operation, *, by, tapped_at=None):
    return registers.mark(
        line,
        tap.mark,
        by=by,
        at=clock.now(),
        seen_version=tap.seen,
        operation=operation,
        tapped_at=tapped_at,
        minutes_missed=tap.minutes,
    )
