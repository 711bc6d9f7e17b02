"""Differences: say once, and loudly, that Stripe's books and ours disagree.

What a step can settle it settles. What is left needs a person: it stands on the
finance desk until somebody says how it was cleared.
"""

from datetime import datetime

import structlog
from django.db import transaction

from portal.accounts.models import User
from portal.core import history

from .errors import StepRefused
from .models import Difference, Payment

log = structlog.get_logger(__name__)


def report(
    key: str,
    says: str,
    *,
    at: datetime,
    about: str = "",
    payment: Payment | None = None,
) -> Difference:
    """Write down a difference, the first time; one found again stays as it stands."""
    found, new = Difference.objects.get_or_create(
        key=key,
        defaults={
            "says": says[:300],
            "about": about,
            "payment": payment,
            "found_at": at,
            "seen_at": at,
        },
    )
    if new:
        log.error("books_differ", difference=found.pk, about=about)
    else:
        Difference.objects.filter(pk=found.pk).update(seen_at=at)
    return found


@transaction.atomic
def clear(difference: Difference, *, how: str, at: datetime, by: User) -> None:
    open_ones = Difference.objects.filter(pk=difference.pk, cleared_at=None)
    if not open_ones.update(cleared_at=at, cleared_by=by, cleared_how=how[:200]):
        raise StepRefused("Somebody has cleared this already.")
    history.record(
        difference, "payments.difference_cleared", by=by, facts={"how": how[:200]}
    )
