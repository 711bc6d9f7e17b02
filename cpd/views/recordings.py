"""Recordings that were watched, put into one's own record."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from cpd import credit
from events.delivery import recording_page, viewers, watching
from portal.core import clock
from portal.core.errors import Refused

from .private import private


@private
@require_POST
def recording_count(request: HttpRequest, slug: str) -> HttpResponse:
    """Propose what was watched. Where nothing could note it, propose the whole."""
    at = clock.now()
    who = viewers.viewer(request.user, at=at)
    kept = recording_page.kept_of(slug, who, user=request.user, at=at)
    if kept is None or not kept.answer.allowed or kept.recording is None:
        raise Http404
    minutes = kept.minutes_watched
    if not minutes and (kept.recording.elsewhere or "whole" in request.POST):
        minutes = watching.minutes_of(kept.recording)
    try:
        entry = credit.propose_for_watching(
            kept.recording, owner=request.user, minutes=minutes, at=at
        )
    except Refused as no:
        messages.error(request, no.message)
        return redirect("events:recording", slug)
    return redirect("cpd:entry-detail", entry.reference)
