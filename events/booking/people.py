"""People: who is meant by a number, a name or an address that staff type.

A person may be a member, have an account, be both, or be nobody we know yet.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from membership import membership_numbers, standing
from membership.models import Member
from membership.standing import Standing
from portal.accounts.models import User
from portal.core.clock import uk_day

from .places import Delegate

MOST = 20


@dataclass(frozen=True)
class Person:
    name: str
    email: str
    member: Member | None = None
    user: User | None = None

    @property
    def delegate(self) -> Delegate:
        return Delegate(
            name=self.name, email=self.email, user=self.user, member=self.member
        )

    def standing(self, *, at: datetime) -> Standing:
        return standing.standing_of(self.member, on=uk_day(at))


def of_member(member: Member) -> Person:
    """Return the person, reached at the proved address of an account, if any."""
    user = member.user
    return Person(
        name=member.name,
        email=user.email if user else member.email,
        member=member,
        user=user,
    )


def of_account(user: User) -> Person:
    member = Member.objects.filter(user=user).first()
    return Person(
        name=member.name if member else user.name,
        email=user.email,
        member=member,
        user=user,
    )


def at_address(email: str, *, name: str = "") -> Person:
    """Return whoever we know at this address, or somebody new with this name."""
    user = User.objects.filter(email=email).first()
    if user is not None:
        known = of_account(user)
        return Person(name or known.name, email, known.member, user)
    member = Member.objects.filter(email=email).select_related("user").first()
    if member is not None and member.user is None:
        return Person(name or member.name, email, member)
    return Person(name, email)


def find(typed: str) -> list[Person]:
    """Return those whom a number, a part of a name, or of an address may mean."""
    typed = typed.strip()[:100]
    if not typed:
        return []
    number = membership_numbers.uniform(typed)
    members = (
        Member.objects.not_merged()
        .filter(
            Q(uniform_number=number)
            | Q(former__uniform_number=number)
            | Q(name__icontains=typed)
            | Q(email__icontains=typed)
            | Q(user__email__icontains=typed)
        )
        .select_related("user")
        .distinct()
        .order_by("name", "pk")[:MOST]
    )
    found = [of_member(member) for member in members]
    accounts = User.objects.filter(
        Q(name__icontains=typed) | Q(email__icontains=typed),
        member__isnull=True,
        is_active=True,
    ).order_by("name", "pk")
    found += [
        Person(user.name or user.email, user.email, None, user)
        for user in accounts[: MOST - len(found)]
    ]
    return found
