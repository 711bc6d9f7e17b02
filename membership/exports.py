"""Exports: members as a file, for whoever asked, as far as that person may see them.

Made by the worker from the filters of the staff's list. Only the one who asked is ever
handed it, while they may still look members up, and it dies in a day.
"""

import tempfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import IO, Any

import structlog
from django.core.files import File
from django.db import transaction
from django.db.models import F, QuerySet

from portal.accounts.models import User
from portal.core import clock, files, history, later
from portal.rendering import sheets

from . import permissions, queries, standing
from .models import Grade, Member, MemberExport

log = structlog.get_logger(__name__)

KEPT_FOR = timedelta(days=1)
CLAIM = timedelta(minutes=15)
MOST_TRIES = 3
MAKE = "membership.tasks.make_export"
AT_ONCE = 1000
Kind = MemberExport.Kind
MEDIA_TYPES = {Kind.CSV: sheets.MEDIA_TYPE, Kind.XLSX: sheets.WORKBOOK}

# Whoever only looks members up sees who stands how, and not how to reach them.
SEEN_BY_ALL = ("Number", "Name", "Grade", "Standing", "First day", "Last day")
SEEN_BY_KEEPERS = (*SEEN_BY_ALL, "E-mail", "Employer", "Member since", "Account")


@transaction.atomic
def ask(
    user: User, *, kind: str, filters: dict[str, Any], at: datetime
) -> MemberExport:
    """Ask for the members that these filters find; the worker makes the file."""
    whole = permissions.may_keep_members(user)
    export = MemberExport.objects.create(
        user=user, kind=kind, filters={**filters, "whole": whole}, asked_at=at
    )
    history.record(
        export,
        "membership.export_asked",
        by=user,
        facts={"kind": export.get_kind_display(), "filters": _words(filters)},
    )
    later.run(MAKE, export.pk)
    return export


def _words(filters: dict[str, Any]) -> list[str]:
    """Return which filters were set; what was typed may be somebody's name."""
    return [name for name, value in filters.items() if value]


def make(key: int, *, at: datetime) -> bool:
    """Make the file, unless another worker is at it; say whether this one did."""
    claimed = MemberExport.objects.to_make(at).filter(pk=key)
    if not claimed.update(claimed_until=at + CLAIM, tries=F("tries") + 1):
        return False
    export = MemberExport.objects.select_related("user").get(pk=key)
    may = permissions.may_look_up_members(export.user)
    if not may or export.tries > MOST_TRIES:
        log.error("export_given_up", export=key, may=may)
        MemberExport.objects.filter(pk=key).update(failed_at=at, claimed_until=None)
        return False
    with tempfile.TemporaryFile() as made:
        number = _write(export, made, on=clock.uk_day(at))
        made.seek(0)
        _keep(export, made, number, at=clock.now())
    return True


def _write(export: MemberExport, to: IO[bytes], *, on: date) -> int:
    whole = bool(export.filters.get("whole")) and permissions.may_keep_members(
        export.user
    )
    counted = _Counted(_rows(export.filters, whole=whole, on=on))
    heading = SEEN_BY_KEEPERS if whole else SEEN_BY_ALL
    if export.kind == Kind.XLSX:
        to.write(sheets.workbook({"Members": (heading, counted)}))
    else:
        for line in sheets.lines(heading, counted):
            to.write(line.encode())
    return counted.number


class _Counted:
    """Rows, counted as they pass."""

    def __init__(self, rows: Iterator[list[Any]]) -> None:
        self.rows, self.number = rows, 0

    def __iter__(self) -> Iterator[list[Any]]:
        for row in self.rows:
            self.number += 1
            yield row


def _rows(filters: dict[str, Any], *, whole: bool, on: date) -> Iterator[list[Any]]:
    members: QuerySet[Any] = queries.listed().order_by("name", "pk")
    if typed := filters.get("typed"):
        members = queries.found(members, typed)
    if keys := filters.get("keys"):
        members = members.filter(pk__in=keys)
    if state := filters.get("standing"):
        members = queries.in_state(members, state, on)
    if key := filters.get("grade"):
        grade = Grade.objects.filter(pk=key).first()
        members = members.filter(grade_name=grade.name if grade else None)
    grace_days = standing.grace_days()
    for member in members.iterator(chunk_size=AT_ONCE):
        yield _row(member, whole=whole, on=on, grace_days=grace_days)


def _row(member: Member, *, whole: bool, on: date, grace_days: int) -> list[Any]:
    terms = member.terms  # type: ignore[attr-defined]
    how = standing.standing_on(member, terms, on=on, grace_days=grace_days)
    row = [
        member.number,
        member.name,
        how.grade.name if how.grade else "",
        how.state.label,
        how.starts_on,
        how.ends_on,
    ]
    if whole:
        row += [
            member.reached_at,
            member.employer,
            member.joined_on,
            "yes" if member.user_id else "no",
        ]
    return row


@transaction.atomic
def _keep(export: MemberExport, made: IO[bytes], number: int, *, at: datetime) -> None:
    row = MemberExport.objects.select_for_update().filter(pk=export.pk).first()
    if row is None or row.ready_at is not None:
        return
    row.file.save("members", File(made), save=False)
    row.ready_at, row.ends_at, row.rows = at, at + KEPT_FOR, number
    row.claimed_until = None
    row.save()
    history.record(
        row,
        "membership.exported",
        by=export.user,
        facts={"number": number, "kind": row.get_kind_display()},
    )


def make_due(*, at: datetime) -> int:
    """Make what a lost task left behind."""
    keys = MemberExport.objects.to_make(at).values_list("pk", flat=True)
    return sum(make(key, at=at) for key in list(keys))


def to_take(user: User, key: int, *, at: datetime) -> MemberExport | None:
    """Return the file if it is this person's, within its day, and still theirs to see.

    Somebody who has lost a role since is handed nothing that it showed.
    """
    export = MemberExport.objects.to_take(at).filter(user=user, pk=key).first()
    if export is None or not permissions.may_look_up_members(user):
        return None
    if export.filters.get("whole") and not permissions.may_keep_members(user):
        return None
    return export


def of(user: User) -> list[MemberExport]:
    return list(MemberExport.objects.filter(user=user)[:20])


def end_due(*, at: datetime) -> int:
    """Delete the files whose day is over, and their rows."""
    over = list(MemberExport.objects.filter(ends_at__lte=at))
    over += list(MemberExport.objects.filter(failed_at__lte=at - KEPT_FOR))
    with transaction.atomic():
        for export in over:
            files.delete_after_commit(export.file)
            export.delete()
    return len(over)
