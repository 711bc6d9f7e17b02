"""Queries: employers as staff look for them."""

from datetime import date
from typing import Any

from django.db.models import (
    Count,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce

from membership.models import (
    Organisation,
    PurchaseStatus,
    Seat,
    SeatPurchase,
)


def listed(typed: str, *, on: date) -> QuerySet[Any]:
    """Return organisations with their places of the day, all in one query.

    Found by name, by who pays, and by the address of a coordinator.
    """
    running = _by(
        "organisation",
        SeatPurchase.objects.not_over(on).filter(
            organisation=OuterRef("pk"), starts_on__lte=on
        ),
    )
    held = _by(
        "purchase__organisation",
        Seat.objects.not_over(on).filter(
            purchase__organisation=OuterRef("pk"), purchase__starts_on__lte=on
        ),
    )
    asks = _by(
        "organisation",
        SeatPurchase.objects.filter(
            organisation=OuterRef("pk"), status=PurchaseStatus.ASKED
        ),
    )
    rows = Organisation.objects.select_related("payer").annotate(
        bought=_number(running.annotate(all=Sum("seats"))),
        claimed=_number(held.annotate(all=Count("pk"))),
        asks=_number(asks.annotate(all=Count("pk"))),
        last_day=Subquery(running.annotate(all=Max("ends_on")).values("all")),
    )
    if typed:
        rows = rows.filter(
            Q(name__icontains=typed)
            | Q(payer__name__icontains=typed)
            | Q(payer__email__icontains=typed)
            | Q(coordinators__email__icontains=typed)
        ).distinct()
    return rows.order_by("-asks", "name", "pk")


def _by(way: str, rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.order_by().values(way)


def _number(rows: QuerySet[Any]) -> Coalesce:
    return Coalesce(Subquery(rows.values("all"), output_field=IntegerField()), 0)


def ended(organisation: Organisation) -> QuerySet[Seat]:
    """Return the places that were given up, the last one first."""
    rows = Seat.objects.exclude(ended_at=None)
    rows = rows.filter(purchase__organisation=organisation)
    return rows.select_related("term__member").order_by("-ended_at", "-pk")


def alike(organisation: Organisation) -> QuerySet[Organisation]:
    """Return others of nearly the same name, for whoever looks at an order."""
    word = max(organisation.name.split(), key=len, default="")
    rows = Organisation.objects.filter(name__icontains=word)
    return rows.exclude(pk=organisation.pk).order_by("name")[:5]
