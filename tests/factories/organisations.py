"""Organisations: employers with a coordinator, places paid for, and people on them."""

from datetime import date, datetime

from django.db.models import Q

from membership.models import (
    Grade,
    Organisation,
    PaysBy,
    Seat,
    SeatInvitation,
    SeatPurchase,
)
from membership.seats import invitations, organisations, places, purchases
from membership.seats.organisations import Facts
from portal.accounts.models import User
from portal.core import clock, tokens
from tests.factories.accounts import UserFactory
from tests.factories.membership import GradeFactory, paid

FACTS = Facts(
    name="Ashvale Trust",
    kind="nhs",
    address="1 High Street\nLeeds",
    invoice_email="finance@ashvale.example",
)


def corporate_grade() -> Grade:
    return GradeFactory(
        name="Corporate place",
        price_pence=5900,
        by_staff_only=True,
        sold_as_places=True,
    )


def organisation(**facts: object) -> Organisation:
    """Return an employer that staff agreed to, with one coordinator."""
    who = facts.pop("coordinator", None) or UserFactory()
    made = organisations.enter(
        Facts(**(vars(FACTS) | facts)), coordinator=who, by=who, at=clock.now()
    )
    Organisation.objects.filter(pk=made.pk).update(agreed_at=clock.now())
    made.refresh_from_db()
    return made


def coordinator_of(made: Organisation) -> User:
    return made.coordinators.acting().first().user


def ordered(made: Organisation, seats: int = 3, **options: object) -> SeatPurchase:
    return purchases.order(
        made,
        grade=corporate_grade(),
        seats=seats,
        pays_by=options.pop("pays_by", PaysBy.INVOICE),
        by=coordinator_of(made),
        at=options.pop("at", None) or clock.now(),
        **options,
    )


def bought(made: Organisation, seats: int = 3, *, at: datetime | None = None):
    """Order so many places and let the money come."""
    purchase = ordered(made, seats, at=at)
    paid(purchase.bill, at=at)
    purchase.refresh_from_db()
    return purchase


def with_places(seats: int = 3, **facts: object) -> Organisation:
    made = organisation(**facts)
    bought(made, seats)
    return made


def link(made: Organisation, email: str = "", **options: object) -> SeatInvitation:
    """Return an open link, whether or not a place is free for it."""
    at = clock.now()
    number = SeatInvitation.objects.count()
    return SeatInvitation.objects.create(
        organisation=made,
        email=email or f"colleague{number}@ashvale.example",
        token=options.pop("token", tokens.hashed(f"link {number}")),
        invited_at=at,
        until=at + invitations.LINK_LIVES,
        **options,
    )


def claimed(
    made: Organisation, user: User | None = None, *, at: datetime | None = None
) -> Seat:
    """Let somebody claim a place by a link."""
    user = user or UserFactory()
    return places.claim(link(made, user.email), user=user, at=at or clock.now())


def terms_of(user: User) -> list[tuple[date, date, str]]:
    """Return the days that count for an account's member, with the grade."""
    rows = user.member.subscriptions.filter(Q(withdrawn_at=None)).order_by("starts_on")
    return [(row.starts_on, row.ends_on, row.grade.name) for row in rows]
