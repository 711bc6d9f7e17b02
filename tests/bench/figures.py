"""Measure how long the figures of 20,000 members take, drawings included."""

import time
from datetime import datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext

from membership import charts, figures, standing
from portal.core import clock

from .standings import MEMBERS, YEARS


def measure(at: datetime) -> None:
    """Use the members whom the measurement of standings has put on the list."""
    grace = standing.grace_days()
    with CaptureQueriesContext(connection) as asked:
        began = time.perf_counter()
        lives = figures.lives()
        read = time.perf_counter() - began
        made = figures.every(lives, on=clock.uk_day(at), grace=grace)
        for figure in made:
            charts.chart_of(figure)
        took = time.perf_counter() - began
    print(
        f"{len(made)} figures of {MEMBERS:,} members with {YEARS} terms each: "
        f"{took:.2f} s, of which reading {read:.2f} s, {len(asked)} query"
    )
