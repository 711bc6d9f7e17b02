"""Timeline: everything that happened to a member, from every room, newest first.

The moments of all sources are put in order by the database, and only the rows of one
page are read whole: as many queries for a long life as for a short one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from portal.accounts import looks
from portal.accounts.models import Look, User
from portal.core import history
from portal.core.words import pounds
from portal.notifications import kinds
from portal.notifications.models import Message
from portal.payments.models import Bill, Payment, PaymentStatus, Refund

from . import beside, record
from .beside import Line, Source
from .models import Application, Member, MemberNote

NOTED = "membership.note_added"
ABOUT_TERMS = (
    "membership.term_added",
    "membership.term_withdrawn",
    "membership.grade_changed",
    "membership.resigned",
    "membership.resignation_undone",
    "membership.paused",
    "membership.pause_ended",
    "membership.automatic_on",
    "membership.automatic_off",
)


# --- What membership itself and the rooms below it know ---------------------


def _step(line: Any) -> Line:
    return Line(line.message, line.user_display_name)


def _steps(member: Member) -> QuerySet[Any]:
    """Return what was done to the record, and to what went into it."""
    return history.of_all(
        Member.objects.filter(Q(pk=member.pk) | Q(merged_into=member))
    )


def _terms(member: Member) -> QuerySet[Any]:
    return _steps(member).filter(action__in=ABOUT_TERMS)


def _record(member: Member) -> QuerySet[Any]:
    return _steps(member).exclude(action__in=(*ABOUT_TERMS, NOTED))


def _account(member: Member) -> QuerySet[Any]:
    return history.of_all(User.objects.filter(member=member))


def _applications(member: Member) -> QuerySet[Any]:
    rows = Application.objects.filter(member=member)
    if member.user_id is not None:
        rows |= Application.objects.filter(user=member.user_id)
    return history.of_all(rows)


def _bills(member: Member) -> QuerySet[Any]:
    return Bill.objects.filter(record.bills_of(member))


def _payments(member: Member) -> QuerySet[Any]:
    rows = Payment.objects.filter(bill__in=_bills(member))
    return rows.exclude(status=PaymentStatus.DUE)


def _refunds(member: Member) -> QuerySet[Any]:
    return Refund.objects.filter(payment__bill__in=_bills(member))


def _refund(row: Any) -> Line:
    words = f"{pounds(row.amount_pence)} to go back ({row.reason})"
    return Line(f"{words}: {row.get_status_display().lower()}", _name(row.asked_by))


def _bill(row: Any) -> Line:
    return Line(f"Bill {row.reference} over {pounds(row.total_pence)}: {row.payer}")


def _mails(member: Member) -> QuerySet[Any]:
    return Message.objects.filter(record.messages_to(member))


def _mail(row: Any) -> Line:
    url = reverse("staff_messages:message-detail", args=[row.pk])
    return Line(f"{kinds.label_of(row)}: {row.get_outcome_display().lower()}", "", url)


def _looks(member: Member) -> QuerySet[Any]:
    records = [each for each in (member.user, member) if each is not None]
    return Look.objects.filter(about__in=[looks.about(each) for each in records])


def _note(row: Any) -> Line:
    return Line(row.text, _name(row.written_by))


def _name(user: User | None) -> str:
    return str(user) if user is not None else ""


OWN = (
    Source("terms", "Terms", _terms, "timestamp", _step, ("user",), for_lookers=True),
    Source(
        "record", "Record", _record, "timestamp", _step, ("user",), for_lookers=True
    ),
    Source(
        "notes",
        "Notes",
        lambda member: MemberNote.objects.filter(member=member),
        "written_at",
        _note,
        ("written_by",),
    ),
    Source("account", "Account", _account, "timestamp", _step, ("user",)),
    Source(
        "applications", "Applications", _applications, "timestamp", _step, ("user",)
    ),
    Source("bills", "Bills", _bills, "made_at", _bill, ("payer",)),
    Source(
        "payments",
        "Payments",
        _payments,
        Coalesce("paid_at", "failed_at", "started_at"),
        lambda row: Line(record.payment_words(row)),
    ),
    Source("refunds", "Refunds", _refunds, "asked_at", _refund, ("asked_by",)),
    Source(
        "mails",
        "Mails",
        _mails,
        Coalesce("sent_at", "created_at"),
        _mail,
        for_lookers=True,
    ),
    Source(
        "looks",
        "Looks",
        _looks,
        "looked_at",
        lambda row: Line(f"Had this open: “{row.screen}”", _name(row.by)),
        ("by",),
    ),
)


def sources(*, whole: bool) -> list[Source]:
    """Return what may be read: all of it, or what they read who look members up."""
    all_of_them = [*OWN, *(each for room in beside.rooms() for each in room.sources)]
    return [source for source in all_of_them if whole or source.for_lookers]


# --- In one order ----------------------------------------------------------


@dataclass(frozen=True)
class Entry:
    at: datetime
    label: str
    line: Line


class Timeline(Sequence[Entry]):
    """What happened, to be cut into pages: a slice asks for its own rows alone."""

    def __init__(self, member: Member, chosen: Iterable[Source]) -> None:
        self.member = member
        self.sources = {source.key: source for source in chosen}

    @cached_property
    def _moments(self) -> QuerySet[Any, Any]:
        first, *others = [self._of(source) for source in self.sources.values()]
        return first.union(*others, all=True).order_by(
            "-told_at", "told_by", "-told_key"
        )

    def _of(self, source: Source) -> QuerySet[Any, Any]:
        rows = source.rows(self.member).order_by().select_related(None)
        when = F(source.when) if isinstance(source.when, str) else source.when
        return rows.annotate(
            told_at=when, told_by=Value(source.key), told_key=F("pk")
        ).values_list("told_at", "told_by", "told_key")

    def __len__(self) -> int:
        return self._moments.count() if self.sources else 0

    def __getitem__(self, place: Any) -> Any:
        if not self.sources:
            return []
        moments = list(self._moments[place])
        wanted: dict[str, list[int]] = {key: [] for key in self.sources}
        for _, key, row in moments:
            wanted[key].append(row)
        read = {
            key: self._read(self.sources[key], keys)
            for key, keys in wanted.items()
            if keys
        }
        return [
            Entry(at, self.sources[key].label, self.sources[key].tell(read[key][row]))
            for at, key, row in moments
            if row in read[key]
        ]

    def _read(self, source: Source, keys: list[int]) -> dict[int, Any]:
        rows = source.rows(self.member).model._base_manager  # noqa: SLF001 - any table
        found = rows.filter(pk__in=keys)
        if source.related:
            found = found.select_related(*source.related)
        return {row.pk: row for row in found}
