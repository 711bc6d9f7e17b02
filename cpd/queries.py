"""Queries: what the CPD screens show of somebody's own record.

Everything starts from the owner. The number of queries does not grow with the record.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, QuerySet
from django.urls import reverse

from cpd import cycles, figures, records, requirements
from cpd.models import (
    AccountStatus,
    CpdEntry,
    EntryStatus,
    EventNote,
    Feedback,
    Measure,
    ReflectiveAccount,
    RevalidationCycle,
)
from events.delivery import documents as papers
from events.models import BookingStatus, Event, Ticket
from portal.accounts.models import User
from portal.core import clock

SHOWN = 5


@dataclass(frozen=True)
class Overview:
    """What waits for somebody's decision, and how far the cycle has got."""

    cycle: RevalidationCycle | None
    gauges: list[figures.Gauge]
    proposals: list[CpdEntry]
    drafts: list[ReflectiveAccount]
    proposals_in_all: int
    has_ended: bool = False
    opens_on: date | None = None

    @property
    def is_waiting(self) -> bool:
        return bool(self.proposals or self.drafts)


def overview(owner: User, *, at: datetime) -> Overview:
    """Return what the person's front page shows of their CPD."""
    on = clock.uk_day(at)
    cycle = records.cycle_of(owner, on=on)
    proposed = CpdEntry.objects.of(owner).filter(status=EntryStatus.PROPOSED)
    proposals = list(proposed[: SHOWN + 1])
    return Overview(
        cycle=cycle,
        gauges=gauges_of(cycle, owner, at=at) if cycle else [],
        proposals=proposals[:SHOWN],
        proposals_in_all=proposed.count() if len(proposals) > SHOWN else len(proposals),
        drafts=list(drafts_of(owner)[:SHOWN]),
        has_ended=cycle is not None and cycle.ends_on < on,
        opens_on=cycles.opens_on(cycle) if cycle else None,
    )


def gauges_of(
    cycle: RevalidationCycle, owner: User, *, at: datetime
) -> list[figures.Gauge]:
    record = records.record_of(cycle)
    asked = requirements.assess(record, cycle.ruleset.requirements.all())
    booked = live_booked(owner, cycle, at=at)
    return [figures.gauge(progress, record, booked=booked) for progress in asked]


def live_booked(owner: User, cycle: RevalidationCycle, *, at: datetime) -> int:
    """Return how many events the person has a place at before the cycle ends."""
    return (
        Ticket.objects.of(owner)
        .filter(
            booking__status=BookingStatus.CONFIRMED,
            released_at__isnull=True,
            event__starts_at__gt=at,
            event__starts_at__lt=clock.end_of_uk_day(cycle.ends_on),
            event__cancelled_at__isnull=True,
        )
        .count()
    )


def chart_of(cycle: RevalidationCycle, *, on: date) -> figures.Chart:
    years = records.years_of(cycle)
    now = next((y.number for y in years if y.starts_on <= on <= y.ends_on), None)
    return figures.chart(years, current=now)


# --- Entries ---------------------------------------------------------------


def entries_of(
    owner: User,
    *,
    status: str = "",
    source: str = "",
    cycle: RevalidationCycle | None = None,
) -> QuerySet[CpdEntry]:
    found = CpdEntry.objects.of(owner).annotate(
        files=Count("evidence", distinct=True),
        reflections=Count("accounts", distinct=True),
    )
    if status:
        found = found.filter(status=status)
    if source:
        found = found.filter(source=source)
    if cycle is not None:
        found = found.filter(
            starts_on__gte=cycle.starts_on, starts_on__lte=cycle.ends_on
        )
    return found.order_by("-starts_on", "-pk")


def entry_of(owner: User, reference: str) -> CpdEntry | None:
    return (
        CpdEntry.objects.of(owner)
        .select_related(
            "attendance__event_session__event",
            "attendance__ticket__booking",
            "recording__event",
        )
        .filter(reference=reference)
        .first()
    )


def event_of(entry: CpdEntry | None) -> Event | None:
    """Return the event an entry came from, if it came from one of ours."""
    if entry is None:
        return None
    if entry.attendance is not None:
        return entry.attendance.event_session.event
    return entry.recording.event if entry.recording is not None else None


def record_url(entry: CpdEntry, *, owner: User) -> str:
    """Return where the record of attendance behind an entry is, if there is one."""
    attendance = entry.attendance
    if attendance is None:
        return ""
    ticket = attendance.ticket
    if ticket is None:
        event = attendance.event_session.event
        record = papers.record_of_guest(event, owner)
        address = reverse("my:guest-record", args=[event.reference])
    else:
        record = papers.record_of(ticket)
        address = reverse("my:attendance-record", args=[ticket.booking.reference])
    return address if papers.has_record(record) else ""


def entry_about(owner: User, event: Event) -> CpdEntry | None:
    """Return the person's entry about an event, attended before watched."""
    found = CpdEntry.objects.of(owner)
    return (
        found.filter(attendance__event_session__event=event).first()
        or found.filter(recording__event=event).first()
    )


# --- Accounts --------------------------------------------------------------


def drafts_of(owner: User) -> QuerySet[ReflectiveAccount]:
    return ReflectiveAccount.objects.filter(owner=owner, status=AccountStatus.DRAFT)


def account_of(owner: User, reference: str) -> ReflectiveAccount | None:
    return (
        ReflectiveAccount.objects.filter(owner=owner, reference=reference)
        .select_related(
            "event",
            "entry__attendance__event_session__event",
            "entry__recording__event",
        )
        .first()
    )


def event_of_account(account: ReflectiveAccount) -> Event | None:
    return event_of(account.entry) or account.event


@dataclass(frozen=True)
class Number:
    """Which of the accounts of its cycle this is, and how many are asked for."""

    number: int
    needed: int

    def __str__(self) -> str:
        if 0 < self.number <= self.needed:
            return f"{self.number} of {self.needed}"
        return str(self.number)


def numbers_of(owner: User, accounts: Sequence[ReflectiveAccount]) -> dict[int, Number]:
    """Number accounts within their cycles, in the order they were begun."""
    all_cycles = list(
        RevalidationCycle.objects.filter(owner=owner)
        .select_related("ruleset")
        .prefetch_related("ruleset__requirements")
    )
    begun = ReflectiveAccount.objects.filter(owner=owner).order_by("started_at", "pk")
    count: dict[int | None, int] = {}
    found: dict[int, Number] = {}
    for pk, started_at in begun.values_list("pk", "started_at"):
        cycle = _cycle_on(all_cycles, clock.uk_day(started_at))
        key = cycle.pk if cycle else None
        count[key] = count.get(key, 0) + 1
        found[pk] = Number(count[key], _accounts_needed(cycle))
    return {account.pk: found[account.pk] for account in accounts}


def number_of(account: ReflectiveAccount) -> Number:
    return numbers_of(account.owner, [account])[account.pk]


def _cycle_on(
    all_cycles: Sequence[RevalidationCycle], on: date
) -> RevalidationCycle | None:
    return next((c for c in all_cycles if c.starts_on <= on <= c.ends_on), None)


def _accounts_needed(cycle: RevalidationCycle | None) -> int:
    if cycle is None:
        return 0
    asked = cycle.ruleset.requirements.all()
    return next((r.needed for r in asked if r.measure == Measure.ACCOUNTS), 0)


def note_of(owner: User, event: Event | None) -> str:
    if event is None:
        return ""
    found = EventNote.objects.filter(owner=owner, event=event).first()
    return found.words if found else ""


def regulator_of(owner: User, *, on: date) -> str:
    """Return whose forms the person fills in; the NMC's where nobody has said."""
    cycle = records.cycle_of(owner, on=on)
    return cycle.ruleset.regulator if cycle else "nmc"


def feedback_of(owner: User) -> QuerySet[Feedback]:
    return Feedback.objects.filter(owner=owner)


def has_anything(owner: User) -> bool:
    """Say whether there is anything to download at all."""
    return (
        CpdEntry.objects.of(owner).exists()
        or ReflectiveAccount.objects.filter(owner=owner).exists()
        or Feedback.objects.filter(owner=owner).exists()
        or EventNote.objects.filter(owner=owner).exists()
    )
