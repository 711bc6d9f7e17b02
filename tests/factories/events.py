"""Events: published, a fortnight ahead, with one sitting and a free ticket type."""

from datetime import UTC, datetime, timedelta

import factory
from django.utils.text import slugify

from events.models import (
    Booking,
    BookingStatus,
    Event,
    EventSession,
    EventStatus,
    Ticket,
    TicketType,
    WayIn,
    Who,
)
from portal.accounts.models import User
from portal.core import clock


class EventFactory(factory.django.DjangoModelFactory[Event]):
    """`days=2` makes two sittings; `starts_at` may lie in the past."""

    class Meta:
        model = Event

    title = factory.Sequence(lambda n: f"Webinar {n}")
    slug = factory.LazyAttribute(lambda event: slugify(event.title))
    status = EventStatus.PUBLISHED
    summary = "A webinar that many want to come to."
    description = "What it is."
    audience = "Health visitors"
    way_in = WayIn.MEMBERS
    starts_at = factory.LazyFunction(lambda: clock.now() + timedelta(days=14))
    published_at = datetime(2026, 1, 1, tzinfo=UTC)
    days = 1
    minutes = 60

    @classmethod
    def _create(cls, model_class, *args, days, minutes, **fields):
        length = timedelta(minutes=minutes)
        fields["ends_at"] = fields["starts_at"] + timedelta(days=days - 1) + length
        event = super()._create(model_class, *args, **fields)
        for number in range(1, days + 1):
            starts_at = event.starts_at + timedelta(days=number - 1)
            EventSession.objects.create(
                event=event,
                number=number,
                title=f"Day {number}" if days > 1 else "",
                starts_at=starts_at,
                ends_at=starts_at + length,
            )
        who = Who.MEMBERS if event.way_in == WayIn.MEMBERS else Who.ANYONE
        TicketType.objects.create(event=event, name="Free", who=who)
        return event


class BookingFactory(factory.django.DjangoModelFactory[Booking]):
    """A confirmed booking, without the ticket: `place` makes both."""

    class Meta:
        model = Booking

    status = BookingStatus.CONFIRMED
    booker_email = factory.Sequence(lambda n: f"booker{n}@example.org")
    created_at = factory.LazyFunction(clock.now)
    confirmed_at = factory.LazyFunction(clock.now)


def place(event: Event, user: User | None = None, **fields: object) -> Ticket:
    """Return a confirmed place: for an account, or for a name and an address."""
    if user is not None:
        fields = {
            "user": user,
            "name": user.name,
            "email": user.email,
            "member": getattr(user, "member", None),
            **fields,
        }
    booking = BookingFactory(
        event=event,
        booker=user,
        booker_name=str(fields.get("name", "")),
        booker_email=str(fields.get("email", "")) or "nobody@example.org",
    )
    return Ticket.objects.create(
        event=event, booking=booking, ticket_type=event.ticket_types.get(), **fields
    )
