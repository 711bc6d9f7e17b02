"""Entrances: who stands at the door, who went in, and what that notes.

Going in proposes somebody for the register; a trainer's mark is what holds. Nobody is
proposed by another person's account, and those who stand here are counted, not named:
a browser is known by a keyed hash that ends with the event.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from events.models import Attendance, AtTheDoor, Event, EventSession, Ticket
from portal.accounts.models import User

# Somebody who was not seen for so long has gone away.
SEEN_WITHIN = timedelta(seconds=75)
# A phone, a tablet and a computer are one person's; more have been passed around.
MANY_BROWSERS = 4
PASSED_AROUND = "Its joining address was used in {} browsers: it may be passed around."
FORGOTTEN_AFTER = timedelta(days=30)


@dataclass(frozen=True)
class Numbers:
    waiting: int
    inside: int


def browser(event: Event, ticket: Ticket | None, cookie: str) -> str:
    """Return what a browser is known by at this door, and nowhere else."""
    who = f"{event.pk}:{ticket.pk if ticket else ''}:{cookie}"
    return salted_hmac("at the door", who, algorithm="sha256").hexdigest()


def wait(event: Event, ticket: Ticket | None, *, who: str, at: datetime) -> None:
    """Note that somebody stands there. Counts them, and tells nobody else."""
    _row(event, ticket, who, at=at)
    AtTheDoor.objects.filter(event=event, who=who).update(seen_at=at)


@transaction.atomic
def go_in(
    sitting: EventSession,
    ticket: Ticket | None,
    *,
    who: str,
    by: User | None,
    at: datetime,
) -> Attendance | None:
    """Note that somebody went in, and propose them for the register of this sitting.

    With a personal address that is whom it was made for, unless somebody else is
    signed in; by the open door, whoever is signed in. Others are counted.
    """
    row = _row(sitting.event, ticket, who, at=at)
    AtTheDoor.objects.filter(pk=row.pk).update(seen_at=at, went_in_at=at)
    if ticket is not None:
        _flag_when_passed_around(ticket)
        return (
            _propose(sitting, ticket=ticket, at=at) if is_theirs(ticket, by) else None
        )
    return _propose(sitting, user=by, at=at) if by is not None else None


def is_theirs(ticket: Ticket, by: User | None) -> bool:
    """Say whether this visitor may be the delegate: nobody else is signed in."""
    if by is None:
        return True
    if ticket.user_id is not None:
        return ticket.user_id == by.pk
    return ticket.email == by.email


def numbers(event: Event, *, opened_at: datetime | None, at: datetime) -> Numbers:
    """Count those who wait now, and those who went in since the door opened.

    Several browsers with one personal address are one person.
    """
    rows = list(event.at_the_door.values_list("ticket", "who", "seen_at", "went_in_at"))
    inside = {
        ticket or who
        for ticket, who, _, went_in_at in rows
        if went_in_at and opened_at and went_in_at >= opened_at
    }
    waiting = {
        ticket or who for ticket, who, seen_at, _ in rows if seen_at > at - SEEN_WITHIN
    }
    return Numbers(waiting=len(waiting - inside), inside=len(inside))


def forget(*, at: datetime) -> int:
    """Let go of who stood at doors that closed long ago."""
    gone, _ = AtTheDoor.objects.filter(event__ends_at__lt=at - FORGOTTEN_AFTER).delete()
    return gone


def _row(event: Event, ticket: Ticket | None, who: str, *, at: datetime) -> AtTheDoor:
    try:
        with transaction.atomic():
            row, _ = AtTheDoor.objects.get_or_create(
                event=event, who=who, defaults={"ticket": ticket, "seen_at": at}
            )
    except IntegrityError:
        return AtTheDoor.objects.get(event=event, who=who)
    return row


def _propose(
    sitting: EventSession,
    *,
    at: datetime,
    ticket: Ticket | None = None,
    user: User | None = None,
) -> Attendance:
    """Keep the first moment; the line itself, and a mark on it, stay as they are."""
    whose: dict[str, Any] = {"ticket": ticket}
    if ticket is None:
        whose["user"] = user
    name = ticket.name if ticket is not None else (user.name if user else "")
    defaults: dict[str, Any] = {"name": name}
    if ticket is not None:
        defaults["user_id"] = ticket.user_id
    line, _ = Attendance.objects.get_or_create(
        event_session=sitting, **whose, defaults=defaults
    )
    Attendance.objects.filter(pk=line.pk, joined_at=None).update(joined_at=at)
    line.refresh_from_db()
    return line


def _flag_when_passed_around(ticket: Ticket) -> None:
    used = ticket.at_the_door.filter(went_in_at__isnull=False).count()
    if used >= MANY_BROWSERS:
        words = PASSED_AROUND.format(used)
        Ticket.objects.filter(pk=ticket.pk, flagged__in=["", _before(used)]).update(
            flagged=words
        )


def _before(used: int) -> str:
    return PASSED_AROUND.format(used - 1)
