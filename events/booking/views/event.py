"""An event's page: what it is, for whom, and what this person can do about it."""

from django.http import Http404, HttpRequest
from django.shortcuts import render
from django.views.decorators.http import require_safe

from events.booking import next_steps
from events.catalogue import lines, queries, shop_window, structured, thread
from events.models import Event, Mode, WayIn
from portal.core import clock, words


@require_safe
def event_detail(request: HttpRequest, slug: str):
    at = clock.now()
    event = queries.find(request.user, at=at, slug=slug)
    if event is None:
        raise Http404
    step = next_steps.for_person(event, request.user, at=at)
    context = about(event, at=at) | {
        "next": step,
        "asks_to_join": _asks_to_join(event, request.user, at=at),
        "thread": _thread(event, step, at=at),
        "structured": structured.of_event(event),
    }
    return render(request, "events/booking/event_detail.html", context)


def about(event: Event, *, at) -> dict[str, object]:
    """Return what the page says of the event to everybody."""
    prices = list(event.ticket_types.all())
    sittings = list(event.event_sessions.all())
    left = queries.places_left(event)
    kind, state = lines.state_of(event, at=at)
    return {
        "event": event,
        "state_kind": kind,
        "state": state,
        "kicker": lines.kicker(event),
        "where": lines.where(event),
        "doors": lines.doors(event),
        "course_page": shop_window.page_of(event.course_id),
        "who_may_book": lines.who_may_book(event),
        "in_short": lines.who_in_short(event, prices),
        "prices": lines.price_in_short(prices) if lines.costs(prices) else "",
        "sittings": sittings,
        "single": sittings[0] if len(sittings) == 1 else None,
        "is_over": event.is_over(at),
        "is_kept": _is_kept(event, at=at),
        "is_room": event.mode == Mode.ROOM,
        "left": left,
        "few": kind == "few",
        "left_words": _left_in_words(left),
        "start_label": "Join the list" if left == 0 else "Book this place",
        "counts_places": event.takes_bookings(at),
    }


def _is_kept(event: Event, *, at) -> bool:
    """Say whether recording or slides of it are out."""
    return hasattr(event, "bundle") and event.bundle.is_out(at)


def _left_in_words(left: int | None) -> str:
    if left is None:
        return "No limit on places"
    return f"{words.count_of(left, 'place,places')} left" if left else "Full"


def _asks_to_join(event: Event, user, *, at) -> bool:
    """Say whether a visitor wants to know how to become a member."""
    is_for_members = event.way_in == WayIn.MEMBERS and not event.host
    has_gone = event.is_cancelled or event.is_over(at)
    return is_for_members and not has_gone and not user.is_authenticated


def _thread(event: Event, step: next_steps.NextStep, *, at) -> list[thread.Point]:
    """Return the thread, but not of an event that nobody can start on any more."""
    booked = step.step is next_steps.Step.HAVE_PLACE
    over = event.is_over(at)
    if event.is_cancelled or event.host or (over and not booked):
        return []
    return thread.of(event, booked=booked, over=over)
