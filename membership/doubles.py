"""Doubles: may this person be on our list already, at another address?

A name proves nothing, so nothing is bound by it: whoever resembles a member is looked
at by a person, and is not told why.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from django.db.models import Q

from portal.accounts.models import User
from portal.core.privacy import ERASED

from . import membership_numbers
from .models import Member

SHORTEST = 2
MOST = 10


def words_of(name: str) -> frozenset[str]:
    """Return the words of a name as they are compared: no accents, no capitals."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return frozenset(re.findall(r"\w{2,}", bare))


def resemble(one: str, other: str) -> bool:
    """Say whether two names may be one person's: a pure function.

    One may have a middle name, or half of a double one, that the other lacks.
    """
    here, there = words_of(one), words_of(other)
    return min(len(here), len(there)) >= SHORTEST and (here <= there or there <= here)


def of(user: User, name: str, *, former_number: str = "") -> list[Member]:
    """Return the members who may be this person. One's own never counts."""
    if Member.objects.filter(user=user).exists():
        return []
    rows = Member.objects.not_merged().exclude(email=user.email, user=None)
    wanted = Q(pk__in=[])
    for word in re.findall(r"\w{3,}", name):
        wanted |= Q(name__icontains=word)
    found = [row for row in rows.filter(wanted)[:500] if resemble(row.name, name)]
    named = membership_numbers.find(former_number) if former_number else None
    if named is not None and named not in found:
        found.insert(0, named)
    return found[:MOST]


# --- The whole list --------------------------------------------------------

MOST_PAIRS = 200
# Of addresses such as info@, which many share, the first part says nothing.
SHORTEST_MAILBOX = 5


@dataclass(frozen=True)
class Likely:
    """Two records that look like one person's, and what they have in common."""

    one: Member
    other: Member
    why: str


@dataclass(frozen=True)
class _Row:
    key: int
    words: frozenset[str]
    employer: str
    mailboxes: frozenset[str]


def likely() -> list[Likely]:
    """Return the pairs on our list that a person should look at, by name.

    The same name and employer, or a like name at a like address: a name alone is
    many people's. No row becomes an object before it is in a pair.
    """
    found = _pairs(list(_rows()))[:MOST_PAIRS]
    keys = {key for pair in found for key in pair[:2]}
    rows = Member.objects.select_related("user").in_bulk(keys)
    return [Likely(rows[one], rows[other], why) for one, other, why in found]


def _rows() -> Iterator[_Row]:
    rows = Member.objects.not_merged().exclude(name=ERASED).order_by("name", "pk")
    facts = rows.values_list("pk", "name", "employer", "email", "user__email")
    for key, name, employer, *emails in facts.iterator():
        boxes = frozenset(filter(None, (mailbox(email or "") for email in emails)))
        yield _Row(key, words_of(name), " ".join(employer.casefold().split()), boxes)


def mailbox(email: str) -> str:
    """Return the part of an address that stays when somebody changes their host.

    Dots and what follows a plus sign are left out; short ones are nobody's in
    particular.
    """
    box = email.lower().partition("@")[0].partition("+")[0]
    box = re.sub(r"[^a-z0-9]", "", box)
    return box if len(box) >= SHORTEST_MAILBOX else ""


def _pairs(rows: list[_Row]) -> list[tuple[int, int, str]]:
    """Return pairs of keys with the reason; a pure function."""
    alike: dict[tuple[int, int], str] = {}
    by_box: dict[str, list[_Row]] = defaultdict(list)
    by_work: dict[tuple[frozenset[str], str], list[_Row]] = defaultdict(list)
    for row in rows:
        for box in row.mailboxes:
            by_box[box].append(row)
        if row.employer and len(row.words) >= SHORTEST:
            by_work[row.words, row.employer].append(row)
    for group in by_work.values():
        for one, other in combinations(group, 2):
            alike[one.key, other.key] = "The same name and the same employer"
    for group in by_box.values():
        for one, other in combinations(group, 2):
            if one.words & other.words and (one.key, other.key) not in alike:
                alike[one.key, other.key] = "Names and addresses that are alike"
    return [(one, other, why) for (one, other), why in alike.items()]
