"""Doubles: may this person be on our list already, at another address?

A name proves nothing, so nothing is bound by it: whoever resembles a member is looked
at by a person, and is not told why.
"""

import re
import unicodedata

from django.db.models import Q

from portal.accounts.models import User

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
    rows = Member.objects.exclude(email=user.email, user=None)
    wanted = Q(pk__in=[])
    for word in re.findall(r"\w{3,}", name):
        wanted |= Q(name__icontains=word)
    found = [row for row in rows.filter(wanted)[:500] if resemble(row.name, name)]
    named = membership_numbers.find(former_number) if former_number else None
    if named is not None and named not in found:
        found.insert(0, named)
    return found[:MOST]
