"""What is on offer: the list, and an event as a calendar entry."""

from itertools import groupby

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from events.models import Event
from portal.core import clock, words

from . import filters, ical, policies, queries
from .lines import Line, line_of

EVENTS_ON_A_PAGE = 25


@require_safe
def event_list(request: HttpRequest):
    at = clock.now()
    asked = filters.read(request.GET)
    found = filters.find(asked, at=at)
    options = filters.choices(asked, found) | {"topics": filters.topics(asked)}
    page = Paginator(found.keys, EVENTS_ON_A_PAGE).get_page(request.GET.get("page"))
    elsewhere = filters.number_in_other_tab(asked, at=at)
    context = {
        "asked": asked,
        "options": options,
        "applied": filters.applied(asked, options),
        "standfirst": _standfirst(asked, found),
        "months": _by_month(_lines(request, page.object_list, at=at)),
        "number": len(found.keys),
        "page": page,
        "elsewhere": elsewhere,
        "coming_url": "?" + asked.query(when=filters.COMING, month=""),
        "past_url": "?" + asked.query(when=filters.PAST, month=""),
    }
    response = render(request, "events/catalogue/event_list.html", context)
    if request.htmx:
        # Without the choices left empty, which a form sends all the same.
        response["HX-Push-Url"] = f"{request.path}?{asked.query()}".removesuffix("?")
    return response


def _lines(request, keys, *, at) -> list[Line]:
    events = queries.by_keys(keys, at=at)
    policy = policies.booking_policy()
    if not request.user.is_authenticated:
        return [line_of(event, at=at, policy=policy) for event in events]
    tickets = queries.tickets_of(request.user, events, at=at)
    waiting = queries.waiting_for(request.user, events)
    return [
        line_of(
            event,
            at=at,
            ticket=tickets.get(event.pk),
            waits=event.pk in waiting,
            policy=policy,
        )
        for event in events
    ]


def _by_month(lines: list[Line]) -> list[tuple[str, int, list[Line]]]:
    def month(line: Line) -> tuple[str, int]:
        day = words.uk_day_of(line.start)
        return words.month_name(day), day.year

    return [(*name_year, list(rows)) for name_year, rows in groupby(lines, month)]


def _standfirst(asked: filters.Asked, found: filters.Found) -> str:
    what = "Webinars, study days, conferences and forums."
    if asked.is_past:
        return f"{what} These are over; their dates say when they were."
    if found.next_at is None:
        return what
    return f"{what} The next one here is on {words.uk_date(found.next_at)}."


@require_safe
def event_calendar(request: HttpRequest, slug: str):
    at = clock.now()
    event = Event.objects.filter(slug=slug).first()
    if event is None or event.is_draft or not queries.may_see(event, request.user):
        raise Http404
    return HttpResponse(
        ical.of_event(event, at=at),
        content_type=ical.MEDIA_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{event.slug}.ics"'},
    )
