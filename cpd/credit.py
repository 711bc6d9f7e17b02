"""Credit: what attendance and watching propose for somebody's CPD record.

A proposal counts for nothing until its owner decides. Live minutes are proposed as
participatory, minutes of watching alone never are (NMC: participatory means
interaction with one or more other professionals). Until the decision a proposal
follows what is known; after it, nothing of ours changes the entry.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from cpd.errors import EntryRefused
from cpd.models import CpdEntry, EntryStatus, LearningType, Method, Source
from events.delivery import hours
from events.models import Attendance, Event, Mode, Recording
from portal.accounts.models import User
from portal.body import identity
from portal.core import clock

LONGEST_TITLE = 200


def propose_for_attendance(attendance: Attendance, *, at: datetime) -> CpdEntry | None:
    """Propose what one sitting is worth, once, to whoever has an account."""
    owner_id = _owner_of(attendance)
    minutes = hours.cpd_minutes(attendance) if owner_id is not None else 0
    if not minutes:
        return None
    sitting = attendance.event_session
    event = sitting.event
    online = event.mode == Mode.ONLINE
    return _propose(
        {"attendance": attendance},
        at=at,
        owner_id=owner_id,
        source=Source.ATTENDED,
        title=f"{event.title}: {sitting.title}" if sitting.title else event.title,
        starts_on=clock.uk_day(sitting.starts_at),
        ends_on=clock.uk_day(sitting.ends_at),
        method=Method.ONLINE if online else Method.COURSE,
        learning_type=LearningType.FORMAL,
        minutes=minutes,
        participatory_minutes=minutes,
        **_of_event(event),
    )


def propose_for_watching(
    recording: Recording, *, owner: User, minutes: int, at: datetime
) -> CpdEntry:
    """Propose the minutes watched alone, once per recording; asked for by its owner."""
    if minutes < 1:
        raise EntryRefused("You have not watched a minute of it yet.")
    on: date = clock.uk_day(at)
    return _propose(
        {"owner": owner, "recording": recording},
        at=at,
        source=Source.WATCHED,
        title=recording.event.title,
        starts_on=on,
        ends_on=on,
        method=Method.ONLINE,
        learning_type=LearningType.SELF_DIRECTED,
        minutes=minutes,
        participatory_minutes=0,
        **_of_event(recording.event),
    )


@transaction.atomic
def _propose(
    about: dict[str, Any], *, at: datetime, title: str, minutes: int, **facts: Any
) -> CpdEntry:
    facts |= {"title": title[:LONGEST_TITLE], "minutes": minutes}
    entry, is_new = CpdEntry.objects.select_for_update().get_or_create(
        **about,
        defaults={
            "status": EntryStatus.PROPOSED,
            "created_at": at,
            "changed_at": at,
            **facts,
        },
    )
    if not is_new and entry.status == EntryStatus.PROPOSED:
        # A mark was put right, or more was watched: nobody has decided on it yet.
        entry.minutes = minutes
        entry.participatory_minutes = facts["participatory_minutes"]
        entry.save(update_fields=["minutes", "participatory_minutes"])
    return entry


def _of_event(event: Event) -> dict[str, Any]:
    return {
        "provider": event.host or identity.current().name,
        "code_themes": list(event.suggested_themes),
    }


def _owner_of(attendance: Attendance) -> int | None:
    """Return whose it is: the place's holder now, or who came without a place.

    A place booked for an address is its account's, also when that came later.
    """
    ticket = attendance.ticket
    if ticket is None:
        return attendance.user_id
    if ticket.user_id is not None or not ticket.email:
        return ticket.user_id
    return User.objects.filter(email=ticket.email).values_list("pk", flat=True).first()
