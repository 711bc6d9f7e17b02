"""Coordinators: who at the commissioner says who comes, asked by a link.

They see the commissions they act for and no other; of the people they name, what they
themselves wrote and whether the person came.
"""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from events.errors import CommissionRefused
from events.models import Commission, CommissionCoordinator
from portal.accounts.models import User
from portal.core import history, tokens

from . import emails

LINK_LIVES = timedelta(days=30)


def _lock(commission: Commission) -> Commission:
    return Commission.objects.select_for_update(no_key=True).get(pk=commission.pk)


@transaction.atomic
def ask(
    commission: Commission, *, email: str, by: User, at: datetime
) -> CommissionCoordinator:
    """Ask somebody by mail; asked again, the link in the newest mail is the good one.

    Nothing here depends on whether the address has an account.
    """
    commission = _lock(commission)
    email = email.strip().lower()
    token = tokens.new()
    found = commission.coordinators.standing().filter(email=email).first()
    if found is not None and found.accepted_at is not None:
        raise CommissionRefused(f"{email} coordinates this commission already.")
    if found is None:
        found = CommissionCoordinator(commission=commission, email=email, added_at=at)
    found.added_by = by
    found.token = tokens.hashed(token)
    found.until = at + LINK_LIVES
    found.save()
    history.record(
        commission, "events.commission_coordinator_asked", by=by, facts={"to": email}
    )
    emails.commission_coordinator_asked(found, token, at=at)
    return found


def behind(token: str, *, at: datetime) -> CommissionCoordinator | None:
    rows = CommissionCoordinator.objects.behind(token, at=at)
    return rows.select_related("commission").first()


@transaction.atomic
def accept(asked: CommissionCoordinator, *, user: User, at: datetime) -> Commission:
    """Let the account that opened the link coordinate from now on. Once."""
    waiting = CommissionCoordinator.objects.asked(at=at).filter(pk=asked.pk)
    try:
        with transaction.atomic():
            taken = waiting.update(user=user, accepted_at=at, token="", until=None)
    except IntegrityError as twice:
        raise CommissionRefused(
            "You coordinate this commission already, so there is nothing to do."
        ) from twice
    if not taken:
        raise CommissionRefused(
            "This link has been used, has run out, or was taken back."
        )
    history.record(asked.commission, "events.commission_coordinator_accepted", by=user)
    return asked.commission


@transaction.atomic
def end(
    coordinator: CommissionCoordinator,
    *,
    by: User,
    at: datetime,
    by_staff: bool = False,
) -> None:
    """Let somebody coordinate no more. The last one cannot leave nobody behind,
    except through staff, who can ask another.
    """
    _lock(coordinator.commission)
    if _is_last(coordinator) and not by_staff:
        raise CommissionRefused(
            "Somebody has to say who comes. Ask a second coordinator first, and step "
            "down when they have accepted."
        )
    _end(coordinator, by=by, at=at)


@transaction.atomic
def forget(coordinator: CommissionCoordinator, *, by: User, at: datetime) -> None:
    """End what somebody coordinates whose account is erased, whoever else there is.

    Where nobody is left who says who comes, the events team hears of it.
    """
    _lock(coordinator.commission)
    was_last = _is_last(coordinator)
    _end(coordinator, by=by, at=at)
    if was_last:
        emails.coordinators_missing(coordinator.commission, at=at)


def _is_last(coordinator: CommissionCoordinator) -> bool:
    """Say whether nobody else acts, under the lock that the caller has."""
    acting = CommissionCoordinator.objects.acting()
    mine = acting.filter(commission=coordinator.commission_id)
    return [row.pk for row in mine] == [coordinator.pk]


def _end(coordinator: CommissionCoordinator, *, by: User, at: datetime) -> None:
    rows = CommissionCoordinator.objects.standing().filter(pk=coordinator.pk)
    if not rows.update(ended_at=at, token=""):
        raise CommissionRefused("This coordinator has been taken off already.")
    history.record(
        coordinator.commission,
        "events.commission_coordinator_ended",
        by=by,
        facts={"to": coordinator.email},
    )


def of(user: User) -> list[Commission]:
    return list(Commission.objects.coordinated_by(user).select_related("course"))
