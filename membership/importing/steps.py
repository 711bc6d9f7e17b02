"""Steps: everything that staff do with a file of members, one function to a step.

A file is brought, its columns are explained, it is checked, rows are chosen, it is
carried out, and it can be taken back. The worker does what takes long, and nothing is
changed before the last step but one.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from django.core.files import File
from django.db import transaction
from django.db.models import Count, Q

from membership.errors import ImportRefused
from membership.models import (
    CAN_BE_CHOSEN,
    Done,
    ImportedMember,
    ImportStage,
    MemberImport,
    MembershipPolicy,
    Outcome,
)
from portal.accounts.models import User
from portal.core import clock, files, history, later

from . import mapping, reading, surveying
from .surveying import Column

TOO_LARGE = "The file is larger than 200 MB. Hand it in in parts."
FAULT_HEADINGS = ("Line", "What it is", "Number", "Name", "E-mail", "Why")
WORK = "membership.tasks.go_on_with_import"
MOST_NAME = 200
CAN_BE_MAPPED = (ImportStage.ASKING, ImportStage.CHECKED)
CAN_BE_DISCARDED = (
    ImportStage.ASKING,
    ImportStage.CHECKED,
    ImportStage.REFUSED,
    ImportStage.WAITING,
)


def bring(file: BinaryIO, *, name: str, size: int, by: User, at: datetime) -> Any:
    """Take a file in; refuse at once what cannot be a list of members."""
    shape = reading.shape_of(file, size=size)
    file.seek(0)
    batch = MemberImport(
        file_name=name[-MOST_NAME:],
        kind=shape.kind,
        encoding=shape.encoding,
        separator=shape.separator,
        headings=shape.headings,
        fingerprint=mapping.fingerprint(shape.headings),
        brought_by=by,
        brought_at=at,
        queued_at=at,
    )
    batch.file.save("members", File(file), save=False)
    with transaction.atomic():
        batch.save()
        history.record(
            batch, "membership.import_brought", by=by, facts={"file": batch.file_name}
        )
        later.run(WORK, batch.pk)
    return batch


# --- Columns ---------------------------------------------------------------


@dataclass(frozen=True)
class Suggested:
    """What is known about the columns before anybody has said anything."""

    source: str
    mapping: dict[str, Any]
    asked: dict[str, list[int]]
    remembered: bool


def suggested(batch: MemberImport) -> Suggested:
    """Return what was said of this file, or the last of its kind, or a proposal."""
    proposal = mapping.propose(batch.headings)
    if batch.mapping:
        return Suggested(proposal.source, batch.mapping, {}, remembered=False)
    before = mapping.remembered(batch.fingerprint)
    if before is not None:
        return Suggested(proposal.source, before, {}, remembered=True)
    return Suggested(
        proposal.source, {"columns": proposal.columns}, proposal.asked, remembered=False
    )


@transaction.atomic
def say_columns(
    batch: MemberImport, said: dict[str, Any], *, by: User, at: datetime
) -> bool:
    """Keep what the columns mean; say whether the grades are known as well.

    Then the file is checked; otherwise they are asked for first.
    """
    batch = _locked(batch, *CAN_BE_MAPPED)
    survey = surveying.from_json(batch.survey)
    missing = mapping.questions(said, survey)
    if missing:
        raise ImportRefused(" ".join(missing))
    if mapping.has_too_many_grades(said, survey):
        raise ImportRefused(
            "The column of the grade holds very many different words: it is another "
            "column that is meant."
        )
    said = dict(said)
    if not said.get("order"):
        said["order"] = mapping.order_told(said["columns"], survey)
    words = mapping.grade_words(said, survey)
    before = mapping.remembered(batch.fingerprint) or {}
    known = {**mapping.grades_by_name(words), **before.get("grades", {})}
    known |= batch.mapping.get("grades", {})
    said["grades"] = {word: known[word] for word in words if word in known}
    batch.mapping = said
    if grades_missing(batch, survey):
        batch.stage = ImportStage.ASKING
        batch.save(update_fields=["mapping", "stage"])
        return False
    _check(batch, by=by, at=at)
    return True


def grades_missing(batch: MemberImport, survey: list[Column]) -> list[str]:
    """Return the words of which nobody has said which grade they are."""
    words = mapping.grade_words(batch.mapping, survey)
    return [word for word in words if word not in batch.mapping.get("grades", {})]


@transaction.atomic
def say_grades(
    batch: MemberImport, grades: dict[str, int | None], *, by: User, at: datetime
) -> None:
    """Keep which grade each word is, None for rows to be left out, and check."""
    batch = _locked(batch, *CAN_BE_MAPPED)
    batch.mapping["grades"] = {**batch.mapping.get("grades", {}), **grades}
    _check(batch, by=by, at=at)


def _check(batch: MemberImport, *, by: User, at: datetime) -> None:
    mapping.remember(batch.headings, batch.mapping, by=by, at=at)
    batch.stage, batch.progress, batch.queued_at = ImportStage.CHECKING, 0, at
    batch.tries = 0
    batch.save(update_fields=["mapping", "stage", "progress", "queued_at", "tries"])
    later.run(WORK, batch.pk)


@transaction.atomic
def check_again(batch: MemberImport, *, by: User, at: datetime) -> None:
    _check(_locked(batch, ImportStage.CHECKED), by=by, at=at)


# --- Choosing and carrying out ----------------------------------------------


@transaction.atomic
def choose(
    batch: MemberImport, *, shown: Collection[int], chosen: Collection[int]
) -> None:
    """Note which of the rows that were shown are to be carried out."""
    batch = _locked(batch, ImportStage.CHECKED)
    rows = batch.rows.filter(line__in=shown, outcome__in=CAN_BE_CHOSEN)
    rows.filter(line__in=chosen).update(chosen=True)
    rows.exclude(line__in=chosen).update(chosen=False)


@dataclass(frozen=True)
class Retreat:
    """How many last days a file would move back, and whether that is too many."""

    number: int
    of: int
    lapse: int
    percent: int
    most: int

    @property
    def stops(self) -> bool:
        return self.number * 100 > self.most * self.of

    @property
    def phrase(self) -> str:
        """What somebody types who means it."""
        return f"move back {self.number}"


def retreat(batch: MemberImport) -> Retreat:
    """Count the chosen rows that would end a membership earlier than it ends now."""
    back = batch.rows.filter(chosen=True, moves_back=True)
    number = back.count()
    known = batch.rows.filter(member__isnull=False).exclude(outcome=Outcome.FAULT)
    of = known.values("member").distinct().count()
    return Retreat(
        number=number,
        of=of,
        lapse=back.filter(
            values__ends_on__lt=clock.uk_day(batch.brought_at).isoformat()
        ).count(),
        percent=round(number * 100 / of) if of else 0,
        most=MembershipPolicy.load().most_moved_back_percent,
    )


@transaction.atomic
def start(batch: MemberImport, *, by: User, at: datetime, typed: str = "") -> None:
    """Have the chosen rows carried out, once it is this file's turn.

    A file that would end many memberships earlier stops here until somebody has typed
    that it is meant.
    """
    batch = _locked(batch, ImportStage.CHECKED)
    number = batch.rows.filter(chosen=True).count()
    if not number:
        raise ImportRefused("Choose at least one row.")
    back = retreat(batch)
    if back.stops and " ".join(typed.lower().split()) != back.phrase:
        raise ImportRefused(
            f"This file would move the last day of {back.number} of {back.of} members "
            f"back, {back.percent} in a hundred. If that is meant, type: {back.phrase}"
        )
    batch.stage, batch.progress, batch.tries = ImportStage.WAITING, 0, 0
    batch.started_by, batch.started_at, batch.queued_at = by, at, at
    batch.save()
    history.record(
        batch,
        "membership.import_started",
        by=by,
        facts={"number": number, "moved_back": back.number},
    )
    later.run(WORK, batch.pk)


# --- Figures ---------------------------------------------------------------


def counts(batch: MemberImport) -> dict[str, int]:
    """Return how many rows there are of each outcome."""
    found = batch.rows.order_by().values_list("outcome").annotate(Count("pk"))
    return dict(found)


def amount(batch: MemberImport) -> int:
    """Return how much the present stage has to do, for the progress."""
    if batch.stage in {ImportStage.WAITING, ImportStage.CARRYING_OUT}:
        return batch.rows.filter(chosen=True).count()
    if batch.stage in {ImportStage.UNDO_WAITING, ImportStage.UNDOING}:
        return batch.rows.filter(done__in=(Done.DONE, Done.UNDONE, Done.STAYS)).count()
    return batch.total


def faults(batch: MemberImport) -> Iterator[tuple[Any, ...]]:
    """Give the rows that cannot be carried out by themselves, or were left out."""
    rows = batch.rows.filter(
        Q(outcome__in=(Outcome.FAULT, Outcome.PERSON, Outcome.ADDRESS))
        | Q(done__in=(Done.STALE, Done.STAYS))
    )
    for row in rows.order_by("line").iterator(chunk_size=1000):
        why = " ".join(filter(None, [*row.reasons, row.said]))
        kind = row.get_outcome_display()
        yield row.line, kind, row.number, row.name, row.email, why


# --- Taking back -----------------------------------------------------------


@transaction.atomic
def take_back(batch: MemberImport, *, by: User, at: datetime) -> None:
    """Have all of it taken back that can be, once it is this file's turn."""
    batch = _locked(batch, ImportStage.DONE)
    if not batch.rows.filter(done=Done.DONE).exists():
        raise ImportRefused("Nothing of this file was carried out.")
    batch.stage, batch.progress, batch.tries = ImportStage.UNDO_WAITING, 0, 0
    batch.undone_by, batch.queued_at = by, at
    batch.save()
    history.record(batch, "membership.import_undo_asked", by=by)
    later.run(WORK, batch.pk)


@transaction.atomic
def discard(batch: MemberImport, *, by: User) -> None:
    """Throw a file away that has changed nothing."""
    batch = _locked(batch, *CAN_BE_DISCARDED)
    history.record(
        batch, "membership.import_discarded", by=by, facts={"file": batch.file_name}
    )
    files.delete_after_commit(batch.file)
    ImportedMember.objects.filter(batch=batch).drop()
    batch.delete()


def _locked(batch: MemberImport, *stages: str) -> MemberImport:
    """Return the import, fresh and locked, where it is in one of these stages."""
    batch = MemberImport.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if batch.stage not in stages:
        raise ImportRefused(
            f"This import is further on by now: {batch.get_stage_display().lower()}."
        )
    return batch
