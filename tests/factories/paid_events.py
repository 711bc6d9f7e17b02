"""Events that cost something, with the prices of a usual course."""

from datetime import timedelta

from events.models import AccessCode, Event, Ticket, TicketType, WayIn, Who
from portal.core import clock

from .events import BookingFactory, EventFactory

PRICE, MEMBERS_PRICE = 12500, 9500


def paid_event(**facts: object) -> Event:
    """Return an event open to everyone: £125, and £95 for members."""
    wanted = {
        "title": "Awareness day",
        "way_in": WayIn.PUBLIC,
        "capacity": 3,
        "starts_at": clock.now() + timedelta(days=40),
    }
    event: Event = EventFactory(**(wanted | facts))
    event.ticket_types.all().delete()
    TicketType.objects.create(
        event=event, name="Member", who=Who.MEMBER_PRICE, price_pence=MEMBERS_PRICE
    )
    TicketType.objects.create(
        event=event, name="Standard", who=Who.ANYONE, price_pence=PRICE
    )
    return event


def given_place(event: Event, email: str) -> Ticket:
    """Return a confirmed place that costs nothing, such as staff give one."""
    booking = BookingFactory(event=event, booker_name=email, booker_email=email)
    return Ticket.objects.create(
        event=event,
        booking=booking,
        ticket_type=event.ticket_types.get(who=Who.ANYONE),
        name=email,
        email=email,
    )


def access_code(event: Event, code: str = "TRUST2026", **facts: object) -> AccessCode:
    wanted = {"label": "The trust", "owner": "Eastmere NHS Trust", "percent_off": 100}
    return AccessCode.objects.create(
        event=event, code=code, made_at=clock.now(), **(wanted | facts)
    )


def typed(**facts: object) -> dict[str, object]:
    """Return what somebody types on the page that books and pays."""
    return {
        "name": "Wim Peters",
        "email": "wim@example.org",
        "agency": "Eastmere NHS Trust",
        "needs": "",
        "code": "",
        "accepts": "on",
        "pays_by": "card",
        **facts,
    }


def by_invoice(**facts: object) -> dict[str, object]:
    paid = {
        "pays_by": "invoice",
        "payer_name": "Eastmere NHS Trust",
        "payer_address": "1 High Street\nEastmere",
        "payer_email": "finance@trust.example",
    }
    return typed(**(paid | facts))
