"""Entries: log, decide on, correct and set aside what somebody learned.

Every verb takes the owner and looks the row up by owner and key, so that nobody
reaches another person's record by guessing.
"""

from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction

from cpd.errors import EntryRefused
from cpd.models import CodeTheme, CpdEntry, EntryStatus, Source
from portal.accounts.models import User
from portal.core import clock, files
from portal.core.words import minutes_between

LONGEST_DAYS = 366


@dataclass(frozen=True)
class Learning:
    """What somebody typed about an activity."""

    title: str
    starts_on: date
    ends_on: date
    minutes: int
    participatory_minutes: int
    method: str
    learning_type: str
    provider: str = ""
    how_participatory: str = ""
    relevance: str = ""
    learnt: str = ""
    applied: str = ""
    benefit: str = ""
    peer_role: str = ""
    peer_learning: str = ""
    code_themes: list[str] = field(default_factory=list)


def add(learning: Learning, *, owner: User, at: datetime) -> CpdEntry:
    """Log an activity of one's own; it counts at once."""
    _refuse_nonsense(learning, at=at)
    return CpdEntry.objects.create(
        owner=owner,
        status=EntryStatus.COUNTED,
        source=Source.OWN,
        created_at=at,
        changed_at=at,
        **asdict(learning),
    )


@transaction.atomic
def correct(
    entry: CpdEntry, learning: Learning, *, owner: User, at: datetime
) -> CpdEntry:
    """Change what an entry says. A proposal counts from then on: its owner decided."""
    _refuse_nonsense(learning, at=at)
    row = _own(entry, owner)
    for name, value in asdict(learning).items():
        setattr(row, name, value)
    if row.status == EntryStatus.PROPOSED:
        row.status = EntryStatus.COUNTED
    row.changed_at = at
    row.save()
    return row


@transaction.atomic
def decide(
    entry: CpdEntry, *, participatory_minutes: int, owner: User, at: datetime
) -> CpdEntry:
    """Count a proposal with the participatory minutes that its owner states."""
    row = _own(entry, owner)
    if not 0 <= participatory_minutes <= row.minutes:
        raise EntryRefused(f"Enter between 0 and {row.minutes} participatory minutes.")
    row.status = EntryStatus.COUNTED
    row.participatory_minutes = participatory_minutes
    row.changed_at = at
    row.save(update_fields=["status", "participatory_minutes", "changed_at"])
    return row


def set_aside(entry: CpdEntry, *, owner: User, at: datetime) -> CpdEntry:
    """Leave an entry out of the count; it can be counted again."""
    return _move(entry, EntryStatus.SET_ASIDE, owner=owner, at=at)


def count_again(entry: CpdEntry, *, owner: User, at: datetime) -> CpdEntry:
    return _move(entry, EntryStatus.COUNTED, owner=owner, at=at)


@transaction.atomic
def _move(entry: CpdEntry, to: EntryStatus, *, owner: User, at: datetime) -> CpdEntry:
    row = _own(entry, owner)
    row.status = to
    row.changed_at = at
    row.save(update_fields=["status", "changed_at"])
    return row


@transaction.atomic
def delete(entry: CpdEntry, *, owner: User) -> None:
    """Remove an entry for good, its evidence and the files of it included."""
    row = _own(entry, owner)
    files.delete_after_commit(*(evidence.file for evidence in row.evidence.all()))
    row.delete()


def _own(entry: CpdEntry, owner: User) -> CpdEntry:
    """Return the owner's row, fresh and locked. Another's does not exist here."""
    return CpdEntry.objects.select_for_update().get(pk=entry.pk, owner=owner)


def _refuse_nonsense(learning: Learning, *, at: datetime) -> None:
    days = (learning.ends_on - learning.starts_on).days + 1
    if days < 1:
        raise EntryRefused("The last day is before the first.")
    if days > LONGEST_DAYS:
        raise EntryRefused("One activity lasts a year at most. Enter it in parts.")
    if learning.ends_on > clock.uk_day(at):
        raise EntryRefused("That day is still to come. Enter what has been so far.")
    if not 0 < learning.minutes <= _minutes_of_days(learning):
        raise EntryRefused("Enter how long it took; no day is longer than itself.")
    if not 0 <= learning.participatory_minutes <= learning.minutes:
        raise EntryRefused("Participatory time is part of the whole, not more.")
    if set(learning.code_themes) - set(CodeTheme.values):
        raise EntryRefused("Choose themes of the Code from the list.")


def _minutes_of_days(learning: Learning) -> int:
    """Return how long these days were: one in the year has 25 hours, one 23."""
    begins = clock.end_of_uk_day(learning.starts_on - timedelta(days=1))
    return minutes_between(begins, clock.end_of_uk_day(learning.ends_on))
