"""Standing: how somebody stands with us on a date.

Arithmetic over the last day covered and the days of grace; nothing is stored, so
nothing can be out of date. The last day counts to its end, UK time.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from django.contrib.auth.models import AnonymousUser
from django.db import models

from portal.accounts.models import User
from portal.core.remembered import remembered

from .models import Grade, Member, MembershipPolicy, Subscription

GRACE = "membership-grace-days"


class State(models.TextChoices):
    CURRENT = "current", "Current"
    GRACE = "grace", "In grace"
    LAPSED = "lapsed", "Lapsed"
    RESIGNED = "resigned", "Resigned"
    PAUSED = "paused", "Paused"
    NOT_YET = "not_yet", "Not begun"
    NONE = "none", "Not a member"


@dataclass(frozen=True)
class Standing:
    """How a person stands. `good` decides what members may do."""

    state: State
    member: Member | None = None
    grade: Grade | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    grace_until: date | None = None
    paused_until: date | None = None

    @property
    def good(self) -> bool:
        return self.state in {State.CURRENT, State.GRACE}

    @property
    def has_ended(self) -> bool:
        """Whether it ran out or was given up, and can be taken up again."""
        return self.state in {State.LAPSED, State.RESIGNED}


NOBODY = Standing(State.NONE)


def standing_on(
    member: Member | None,
    subscriptions: list[Subscription],
    *,
    on: date,
    grace_days: int,
) -> Standing:
    """Return the standing from the rows; a pure function.

    A gap between two subscriptions is judged by the one that ended last before
    the day, so paying late never makes the past look covered. Whoever resigned has no
    days of grace, and a paused membership rests until its day, that day included.
    """
    if member is None:
        return NOBODY
    begun = [row for row in subscriptions if row.starts_on <= on]
    if not begun:
        first = min(subscriptions, key=lambda row: row.starts_on, default=None)
        if first is None:
            return Standing(State.NONE, member)
        return Standing(
            State.NOT_YET, member, first.grade, first.starts_on, first.ends_on
        )
    row = max(begun, key=lambda row: row.ends_on)
    state = state_after(row, on=on, grace_days=grace_days)
    days = 0 if state is State.RESIGNED else grace_days
    grace_until = row.ends_on + timedelta(days=days)
    return Standing(
        state,
        member,
        row.grade,
        row.starts_on,
        row.ends_on,
        grace_until,
        row.paused_until,
    )


class Days(Protocol):
    """The days of a term, and what comes after them."""

    @property
    def ends_on(self) -> date: ...
    @property
    def resigned_at(self) -> datetime | None: ...
    @property
    def paused_until(self) -> date | None: ...


def state_after(row: Days, *, on: date, grace_days: int) -> State:
    """Return the state by the term that ended last of those that have begun."""
    if on <= row.ends_on:
        return State.CURRENT
    if row.resigned_at is not None:
        return State.RESIGNED
    if row.paused_until is not None and on <= row.paused_until:
        return State.PAUSED
    if on <= row.ends_on + timedelta(days=grace_days):
        return State.GRACE
    return State.LAPSED


def standing_of(member: Member | None, *, on: date) -> Standing:
    """Ask the database, in one query, how this member stands."""
    if member is None:
        return NOBODY
    return standing_on(
        member,
        list(member.subscriptions.counting().select_related("grade")),
        on=on,
        grace_days=grace_days(),
    )


def standing_of_user(user: User | AnonymousUser, *, on: date) -> Standing:
    """Return how the owner of an account stands; a visitor is nobody."""
    if not isinstance(user, User):
        return NOBODY
    rows = list(
        Subscription.objects.counting()
        .filter(member__user=user)
        .select_related("grade", "member")
    )
    if not rows:
        return Standing(State.NONE, Member.objects.filter(user=user).first())
    return standing_on(rows[0].member, rows, on=on, grace_days=grace_days())


def grace_days() -> int:
    return remembered(GRACE, lambda: MembershipPolicy.load().grace_days)
