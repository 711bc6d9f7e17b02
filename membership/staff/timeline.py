"""The staff screens of a member's past: the timeline, and notes."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from membership import notes, permissions, timeline
from membership.models import MemberNote
from portal.core import clock

from .forms import NoteForm
from .frame import READ_OR_SEND, find, for_keepers, for_lookers, note_look, screen, url

LINES_A_PAGE = 50


@for_lookers
@require_safe
def member_history(request: HttpRequest, number: str) -> HttpResponse:
    """Show all that happened, or what is chosen of it; an odd choice chooses all."""
    member = find(number)
    known = timeline.sources(whole=permissions.may_keep_members(request.user))
    shown = request.GET.getlist("show")
    chosen = [source for source in known if source.key in shown]
    entries = timeline.Timeline(member, chosen or known)
    paginator = Paginator[Any](entries, LINES_A_PAGE)
    page = paginator.get_page(request.GET.get("p"))
    # Only now, or the first line would always be the reader's own look.
    note_look(request, member, "The history of your record")
    here = url("member-history", member.uniform_number)
    kept = urlencode([("show", source.key) for source in chosen])
    return screen(
        request,
        "member_history",
        member=member,
        title="History",
        page=page,
        choices=[(source, source in chosen) for source in known],
        is_narrowed=bool(chosen),
        here=here,
        pages=f"{here}?{kept}" if kept else here,
        elided_page_range=paginator.get_elided_page_range(page.number),
    )


@for_keepers
@require_http_methods(READ_OR_SEND)
def member_notes(request: HttpRequest, number: str) -> HttpResponse:
    member = find(number)
    note_look(request, member, "The notes about you")
    form = NoteForm(request.POST or None)
    if form.is_valid():
        notes.add(member, form.cleaned_data["text"], by=request.user, at=clock.now())
        messages.success(request, "The note is kept.")
        return redirect(url("member-notes", member.uniform_number))
    rows = MemberNote.objects.filter(member=member).select_related("written_by")
    return screen(
        request,
        "member_notes",
        member=member,
        title="Notes",
        form=form,
        notes=rows,
        button="Keep the note",
    )
