"""Carrying out: make the chosen rows true, through the steps that staff take by hand.

Batch by batch, each in one transaction, so that after any stop it goes on with the
first row that is left. Each row is compared with the list once more: what is no longer
as it was shown is left out, and nothing is changed that nobody saw.
"""

from datetime import date, datetime

from django.db import DatabaseError, transaction
from django.db.models import QuerySet

from membership import addresses, members
from membership.models import (
    Done,
    Grade,
    ImportedMember,
    ImportStage,
    Member,
    MemberImport,
    Outcome,
    Subscription,
)
from portal.core import clock, history
from portal.core.errors import Refused

from . import cells, known, planning, turns
from .cells import Said
from .planning import Known, Plan

AT_ONCE = 100


class Stale(Refused):
    """The row would do something else by now than was shown."""


def run(batch: MemberImport, *, at: datetime) -> bool:
    """Carry out the next rows; say whether any were left."""
    with transaction.atomic():
        rows = list(_left(batch)[:AT_ONCE])
        turns.go_on(batch, done=len(rows), at=at)
        # Read once more: another worker may have gone on while this one waited.
        rows = list(_left(batch).filter(pk__in=[row.pk for row in rows]))
        if not rows:
            _finish(batch, at=at)
            return False
        grades = {grade.pk: grade for grade in Grade.objects.all()}
        said = {row.pk: cells.from_json(row.values) for row in rows}
        found = known.find(list(said.values()))
        for row in rows:
            _carry_out(row, said[row.pk], found, grades, batch=batch, at=at)
        ImportedMember.objects.bulk_update(rows, ["done", "said", "steps", "member"])
    return True


def _left(batch: MemberImport) -> QuerySet[ImportedMember]:
    return batch.rows.filter(chosen=True, done=Done.NOT_YET).order_by("line")


def _carry_out(
    row: ImportedMember,
    said: Said,
    found: known.Found,
    grades: dict[int, Grade],
    *,
    batch: MemberImport,
    at: datetime,
) -> None:
    try:
        with transaction.atomic():
            if row.outcome == Outcome.NEW:
                _enter(row, said, found, grades, batch=batch, at=at)
            else:
                _change(row, said, grades, batch=batch, at=at)
    except Refused as no:
        row.done, row.said = Done.STALE, no.message[:300]
    except DatabaseError:
        # Somebody else was quicker with the same number or address.
        row.done = Done.STALE
        row.said = "Somebody else changed the list at the same moment."
    else:
        row.done = Done.DONE


def _plan(
    row: ImportedMember,
    said: Said,
    found: known.Found,
    grades: dict[int, Grade],
    *,
    on: date,
) -> tuple[Known | None, Plan]:
    """Plan once more, and refuse what is no longer what was shown."""
    here, doubts = found.of(said)
    names = {key: grade.name for key, grade in grades.items()}
    made = planning.plan(said, here, grades=names, on=on, doubts=doubts)
    if (made.outcome, made.changes) != (row.outcome, row.changes):
        raise Stale("The list has changed since the check. Check the file again.")
    return here, made


def _enter(
    row: ImportedMember,
    said: Said,
    found: known.Found,
    grades: dict[int, Grade],
    *,
    batch: MemberImport,
    at: datetime,
) -> None:
    on = clock.uk_day(batch.brought_at)
    _, made = _plan(row, said, found, grades, on=on)
    member = members.enter(
        name=said.name,
        email=said.email,
        by=batch.started_by,
        number=said.number,
        employer=said.employer,
        joined_on=said.joined_on,
    )
    row.member = member
    added = _add(member, made, grades, row=row, batch=batch, at=at)
    row.steps = {"entered": True, "added": added, "bound": member.user_id is not None}


def _change(
    row: ImportedMember,
    said: Said,
    grades: dict[int, Grade],
    *,
    batch: MemberImport,
    at: datetime,
) -> None:
    here, _ = known.find([said]).of(said)
    if here is None or here.key is None:
        raise Stale("This member is not on the list. Was an earlier line left out?")
    member = members.lock(Member.objects.get(pk=here.key))
    # Looked up once more, now that nobody else can change this member.
    on = clock.uk_day(batch.brought_at)
    here, made = _plan(row, said, known.find([said]), grades, on=on)
    assert here is not None
    by = batch.started_by
    row.member = member
    steps: dict[str, object] = {}
    if made.corrections:
        steps["corrected"] = {
            name: [_plain(getattr(member, name)), _plain(after)]
            for name, after in made.corrections.items()
        }
        members.correct(member, by=by, **made.corrections)
    if made.withdraws:
        keys = [key for term in made.withdraws if (key := term.key) is not None]
        rows = Subscription.objects.filter(pk__in=keys)
        for term in rows.select_related("member", "grade"):
            members.withdraw_term(term, reason=_because(row, batch), by=by, at=at)
        steps["withdrawn"] = keys
    if made.adds:
        steps["added"] = _add(member, made, grades, row=row, batch=batch, at=at)
    if made.email:
        change = addresses.propose(member, made.email, by=by, at=at)
        steps["proposed"] = change.pk
    row.steps = steps


def _add(
    member: Member,
    made: Plan,
    grades: dict[int, Grade],
    *,
    row: ImportedMember,
    batch: MemberImport,
    at: datetime,
) -> list[int]:
    return [
        members.add_term(
            member,
            grade=grades[term.grade],
            starts_on=term.starts_on,
            ends_on=term.ends_on,
            by=batch.started_by,
            at=at,
            note=_because(row, batch),
        ).pk
        for term in made.adds
    ]


def _because(row: ImportedMember, batch: MemberImport) -> str:
    return f"From line {row.line} of {batch.file_name}"[:200]


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _finish(batch: MemberImport, *, at: datetime) -> None:
    batch.stage = ImportStage.DONE
    MemberImport.objects.filter(pk=batch.pk).update(
        stage=ImportStage.DONE, finished_at=at
    )
    history.record(
        batch,
        "membership.import_done",
        by=batch.started_by,
        facts={"number": batch.rows.filter(done=Done.DONE).count()},
    )
