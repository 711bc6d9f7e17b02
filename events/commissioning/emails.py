"""The messages of commissioning: one function for each, posted in the verb's
transaction. What each says, and whether it is still true, is in `letters`.
"""

from datetime import datetime

from django.db.models import Model

from events.models import (
    Commission,
    CommissionCoordinator,
    CommissionRun,
    Enquiry,
    Quote,
)
from portal.notifications.post import post


def enquiry_received(enquiry: Enquiry, *, at: datetime) -> None:
    _send("enquiry_received", enquiry.email, enquiry, at=at, enquiry=enquiry.pk)


def enquiry_came(enquiry: Enquiry, *, at: datetime) -> None:
    """Tell the team, at its own address."""
    _send("enquiry_came", "", enquiry, at=at, enquiry=enquiry.pk)


def quote_made(quote: Quote, *, at: datetime) -> None:
    _send("quote_made", quote.enquiry.email, quote.enquiry, at=at, quote=quote.pk)


def commission_coordinator_asked(
    asked: CommissionCoordinator, token: str, *, at: datetime
) -> None:
    """Send the link. The clear token is in the outbox until it has gone, no longer."""
    post(
        "events/commission_coordinator_asked",
        to=asked.email,
        subject=asked,
        facts={"token": token},
        forget_facts=True,
        not_after=asked.until,
        at=at,
    )


def commission_run_added(run: CommissionRun, *, at: datetime) -> None:
    for who in _acting(run.commission):
        _to_coordinator("commission_run_added", who, run, at=at)


def commission_run_cancelled(run: CommissionRun, *, at: datetime) -> None:
    for who in _acting(run.commission):
        _to_coordinator("commission_run_cancelled", who, run, at=at)


def delegate_stepped_back(run: CommissionRun, *, at: datetime) -> None:
    for who in _acting(run.commission):
        _to_coordinator("delegate_stepped_back", who, run, at=at)


def names_wanted(run: CommissionRun, *, at: datetime) -> None:
    """Tell coordinators and the team of places that nobody has a name for."""
    for who in _acting(run.commission):
        _to_coordinator("names_wanted", who, run, at=at)
    _send("names_missing", "", run, at=at, run=run.pk)


def coordinators_missing(commission: Commission, *, at: datetime) -> None:
    """Tell the team that nobody is left who says who comes."""
    _send("coordinators_missing", "", commission, at=at, commission=commission.pk)


def _acting(commission: Commission) -> list[CommissionCoordinator]:
    return list(commission.coordinators.acting().select_related("user"))


def _to_coordinator(
    kind: str, who: CommissionCoordinator, run: CommissionRun, *, at: datetime
) -> None:
    post(
        f"events/{kind}",
        to=who.address,
        subject=run,
        user=who.user,
        facts={"run": run.pk, "coordinator": who.pk},
        not_after=run.event.starts_at,
        at=at,
    )


def _send(
    kind: str, to: str, subject: Model, *, at: datetime, **facts: int | str
) -> None:
    post(f"events/{kind}", to=to, subject=subject, facts=facts, at=at)
