"""One message in the staff area: what became of it, how it reads, send it again."""

from typing import Any

import structlog
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.staff import frame
from portal.accounts.staff.frame import only_for
from portal.core import clock, history
from portal.core.errors import Refused
from portal.notifications import delivery, kinds, permissions, queries
from portal.notifications.mail import Mail
from portal.notifications.models import Message, Outcome

log = structlog.get_logger(__name__)

for_teams = only_for(permissions.may_see_messages)
# A mail is shown as it is, so nothing in it may run, load or leave.
LOCKED_UP = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "frame-ancestors": ["'self'"],
    "sandbox": True,
}


def url(name: str, *args: object) -> str:
    return reverse(f"staff_messages:{name}", args=args)


def _message(request: HttpRequest, pk: int) -> Message:
    seen = queries.of_rooms(permissions.rooms_of(request.user))
    return get_object_or_404(seen.select_related("user"), pk=pk)


@for_teams
@require_safe
def message_detail(request: HttpRequest, pk: int) -> HttpResponse:
    message = _message(request, pk)
    written, why_not = _as_it_reads(message)
    label = kinds.label_of(message)
    return frame.screen(
        request,
        "notifications/staff/message_detail.html",
        title=label,
        crumbs=[("Messages", url("message-list"))],
        icon="mail",
        message=message,
        subject=queries.subject_of(message),
        trouble=queries.trouble_in_words(message),
        written=written,
        why_not=why_not,
        may_go_again=message.outcome == Outcome.FAILED and not message.forget_facts,
        latest=history.of(message),
    )


@for_teams
@require_safe
@xframe_options_sameorigin
@csp_override(LOCKED_UP)
def message_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with the HTML part alone, for the frame on the message's own screen."""
    written, _ = _as_it_reads(_message(request, pk))
    if written is None:
        raise Http404
    return HttpResponse(written.alternatives[0].content)


@for_teams
@require_POST
def message_again(request: HttpRequest, pk: int) -> HttpResponse:
    message = _message(request, pk)
    try:
        delivery.try_again(message, at=clock.now())
    except Refused as no:
        messages.error(request, no.message)
    else:
        history.record(message, "notifications.sent_again", by=request.user)
        messages.success(request, "It goes out within a minute.")
    return redirect(url("message-detail", pk))


def _as_it_reads(message: Message) -> tuple[Mail | None, str]:
    """Return the mail as it would be written now, or why it is not shown."""
    known = {kind.key: kind for kind in kinds.every_kind()}
    kind = known.get(message.kind)
    if kind is None:
        return None, "This kind of message is no longer sent."
    if kind.secret:
        return None, "It held a code or a link that opens something: not for our eyes."
    try:
        prepared: Any = kind.prepare(message, clock.now())
        if prepared is None:
            return None, "It would not be sent now: what it says is no longer true."
        return delivery.compose(message, prepared), ""
    except Exception:
        log.exception("message_cannot_be_shown", message=message.pk)
        return None, "It cannot be written: the fault has been reported."
