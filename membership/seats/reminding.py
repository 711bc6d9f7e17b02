"""Reminding: coordinators are told 60, 30 and 7 days before their places end.

Each stage once; what a worker that was down missed is not sent in a heap. Once the
next year is paid the last day is another, so nothing is left to remind of.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max

from membership.models import Organisation, SeatPurchase, SeatReminder, Stage
from membership.reminders import BEFORE, stage_on
from portal.core import clock

from . import emails


def remind(*, at: datetime) -> int:
    """Write to the coordinators for whom a stage has come; return of how many."""
    on = clock.uk_day(at)
    furthest = on + timedelta(days=BEFORE[0][1])
    told = set(
        SeatReminder.objects.filter(ends_on__range=(on, furthest)).values_list(
            "organisation", "ends_on", "stage"
        )
    )
    number = 0
    for organisation, ends_on in _last_days(on, furthest):
        stage = stage_on(on, ends_on=ends_on, grace_days=0)
        if stage is None or stage == Stage.LAST_DAY:
            continue
        if (organisation.pk, ends_on, stage) not in told:
            number += _remind(organisation, ends_on, stage, at=at)
    return number


def _last_days(on: date, furthest: date) -> list[tuple[Organisation, date]]:
    rows = SeatPurchase.objects.paid().values("organisation").order_by()
    ends = dict(
        rows.annotate(last=Max("ends_on"))
        .filter(last__range=(on, furthest))
        .values_list("organisation", "last")
    )
    found = Organisation.objects.filter(pk__in=ends)
    return [(row, ends[row.pk]) for row in found if ends[row.pk] is not None]


@transaction.atomic
def _remind(
    organisation: Organisation, ends_on: date, stage: Stage, *, at: datetime
) -> bool:
    row, is_new = SeatReminder.objects.get_or_create(
        organisation=organisation,
        ends_on=ends_on,
        stage=stage,
        defaults={"posted_at": at},
    )
    if is_new:
        emails.places_about_to_end(row, at=at)
    return is_new


def still_ends(reminder: SeatReminder) -> bool:
    """Say whether that is still the last day: with the next year paid it is not."""
    rows = SeatPurchase.objects.paid().filter(organisation=reminder.organisation_id)
    return rows.aggregate(last=Max("ends_on"))["last"] == reminder.ends_on
