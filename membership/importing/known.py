"""Known: which members do these rows mean?

Asked for many rows at a time, in a fixed number of queries. A number leads to its
member; without one, an address does; a name alone never does.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from membership.models import AddressChange, Member, Subscription

from .cells import Said, same_name
from .planning import PAID, PAUSED, RESIGNED, Known, Term

MOST_NOUGHTS = 6


@dataclass
class Found:
    """The members that some rows may mean, by number and by address."""

    by_number: dict[str, Known] = field(default_factory=dict)
    by_email: dict[str, Known] = field(default_factory=dict)
    names: dict[str, Known] = field(default_factory=dict)

    def of(self, said: Said) -> tuple[Known | None, list[str]]:
        """Return the member that a row means, and what makes that doubtful."""
        reached = self.by_email.get(said.email) if said.email else None
        if said.number:
            return self._by_number(said, reached)
        if reached is not None:
            if same_name(reached.name, said.name):
                return reached, []
            return reached, [_shared(said, reached)]
        namesake = self.names.get(_folded(said.name))
        if namesake is not None and not said.email:
            why = (
                f"{namesake.name} ({namesake.number}) has the same name, and the row "
                "has neither number nor address to tell them apart."
            )
            return None, [why]
        return None, []

    def _by_number(
        self, said: Said, reached: Known | None
    ) -> tuple[Known | None, list[str]]:
        known = self.by_number.get(said.uniform_number)
        if reached is not None and (known is None or reached.key != known.key):
            return known, [_shared(said, reached)]
        if known is None and said.uniform_number.isdecimal():
            for noughts in range(1, MOST_NOUGHTS + 1):
                longer = self.by_number.get("0" * noughts + said.uniform_number)
                if longer is not None:
                    why = (
                        f"The number {said.number} is nobody's, but {longer.number} is "
                        f"{longer.name}'s: noughts may be lost."
                    )
                    return None, [why]
        return known, []


def _shared(said: Said, reached: Known) -> str:
    return (
        f"{said.email} is the address of {reached.name} ({reached.number}). Two "
        "members cannot share one."
    )


def find(rows: Sequence[Said]) -> Found:
    """Look up the members that these rows may mean, in five queries."""
    numbers = {row.uniform_number for row in rows if row.number}
    for number in list(numbers):
        if number.isdecimal():
            numbers |= {"0" * count + number for count in range(1, MOST_NOUGHTS + 1)}
    emails = {row.email for row in rows if row.email}
    alone = {row.name for row in rows if row.name and not (row.number or row.email)}
    wanted = (
        Q(uniform_number__in=numbers)
        | Q(pk__in=_merged(numbers).values("merged_into"))
        | Q(email__in=emails)
        | Q(user__email__in=emails)
        | Q(name__in=alone)
    )
    found = _gathered(Member.objects.filter(wanted, merged_into=None))
    by_key = {known.key: known for known in found.by_number.values()}
    for old, key in _merged(numbers).values_list("uniform_number", "merged_into"):
        found.by_number[old] = by_key[key]
    return found


def _merged(numbers: set[str]) -> QuerySet[Member]:
    """Return the records with these numbers that went into another one."""
    rows = Member.objects.filter(uniform_number__in=numbers)
    return rows.exclude(merged_into=None)


def find_one(member: Member) -> Known:
    """Return what is known of this member now."""
    (known,) = _gathered(Member.objects.filter(pk=member.pk)).by_number.values()
    return known


def _gathered(members: QuerySet[Member]) -> Found:
    rows = list(members.select_related("user").order_by())
    keys = [member.pk for member in rows]
    running: dict[int, list[Term]] = defaultdict(list)
    for term in (
        Subscription.objects.counting()
        .filter(member__in=keys)
        .order_by("starts_on", "pk")
    ):
        running[term.member_id].append(_term(term))
    proposed = dict(
        AddressChange.objects.open()
        .filter(member__in=keys)
        .values_list("member_id", "new_email")
    )
    found = Found()
    for member in rows:
        known = Known(
            name=member.name,
            email=member.reached_at,
            employer=member.employer,
            joined_on=member.joined_on,
            terms=tuple(running[member.pk]),
            key=member.pk,
            number=member.number,
            proposed_email=proposed.get(member.pk, ""),
        )
        found.by_number[member.uniform_number] = known
        found.names[_folded(member.name)] = known
        for email in filter(None, {member.email, member.reached_at}):
            found.by_email[email] = known
    return found


def _term(row: Subscription) -> Term:
    settled = ""
    if row.resigned_at is not None:
        settled = RESIGNED
    elif row.paused_until is not None:
        settled = PAUSED
    elif row.bill_id is not None:
        settled = PAID
    return Term(row.starts_on, row.ends_on, row.grade_id, row.pk, settled)


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
