"""Figures: what came in and what went back, by month and purpose.

A month is a month in the UK. Plain counting of rows; nothing is estimated.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum
from django.db.models.functions import TruncMonth

from portal.core import clock

from . import purposes
from .models import Payment, PaymentStatus, Refund, RefundStatus


@dataclass(frozen=True)
class Month:
    """One month: in pence, what came for each purpose, and what went back."""

    month: date
    by_purpose: list[int]
    back_pence: int

    @property
    def came_pence(self) -> int:
        return sum(self.by_purpose)

    @property
    def kept_pence(self) -> int:
        return self.came_pence - self.back_pence


@dataclass(frozen=True)
class Income:
    labels: list[str]
    months: list[Month]

    @property
    def most_pence(self) -> int:
        return max((month.came_pence for month in self.months), default=0)

    @property
    def totals(self) -> list[int]:
        columns = [month.by_purpose for month in self.months]
        return [sum(column) for column in zip(*columns, strict=True)]

    @property
    def back_pence(self) -> int:
        return sum(month.back_pence for month in self.months)

    @property
    def kept_pence(self) -> int:
        return sum(month.kept_pence for month in self.months)


def income(*, first: date, last: date) -> Income:
    """Return the months from the first day to the last, in two queries."""
    start, end = clock.start_of_uk_day(first), clock.end_of_uk_day(last)
    came: dict[date, dict[str, int]] = defaultdict(dict)
    paid = Payment.objects.filter(
        status=PaymentStatus.PAID, paid_at__gte=start, paid_at__lt=end
    )
    for row in (
        paid.annotate(month=TruncMonth("paid_at", tzinfo=clock.UK))
        .values("month", "bill__purpose")
        .annotate(all=Sum("amount_pence"))
        .order_by("month")
    ):
        came[row["month"].date()][row["bill__purpose"]] = row["all"]
    went = Refund.objects.filter(
        status=RefundStatus.DONE, ended_at__gte=start, ended_at__lt=end
    )
    back = {
        row["month"].date(): row["all"]
        for row in went.annotate(month=TruncMonth("ended_at", tzinfo=clock.UK))
        .values("month")
        .annotate(all=Sum("amount_pence"))
        .order_by("month")
    }
    keys = sorted({key for month in came.values() for key in month})
    return Income(
        labels=[purposes.label_of(key) for key in keys],
        months=[
            Month(month, [came[month].get(key, 0) for key in keys], back.get(month, 0))
            for month in _months(first, last)
        ],
    )


def _months(first: date, last: date) -> list[date]:
    month, found = first.replace(day=1), []
    while month <= last:
        found.append(month)
        month = (
            month.replace(year=month.year + 1, month=1)
            if month.month == 12  # noqa: PLR2004 - December
            else month.replace(month=month.month + 1)
        )
    return found
