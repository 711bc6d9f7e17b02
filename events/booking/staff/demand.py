"""Demand: which courses people want a date of, where, and a run made of that."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from events.catalogue import interest, plans, schedule
from events.models import Course
from portal.body.models import Area
from portal.core import clock
from portal.core.errors import Refused

from .frame import for_events_staff, screen, url


@for_events_staff
@require_safe
def demand(request: HttpRequest) -> HttpResponse:
    return screen(
        request, "demand", title="Wanted dates", rows=interest.demand(), tabs=None
    )


@for_events_staff
@require_POST
def demand_run(request: HttpRequest, course_id: int) -> HttpResponse:
    """Make a draft like the course's last run, in the area that is asked for."""
    course = get_object_or_404(Course, pk=course_id)
    last = course.runs.order_by("-starts_at").first()
    if last is None:
        messages.error(request, "There is no run of this course to copy yet.")
        return redirect(url("demand"))
    typed = request.POST.get("area", "")
    area = Area.objects.filter(pk=typed).first() if typed.isdecimal() else None
    event, plan = plans.copy_of(last, at=clock.now())
    if area is not None and event.mode != "online" and area.name != event.place:
        event.place, event.venue = area.name, ""
    try:
        schedule.create(event, plan, by=request.user, copied_from=last)
    except Refused as no:
        messages.error(request, no.message)
        return redirect(url("demand"))
    messages.success(
        request,
        "Saved as a draft. Set its date and venue; when you publish it, those who "
        "wait are offered places first.",
    )
    return redirect(url("event-edit", event.reference))
