"""Credit: what attendance and watching propose for somebody's CPD record.

A proposal counts for nothing until its owner decides. Live minutes are proposed as
participatory, minutes of watching alone never are (NMC: participatory means
interaction with one or more other professionals).
"""

from datetime import datetime

from cpd.models import CpdEntry, EntryStatus, LearningType, Method, Source
from events.delivery import registers
from events.models import Attendance, Recording
from portal.accounts.models import User
from portal.body import identity
from portal.core import clock


def propose_for_attendance(attendance: Attendance, *, at: datetime) -> CpdEntry | None:
    """Propose the minutes of one sitting, once, to whoever has an account."""
    owner_id = attendance.user_id or (
        attendance.ticket.user_id if attendance.ticket else None
    )
    minutes = registers.minutes_attended(attendance)
    if owner_id is None or not minutes:
        return None
    sitting = attendance.event_session
    event = sitting.event
    on = clock.uk_day(sitting.starts_at)
    entry, _ = CpdEntry.objects.get_or_create(
        attendance=attendance,
        defaults={
            "owner_id": owner_id,
            "status": EntryStatus.PROPOSED,
            "source": Source.ATTENDED,
            "title": f"{event.title}: {sitting.title}"
            if sitting.title
            else event.title,
            "provider": event.host or identity.current().name,
            "starts_on": on,
            "ends_on": clock.uk_day(sitting.ends_at),
            "method": Method.COURSE,
            "learning_type": LearningType.FORMAL,
            "minutes": minutes,
            "participatory_minutes": minutes,
            "code_themes": list(event.suggested_themes),
            "created_at": at,
            "changed_at": at,
        },
    )
    return entry


def propose_for_watching(
    recording: Recording, *, owner: User, minutes: int, at: datetime
) -> CpdEntry:
    """Propose the minutes watched alone, once per recording; asked for by its owner."""
    event = recording.event
    on = clock.uk_day(at)
    entry, _ = CpdEntry.objects.get_or_create(
        owner=owner,
        recording=recording,
        defaults={
            "status": EntryStatus.PROPOSED,
            "source": Source.WATCHED,
            "title": event.title,
            "provider": event.host or identity.current().name,
            "starts_on": on,
            "ends_on": on,
            "method": Method.ONLINE,
            "learning_type": LearningType.SELF_DIRECTED,
            "minutes": minutes,
            "participatory_minutes": 0,
            "code_themes": list(event.suggested_themes),
            "created_at": at,
            "changed_at": at,
        },
    )
    return entry
