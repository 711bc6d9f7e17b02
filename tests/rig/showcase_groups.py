"""The showcase of several places: named, claimed, moved; the list and the mix."""

from datetime import timedelta
from typing import Any

from events.booking import (
    allocations,
    bookings,
    claims,
    declining,
    links,
    naming,
    paying,
    places,
)
from events.models import Booking, Course, Event
from portal.accounts.models import User
from portal.body.models import Agency
from portal.core import clock
from tests.factories.accounts import UserFactory
from tests.factories.paid_events import paid_event
from tests.rig import showcase_bookings


def show(case: Any) -> None:
    """Show each face of places for others, signed in and as a guest."""
    at = clock.now()
    course = Course.objects.first()
    event = paid_event(title="A day for whole teams", capacity=40, course=course)
    paid_event(
        title="The same day again",
        capacity=40,
        course=course,
        starts_at=event.starts_at + timedelta(days=30),
    )
    member = User.objects.get(email="member@demo.example")
    for who in ("", "member"):
        case.show("events:group-start", event.reference, who=who)
    booking = _paid(event, member.email, user=member)
    first, second, _ = booking.tickets.all()
    naming.name(first, places.Delegate("Ann Moss", "ann@t.example"), by=None, at=at)
    link = claims.send(second, "bea@t.example", by=None, at=at)
    case.show("my:places", booking.reference, who="member")
    case.show("my:place-list", booking.reference, who="member")
    for name in ("place", "place-cancel", "place-move"):
        case.show(f"my:{name}", booking.reference, first.pk, who="member")
    case.show("my:place", booking.reference, second.pk, who="member")
    case.show("my:booking-list", who="member")
    token = claims.make_shared(link.booking, by=None, at=at)
    for who in ("", "member"):
        case.show("events:claim", token, who=who)
    case.show("events:claim", "opens-nothing", status=404)
    case.show("events:claimed", event.reference)
    _show_guest(case, _paid(event, "team@t.example"))
    _show_the_list(case)


def _show_guest(case: Any, booking: Booking) -> None:
    token = links.make(booking, at=clock.now())
    ticket = booking.tickets.first()
    case.show("events:guest-places", token)
    case.show("events:guest-place-list", token)
    for name in ("place", "place-cancel", "place-move"):
        case.show(f"events:guest-{name}", token, ticket.pk)


def _show_the_list(case: Any) -> None:
    """A full event with a part of its places kept, and people who wait."""
    at = clock.now()
    event = paid_event(title="A full day with a mix", capacity=3)
    by = User.objects.get(email="events@demo.example")
    part = allocations.save(
        event,
        allocations.Plan("Midwifery", minimum=1, agencies=[Agency.objects.first()]),
        by=by,
        at=at,
    )
    _paid(event, "full@t.example", number=2)
    for name in ("w1", "w2"):
        event.waiting_list.create(
            user=UserFactory(email=f"{name}@t.example"),
            ticket_type=event.ticket_types.first(),
            joined_at=at,
        )
    entry = event.waiting_list.first()
    offered = paid_event(title="A day with an offer", capacity=1)
    offered.waiting_list.create(
        user=UserFactory(email="w3@t.example"),
        ticket_type=offered.ticket_types.first(),
        joined_at=at,
    )
    bookings.pass_places_on(offered, at=at)
    token = declining.token_of(offered.bookings.get())
    case.show("events:offer-decline", token)
    case.show("events:offer-decline", "opens-nothing", status=404)
    case.show("events:booking-start", event.reference, who="midwife")
    case.show("events:waiting-list-ask", event.reference, who="midwife")
    case.show("staff_events:waiting-list", event.reference, who="events")
    case.show("staff_events:waiting-offer", event.reference, entry.pk, who="events")
    case.show("staff_events:allocation-list", event.reference, who="events")
    case.show("staff_events:allocation-add", event.reference, who="events")
    for name in ("allocation-edit", "allocation-remove"):
        case.show(f"staff_events:{name}", event.reference, part.pk, who="events")
    ticket = event.tickets.first()
    for name in ("place-change", "place-move", "place-cancel"):
        case.show(f"staff_events:{name}", event.reference, ticket.pk, who="events")


def _paid(
    event: Event, email: str, *, user: User | None = None, number: int = 3
) -> Booking:
    order = paying.Order(
        [places.UNNAMED] * number,
        "Lee Ash",
        email,
        booker=user,
        for_self=False,
        organisation="Eastmere NHS Trust",
    )
    return showcase_bookings.pay(paying.reserve(event, order, at=clock.now()))
