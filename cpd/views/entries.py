"""Entries of one's own record: listed, added, decided on, put right, let go of."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from cpd import documents, entries, queries, reflections
from cpd.forms import DecisionForm, EntryForm, EvidenceForm, FilterForm
from cpd.models import CpdEntry, EntryStatus, RevalidationCycle
from portal.core import clock
from portal.core.errors import Refused

from .private import private

ON_A_PAGE = 20


def own_entry(request: HttpRequest, reference: str) -> CpdEntry:
    """Return the person's own entry. Others' do not exist here."""
    entry = queries.entry_of(request.user, reference)
    if entry is None:
        raise Http404
    return entry


@private
@require_safe
def entry_list(request: HttpRequest) -> HttpResponse:
    cycles = list(RevalidationCycle.objects.filter(owner=request.user))
    form = FilterForm(cycles, request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    chosen = wanted.get("cycle", "")
    found = queries.entries_of(
        request.user,
        status=wanted.get("status", ""),
        source=wanted.get("source", ""),
        cycle=next((c for c in cycles if c.ends_on.isoformat() == chosen), None),
    )
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "form": form, "is_narrowed": any(wanted.values())}
    return render(request, "cpd/entry_list.html", context)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def entry_add(request: HttpRequest) -> HttpResponse:
    form = EntryForm(request.POST or None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            entry = entries.add(form.learning(), owner=request.user, at=clock.now())
        except Refused as no:
            refusal = no.message
        else:
            messages.success(
                request, "It is in your record. Add a file if you have one."
            )
            return redirect("cpd:entry-detail", entry.reference)
    context = {"form": form, "refusal": refusal, "entry": None}
    return render(request, "cpd/entry_form.html", context)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def entry_change(request: HttpRequest, reference: str) -> HttpResponse:
    entry = own_entry(request, reference)
    form = EntryForm.of(entry, request.POST or None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            entries.correct(entry, form.learning(), owner=request.user, at=clock.now())
        except Refused as no:
            refusal = no.message
        else:
            messages.success(request, "Your changes are saved.")
            return redirect("cpd:entry-detail", reference)
    context = {"form": form, "refusal": refusal, "entry": entry}
    return render(request, "cpd/entry_form.html", context)


@private
@require_safe
def entry_detail(request: HttpRequest, reference: str) -> HttpResponse:
    return entry_page(request, own_entry(request, reference))


def entry_page(
    request: HttpRequest,
    entry: CpdEntry,
    *,
    decision: DecisionForm | None = None,
    evidence: EvidenceForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    """Answer with an entry; the forms on it come back with what was wrong."""
    event = queries.event_of(entry)
    regulator = queries.regulator_of(request.user, on=clock.today())
    waits = entry.status == EntryStatus.PROPOSED
    context = {
        "entry": entry,
        "event": event,
        "record_url": queries.record_url(entry, owner=request.user),
        "note": queries.note_of(request.user, event),
        "fields": documents.entry_fields(entry, regulator),
        "evidence": list(entry.evidence.all()),
        "accounts": list(entry.accounts.all()),
        "decision": decision or (DecisionForm(entry) if waits else None),
        "evidence_form": evidence or EvidenceForm(),
        "form": decision or evidence,
        "refusal": refusal,
        "is_absent": entry.attendance is not None and not entry.attendance.came,
    }
    return render(request, "cpd/entry_detail.html", context, status=status)


@private
@require_POST
def entry_decide(request: HttpRequest, reference: str) -> HttpResponse:
    entry = own_entry(request, reference)
    form = DecisionForm(entry, request.POST)
    if not form.is_valid():
        return entry_page(request, entry, decision=form)
    try:
        entries.decide(
            entry,
            participatory_minutes=form.participatory_minutes,
            owner=request.user,
            at=clock.now(),
        )
    except Refused as no:
        return entry_page(request, entry, decision=form, refusal=no.message)
    messages.success(request, "It counts in your record.")
    return redirect("cpd:entry-detail", reference)


@private
@require_POST
def entry_set_aside(request: HttpRequest, reference: str) -> HttpResponse:
    entries.set_aside(own_entry(request, reference), owner=request.user, at=clock.now())
    messages.success(request, "It is set aside and does not count.")
    return redirect("cpd:entry-detail", reference)


@private
@require_POST
def entry_count_again(request: HttpRequest, reference: str) -> HttpResponse:
    entry = own_entry(request, reference)
    if entry.status == EntryStatus.SET_ASIDE:
        entries.count_again(entry, owner=request.user, at=clock.now())
        messages.success(request, "It counts in your record again.")
    return redirect("cpd:entry-detail", reference)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def entry_delete(request: HttpRequest, reference: str) -> HttpResponse:
    entry = own_entry(request, reference)
    if request.method == "POST":
        entries.delete(entry, owner=request.user)
        messages.success(request, "The entry is deleted.")
        return redirect("cpd:entry-list")
    context = {"entry": entry, "files": entry.evidence.count()}
    return render(request, "cpd/entry_delete.html", context)


@private
@require_POST
def entry_reflect(request: HttpRequest, reference: str) -> HttpResponse:
    """Begin an account about an entry, or go on with the one begun."""
    entry = own_entry(request, reference)
    on = clock.today()
    account = reflections.start(
        owner=request.user,
        at=clock.now(),
        title=entry.title,
        entry=entry,
        event=queries.event_of(entry),
        regulator=queries.regulator_of(request.user, on=on),
    )
    return redirect("cpd:account-write", account.reference)
