"""The front page of one's own: the next thing to do, and what is booked."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cpd import queries
from events.catalogue import lines
from events.commissioning import coordinators
from events.delivery import register_lines
from events.delivery.permissions import may_see_registers
from membership import applications, standing
from membership.seats import organisations
from portal.core import clock, words
from portal.my import places, standing_words

PAST_SHOWN = 3
NOON, EVENING = 12, 18


@login_required
@require_safe
def home(request: HttpRequest):
    at = clock.now()
    user = request.user
    stands = standing.standing_of_user(user, on=clock.uk_day(at))
    coming = list(places.coming(user, at=at))
    offers = [ticket for ticket in coming if places.is_offer(ticket)]
    booked = [ticket for ticket in coming if not places.is_offer(ticket)]
    past = list(places.past(user, at=at)[:PAST_SHOWN])
    waiting = list(places.waiting(user, at=at))
    following = booked if offers else booked[1:]
    context = {
        "greeting": _greeting(at),
        "standing": stands,
        # Whoever is a member has none open; the question is not asked.
        "application": None if stands.good else applications.open_of(user),
        "coordinates": organisations.coordinated_by(user),
        "commissions": coordinators.of(user),
        "standing_words": standing_words.in_words(stands),
        "can_renew": standing_words.can_renew(stands),
        "offer": offers[0] if offers else None,
        "next": None if offers or not booked else _next(booked[0], at=at),
        "booked_lines": [
            *(lines.own_line(ticket, at=at) for ticket in [*offers[1:], *following]),
            *(lines.waiting_line(e.event, e.place_in_line, at=at) for e in waiting),
        ],
        "past_lines": [lines.own_line(ticket, at=at) for ticket in past],
        "registers": _registers(user, at=at),
        "is_empty": not (coming or waiting or past),
        "cpd": queries.overview(user, at=at),
    }
    return render(request, "my/home.html", context)


def _registers(user, *, at):
    if not may_see_registers(user):
        return []
    return register_lines.to_do(register_lines.of_trainer(user), at=at)


def _greeting(at) -> str:
    hour = words.in_uk(at).hour
    if hour < NOON:
        return "Good morning"
    return "Good afternoon" if hour < EVENING else "Good evening"


def _next(ticket, *, at) -> dict[str, object]:
    event = ticket.event
    count, unit = words.to_go(at, event.starts_at)
    begun = event.starts_at <= at
    return {
        "event": event,
        "booking": ticket.booking,
        "join_url": ticket.get_join_url(),
        "kicker": "On now" if begun else f"Next, in {count} {unit}",
        "day": _day(event.starts_at, at),
        "doors": lines.doors(event),
        "door_is_open": event.join_opens_at <= at,
        "in_room": lines.is_in_room(event),
    }


def _day(start, at) -> str:
    days = (words.uk_day_of(start) - words.uk_day_of(at)).days
    return {0: "Today", 1: "Tomorrow"}.get(days, words.uk_date(start))
