"""Events: look at one, make it, edit it, copy it, throw a draft away."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from events.booking import (
    checklist,
    dashboard,
    event_changes,
    needs,
    queries,
    run_cancellations,
)
from events.catalogue import plans, schedule
from events.catalogue.plans import Plan
from events.models import Bundle, Event, EventSession, EventStatus, JoiningLink
from portal.accounts.models import User
from portal.core import clock
from portal.core.errors import Refused

from .event_screen import EventScreen
from .frame import event_or_404, for_events_staff, screen, status_of, url

READ_OR_SEND = ["GET", "HEAD", "POST"]


@for_events_staff
@require_safe
def event_detail(request: HttpRequest, reference: str) -> HttpResponse:
    at = clock.now()
    event = event_or_404(reference)
    places = queries.places_now(event, at=at)
    ticket_types = list(event.ticket_types.all())
    event_sessions = list(event.event_sessions.all())
    links = list(event.joining_links.select_related("set_by"))
    trainers = list(event.trainers.order_by("name"))
    known = checklist.Circumstances(
        event_sessions=event_sessions,
        ticket_types=ticket_types,
        invited=event.invitations.filter(withdrawn_at__isnull=True).count(),
        has_joining_link=any(link.retired_at is None for link in links),
        taken=places.taken,
    )
    return screen(
        request,
        "event_detail",
        title=str(event),
        event=event,
        status_words=status_of(event, at=at),
        status_class="w-status--primary" if event.takes_bookings(at) else "",
        actions=_actions(event, at=at),
        discard_url=url("event-discard", reference) if event.is_draft else "",
        cancel_url=(
            url("event-cancel", reference)
            if _is_to_come(event, at) and event.cancels_at is None
            else ""
        ),
        called_off=run_cancellations.of(event),
        **_stands(event, links, event_sessions, trainers, at=at),
        places=places,
        waiting=event.waiting_list.waiting().count(),
        missing=event_changes.what_is_missing(event, at=at) if event.is_draft else [],
        worth_a_look=checklist.worth_a_look(event, known, at=at),
        event_sessions=event_sessions,
        ticket_types=[(kind, places.by_type.get(kind.pk, 0)) for kind in ticket_types],
        speakers=event.speakers.all(),
        topics=event.topics.all(),
        trainers=trainers,
        links=links,
        latest=queries.history_of(event)[:5],
    )


def _stands(
    event: Event,
    links: list[JoiningLink],
    event_sessions: list[EventSession],
    trainers: list[User],
    *,
    at: datetime,
) -> dict[str, Any]:
    """Return how it stands today: holds, money, messages, and what is to be done."""
    if event.is_draft:
        return {}
    known = dashboard.Known(
        people=dashboard.people(event),
        needs=needs.open_of_event(event, at=at),
        money=dashboard.money(event, at=at),
        links=links,
        sittings=len(event_sessions),
        closed_registers=sum(
            sitting.register_closed_at is not None for sitting in event_sessions
        ),
        trainers=len(trainers),
        bundle=Bundle.objects.filter(event=event).first(),
        mails=queries.mails_of(event),
    )
    steps = []
    if not event.is_cancelled:
        over = event.is_over(at)
        steps = (
            dashboard.after(known, at=at)
            if over
            else dashboard.before(event, known, at=at)
        )
    return {
        "known": known,
        "figures": dashboard.figures(known.money),
        "holds": dashboard.holds(event, at=at),
        "next_holds": dashboard.next_holds(event, at=at),
        "checklist": [
            (step, url(step.name, event.reference) if step.name else "")
            for step in steps
        ],
        "live_link": next((link for link in links if link.retired_at is None), None),
    }


def _is_to_come(event: Event, at: datetime) -> bool:
    return event.status == EventStatus.PUBLISHED and not event.is_over(at)


def _actions(event: Event, *, at: datetime) -> list[tuple[str, str]]:
    """Return the steps that make sense now, the most usual first."""
    steps = [("Edit", "event-edit")]
    if _is_to_come(event, at):
        steps += [
            ("Book for somebody", "booking-add"),
            ("Change dates", "event-dates"),
            ("Change capacity", "event-capacity"),
        ]
    if event.status == EventStatus.PUBLISHED and at >= event.join_opens_at:
        steps.append(("Add a walk-in", "walk-in-add"))
    if not event.is_cancelled and not event.is_over(at):
        steps.append(("Joining link", "joining-link"))
    steps.append(("Copy", "event-copy"))
    return [(label, url(name, event.reference)) for label, name in steps]


@for_events_staff
@require_http_methods(READ_OR_SEND)
def event_add(request: HttpRequest) -> HttpResponse:
    event, plan = plans.new(at=clock.now())
    return _draft(request, event, plan)


@for_events_staff
@require_http_methods(READ_OR_SEND)
def event_copy(request: HttpRequest, reference: str) -> HttpResponse:
    original = event_or_404(reference)
    event, plan = plans.copy_of(original, at=clock.now())
    return _draft(request, event, plan, original=original)


def _draft(
    request: HttpRequest, event: Event, plan: Plan, *, original: Event | None = None
) -> HttpResponse:
    typed = EventScreen(event, plan, request.POST or None)
    refusal = ""
    if request.method == "POST" and typed.is_valid():
        try:
            schedule.create(
                typed.form.instance,
                typed.plan(),
                by=request.user,
                copied_from=original,
            )
        except Refused as no:
            refusal = no.message
        else:
            messages.success(request, "Saved as a draft. Nobody sees it yet.")
            return redirect(url("event-detail", event.reference))
    return screen(
        request,
        "event_form",
        title="Copy event" if original else "New event",
        typed=typed,
        errors=typed.errors(),
        refusal=refusal,
        original=original,
        back=url("event-detail", original.reference) if original else url("event-list"),
        save="Save draft",
    )


@for_events_staff
@require_http_methods(READ_OR_SEND)
def event_edit(request: HttpRequest, reference: str) -> HttpResponse:
    at = clock.now()
    event = event_or_404(reference)
    seen = plans.fingerprint(event)
    plan = plans.plan_of(event)
    sold = {row.pk: row.tickets_ever for row in queries.types_with_tickets(event)}
    typed = EventScreen(event, plan, request.POST or None, sold=sold)
    refusal = ""
    if request.method == "POST" and typed.is_valid():
        try:
            told = event_changes.edit(
                typed.form.instance,
                typed.plan(),
                by=request.user,
                at=at,
                seen=request.POST.get("seen", ""),
            )
        except Refused as no:
            refusal = no.message
        else:
            words = "Saved."
            if told:
                words += " Everyone who has a place is told what changed."
            messages.success(request, words)
            return redirect(url("event-detail", reference))
    # The form has changed the event in memory; around it, it is as it was.
    unchanged = event_or_404(reference)
    return screen(
        request,
        "event_form",
        title="Edit",
        event=unchanged,
        typed=typed,
        errors=typed.errors(),
        seen=seen,
        refusal=refusal,
        event_sessions=unchanged.event_sessions.all(),
        places=queries.places_now(unchanged, at=at),
        tells=_is_to_come(unchanged, at),
        back=url("event-detail", reference),
        save="Save draft" if unchanged.is_draft else "Save",
    )


@for_events_staff
@require_http_methods(READ_OR_SEND)
def event_discard(request: HttpRequest, reference: str) -> HttpResponse:
    event = event_or_404(reference)
    if request.method == "POST":
        title = str(event)
        try:
            schedule.discard(event, by=request.user)
        except Refused as no:
            messages.error(request, no.message)
            return redirect(url("event-detail", reference))
        messages.success(request, f"The draft “{title}” is gone.")
        return redirect(url("event-list"))
    return screen(request, "event_discard", title="Discard draft", event=event)
