"""The diary: every event from its draft on, with those who booked it."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import cycle, islice

from events.booking import (
    bookings,
    event_changes,
    invitations,
    run_cancellations,
    waiting_list,
)
from events.booking.places import Delegate
from events.catalogue import schedule
from events.catalogue.plans import Plan, Sitting, SpeakerLine, TicketTypeLine
from events.delivery import joining
from events.models import Event, EventSeries, Mode, Source, Topic, WayIn
from portal.accounts.models import User
from portal.core.clock import uk_day
from portal.demo.content.coming import COMING, SOON
from portal.demo.content.past import PAST
from portal.demo.content.shows import SERIES, TOPICS, Show

from . import rehearsal
from .people import People

# How long before an event it is planned and put on the site.
PLANNED, PUBLISHED = timedelta(weeks=9), timedelta(weeks=7)
STEP = timedelta(minutes=5)
LONG_AGO = timedelta(days=60)


def doors_open_now(at: datetime) -> datetime:
    """Return a start of which the doors, open a quarter of an hour before, are open."""
    starts = at + 2 * STEP
    minutes = -starts.minute % 5
    return starts.replace(second=0, microsecond=0) + timedelta(minutes=minutes)


class Diary:
    """The events by their keys, and how each comes to be."""

    def __init__(self, people: People, *, at: datetime) -> None:
        self.people = people
        self.at = at
        self.today = uk_day(at)
        self.by = people.of("events")
        self.events: dict[str, Event] = {}
        self.topics = {
            slug: Topic.objects.get_or_create(slug=slug, defaults={"name": name})[0]
            for slug, name in TOPICS.items()
        }
        self.series = {
            slug: EventSeries.objects.get_or_create(
                slug=slug, defaults={"name": name, "description": words}
            )[0]
            for slug, (name, words) in SERIES.items()
        }

    def make(self) -> None:
        for show in (*PAST, *COMING):
            self.put_on(show, show.when(self.today))
        self.put_on(SOON, doors_open_now(self.at))
        self.lead_the_member()
        self.fill_the_clinic()
        self.offer_a_place()
        self.call_off()

    # --- One event ---------------------------------------------------------

    def put_on(self, show: Show, starts: datetime) -> None:
        """Plan it, put it on the site, and let people book."""
        planned = min(starts - PLANNED, self.at - timedelta(days=44))
        if not show.publish:
            planned = self.at - timedelta(days=3)
        with rehearsal.at(planned):
            event = schedule.create(
                self._draft(show), self._plan(show, starts), by=self.by
            )
        self.events[show.key] = event
        if not show.publish:
            return
        with rehearsal.at(planned + timedelta(days=4)) as moment:
            event_changes.publish(event, by=self.by, at=moment)
            if show.mode != Mode.ROOM and not show.host:
                self._link(event, at=moment)
        event.refresh_from_db()
        if show.way_in == WayIn.INVITATION:
            self.invite(event, show)
        else:
            self.let_book(event, show)
        self.sell(event, show)

    def open_a_door(self) -> Event:
        """Put the drop-in on once more: planned, booked and open, all just now."""
        event = schedule.create(
            self._draft(SOON), self._plan(SOON, doors_open_now(self.at)), by=self.by
        )
        event_changes.publish(event, by=self.by, at=self.at)
        self._link(event, at=self.at)
        event.refresh_from_db()
        for user in (self.people.of("member"), *islice(self._members(event), 5)):
            bookings.book(event, by=user, at=self.at)
        return event

    def _link(self, event: Event, *, at: datetime) -> None:
        address = f"https://meet.example/{event.reference.lower()}"
        joining.set_link(event, address, by=self.by, at=at)

    def _draft(self, show: Show) -> Event:
        return Event(
            title=show.title,
            series=self.series.get(show.series),
            is_special=show.is_special,
            format=show.format,
            mode=show.mode,
            venue=show.venue,
            place=show.place,
            host=show.host,
            host_url=show.host_url,
            summary=show.summary,
            description=show.description.strip(),
            audience=show.audience,
            audience_short=show.audience_short,
            needs=show.needs,
            way_in=show.way_in,
            capacity=show.capacity,
            booking_opens_at=show.booking_opens and show.booking_opens(self.today),
            join_opens_minutes=show.join_opens_minutes,
            cpd_minutes=show.cpd_minutes,
        )

    def _plan(self, show: Show, starts: datetime) -> Plan:
        days = [starts]
        if show.second_day is not None:
            days.append(show.second_day(self.today))
        return Plan(
            sittings=tuple(
                Sitting(
                    day,
                    day + timedelta(minutes=show.minutes),
                    f"Day {number}" if len(days) > 1 else "",
                )
                for number, day in enumerate(days, 1)
            ),
            ticket_types=tuple(
                TicketTypeLine(name, who, price) for name, who, price in show.tickets
            ),
            speakers=tuple(
                SpeakerLine(role, contribution=words) for role, words in show.speakers
            ),
            topics=tuple(self.topics[slug] for slug in show.topics),
            trainers=() if show.host else (self.people.of("trainer"),),
        )

    # --- Those who come ----------------------------------------------------

    def let_book(self, event: Event, show: Show) -> None:
        members = islice(self._members(event), show.booked)
        for user, moment in zip(
            members, self._moments(event, show.booked), strict=True
        ):
            with rehearsal.at(moment):
                bookings.book(event, by=user, at=moment)

    def invite(self, event: Event, show: Show) -> None:
        guests = list(islice(self._members(event), show.booked + 3))
        first, *later = self._moments(event, show.booked + 1)
        with rehearsal.at(first):
            invitations.invite(
                event,
                [invitations.Guest(user.email, user.name) for user in guests],
                by=self.by,
                at=first,
            )
        for user, moment in zip(guests, later, strict=False):
            with rehearsal.at(moment):
                bookings.book(
                    event, by=user, at=moment, source=Source.INVITATION, invited=True
                )

    def sell(self, event: Event, show: Show) -> None:
        """Book for people of other agencies, as staff do with what is paid for."""
        kinds = cycle(event.ticket_types.order_by("-price_pence"))
        offset = len(self.events)
        delegates = islice(cycle(self.people.elsewhere), offset, offset + show.bought)
        moments = self._moments(event, show.bought)
        for person, kind, moment in zip(delegates, kinds, moments, strict=False):
            with rehearsal.at(moment):
                bookings.book_for(
                    event,
                    ticket_type=kind,
                    delegate=Delegate(person.name, person.email),
                    by=self.by,
                    at=moment,
                )

    def _members(self, event: Event) -> Iterator[User]:
        """Those who belonged then, beginning with somebody else each time."""
        old = self.at - event.starts_at > LONG_AGO
        known = self.people.long_since if old else self.people.current
        offset = 5 * len(self.events) % len(known)
        return iter(known[offset:] + known[:offset])

    def _moments(self, event: Event, number: int) -> Iterable[datetime]:
        """So many moments between the publishing and now, or the day before."""
        assert event.published_at is not None
        first = event.published_at + timedelta(hours=5)
        last = min(event.starts_at - timedelta(days=1), self.at - timedelta(hours=7))
        step = (last - first) / max(number, 1)
        return [first + step * place for place in range(number)]

    # --- What there is to find ---------------------------------------------

    def lead_the_member(self) -> None:
        """Give the known accounts something behind them and something ahead."""
        member, student = self.people.of("member"), self.people.of("student")
        for user, keys in (
            (member, ("special-2022", "insights-fathers", "networking", "soon")),
            (student, ("networking", "soon")),
            (self.people.of("midwife"), ("afternoon",)),
        ):
            for key in keys:
                event = self.events[key]
                moment = min(event.starts_at, self.at) - timedelta(days=2, minutes=50)
                with rehearsal.at(moment):
                    bookings.book(event, by=user, at=moment)
        with rehearsal.at(self.at - timedelta(days=9)) as moment:
            given_up = bookings.book(self.events["afternoon"], by=member, at=moment)
        with rehearsal.at(self.at - timedelta(days=6)) as moment:
            bookings.cancel(given_up, by=member, at=moment)
        with rehearsal.at(self.at - timedelta(days=4)) as moment:
            conference = self.events["conference"]
            bookings.book_for(
                conference,
                ticket_type=conference.ticket_types.get(name="Member"),
                delegate=Delegate(
                    member.name, member.email, user=member, member=member.member
                ),
                by=self.by,
                at=moment,
            )
        with rehearsal.at(self.at - timedelta(days=3)) as moment:
            invitations.invite(
                self.events["roundtable"],
                [invitations.Guest(member.email, member.name)],
                by=self.by,
                at=moment,
            )

    def fill_the_clinic(self) -> None:
        """A full event with five people waiting, the known member third."""
        self._wait("clinic", place_of_member=2, number=5)

    def offer_a_place(self) -> None:
        """A full event in which somebody gave up a place: it is the member's."""
        self._wait("circle", place_of_member=0, number=3)
        event = self.events["circle"]
        booking = event.bookings.order_by("pk").first()
        assert booking is not None
        with rehearsal.at(self.at - timedelta(minutes=40)) as moment:
            bookings.cancel(booking, by=booking.booker, at=moment)
        with rehearsal.at(self.at - timedelta(minutes=30)) as moment:
            bookings.pass_places_on(event, at=moment)

    def _wait(self, key: str, *, place_of_member: int, number: int) -> None:
        event = self.events[key]
        booked = set(event.bookings.values_list("booker", flat=True))
        waiting = [user for user in self.people.current if user.pk not in booked]
        waiting = waiting[: number - 1]
        waiting.insert(place_of_member, self.people.of("member"))
        for place, user in enumerate(waiting):
            with rehearsal.at(self.at - timedelta(hours=6 - place)) as moment:
                waiting_list.join(event, by=user, at=moment)

    def call_off(self) -> None:
        for show in COMING:
            if show.cancelled_because:
                with rehearsal.at(self.at - timedelta(days=1)) as moment:
                    called_off = run_cancellations.ask(
                        self.events[show.key],
                        by=self.by,
                        at=moment,
                        reason=show.cancelled_because,
                    )
                with rehearsal.at(called_off.due_at) as moment:
                    run_cancellations.carry_out(called_off, at=moment)
