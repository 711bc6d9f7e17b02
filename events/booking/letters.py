"""Letters: what does each message of booking say, and is it still true?

Each is prepared when it leaves, from what is true then. One that has been overtaken
(the booking cancelled meanwhile, the change told already) is not sent.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from events.catalogue import ical, policies
from events.models import (
    Booking,
    BookingStatus,
    HoldReason,
    Invitation,
    Ticket,
    WaitingListEntry,
    WaitingStatus,
)
from portal.core import tokens, words
from portal.core.money import pounds
from portal.notifications.kinds import Kind, Prepared, declare
from portal.notifications.models import Message, Outcome

from . import bookings, changes, declining, money_back, rechecks, waiting_list
from .letter_facts import (
    about_booking,
    about_event,
    about_ticket,
    booked_by,
    for_reader,
    way_out,
)

# The sequence of the calendar entry that a message has carried to its reader.
TOLD = "told"


def declare_kinds() -> None:
    for key, label, prepare in (
        ("booking_confirmed", "Place confirmed", _booking_confirmed),
        ("booking_cancelled", "Place cancelled", _booking_cancelled),
        ("event_changed", "Event changed", _event_changed),
        ("sittings_dropped", "Date of an event dropped", _sittings_dropped),
        ("event_cancelled", "Event cancelled", _event_cancelled),
        ("booking_called_off", "Event cancelled, to who booked", _called_off),
        ("joining_instructions", "How to get in", _joining_instructions),
        ("hold_ended", "Offer or hold ended", _hold_ended),
        ("waiting_list_joined", "On the waiting list", _waiting_list_joined),
        ("waiting_list_closed", "Waiting list closed", _waiting_list_closed),
        ("membership_ended", "Membership ended before an event", _membership_ended),
        ("invited", "Invitation", _invited),
    ):
        sent = _note_what_was_told if prepare in CARRY_ENTRIES else None
        opens = prepare in OPEN_A_DOOR
        declare(Kind(f"events/{key}", label, prepare, sent=sent, secret=opens))
    declare(
        Kind(
            "events/place_offered",
            "Place offered",
            _place_offered,
            sent=_offer_was_sent,
        )
    )


# --- To a delegate, with a calendar entry ----------------------------------


def _booking_confirmed(message: Message, at: datetime) -> Prepared | None:
    ticket = _live_ticket(message, at)
    return _with_entry(message, ticket, at) if ticket else None


def _event_changed(message: Message, at: datetime) -> Prepared | None:
    ticket = _live_ticket(message, at)
    if ticket is None:
        return None
    was = message.facts.get("was", "")
    out = way_out(ticket.booking, at=at) if was and not booked_by(ticket) else None
    return _with_entry(message, ticket, at, was=was, way_out=out)


def _with_entry(
    message: Message, ticket: Ticket, at: datetime, **more: Any
) -> Prepared | None:
    if _told(message).filter(facts__told__gte=message.facts["sequence"]).exists():
        # An earlier message left late and showed this already.
        return None
    message.facts[TOLD] = ticket.sequence
    entry = ical.request(ticket, ical.dates_of(ticket.event), at=at)
    reader = for_reader(ticket.booking, to=message.to, at=at)
    reader |= {"booked_by": booked_by(ticket)}
    return Prepared(about_ticket(ticket) | reader | more, calendar=("REQUEST", entry))


def _joining_instructions(message: Message, at: datetime) -> Prepared | None:
    ticket = _live_ticket(message, at)
    if ticket is None or ticket.event.starts_at <= at:
        return None
    reader = for_reader(ticket.booking, to=message.to, at=at)
    more = {
        "booked_by": booked_by(ticket),
        "sittings": ticket.event.event_sessions.count(),
        "needs": ticket.event.needs,
    }
    return Prepared(about_ticket(ticket) | reader | more)


def _booking_cancelled(message: Message, at: datetime) -> Prepared | None:
    ticket = _ticket(message)
    if ticket is None or ticket.released_at is None or ticket.event.is_cancelled:
        return None
    booking = ticket.booking
    undo = changes.undo_until(ticket, at=at)
    by_booker = booking.is_cancelled and booking.cancelled_by_id == booking.booker_id
    reader = for_reader(ticket.booking, to=message.to, at=at)
    money = _money_of(ticket)
    context = (
        about_ticket(ticket)
        | reader
        | {
            "undo_until": undo,
            "money": money,
            "by_themself": by_booker and message.to == booking.booker_email,
            "booked_by": booked_by(ticket),
            "is_somebody_elses": ticket.went_to.kept().exists(),
        }
    )
    return Prepared(context, calendar=_cancelling(message, ticket, at))


def _event_cancelled(message: Message, at: datetime) -> Prepared | None:
    ticket = _ticket(message)
    if ticket is None or not ticket.event.is_cancelled:
        return None
    context = about_ticket(ticket) | {
        "had_place": ticket.booking.confirmed_at is not None,
        "why": ticket.event.cancellation_reason,
        "money": _money_of(ticket),
    }
    return Prepared(context, calendar=_cancelling(message, ticket, at))


def _money_of(ticket: Ticket) -> list[str]:
    """Return what becomes of the money: for whoever booked, and for nobody else."""
    if ticket.address != ticket.booking.booker_email:
        return []
    return money_back.in_words(money_back.of_booking(ticket.booking))


def _called_off(message: Message, _at: datetime) -> Prepared | None:
    """Prepare what somebody is told who booked for others alone."""
    booking = _booking(message)
    if booking is None or not booking.event.is_cancelled:
        return None
    number = booking.tickets.filter(released_at=booking.event.cancelled_at).count()
    return Prepared(
        about_booking(booking)
        | {
            "had_place": booking.confirmed_at is not None,
            "places": words.count_of(number, "place is,places are"),
            "why": booking.event.cancellation_reason,
            "money": money_back.in_words(money_back.of_booking(booking)),
        }
    )


def _cancelling(
    message: Message, ticket: Ticket, at: datetime
) -> tuple[str, bytes] | None:
    """Return the cancelling entry, if the calendar has anything to cancel."""
    if not _told(message).exists():
        return None
    return "CANCEL", ical.cancel(ticket, ical.dates_of(ticket.event), at=at)


def _sittings_dropped(message: Message, at: datetime) -> Prepared | None:
    """Prepare what takes dates out: nothing, where none had been put in."""
    ticket = _ticket(message)
    earlier = _told(message).filter(facts__told__lt=message.facts["sequence"])
    if ticket is None or not earlier.exists():
        return None
    dropped = [
        ical.EntryDate(
            number, datetime.fromisoformat(starts), datetime.fromisoformat(ends)
        )
        for number, starts, ends in message.facts["dropped"]
    ]
    context = about_ticket(ticket) | {
        "dropped": [words.uk_when(date.starts_at, date.ends_at) for date in dropped]
    }
    return Prepared(context, calendar=("CANCEL", ical.cancel(ticket, dropped, at=at)))


CARRY_ENTRIES = (_booking_confirmed, _event_changed)


def _note_what_was_told(message: Message, _at: datetime) -> None:
    Message.objects.filter(pk=message.pk).update(facts=message.facts)


def _told(message: Message) -> QuerySet[Message]:
    """Return what has put an entry for this ticket into the same mailbox."""
    return Message.objects.filter(
        thread=message.thread,
        outcome=Outcome.SENT,
        facts__ticket=message.facts["ticket"],
        facts__told__isnull=False,
    )


# --- To somebody who waits, or who has been offered a place ----------------


def _place_offered(message: Message, at: datetime) -> Prepared | None:
    booking = _booking(message)
    if booking is None or not booking.is_offer(at):
        return None
    # The time runs from this moment: `_offer_was_sent` says the same of the row.
    until = waiting_list.offer_ends(booking.event, policies.booking_policy(), at=at)
    price = pounds(booking.price_pence) if booking.price_pence else ""
    decline = reverse("events:offer-decline", args=[declining.token_of(booking)])
    return Prepared(
        about_booking(booking)
        | {
            "until": until,
            "price": price,
            "number": booking.tickets.kept().count(),
            "decline_url": settings.BASE_URL + decline,
        }
    )


def _offer_was_sent(message: Message, at: datetime) -> None:
    booking = _booking(message)
    if booking is not None:
        waiting_list.offer_was_sent(booking, at=at)


def _hold_ended(message: Message, at: datetime) -> Prepared | None:
    booking = _booking(message)
    if (
        booking is None
        or booking.status != BookingStatus.LAPSED
        or not booking.event.takes_bookings(at)
    ):
        return None
    user = booking.booker
    if user is not None and bookings.ticket_of(booking.event, user, at=at):
        return None
    context = about_booking(booking) | {
        "ended": booking.held_until,
        "was_offer": booking.reason == HoldReason.OFFER,
        "was_order": booking.reason == HoldReason.PURCHASE_ORDER,
    }
    return Prepared(context)


def _waiting_list_joined(message: Message, _at: datetime) -> Prepared | None:
    entry = _entry(message)
    if entry is None or entry.status != WaitingStatus.WAITING:
        return None
    policy = policies.booking_policy()
    return Prepared(
        about_event(entry.event, entry.user)
        | {
            "place_in_line": words.ordinal(waiting_list.position(entry)),
            "hours": policy.offer_hours,
            "late_hours": policy.late_offer_hours,
            "late_days": policy.late_from_days,
        }
    )


def _waiting_list_closed(message: Message, _at: datetime) -> Prepared | None:
    entry = _entry(message)
    if entry is None or not entry.event.is_cancelled:
        return None
    return Prepared(
        about_event(entry.event, entry.user) | {"why": entry.event.cancellation_reason}
    )


def _membership_ended(message: Message, at: datetime) -> Prepared | None:
    ticket = _live_ticket(message, at)
    ended = rechecks.still_ended(ticket, at=at) if ticket is not None else None
    if ticket is None or ended is None:
        return None
    return Prepared(about_ticket(ticket) | {"ended": ended})


def _invited(message: Message, at: datetime) -> Prepared | None:
    invitation = (
        Invitation.objects.select_related("event")
        .filter(pk=message.facts["invitation"])
        .first()
    )
    if (
        invitation is None
        or invitation.withdrawn_at is not None
        # Sent anew meanwhile, so this link has stopped working.
        or invitation.token != tokens.hashed(message.facts["token"])
        or invitation.event.is_draft
        or invitation.event.is_cancelled
        or invitation.event.is_over(at)
    ):
        return None
    link = reverse("events:invitation", args=[message.facts["token"]])
    return Prepared(
        about_event(invitation.event, None)
        | {"invitation": invitation, "invitation_url": settings.BASE_URL + link}
    )


# What has an address in it that lets its holder in as somebody.
OPEN_A_DOOR = (*CARRY_ENTRIES, _joining_instructions, _booking_cancelled, _invited)


# --- The rows, and what every letter says of them --------------------------


def _ticket(message: Message) -> Ticket | None:
    tickets = Ticket.objects.select_related("booking", "event", "user")
    return tickets.filter(pk=message.facts["ticket"]).first()


def _live_ticket(message: Message, at: datetime) -> Ticket | None:
    ticket = _ticket(message)
    if (
        ticket is None
        or ticket.released_at is not None
        or not ticket.booking.is_confirmed
        or ticket.event.is_cancelled
        or ticket.event.is_over(at)
    ):
        return None
    return ticket


def _booking(message: Message) -> Booking | None:
    rows = Booking.objects.select_related("event", "booker")
    return rows.filter(pk=message.facts["booking"]).first()


def _entry(message: Message) -> WaitingListEntry | None:
    entries = WaitingListEntry.objects.select_related("event", "user")
    return entries.filter(pk=message.facts["entry"]).first()
