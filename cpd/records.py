"""Records: what somebody has in a cycle, counted from their own rows."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet, Sum

from cpd import requirements
from cpd.models import (
    AccountStatus,
    CpdEntry,
    CpdEntryQuerySet,
    Feedback,
    ReflectiveAccount,
    RevalidationCycle,
)
from portal.accounts.models import User
from portal.core import clock


@dataclass(frozen=True)
class Year:
    """One year of a cycle; minutes are real minutes."""

    number: int
    starts_on: date
    ends_on: date
    participatory: int
    alone: int

    @property
    def minutes(self) -> int:
        return self.participatory + self.alone


def cycle_of(owner: User, *, on: date) -> RevalidationCycle | None:
    """Return the cycle the day falls in, else the newest."""
    cycles = list(
        RevalidationCycle.objects.filter(owner=owner)
        .select_related("ruleset")
        .prefetch_related("ruleset__requirements")
    )
    running = [cycle for cycle in cycles if cycle.starts_on <= on <= cycle.ends_on]
    return next(iter(running or cycles), None)


def entries_in(cycle: RevalidationCycle) -> CpdEntryQuerySet:
    return CpdEntry.objects.filter(
        owner=cycle.owner_id,
        starts_on__gte=cycle.starts_on,
        starts_on__lte=cycle.ends_on,
    )


def accounts_in(cycle: RevalidationCycle) -> QuerySet[ReflectiveAccount]:
    """Return the accounts begun in the cycle, however long they took to finish."""
    begins = clock.end_of_uk_day(cycle.starts_on - timedelta(days=1))
    return ReflectiveAccount.objects.filter(
        owner=cycle.owner_id,
        started_at__gte=begins,
        started_at__lt=clock.end_of_uk_day(cycle.ends_on),
    )


def feedback_in(cycle: RevalidationCycle) -> QuerySet[Feedback]:
    return Feedback.objects.filter(
        owner=cycle.owner_id,
        received_on__gte=cycle.starts_on,
        received_on__lte=cycle.ends_on,
    )


def record_of(cycle: RevalidationCycle) -> requirements.Record:
    """Count the cycle in three queries, however long the record is."""
    sums = (
        entries_in(cycle)
        .counted()
        .aggregate(
            minutes=Sum("minutes", default=0),
            participatory=Sum("participatory_minutes", default=0),
            pieces=Count("pk"),
            with_peer=Count("pk", filter=~Q(peer_learning="")),
            with_benefit=Count("pk", filter=~Q(benefit="")),
            types=Count("learning_type", distinct=True),
        )
    )
    accounts = accounts_in(cycle).aggregate(
        finished=Count("pk", filter=Q(status=AccountStatus.FINISHED)),
        draft=Count("pk", filter=Q(status=AccountStatus.DRAFT)),
    )
    feedback = feedback_in(cycle).count()
    return requirements.Record(
        minutes=sums["minutes"],
        participatory_minutes=sums["participatory"],
        accounts=accounts["finished"],
        accounts_in_draft=accounts["draft"],
        feedback=feedback,
        pieces=sums["pieces"],
        pieces_with_peer=sums["with_peer"],
        learning_types=sums["types"],
        pieces_with_benefit=sums["with_benefit"],
    )


def years_of(cycle: RevalidationCycle) -> list[Year]:
    """Return the years of the cycle, each with its minutes, in one query."""
    rows = list(
        entries_in(cycle)
        .counted()
        .values_list("starts_on", "minutes", "participatory_minutes")
    )
    years = []
    begins, number = cycle.starts_on, 1
    while begins <= cycle.ends_on:
        following = _same_day(cycle.starts_on, cycle.starts_on.year + number)
        ends = min(following - timedelta(days=1), cycle.ends_on)
        inside = [row for row in rows if begins <= row[0] <= ends]
        participatory = sum(row[2] for row in inside)
        years.append(
            Year(
                number,
                begins,
                ends,
                participatory,
                sum(r[1] for r in inside) - participatory,
            )
        )
        begins, number = following, number + 1
    return years


def _same_day(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 3, 1)
