"""Finding: whom may the words mean that staff typed?

Capitals, accents, apostrophes and how many spaces there are decide nothing, and each
word may stand in another place: "sian riverside" finds Siân of Riverside.
"""

import unicodedata
from typing import Any

from django.db.models import CharField, F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Coalesce, Concat, Lower

from . import membership_numbers
from .models import Member

LONGEST = 100
# Left out on both sides, since people write them or leave them out.
_SIGNS = "'\N{RIGHT SINGLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}`-\N{HYPHEN}"


def _plain(letter: str) -> str:
    parts = unicodedata.normalize("NFKD", letter)
    return "".join(part for part in parts if not unicodedata.combining(part))


# The accented letters of Latin writing, which the database turns as we do.
_ACCENTED: dict[str, str] = {
    letter: _plain(letter)
    for letter in map(chr, range(0xE0, 0x180))
    if letter.islower() and len(_plain(letter)) == 1 and _plain(letter) != letter
} | {"ø": "o", "ł": "l", "đ": "d"}

_BY_LETTER = {ord(letter): plain for letter, plain in _ACCENTED.items()}


def fold(words: str) -> str:
    """Return the words as they are compared."""
    folded = words.lower().translate(str.maketrans("", "", _SIGNS))
    return folded.translate(_BY_LETTER)


class _Folded(Func):
    """Fold in the database. Letters without a partner are left out."""

    function = "TRANSLATE"
    output_field = TextField()

    def __init__(self, words: Any) -> None:
        plain = "".join(_ACCENTED.values())
        super().__init__(Lower(words), Value("".join(_ACCENTED) + _SIGNS), Value(plain))

    def as_sqlite(
        self, compiler: Any, connection: Any, **_extra: Any
    ) -> tuple[str, tuple[Any, ...]]:
        """The demonstration's database has no such function, so it is handed ours."""
        connection.ensure_connection()
        connection.connection.create_function("folded", 1, fold, deterministic=True)
        sql, params = compiler.compile(self.get_source_expressions()[0])
        return f"folded({sql})", tuple(params)


def _numbered(number: str) -> Q:
    """Those with such a number, or with one from before that leads to them."""
    old = Member.objects.filter(uniform_number__contains=number).values("merged_into")
    return Q(uniform_number__contains=number) | Q(pk__in=old)


def found(members: QuerySet[Member], typed: str) -> QuerySet[Member]:
    """Narrow to those who have each word in name, address, employer or number."""
    typed = typed.replace("\0", "").strip()[:LONGEST]
    words = fold(unicodedata.normalize("NFC", typed)).split()
    if not words:
        return members.none()
    gap = Value("\n")
    told = Concat(
        F("name"),
        gap,
        F("email"),
        gap,
        Coalesce(F("user__email"), Value(""), output_field=CharField()),
        gap,
        F("employer"),
        output_field=TextField(),
    )
    wanted = Q()
    for word in words:
        here = Q(told__contains=word)
        if number := membership_numbers.uniform(word):
            here |= _numbered(number)
        wanted &= here
    if number := membership_numbers.uniform(typed):
        wanted |= _numbered(number)
    return members.alias(told=_Folded(told)).filter(wanted)
