"""Checking: what would this file change, row by row? Nothing is changed here.

Begun again from the first row if a worker dies over it. What only shows among the rows
themselves, such as a number that stands twice, is found here too.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import batched

from django.db import transaction

from membership.models import (
    Grade,
    ImportedMember,
    ImportStage,
    MemberImport,
    Outcome,
)
from portal.core import clock

from . import cells, known, planning, reading, surveying, turns
from .cells import Said
from .planning import Known, Plan, Term
from .reading import Shape

AT_ONCE = 500
BY_ITSELF = (Outcome.NEW, Outcome.CHANGED)


@dataclass
class Seen:
    """What earlier rows said of one person."""

    line: int
    name: str
    email: str
    # Which terms they add; None where they withdraw some, which is too much at once.
    adds: list[Term] | None = field(default_factory=list)
    is_new: bool = False


@dataclass
class Among:
    """What shows only among the rows of a file."""

    by_key: dict[str, Seen] = field(default_factory=dict)
    by_email: dict[str, tuple[str, int]] = field(default_factory=dict)
    # Earlier rows that turn out to be doubtful: by line, why.
    doubtful: dict[int, str] = field(default_factory=dict)

    def doubts(self, said: Said, key: str) -> list[str]:
        """Return what earlier rows make doubtful about this one, and note it there."""
        found = []
        earlier = self.by_key.get(key)
        if earlier is not None and not _is_same(said, earlier):
            found.append(_twice(said, earlier.line))
            self.doubtful.setdefault(earlier.line, _twice(said, said.line))
        if said.email:
            other, line = self.by_email.setdefault(said.email, (key, said.line))
            if other != key:
                found.append(f"Line {line} has the same address.")
                self.doubtful.setdefault(
                    line, f"Line {said.line} has the same address."
                )
        return found


def _is_same(said: Said, earlier: Seen) -> bool:
    """Say whether two rows are two terms of one person, as some systems write them."""
    return (
        cells.same_name(said.name, earlier.name)
        and said.email == earlier.email
        and said.ends_on is not None
        and earlier.adds is not None
    )


def _twice(said: Said, line: int) -> str:
    what = f"number {said.number}" if said.number else "person"
    return f"Line {line} has the same {what}."


def run(batch: MemberImport, *, at: datetime) -> None:
    """Check all rows and keep what each would do."""
    shape = shape_of(batch)
    survey = surveying.from_json(batch.survey)
    grades = dict(Grade.objects.values_list("pk", "name"))
    on = clock.uk_day(batch.brought_at)
    among = Among()
    ImportedMember.objects.filter(batch=batch).drop()
    MemberImport.objects.filter(pk=batch.pk).update(progress=0)
    with batch.file.open("rb").file as file:
        for rows in batched(reading.rows(file, shape), AT_ONCE):
            said = [cells.read(row, batch.mapping, survey) for row in rows]
            with transaction.atomic():
                turns.go_on(batch, done=len(said), at=clock.now())
                ImportedMember.objects.bulk_create(
                    _checked(batch, said, among, grades=grades, on=on)
                )
    _finish(batch, among, at=at)


def _checked(
    batch: MemberImport,
    rows: list[Said],
    among: Among,
    *,
    grades: dict[int, str],
    on: date,
) -> list[ImportedMember]:
    found = known.find(rows)
    return [_row(batch, said, found, among, grades, on) for said in rows]


def _row(  # noqa: PLR0917 - what holds for all rows
    batch: MemberImport,
    said: Said,
    found: known.Found,
    among: Among,
    grades: dict[int, str],
    on: date,
) -> ImportedMember:
    member, doubts = found.of(said)
    key = _key(said)
    if not said.faults:
        doubts = doubts + among.doubts(said, key)
    here = _after_earlier(member, among.by_key.get(key))
    made = planning.plan(said, here, grades=grades, on=on, doubts=doubts)
    if not said.faults:
        _note(among, key, said, made, is_new=member is None)
    return ImportedMember(
        batch=batch,
        line=said.line,
        outcome=made.outcome,
        number=said.number[:60],
        name=said.name,
        email=said.email[:254],
        values=said.as_json(),
        changes=made.changes,
        reasons=made.reasons,
        member_id=member.key if member is not None else None,
        moves_back=made.moves_back,
        chosen=made.outcome in BY_ITSELF,
    )


def _key(said: Said) -> str:
    if said.number:
        return f"number {said.uniform_number}"
    return f"address {said.email}" if said.email else f"name {said.name.casefold()}"


def _after_earlier(member: Known | None, earlier: Seen | None) -> Known | None:
    """Return the member as the rows before will leave them."""
    if earlier is None or not earlier.adds:
        return member
    if member is None:
        member = Known(earlier.name, earlier.email)
    return replace(member, terms=(*member.terms, *earlier.adds))


def _note(among: Among, key: str, said: Said, made: Plan, *, is_new: bool) -> None:
    seen = among.by_key.setdefault(
        key, Seen(said.line, said.name, said.email, is_new=is_new)
    )
    if made.withdraws or made.corrections or made.email:
        seen.adds = None
    elif seen.adds is not None:
        seen.adds.extend(made.adds)


@transaction.atomic
def _finish(batch: MemberImport, among: Among, *, at: datetime) -> None:
    turns.go_on(batch, done=0, at=at)
    for lines in batched(among.doubtful, AT_ONCE):
        rows = list(batch.rows.filter(line__in=lines).exclude(outcome=Outcome.FAULT))
        for row in rows:
            row.reasons = [among.doubtful[row.line], *row.reasons]
            row.outcome, row.chosen, row.moves_back = Outcome.PERSON, False, False
        ImportedMember.objects.bulk_update(
            rows, ["reasons", "outcome", "chosen", "moves_back"]
        )
    batch.stage = ImportStage.CHECKED
    MemberImport.objects.filter(pk=batch.pk).update(stage=ImportStage.CHECKED)


def shape_of(batch: MemberImport) -> Shape:
    return Shape(batch.kind, batch.encoding, batch.separator, batch.headings)
