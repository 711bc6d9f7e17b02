"""Lines: how does an event read as one line of a list?

Everything is said here in words, once, so that the front page, the list and a
person's own pages agree. An event comes with its ticket types and the numbers of
`queries.with_places`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from events.models import (
    BookingPolicy,
    BookingStatus,
    Event,
    Format,
    Mode,
    Ticket,
    TicketType,
    WayIn,
    Who,
)
from portal.core import drawing, words

from . import policies, queries


@dataclass(frozen=True, slots=True)
class Line:
    """What `components/entry.html` needs, field by field; two are drawn already."""

    url: str
    title: str
    start: datetime
    end: datetime
    past: bool
    meta: tuple[str, ...]
    strong: str
    price: str
    left: int | None
    capacity: int | None
    waiting: int
    few: bool
    status_kind: str
    status_words: str
    more_url: str
    more_label: str

    @property
    def date(self) -> SafeString:
        return drawing.date_block(self.start, self.end, past=self.past)

    @property
    def side(self) -> SafeString:
        if self.status_words:
            drawn = drawing.status(self.status_kind, self.status_words)
        else:
            drawn = drawing.places_left(
                self.left, self.capacity, waiting=self.waiting, few=self.few
            )
        if not self.more_url:
            return drawn
        return format_html(
            '{}<p><a class="more" href="{}">{} {}</a></p>',
            drawn,
            self.more_url,
            self.more_label,
            drawing.icon("arrow"),
        )


def line_of(
    event: Event,
    *,
    at: datetime,
    ticket: Ticket | None = None,
    waits: bool = False,
    policy: BookingPolicy | None = None,
) -> Line:
    """Say the event in a line; `ticket` and `waits` are about who reads it.

    A list hands in the policy, so that it is not asked for with every line.
    """
    kind, state = status_of(event, at=at, ticket=ticket, waits=waits)
    prices = list(event.ticket_types.all())
    return Line(
        url=event.get_absolute_url(),
        title=event.title,
        start=event.starts_at,
        end=event.ends_at,
        past=event.is_over(at),
        meta=tuple(filter(None, (where_and_when(event), for_whom(event)))),
        strong=who_in_short(event, prices),
        price=price_in_short(prices) if costs(prices) else "",
        left=queries.places_left(event),
        capacity=event.capacity,
        waiting=event.waiting,
        few=queries.is_few(event, policy or policies.booking_policy()),
        status_kind=kind,
        status_words=state,
        more_url=ticket.booking.get_absolute_url() if ticket else "",
        more_label="Your booking",
    )


def own_line(ticket: Ticket, *, at: datetime) -> Line:
    """Say somebody's own place in a line that leads to its booking."""
    event, booking = ticket.event, ticket.booking
    kind, state = status_of(event, at=at, ticket=ticket)
    if booking.status in GONE:
        kind, state = GONE[BookingStatus(booking.status)]
    if kind == "past":
        return _past_line(ticket, state, at=at)
    door = f"{doors(event)} {words.uk_time(event.join_opens_at)}"
    shows_door = kind == "good"
    return _plain_line(
        event,
        meta=(where_and_when(event), door) if shows_door else (where_and_when(event),),
        state=(kind, state),
        url=booking.get_absolute_url(),
        more="Details and changes" if shows_door else "Details",
        at=at,
    )


def _past_line(ticket: Ticket, state: str, *, at: datetime) -> Line:
    """Say of a past place whether one was there, and lead to what is left of it.

    Both are known where the tickets were asked for with them.
    """
    event, booking = ticket.event, ticket.booking
    is_kept = getattr(ticket, "is_kept", False)
    line = _plain_line(
        event,
        meta=(where_and_when(event),),
        state=(
            "past",
            "You were there" if getattr(ticket, "was_there", False) else state,
        ),
        url=booking.get_absolute_url(),
        more="Recording and slides" if is_kept else "Details",
        at=at,
    )
    if not is_kept:
        return line
    return replace(line, more_url=reverse("events:recording", args=[event.slug]))


GONE = {
    BookingStatus.CANCELLED: ("closed", "Cancelled"),
    BookingStatus.LAPSED: ("closed", "Kept no longer"),
}


def waiting_line(event: Event, place_in_line: int, *, at: datetime) -> Line:
    return _plain_line(
        event,
        meta=(where_and_when(event),),
        state=("warn", f"Waiting list: you are {words.ordinal(place_in_line)}"),
        url=event.get_absolute_url(),
        more="See or leave the list",
        at=at,
    )


def _plain_line(
    event: Event,
    *,
    meta: tuple[str, ...],
    state: tuple[str, str],
    url: str,
    more: str,
    at: datetime,
) -> Line:
    return Line(
        url=url,
        title=event.title,
        start=event.starts_at,
        end=event.ends_at,
        past=event.is_over(at),
        meta=meta,
        strong="",
        price="",
        left=None,
        capacity=None,
        waiting=0,
        few=False,
        status_kind=state[0],
        status_words=state[1],
        more_url=url,
        more_label=more,
    )


# --- State -----------------------------------------------------------------

type State = tuple[str, str]


def status_of(
    event: Event, *, at: datetime, ticket: Ticket | None = None, waits: bool = False
) -> State:
    """Return a state's kind and words, or empty ones when places say it all."""
    if event.is_cancelled:
        return "bad", "Cancelled"
    if event.is_over(at):
        return "past", "You had a place" if has_place(ticket) else "Past"
    return _own_state(ticket, waits=waits, at=at) or _booking_state(event, at=at)


def state_of(event: Event, *, at: datetime) -> State:
    """Return the state at the head of the event's page, places included."""
    if event.is_draft:
        return "draft", "Draft"
    kind, said = status_of(event, at=at)
    if kind == "past":
        return kind, f"Past, {words.uk_month(event.starts_at)}"
    if kind:
        return kind, said
    left = queries.places_left(event)
    if left == 0:
        return "full", "Full, waiting list open"
    if queries.is_few(event, policies.booking_policy()):
        return "few", "Few places"
    return "open", "Open for booking"


def _own_state(ticket: Ticket | None, *, waits: bool, at: datetime) -> State | None:
    if has_place(ticket):
        return "good", "You have a place"
    if ticket is not None and ticket.booking.is_offer(at):
        return "warn", "A place is kept for you"
    if ticket is not None and ticket.booking.is_held(at):
        return "warn", "Kept until it is paid for"
    if waits:
        return "warn", "You are on the waiting list"
    return None


def _booking_state(event: Event, *, at: datetime) -> State:
    opens = event.booking_opens_at
    if event.host:
        return "closed", "Run by another body"
    if event.way_in == WayIn.OPEN_LINK:
        return "closed", "No booking needed"
    if event.cancels_at is not None:
        # It may still be stopped, so nobody reads more than this.
        return "closed", "Booking is paused"
    if opens is not None and opens > at:
        return "draft", f"Booking opens {words.uk_date(opens)}"
    if at >= event.closes_at:
        return "closed", "Booking has closed"
    return "", ""


def has_place(ticket: Ticket | None) -> bool:
    return ticket is not None and ticket.booking.is_confirmed


# --- Where, when, for whom -------------------------------------------------


def where(event: Event) -> str:
    room = event.place or "In a room"
    return {
        Mode.ONLINE: "Online",
        Mode.ROOM: room,
        Mode.BOTH: f"{room} and online",
    }[Mode(event.mode)]


def where_and_when(event: Event) -> str:
    if words.uk_day_of(event.starts_at) != words.uk_day_of(event.ends_at):
        return f"{where(event)}, from {words.uk_time(event.starts_at)}"
    return f"{where(event)}, {words.uk_time_range(event.starts_at, event.ends_at)}"


def when(event: Event) -> str:
    """Wednesday 9 December 2026, 10:00 to 11:00 UK time; of several days, the span."""
    if words.uk_day_of(event.starts_at) == words.uk_day_of(event.ends_at):
        return words.uk_when(event.starts_at, event.ends_at)
    return words.uk_date_range(event.starts_at, event.ends_at)


def facts_of(
    event: Event, *, zone: str = "", dated: bool = True
) -> list[tuple[str, str]]:
    """Say when and where, sitting by sitting, for a mail or beside a form.

    Not dated: the one date is drawn beside the facts already.
    """
    sittings = list(event.event_sessions.all())
    several = len(sittings) > 1
    facts = []
    for sitting in sittings:
        if several or dated:
            term = (sitting.title or f"Part {sitting.number}") if several else "When"
            facts.append((term, words.uk_when(sitting.starts_at, sitting.ends_at)))
        else:
            hours = words.uk_time_range(sitting.starts_at, sitting.ends_at)
            facts.append(("UK time", hours))
        own = words.own_time(zone, sitting.starts_at, sitting.ends_at)
        if own is not None and event.mode != Mode.ROOM:
            facts.append((f"Your time, {own.place}", f"{own.hours} {own.rest}"))
    if event.mode == Mode.ONLINE:
        facts.append(("Where", "Online"))
    else:
        online = " You can also take part online." if event.mode == Mode.BOTH else ""
        facts.append(("Where", f"{(event.venue or event.place).rstrip('.')}.{online}"))
    facts.append((doors(event), words.uk_time(event.join_opens_at)))
    return facts


def is_in_room(event: Event) -> bool:
    """Say whether it takes place in a room alone, so that there is nothing to join."""
    return event.mode == Mode.ROOM


def doors(event: Event) -> str:
    return "Doors open" if is_in_room(event) else "Join from"


def for_whom(event: Event) -> str:
    """For health visitors: what is typed may begin with a capital, or be one."""
    audience = event.audience_short or event.audience
    if audience[1:2].islower():
        audience = audience[0].lower() + audience[1:]
    return f"For {audience.rstrip('.')}" if audience else ""


FORMATS = {
    Format.WEBINAR: "webinar",
    Format.CONFERENCE: "conference",
    Format.FORUM: "forum",
    Format.NETWORKING: "networking event",
    Format.ROUNDTABLE: "roundtable",
    Format.STUDY_DAY: "study day",
    Format.MASTERCLASS: "masterclass",
    Format.COURSE: "course",
}
KINDS = {
    WayIn.MEMBERS: "a members\N{RIGHT SINGLE QUOTATION MARK} {}",
    WayIn.PUBLIC: "a {} open to everyone",
    WayIn.INVITATION: "a {} by invitation",
    WayIn.COMMISSIONED: "a commissioned {}",
    WayIn.OPEN_LINK: "a {} without booking",
}


def kicker(event: Event) -> str:
    """Insights special, a members' webinar."""
    kind = KINDS[WayIn(event.way_in)].format(FORMATS[Format(event.format)])
    if event.host:
        kind = f"a {FORMATS[Format(event.format)]} of {event.host}"
    if event.series is None:
        return kind[0].upper() + kind[1:]
    special = " special" if event.is_special else ""
    return f"{event.series.name}{special}, {kind}"


# --- Who may book, and what it costs ---------------------------------------

WHO = {
    WayIn.MEMBERS: "Members only",
    WayIn.PUBLIC: "Anyone may book",
    WayIn.INVITATION: "Invited people only",
    WayIn.COMMISSIONED: "Named delegates only",
    WayIn.OPEN_LINK: "Anyone may join",
}


def who_may_book(event: Event) -> str:
    if event.host:
        return f"Booked with {event.host}"
    return WHO[WayIn(event.way_in)]


def who_in_short(event: Event, prices: Iterable[TicketType]) -> str:
    """Members only, free: who it is and, when there is nothing to pay, that too."""
    who = who_may_book(event)
    if event.host or costs(prices):
        return who
    return f"{who}, free"


def costs(prices: Iterable[TicketType]) -> bool:
    return any(kind.price_pence for kind in prices if kind.who != Who.STAFF)


def price_in_short(prices: Iterable[TicketType]) -> str:
    """Member £95, Non-member £125: what anybody can ask for, staff's own left out."""
    return ", ".join(
        f"{kind.name} {words.pounds_short(kind.price_pence)}"
        for kind in prices
        if kind.who != Who.STAFF
    )
