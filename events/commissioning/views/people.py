"""Who comes: named by hand or by list, swapped, moved, taken off."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from events.booking import naming
from events.catalogue import lines
from events.commissioning import board, delegates, lists
from events.commissioning.forms import LinksForm, ListForm, MoveForm, PersonForm
from events.models import Commission, CommissionPlace, CommissionRun, Ticket
from portal.core import clock
from portal.core.errors import Refused
from portal.core.words import count_of, uk_date

from .board import PAGE, READ_OR_SEND, for_coordinators


def _run(commission: Commission, event: str) -> CommissionRun:
    rows = commission.runs.select_related("event", "commission")
    return get_object_or_404(rows, event__reference=event)


def _place(commission: Commission, key: int) -> CommissionPlace:
    rows = CommissionPlace.objects.kept().filter(run__commission=commission)
    rows = rows.select_related(
        "strand",
        "run__event",
        "run__commission",
        "ticket__booking__event",
        "ticket__area",
        "ticket__profession",
        "ticket__kind_of_agency",
    )
    return get_object_or_404(rows, pk=key)


def _about(commission: Commission, run: CommissionRun) -> dict[str, object]:
    free: dict[str, int] = {}
    for place in delegates.free_places(run):
        free[place.strand.name] = free.get(place.strand.name, 0) + 1
    return {
        "commission": commission,
        "run": run,
        "event": run.event,
        "when": lines.when(run.event),
        "names_until": board.names_until(commission, run),
        "free": free,
        "free_number": sum(free.values()),
    }


@for_coordinators
@require_http_methods(READ_OR_SEND)
def name(request: HttpRequest, commission: Commission, event: str):
    run = _run(commission, event)
    form, refusal = PersonForm(request.POST or None, commission=commission), None
    if form.is_valid():
        try:
            delegates.name(
                run,
                form.delegate,
                strand=form.chosen_strand,
                by=request.user,
                at=clock.now(),
            )
        except Refused as no:
            refusal = no
        else:
            messages.success(
                request,
                f"{form.delegate.name} has a place, and a confirmation is on its way.",
            )
            if "another" in request.POST:
                return redirect("commissions:name", commission.reference, event)
            return redirect(PAGE, commission.reference)
    context = {"form": form, "refusal": refusal, **_about(commission, run)}
    return render(request, "events/commissioning/name.html", context)


@for_coordinators
@require_http_methods(READ_OR_SEND)
def name_list(request: HttpRequest, commission: Commission, event: str):
    """Name a whole list. With a fault in it nobody is named, unless that is asked."""
    run = _run(commission, event)
    form = ListForm(request.POST or None, request.FILES or None)
    left: list[naming.Row] = []
    good, refusal = 0, None
    if form.is_valid():
        try:
            read = _read(form, commission)
            rows = read.good if "others" in request.POST else read.rows
            try:
                named = _name_all(run, read, rows, request) if rows else 0
            except naming.RowsRefused as no:
                left = [row for row in no.rows if row.fault]
                good = len(no.rows) - len(left)
                form = ListForm(initial={"people": lists.as_text(read, read.rows)})
            else:
                left = [row for row in read.rows if row not in rows]
                if named:
                    words = count_of(named, "person has,people have")
                    messages.success(request, f"{words} a place and will hear of it.")
                if not left:
                    return redirect(PAGE, commission.reference)
                form = ListForm(initial={"people": lists.as_text(read, left)})
        except Refused as no:
            refusal = no
    context = {
        "form": form,
        "refusal": refusal,
        "left": left,
        "good": good,
        **_about(commission, run),
    }
    return render(request, "events/commissioning/name_list.html", context)


def _read(form: ListForm, commission: Commission) -> lists.Read:
    known = lists.Known(commission)
    file = form.cleaned_data["file"]
    if file:
        return lists.from_file(file, size=file.size, known=known)
    return lists.from_text(form.cleaned_data["people"], known)


def _name_all(run, read: lists.Read, rows, request: HttpRequest) -> int:
    """Name all of them; of those that are asked for as right, whoever still is."""
    at = clock.now()
    try:
        return delegates.name_all(run, rows, read.strands, by=request.user, at=at)
    except naming.RowsRefused as no:
        fit = [row for row in no.rows if not row.fault]
        if "others" not in request.POST or not fit:
            raise
        return delegates.name_all(run, fit, read.strands, by=request.user, at=at)


@for_coordinators
@require_http_methods(READ_OR_SEND)
def links(request: HttpRequest, commission: Commission, event: str):
    """Send links by which people name themselves, and say what they need."""
    run = _run(commission, event)
    form, refusal = LinksForm(request.POST or None, commission=commission), None
    if form.is_valid():
        try:
            sent = delegates.send_links(
                run,
                form.cleaned_data["people"],
                strand=form.chosen_strand,
                by=request.user,
                at=clock.now(),
            )
        except Refused as no:
            refusal = no
        else:
            words = count_of(sent, "link is,links are")
            messages.success(request, f"{words} on the way.")
            return redirect(PAGE, commission.reference)
    context = {"form": form, "refusal": refusal, **_about(commission, run)}
    return render(request, "events/commissioning/links.html", context)


@for_coordinators
@require_http_methods(READ_OR_SEND)
def place(request: HttpRequest, commission: Commission, key: int):
    """Show one place; let somebody else come on it."""
    place = _place(commission, key)
    at = clock.now()
    is_named = place.ticket.is_named
    until = naming.until(place.ticket.booking)
    form = PersonForm(
        request.POST or None,
        commission=commission,
        with_strand=False,
        initial={} if is_named else {"area": None},
    )
    refusal = None
    if form.is_valid():
        try:
            delegates.swap(place, form.delegate, by=request.user, at=at)
        except Refused as no:
            refusal = no
        else:
            who = form.delegate.name
            messages.success(request, f"{who} has the place now.")
            return redirect(PAGE, commission.reference)
    context = {
        "place": place,
        "ticket": place.ticket,
        "is_named": is_named,
        "form": form,
        "refusal": refusal,
        "last_day": clock.uk_day(until - timedelta(seconds=1)),
        "may_change": at < until or not is_named,
        "others": commission.runs.exclude(pk=place.run_id).exists(),
        **_about(commission, place.run),
    }
    return render(request, "events/commissioning/place.html", context)


@for_coordinators
@require_POST
def take_off(request: HttpRequest, commission: Commission, key: int):
    place = _place(commission, key)
    try:
        delegates.take_off(place, by=request.user, at=clock.now())
    except Refused as no:
        messages.warning(request, no.message)
        return redirect("commissions:place", commission.reference, key)
    messages.success(
        request,
        f"{place.ticket.name or place.ticket.email} is told, and the place is free for "
        "another name.",
    )
    return redirect(PAGE, commission.reference)


@for_coordinators
@require_http_methods(READ_OR_SEND)
def move(request: HttpRequest, commission: Commission, key: int):
    place = _place(commission, key)
    at = clock.now()
    runs = commission.runs.filter(event__starts_at__gt=at, event__cancelled_at=None)
    runs = runs.exclude(pk=place.run_id).select_related("event").order_by("pk")
    words = {run.pk: _words_of(run) for run in runs}
    form = MoveForm(request.POST or None, runs=runs, words=words)
    refusal = None
    if form.is_valid():
        to = form.cleaned_data["to"]
        try:
            delegates.move(place, to, by=request.user, at=at)
        except Refused as no:
            refusal = no
        else:
            messages.success(
                request,
                f"{place.ticket.name} moves to {uk_date(to.event.starts_at)}, and is "
                "told.",
            )
            return redirect(PAGE, commission.reference)
    context = {
        "place": place,
        "ticket": place.ticket,
        "form": form,
        "refusal": refusal,
        "runs": words,
        **_about(commission, place.run),
    }
    return render(request, "events/commissioning/move.html", context)


def _words_of(run: CommissionRun) -> str:
    free = len(delegates.free_places(run))
    left = count_of(free, "place without a name,places without a name")
    return f"{lines.when(run.event)}: {run.event.title} ({left})"


@login_required
@require_http_methods(READ_OR_SEND)
def step_back(request: HttpRequest, booking: str):
    """Let a delegate say that they cannot come. The place stays the commission's."""
    rows = Ticket.objects.kept().of(request.user).select_related("event", "booking")
    mine = rows.filter(commission_place__isnull=False, booking__reference=booking)
    ticket = get_object_or_404(mine)
    if request.method == "POST":
        try:
            delegates.step_back(ticket, by=request.user, at=clock.now())
        except Refused as no:
            messages.warning(request, no.message)
            return redirect(ticket.booking)
        messages.success(
            request, "Noted. Whoever named you is told, so that somebody else can come."
        )
        return redirect("my:booking-list")
    context = {
        "ticket": ticket,
        "event": ticket.event,
        "when": lines.when(ticket.event),
        "by_whom": ticket.booking.booker_name,
    }
    return render(request, "events/commissioning/step_back.html", context)
