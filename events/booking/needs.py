"""Needs: what people need to take part, for those who see to it, and what is done.

Health may be told here. It stands on two pages and nowhere else: in no list, search,
export, message, history or log.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from events.models import AccessNeed, Event
from portal.accounts.models import User
from portal.core import history


def of_event(event: Event, *, at: datetime) -> QuerySet[AccessNeed]:
    """Return the needs of those who have a place, what is still to do first."""
    coming = event.tickets.taking_a_place(at).values("pk")
    return (
        AccessNeed.objects.filter(ticket__in=coming)
        .select_related("ticket__booking", "done_by")
        .order_by("done_at", "told_at", "pk")
    )


def open_of_event(event: Event, *, at: datetime) -> int:
    return of_event(event, at=at).filter(done_at=None).count()


@transaction.atomic
def see_to(need: AccessNeed, *, at: datetime, by: User) -> None:
    """Say that it is seen to. Twice is no fault: the first time counts."""
    still = AccessNeed.objects.filter(pk=need.pk, done_at=None)
    if still.update(done_at=at, done_by=by):
        history.record(need.ticket.booking, "events.need_seen_to", by=by)


def take(
    rows: QuerySet[AccessNeed], typed: Mapping[str, str], *, at: datetime, by: User
) -> None:
    """Take what a form of the list says of one of these: seen to, or not after all."""
    key = typed.get("need", "")
    need = rows.filter(pk=int(key[:9])).first() if key.isdecimal() else None
    if need is not None and typed.get("done") == "yes":
        see_to(need, at=at, by=by)
    elif need is not None:
        open_again(need, by=by)


@transaction.atomic
def open_again(need: AccessNeed, *, by: User) -> None:
    done = AccessNeed.objects.filter(pk=need.pk).exclude(done_at=None)
    if done.update(done_at=None, done_by=None):
        history.record(need.ticket.booking, "events.need_open", by=by)
