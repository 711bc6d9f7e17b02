"""Measure how long it takes to say how 20,000 members stand."""

import time
from collections import Counter
from datetime import datetime, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from membership import queries
from membership.models import Grade, Member, Subscription
from membership.standing import State
from portal.core import clock

MEMBERS = 20_000
YEARS = 3


def measure(at: datetime) -> None:
    _fill(at)
    on = clock.uk_day(at)
    with CaptureQueriesContext(connection) as asked:
        began = time.perf_counter()
        states = Counter(queries.states(on).values())
        took = time.perf_counter() - began
    print(
        f"standing of {MEMBERS:,} members with {YEARS} terms each: {took:.2f} s, "
        f"{len(asked)} query, {states[State.CURRENT]:,} current"
    )


def _fill(at: datetime) -> None:
    """Put members on the list whose last day lies up to a year ahead or behind."""
    grade, _ = Grade.objects.get_or_create(name="Practising", price_pence=6900)
    made = Member.objects.bulk_create(
        (
            Member(number=f"M{n}", uniform_number=f"M{n}", name=f"Member {n}")
            for n in range(MEMBERS)
        ),
        batch_size=2000,
    )
    on = clock.uk_day(at)
    year = timedelta(days=365)
    Subscription.objects.bulk_create(
        (
            Subscription(
                member=member,
                grade=grade,
                starts_on=last - (past + 1) * year + timedelta(days=1),
                ends_on=last - past * year,
                added_at=at,
            )
            for place, member in enumerate(made)
            for last in [on + timedelta(days=place % 730 - 365)]
            for past in range(YEARS)
        ),
        batch_size=5000,
    )
