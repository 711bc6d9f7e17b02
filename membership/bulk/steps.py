"""Steps for many: planned, shown, begun, carried out member by member, and reported.

Each member's part is a transaction of its own that begins with their line: whoever has
it does it, and nobody does it twice. If a worker dies, another goes on where it was.
"""

import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import QuerySet

from membership import changes, emails, exports, members
from membership.errors import BulkRefused
from membership.models import (
    BulkKind,
    BulkLine,
    BulkOutcome,
    BulkStep,
    Grade,
    Member,
    MemberExport,
)
from membership.terms import DAY
from portal.accounts.models import User
from portal.core import clock, history, later
from portal.core.errors import Refused
from portal.core.words import uk_day

from . import rules
from .rules import AT_ONCE, Wanted

CLAIM = timedelta(minutes=5)
# Then others have their turn with the worker, and this goes on after them.
SECONDS = 60
LINES = 50
WORK = "membership.tasks.go_on_with_bulk_step"

log = structlog.get_logger(__name__)


def wanted_of(step: BulkStep) -> Wanted:
    return Wanted(BulkKind(step.kind), **step.wanted)


# --- Planning --------------------------------------------------------------


@transaction.atomic
def plan(
    chosen: QuerySet[Any],
    *,
    wanted: Wanted,
    reason: str,
    by: User,
    at: datetime,
) -> BulkStep:
    """Write down whom it would touch and whom not; nothing is done to anybody yet."""
    facts: dict[str, Any] = {"days": wanted.days, "grade": wanted.grade}
    step = BulkStep.objects.create(
        kind=wanted.kind, wanted=facts, reason=reason, asked_by=by, asked_at=at
    )
    on = clock.uk_day(at)
    # Not row by row while it is written: the list is read a part at a time.
    for part in _parts(chosen):
        BulkLine.objects.bulk_create(
            BulkLine(
                step=step,
                member=member,
                outcome=BulkOutcome.LEFT_OUT if why else BulkOutcome.TO_DO,
                said=why,
            )
            for member, why in rules.why_not(wanted, part, on=on)
        )
    if not step.lines.exists():
        raise BulkRefused("Nobody is chosen. Choose otherwise, or type other numbers.")
    return step


def _parts(chosen: QuerySet[Any]) -> Iterable[QuerySet[Any]]:
    keys = list(chosen.order_by("name", "pk").values_list("pk", flat=True))
    for first in range(0, len(keys), AT_ONCE):
        yield chosen.filter(pk__in=keys[first : first + AT_ONCE])


@transaction.atomic
def drop(step: BulkStep) -> None:
    """Throw a plan away that was not begun."""
    gone, _ = BulkStep.objects.filter(pk=step.pk, started_at=None).delete()
    if not gone:
        raise BulkRefused("This has begun, so it cannot be thrown away any more.")


@transaction.atomic
def start(step: BulkStep, *, by: User, at: datetime) -> None:
    """Begin what was shown; pressed twice, it begins once."""
    number = step.lines.filter(outcome=BulkOutcome.TO_DO).count()
    if not number:
        raise BulkRefused("Nobody is left for whom anything would be done.")
    begun = BulkStep.objects.filter(pk=step.pk, started_at=None)
    if not begun.update(started_at=at, asked_by=by):
        raise BulkRefused("This has begun already.")
    facts = {"kind": step.get_kind_display(), "number": number}
    history.record(step, "membership.bulk_asked", by=by, facts=facts)
    if step.kind == BulkKind.EXPORT:
        _export(step, by=by, at=at)
    else:
        later.run(WORK, step.pk)


def _export(step: BulkStep, *, by: User, at: datetime) -> None:
    """Ask for a file of those chosen, which the worker for files makes."""
    lines = step.lines.filter(outcome=BulkOutcome.TO_DO)
    keys = list(lines.values_list("member", flat=True))
    exports.ask(by, kind=MemberExport.Kind.CSV, filters={"keys": keys}, at=at)
    lines.update(outcome=BulkOutcome.DONE, done_at=at)
    BulkStep.objects.filter(pk=step.pk).update(finished_at=at)


# --- Carrying out ----------------------------------------------------------


def go_on(key: int, *, at: datetime) -> None:
    """Go on where the last one ended, unless another worker is at it."""
    free = BulkStep.objects.to_go_on(at).filter(pk=key)
    if not free.update(claimed_until=at + CLAIM):
        return
    step = BulkStep.objects.select_related("asked_by").get(pk=key)
    until = time.monotonic() + SECONDS
    while lines := list(_left(step)[:LINES]):
        for line in lines:
            _take(line, step, at=clock.now())
        if time.monotonic() > until:
            BulkStep.objects.filter(pk=key).update(claimed_until=None)
            later.run(WORK, key)
            return
        BulkStep.objects.filter(pk=key).update(claimed_until=clock.now() + CLAIM)
    BulkStep.objects.filter(pk=key, finished_at=None).update(
        finished_at=clock.now(), claimed_until=None
    )


def go_on_with_all(*, at: datetime) -> None:
    """Go on with what a lost task or a dead worker left behind."""
    for key in list(BulkStep.objects.to_go_on(at).values_list("pk", flat=True)):
        go_on(key, at=at)


def _left(step: BulkStep) -> QuerySet[BulkLine]:
    rows = step.lines.filter(outcome=BulkOutcome.TO_DO).order_by("pk")
    return rows.select_related("member")


@transaction.atomic
def _take(line: BulkLine, step: BulkStep, *, at: datetime) -> None:
    """Do one member's part, or say why not; whoever comes second finds it done."""
    mine = BulkLine.objects.filter(pk=line.pk, outcome=BulkOutcome.TO_DO)
    if not mine.update(outcome=BulkOutcome.DONE, done_at=at):
        return
    wanted = wanted_of(step)
    member = members.lock(line.member)
    why = rules.of_one(wanted, member, on=clock.uk_day(at))
    if not why:
        try:
            with transaction.atomic():
                said = _do(wanted, member, step, at=at)
        except Refused as no:
            why = no.message[:200]
        else:
            BulkLine.objects.filter(pk=line.pk).update(said=said)
            facts = {"kind": step.get_kind_display(), "why": step.reason}
            history.record(
                member,
                "membership.bulk_done",
                by=step.asked_by,
                facts={**facts, "reference": step.reference},
            )
            return
    BulkLine.objects.filter(pk=line.pk).update(
        outcome=BulkOutcome.LEFT_OUT, said=why, done_at=None
    )


def _do(wanted: Wanted, member: Member, step: BulkStep, *, at: datetime) -> str:
    """Take the step that the screens of one member take; say what came of it."""
    by = step.asked_by
    match wanted.kind:
        case BulkKind.MORE_TIME:
            last = members.last_term(member)
            term = members.add_term(
                member,
                grade=last.grade,
                starts_on=last.ends_on + DAY,
                ends_on=last.ends_on + wanted.days * DAY,
                by=by,
                at=at,
                note=step.reason,
            )
            return f"Last day {uk_day(term.ends_on)}"
        case BulkKind.GRADE:
            grade = Grade.objects.get(pk__in=[wanted.grade])
            if by is None:
                raise BulkRefused("Whoever asked for it is gone.")
            changes.set_by_staff(member, grade=grade, by=by, at=at)
            return f"In the grade {grade}"
        case BulkKind.NUMBER:
            emails.number_from_us(member, at=at)
            return "The mail is on its way"
    raise BulkRefused("There is no such step.")
