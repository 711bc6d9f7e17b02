"""Members: on our list, with or without an account, paid up or not."""

from datetime import datetime, timedelta

import factory
from stdnum.iso7064 import mod_11_10

from membership import applications, membership_numbers
from membership.models import Application, Grade, Member, PaysBy, Subscription
from portal.accounts.models import User
from portal.core import clock
from portal.payments import settlement
from portal.payments.models import Bill, Method, Payment
from tests.factories.accounts import UserFactory


def _number(n: int) -> str:
    body = f"{40_000 + n:05}"
    return f"HVP-{body}{mod_11_10.calc_check_digit(body)}"


class GradeFactory(factory.django.DjangoModelFactory[Grade]):
    class Meta:
        model = Grade
        django_get_or_create = ("name",)

    name = "Practising"
    price_pence = 6900


class MemberFactory(factory.django.DjangoModelFactory[Member]):
    """A member on our list who has no account yet and no subscription."""

    class Meta:
        model = Member

    number = factory.Sequence(_number)
    uniform_number = factory.LazyAttribute(
        lambda member: membership_numbers.uniform(member.number)
    )
    name = factory.Sequence(lambda n: f"Member {n}")
    email = factory.Sequence(lambda n: f"member{n}@example.org")


class SubscriptionFactory(factory.django.DjangoModelFactory[Subscription]):
    """A year that began 100 days ago."""

    class Meta:
        model = Subscription

    member = factory.SubFactory(MemberFactory)
    grade = factory.SubFactory(GradeFactory)
    starts_on = factory.LazyFunction(
        lambda: clock.uk_day(clock.now()) - timedelta(days=100)
    )
    ends_on = factory.LazyAttribute(lambda term: term.starts_on + timedelta(days=364))
    added_at = factory.LazyFunction(clock.now)


def current_member(*, account: bool = True, **fields: object) -> Member:
    """Return a paid-up member, bound to an account unless told otherwise."""
    member = _member(account=account, **fields)
    SubscriptionFactory(member=member)
    return member


def grace_member(*, account: bool = True, **fields: object) -> Member:
    """Return a member whose subscription ended ten days ago."""
    member = _member(account=account, **fields)
    _ended(member, days=10)
    return member


def lapsed_member(*, account: bool = True, **fields: object) -> Member:
    """Return a member whose subscription ended 100 days ago, long past grace."""
    member = _member(account=account, **fields)
    _ended(member, days=100)
    return member


def _member(*, account: bool, **fields: object) -> Member:
    member = MemberFactory.build(**fields)
    if account and member.user is None:
        member.user = UserFactory(email=member.email, name=member.name)
    member.save()
    return member


def _ended(member: Member, *, days: int) -> None:
    last = clock.uk_day(clock.now()) - timedelta(days=days)
    SubscriptionFactory(
        member=member, starts_on=last - timedelta(days=364), ends_on=last
    )


def application_of(user: User, **fields: object) -> Application:
    """Return an application that lacks nothing, to be paid by card."""
    grade = fields.pop("grade", None) or GradeFactory(may_pay_by_invoice=True)
    fields = {"name": user.name, "pays_by": PaysBy.CARD, **fields}
    return applications.start(user, grade=grade, at=clock.now(), **fields)


def paid(bill: Bill, *, at: datetime | None = None) -> Payment:
    """Let the whole of a bill arrive by transfer, by way of settlement."""
    return settlement.received(
        bill=bill,
        pence=bill.total_pence,
        method=Method.TRANSFER,
        reference="transfer",
        at=at or clock.now(),
        by=None,
    )
