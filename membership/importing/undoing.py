"""Undoing: take an import back as one step, as far as nobody has built on it.

What was done is compensated, never erased: terms are withdrawn with the reason, terms
that had been withdrawn are added anew, fields go back where they still say what the
file said. A member whom the file put on the list goes, if nothing else knows them.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from membership import addresses, members
from membership.models import (
    AddressChange,
    Done,
    ImportedMember,
    ImportStage,
    Member,
    MemberImport,
    Subscription,
)
from portal.accounts.models import User
from portal.core import history
from portal.core.errors import Refused

from . import turns

AT_ONCE = 100
# What comes with the import itself, or says nothing of use.
OURS = {"membership.Subscription", "membership.ImportedMember"}


@dataclass
class Way:
    """What can be taken back of one row, and what has to stay."""

    row: ImportedMember
    member: Member | None
    removes: bool = False
    withdraws: list[Subscription] = field(default_factory=list)
    adds: list[Subscription] = field(default_factory=list)
    puts_back: dict[str, object] = field(default_factory=dict)
    stops: AddressChange | None = None
    # The key of a member who has left the list: Django forgets it with the row.
    gone: int | None = None
    stays: list[str] = field(default_factory=list)


def forecast(batch: MemberImport) -> Iterator[Way]:
    """Give, row by row, what taking the import back would do and leave."""
    last = 0
    while rows := list(_left(batch).filter(line__gt=last)[:500]):
        yield from ways(rows)
        last = rows[-1].line


def run(batch: MemberImport, *, at: datetime) -> bool:
    """Take back the next rows, the last first; say whether any were left."""
    with transaction.atomic():
        rows = list(_left(batch).order_by("-line")[:AT_ONCE])
        turns.go_on(batch, done=len(rows), at=at)
        rows = list(_left(batch).filter(pk__in=[one.pk for one in rows]))
        if not rows:
            _finish(batch, at=at)
            return False
        # Asked for all at once, unless one row changes what holds for another.
        apart = len({row.member_id for row in rows}) == len(rows)
        at_once = {way.row.pk: way for way in ways(rows)} if apart else {}
        # The later row of one person first: it was built on the earlier one.
        for row in sorted(rows, key=lambda one: -one.line):
            way = at_once.get(row.pk) or ways([row])[0]
            _take_back(way, by=batch.undone_by, at=at)
            _forget(rows, way.gone)
        ImportedMember.objects.bulk_update(rows, ["done", "said", "member"])
    return True


def _left(batch: MemberImport) -> QuerySet[ImportedMember]:
    return batch.rows.filter(done=Done.DONE).order_by("line")


# --- What can be taken back -------------------------------------------------


def ways(rows: Sequence[ImportedMember]) -> list[Way]:
    """Return what can be taken back of these rows, asked for all at once."""
    keys = {row.member_id for row in rows if row.member_id}
    people = {
        one.pk: one for one in Member.objects.filter(pk__in=keys).select_related("user")
    }
    terms = {
        term.pk: term
        for term in Subscription.objects.filter(member__in=keys).select_related(
            "grade", "member"
        )
    }
    changes = AddressChange.objects.in_bulk(
        [row.steps["proposed"] for row in rows if "proposed" in row.steps]
    )
    entered = [row.member_id for row in rows if row.steps.get("entered")]
    own = _added_by_files(keys)
    used = _used([key for key in entered if key in people])
    return [
        _way(row, people.get(row.member_id or 0), terms, changes, used, own)
        for row in rows
    ]


def _used(keys: Sequence[int]) -> dict[int, list[str]]:
    """Return, of members that the file put on the list, what else knows them."""
    found: dict[int, list[str]] = defaultdict(list)
    for relation in Member._meta.related_objects:  # noqa: SLF001 - Django's public way in
        table: Any = relation.related_model
        if table._meta.label in OURS:  # noqa: SLF001 - as above
            continue
        name = relation.field.name
        rows = table._base_manager.filter(**{f"{name}__in": keys})  # noqa: SLF001 - any row counts
        for key in set(rows.order_by().values_list(name, flat=True)):
            found[key].append(str(table._meta.verbose_name))  # noqa: SLF001 - as above
    return found


def _added_by_files(keys: set[int]) -> set[int]:
    """Return the terms of these members that any row of a file added."""
    steps = ImportedMember.objects.filter(member__in=keys).values_list(
        "steps__added", flat=True
    )
    return {key for added in steps for key in added or []}


def _way(  # noqa: PLR0917 - what was asked for all rows at once
    row: ImportedMember,
    member: Member | None,
    terms: dict[int, Subscription],
    changes: dict[int, AddressChange],
    used: dict[int, list[str]],
    by_files: set[int],
) -> Way:
    way = Way(row, member)
    if member is None:
        way.stays.append("The member is not on the list any more.")
        return way
    steps = row.steps
    own = [terms[key] for key in steps.get("added", []) if key in terms]
    way.withdraws = [term for term in own if term.withdrawn_at is None]
    changed_since = len(way.withdraws) < len(steps.get("added", []))
    if changed_since:
        way.stays.append("A term of the file has been changed since.")
    if steps.get("entered"):
        others = {
            term.pk for term in terms.values() if term.member_id == member.pk
        } - by_files
        _decide_removal(way, member, used, others=others, changed=changed_since)
        return way
    if not changed_since:
        way.adds = [terms[key] for key in steps.get("withdrawn", []) if key in terms]
    elif "withdrawn" in steps:
        way.withdraws = []
    for name, (before, after) in steps.get("corrected", {}).items():
        if _plain(getattr(member, name)) == after:
            way.puts_back[name] = before
        else:
            way.stays.append(
                f"{name.replace('_', ' ').capitalize()} has been changed since."
            )
    change = changes.get(steps.get("proposed", 0))
    if change is not None and change.held_at is not None:
        way.stays.append("The new address has been proved, and holds.")
    elif change is not None and change.stopped_at is None:
        way.stops = change
    return way


def _decide_removal(
    way: Way,
    member: Member,
    used: dict[int, list[str]],
    *,
    others: set[int],
    changed: bool,
) -> None:
    why = []
    if member.user_id is not None:
        why.append("an account is bound to them")
    if others:
        why.append("other terms were added")
    why += sorted(used.get(member.pk, []))
    if why:
        way.stays.append(
            f"{member} stays on the list, without the term: {', '.join(why)}."
        )
    else:
        way.removes = not changed


# --- Taking back -----------------------------------------------------------


def _take_back(way: Way, *, by: User | None, at: datetime) -> None:
    row, member = way.row, way.member
    reason = f"Import taken back: line {row.line}"
    try:
        with transaction.atomic():
            if member is not None and way.removes:
                way.gone = member.pk
                _remove(member, by=by)
                row.member = None
            elif member is not None:
                _put_back(way, member, reason=reason, by=by, at=at)
    except Refused as no:
        way.stays.append(no.message)
    row.done = Done.STAYS if way.stays else Done.UNDONE
    row.said = " ".join(way.stays)[:300]


def _forget(rows: Sequence[ImportedMember], gone: int | None) -> None:
    """Let no further row lead to somebody who has just left the list."""
    for row in rows:
        if gone is not None and row.member_id == gone:
            row.member = None


def _remove(member: Member, *, by: User | None) -> None:
    """Take somebody off the list who was never more than a row of the file."""
    history.record(member, "membership.removed", by=by, facts={"number": member.number})
    Subscription.objects.filter(member=member).delete()
    member.delete()


def _put_back(
    way: Way, member: Member, *, reason: str, by: User | None, at: datetime
) -> None:
    member = members.lock(member)
    for term in way.withdraws:
        members.withdraw_term(term, reason=reason, by=by, at=at)
    for term in way.adds:
        members.add_term(
            member,
            grade=term.grade,
            starts_on=term.starts_on,
            ends_on=term.ends_on,
            by=by,
            at=at,
            note=reason,
        )
    if way.puts_back:
        fields = {
            name: date.fromisoformat(str(value))
            if name == "joined_on" and value
            else value
            for name, value in way.puts_back.items()
        }
        members.correct(member, by=by, **fields)
    if way.stops is not None:
        addresses.stop(way.stops, at=at)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _finish(batch: MemberImport, *, at: datetime) -> None:
    batch.stage = ImportStage.UNDONE
    MemberImport.objects.filter(pk=batch.pk).update(
        stage=ImportStage.UNDONE, undone_at=at
    )
    history.record(
        batch,
        "membership.import_undone",
        by=batch.undone_by,
        facts={
            "number": batch.rows.filter(done=Done.UNDONE).count(),
            "stayed": batch.rows.filter(done=Done.STAYS).count(),
        },
    )
