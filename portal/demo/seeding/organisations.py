"""Organisations: an employer with places, and one that has just asked for some."""

from dataclasses import replace
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress

from membership.models import Grade, Organisation, PaysBy, SeatInvitation
from membership.seats import invitations, organisations, places, purchases
from portal.accounts.models import User
from portal.demo.content import organisations as content
from portal.demo.content.people import Person, crowd
from portal.payments import settlement
from portal.payments.models import Method

from . import rehearsal

# Far behind everybody else whom the demonstration knows.
OFFSET = 400


def make_organisations(*, coordinator: User, by: User, at: datetime) -> None:
    people = [
        replace(person, email=f"{person.email.partition('@')[0]}@{content.DOMAIN}")
        for person in crowd(content.CLAIM + content.WAIT + 1, offset=OFFSET)
    ]
    bought = at - timedelta(days=content.BOUGHT_DAYS_AGO)
    trust = _trust(coordinator, by=by, bought=bought)
    claim = people[: content.CLAIM]
    _offer(trust, claim, by=coordinator, at=bought + timedelta(days=3))
    held = []
    for days, person in enumerate(claim, 4):
        link = SeatInvitation.objects.get(email=person.email)
        with rehearsal.at(bought + timedelta(days=days)) as then:
            held.append(places.claim(link, user=_account(person), at=then))
    with rehearsal.at(at - timedelta(days=40)) as then:
        for seat in held[: content.LEAVE]:
            places.take_back(seat, by=coordinator, at=then)
    wait = people[content.CLAIM : content.CLAIM + content.WAIT]
    _offer(trust, wait, by=coordinator, at=at - timedelta(days=6))
    _ask(_account(people[-1]), at=at - timedelta(days=2))


def _trust(coordinator: User, *, by: User, bought: datetime) -> Organisation:
    with rehearsal.at(bought - timedelta(days=30)) as then:
        trust = organisations.enter(content.TRUST, coordinator=None, by=by, at=then)
        asked = organisations.ask_coordinator(
            trust, email=coordinator.email, by=by, at=then
        )
    with rehearsal.at(bought - timedelta(days=29)) as then:
        organisations.accept(asked, user=coordinator, at=then)
        purchase = purchases.order(
            trust,
            grade=_grade(),
            seats=content.PLACES,
            pays_by=PaysBy.INVOICE,
            order_number=content.ORDER_NUMBER,
            by=coordinator,
            at=then,
        )
        purchases.pay(purchase, by=coordinator, at=then)
    with rehearsal.at(bought) as then:
        if purchase.bill is not None:
            settlement.received(
                bill=purchase.bill,
                pence=purchase.bill.total_pence,
                method=Method.TRANSFER,
                reference="Ashvale Community Trust",
                at=then,
                by=None,
            )
    return trust


def _offer(
    trust: Organisation, people: list[Person], *, by: User, at: datetime
) -> None:
    with rehearsal.at(at) as then:
        invitations.invite_all(
            trust,
            [
                invitations.Invitee(line, person.email, person.name)
                for line, person in enumerate(people, 1)
            ],
            by=by,
            at=then,
        )


def _ask(user: User, *, at: datetime) -> None:
    with rehearsal.at(at) as then:
        council = organisations.enter(
            content.COUNCIL, coordinator=user, by=user, at=then
        )
        purchases.order(
            council,
            grade=_grade(),
            seats=content.COUNCIL_PLACES,
            pays_by=PaysBy.INVOICE,
            by=user,
            at=then,
        )


def _grade() -> Grade:
    return Grade.objects.filter(sold_as_places=True).earliest("position")


def _account(person: Person) -> User:
    user = User.objects.create_user(person.email, name=person.name)
    EmailAddress.objects.create(
        user=user, email=user.email, verified=True, primary=True
    )
    return user
