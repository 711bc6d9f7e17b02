"""Entries: log, decide on, correct and set aside what somebody learned.

Every verb takes the owner and looks the row up by owner and key, so that nobody
reaches another person's record by guessing.
"""

from dataclasses import asdict, dataclass, field
from datetime import date, datetime

from django.db import transaction

from cpd.errors import EntryRefused
from cpd.models import CodeTheme, CpdEntry, EntryStatus, Source
from portal.accounts.models import User

LONGEST_DAYS = 366
MINUTES_A_DAY = 24 * 60


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
    """Change what an entry says, and count it: the owner has decided."""
    _refuse_nonsense(learning, at=at)
    row = CpdEntry.objects.select_for_update().get(pk=entry.pk, owner=owner)
    for name, value in asdict(learning).items():
        setattr(row, name, value)
    row.status = EntryStatus.COUNTED
    row.changed_at = at
    row.save()
    return row


def decide(
    entry: CpdEntry, *, participatory_minutes: int, owner: User, at: datetime
) -> CpdEntry:
    """Count a proposal with the participatory minutes that its owner states."""
    if not 0 <= participatory_minutes <= entry.minutes:
        raise EntryRefused(
            f"Enter between 0 and {entry.minutes} participatory minutes."
        )
    CpdEntry.objects.filter(pk=entry.pk, owner=owner).update(
        status=EntryStatus.COUNTED,
        participatory_minutes=participatory_minutes,
        changed_at=at,
    )
    entry.refresh_from_db()
    return entry


def set_aside(entry: CpdEntry, *, owner: User, at: datetime) -> CpdEntry:
    """Leave an entry out of the count; it can be counted again."""
    CpdEntry.objects.filter(pk=entry.pk, owner=owner).update(
        status=EntryStatus.SET_ASIDE, changed_at=at
    )
    entry.refresh_from_db()
    return entry


def count_again(entry: CpdEntry, *, owner: User, at: datetime) -> CpdEntry:
    CpdEntry.objects.filter(pk=entry.pk, owner=owner).update(
        status=EntryStatus.COUNTED, changed_at=at
    )
    entry.refresh_from_db()
    return entry


@transaction.atomic
def delete(entry: CpdEntry, *, owner: User) -> None:
    """Remove an entry for good, its evidence and the files of it included."""
    row = CpdEntry.objects.select_for_update().get(pk=entry.pk, owner=owner)
    files = [evidence.file for evidence in row.evidence.all()]
    row.delete()
    for file in files:
        transaction.on_commit(lambda file=file: file.storage.delete(file.name))


def _refuse_nonsense(learning: Learning, *, at: datetime) -> None:
    days = (learning.ends_on - learning.starts_on).days + 1
    if days < 1:
        raise EntryRefused("The last day is before the first.")
    if days > LONGEST_DAYS:
        raise EntryRefused("One activity lasts a year at most. Enter it in parts.")
    if learning.starts_on > at.date():
        raise EntryRefused("The first day is still to come.")
    if not 0 < learning.minutes <= days * MINUTES_A_DAY:
        raise EntryRefused("Enter how long it took, in hours and minutes.")
    if not 0 <= learning.participatory_minutes <= learning.minutes:
        raise EntryRefused("Participatory time is part of the whole, not more.")
    if set(learning.code_themes) - set(CodeTheme.values):
        raise EntryRefused("Choose themes of the Code from the list.")
