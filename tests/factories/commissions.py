"""Commissions: agreed with two strands, taken on runs of their own."""

from datetime import datetime, timedelta

from events.commissioning import commissions, coordinators, enquiries
from events.commissioning.commissions import Agreement
from events.commissioning.enquiries import Wish
from events.models import Commission, CommissionRun, Enquiry, Event, Strand, WayIn
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.core import clock, tokens
from portal.core.money import Vat
from portal.payments import payers
from tests.factories.accounts import UserFactory, staff
from tests.factories.events import EventFactory


def asked(**fields: object) -> Enquiry:
    wish = {
        "organisation": "Perinatal network",
        "name": "Ines Asker",
        "email": "ines@network.example",
        "places": 20,
        **fields,
    }
    return enquiries.send(Wish(**wish), asked_from="here", at=clock.now())


def agreed(
    *strands: tuple[str, int], price_pence: int = 540_000, **fields: object
) -> Commission:
    shared = strands or (("Multi-agency", 4), ("Maternity", 2))
    needs = bool(fields.pop("needs_order_number", True))
    said = {
        "title": "Champions for the north",
        "commissioner": "Perinatal network",
        "funder": "Regional education funder",
        "places": sum(number for _, number in shared),
        "price_pence": price_pence,
        "vat": Vat.EXEMPT,
        "strands": shared,
        **fields,
    }
    payer = payers.organisation(
        name="Perinatal network",
        address="1 High Street\nLeeds LS1 1AA",
        email="finance@network.example",
        needs_order_number=needs,
    )
    return commissions.agree(
        Agreement(**said), payer=payer, by=somebody(), at=clock.now()
    )


def somebody() -> User:
    return User.objects.filter(email="events@body.example").first() or staff(
        Role.EVENTS, email="events@body.example"
    )


def closed_run(
    *, days: int = 40, days_long: int = 1, capacity: int | None = None, **fields: object
) -> Event:
    """Return a run that only a commission has places on."""
    return EventFactory(
        way_in=WayIn.COMMISSIONED,
        capacity=capacity,
        starts_at=clock.now() + timedelta(days=days),
        days=days_long,
        **fields,
    )


def taken(
    commission: Commission, event: Event, *numbers: int, at: datetime | None = None
) -> CommissionRun:
    """Take so many of the first, the second … strand."""
    rows: list[Strand] = list(commission.strands.all())
    wanted = dict(zip(rows, numbers, strict=False))
    return commissions.take_places(
        commission, event, wanted, by=somebody(), at=at or clock.now()
    )


def coordinator_of(commission: Commission, **fields: object) -> User:
    """Return somebody who has accepted to coordinate it."""
    user = UserFactory(**fields)
    made = coordinators.ask(commission, email=user.email, by=somebody(), at=clock.now())
    made.token = tokens.hashed("theirs")
    made.save()
    coordinators.accept(made, user=user, at=clock.now())
    return user
