"""Cycles: begin, change and end the years in which somebody collects CPD.

The rules of a cycle are those in force when it began, whatever came later.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import IntegrityError, transaction

from cpd.errors import CycleRefused
from cpd.models import RevalidationCycle, Ruleset
from portal.accounts.models import User


@dataclass(frozen=True)
class Fit:
    """The rules that apply to a renewal on a day, and the days of the cycle."""

    ruleset: Ruleset
    starts_on: date
    ends_on: date


def fit(regulator: str, renewal_on: date | None, *, on: date) -> Fit:
    """Return the rules and the days. Raises CycleRefused where we know no rules."""
    for ruleset in Ruleset.objects.filter(regulator=regulator):
        ends_on = _end(ruleset, renewal_on, on=on)
        if ends_on is None:
            raise CycleRefused("Enter the day on which your renewal is due.")
        starts_on = months_before(ends_on + timedelta(days=1), ruleset.cycle_months)
        until = ruleset.in_force_until or date.max
        if ruleset.in_force_from <= starts_on <= until:
            return Fit(ruleset, starts_on, ends_on)
    raise CycleRefused("We hold no rules for a renewal on that day. Check the year.")


def _end(ruleset: Ruleset, renewal_on: date | None, *, on: date) -> date | None:
    """Return the last day; where all renew on one day of the year, the next such."""
    if not ruleset.year_ends:
        return renewal_on
    month, day = (int(part) for part in ruleset.year_ends.split("-"))
    asked = renewal_on or on
    this_year = date(asked.year, month, day)
    return this_year if asked <= this_year else date(asked.year + 1, month, day)


def months_before(day: date, months: int) -> date:
    """Return the same day so many months earlier, or the last there is of it."""
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def begin(
    *, owner: User, regulator: str, renewal_on: date | None, on: date
) -> RevalidationCycle:
    """Begin a cycle that ends on the day the renewal is due."""
    return _keep(
        RevalidationCycle(owner=owner), fit(regulator, renewal_on, on=on), owner=owner
    )


def change(
    cycle: RevalidationCycle,
    *,
    owner: User,
    regulator: str,
    renewal_on: date | None,
    on: date,
) -> RevalidationCycle:
    """Put a cycle right; entries are not touched, they fall in by their dates."""
    row = RevalidationCycle.objects.get(pk=cycle.pk, owner=owner)
    return _keep(row, fit(regulator, renewal_on, on=on), owner=owner)


def following(cycle: RevalidationCycle) -> date:
    """Return the renewal after this one, by the same rules."""
    back = cycle.ruleset.cycle_months
    return months_before(cycle.ends_on + timedelta(days=1), -back) - timedelta(days=1)


def opens_on(cycle: RevalidationCycle) -> date | None:
    """Return the day the application opens, where the regulator has one."""
    days = cycle.ruleset.opens_days_before
    return cycle.ends_on - timedelta(days=days) if days is not None else None


@transaction.atomic
def _keep(cycle: RevalidationCycle, found: Fit, *, owner: User) -> RevalidationCycle:
    # Its owner's row is the turnstile: two windows cannot begin two cycles at once.
    User.objects.select_for_update(no_key=True).get(pk=owner.pk)
    overlapping = RevalidationCycle.objects.filter(
        owner=owner, starts_on__lte=found.ends_on, ends_on__gte=found.starts_on
    ).exclude(pk=cycle.pk)
    if overlapping.exists():
        raise CycleRefused(
            "These years overlap with another cycle of yours. Change that one instead."
        )
    cycle.ruleset = found.ruleset
    cycle.starts_on, cycle.ends_on = found.starts_on, found.ends_on
    try:
        with transaction.atomic():
            cycle.save()
    except IntegrityError:
        raise CycleRefused("You have a cycle that ends on that day.") from None
    return cycle
