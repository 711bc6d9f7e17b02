"""Privacy: what a room holds about people, and what becomes of it.

Each room's `privacy.py` says it row by row: whose a table is, which of its fields are
handed out, and whether its rows go or stay when the person is erased. A house test
finds a table or a field that nobody has said anything about. The rules are read and
carried out here, so that a room only states them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet

from .files import delete_after_commit


@dataclass(frozen=True)
class Person:
    """Who asks: an account, and the addresses that its owner has proved."""

    user: Any
    addresses: frozenset[str]


@dataclass(frozen=True)
class Part:
    """One file of a download: made already, or to be read from its storage."""

    path: str
    content: bytes = b""
    file: Any = None


type Find = Callable[[Person], Q]
type Erase = Callable[[Person, QuerySet[Any]], int]


@dataclass(frozen=True)
class Holds:
    """What one table holds about a person.

    `of` finds the rows: names of fields that lead to the account, divided by spaces;
    one with an @ behind it holds an address instead; or a function for what is harder.
    Every field stands in `tells`, and is handed out, or in `hides`, with the reason.

    Without `keeps` the rows go when the person is erased. With it they stay, for the
    reason given: then each field that takes words stands in `blanks`, with what it
    says afterwards ("{pk}" is the row's own key), or in `stays`.
    """

    model: Any
    of: str | Find
    tells: str
    hides: Mapping[str, str] = field(default_factory=dict)
    keeps: str = ""
    blanks: Mapping[str, Any] = field(default_factory=dict)
    stays: str = ""
    erase: Erase | None = None

    @property
    def table(self) -> type[models.Model]:
        return _table(self.model)

    @property
    def told(self) -> tuple[str, ...]:
        return tuple(self.tells.split())

    @property
    def hidden(self) -> frozenset[str]:
        return frozenset(name for names in self.hides for name in names.split())

    def hidden_as(self, reason: str) -> frozenset[str]:
        """Return the fields that are not handed out for this reason."""
        named = [names for names, why in self.hides.items() if why == reason]
        return frozenset(name for names in named for name in names.split())


@dataclass(frozen=True)
class Nobody:
    """Tables about nobody in particular, and why that is so.

    `deeds` are fields that say who on the staff did something, or that look personal
    and are not; they are named so that a new one is noticed.
    """

    tables: Any
    why: str
    deeds: str = ""

    @property
    def models(self) -> tuple[type[models.Model], ...]:
        if isinstance(self.tables, str):
            return tuple(map(_table, self.tables.split()))
        given = self.tables if isinstance(self.tables, tuple) else (self.tables,)
        return tuple(map(_table, given))


@dataclass(frozen=True)
class Period:
    """How long one kind of data is kept: staff may change the number, not the reason.

    `over` returns what has been done with since the end of the given day or earlier.
    """

    key: str
    what: str
    why: str
    number: int
    unit: str
    over: Callable[[date], QuerySet[Any]]
    end: Callable[[QuerySet[Any]], int] | None = None
    at_least_days: int = 0


@dataclass(frozen=True)
class Obstacle:
    """Why somebody cannot be erased yet, said to them."""

    words: str


def _none(_person: Person, _at: datetime) -> list[Any]:
    return []


@dataclass(frozen=True)
class Room:
    """What one app says about people.

    `obstacles` put an erasure off; `leave` takes the steps that come before it, such
    as giving up places; `parts` are further files of a download; `periods` say how
    long the rest is kept.
    """

    key: str
    label: str
    rules: tuple[Holds | Nobody, ...]
    obstacles: Callable[[Person, datetime], list[Obstacle]] = _none
    leave: Callable[[Person, datetime], object] = _none
    parts: Callable[[Person, datetime], Iterable[Part]] = _none
    periods: tuple[Period, ...] = ()
    # False where `parts` bring the tables themselves.
    sheets: bool = True

    @property
    def holds(self) -> tuple[Holds, ...]:
        return tuple(rule for rule in self.rules if isinstance(rule, Holds))


# --- Reading the rules -----------------------------------------------------


def rows_of(rule: Holds, person: Person) -> QuerySet[Any]:
    """Return the person's rows, each once, and nobody else's."""
    found = rule.of(person) if callable(rule.of) else _found(rule.of, person)
    table = rule.table._base_manager  # noqa: SLF001 - nothing may be left out
    # By key: a search through other tables may find a row twice.
    keys = table.filter(found).order_by().values("pk")
    return table.filter(pk__in=keys).order_by("pk")


def _found(of: str, person: Person) -> Q:
    ways = [
        Q(**{f"{way[:-1]}__in": person.addresses})
        if way.endswith("@")
        else Q(**{way: person.user})
        for way in of.split()
    ]
    return reduce(or_, ways)


def said(rule: Holds, row: models.Model) -> dict[str, Any]:
    """Return what is handed out of a row, as plain values."""
    return {name: _plain(row, name) for name in rule.told}


def _plain(row: models.Model, name: str) -> Any:
    kind: Any = row._meta.get_field(name)  # noqa: SLF001 - Django's own API
    if isinstance(kind, models.ManyToManyField):
        return [str(one) for one in getattr(row, name).all()]
    value = getattr(row, name)
    if isinstance(value, models.Model):
        return getattr(value, "reference", None) or str(value)
    if isinstance(kind, models.FileField):
        return value.name.rpartition("/")[2] if value else ""
    if kind.choices and not isinstance(value, list):
        return str(dict(kind.flatchoices).get(value, value))
    return value


def files_in(rule: Holds, rows: Iterable[models.Model]) -> Iterator[tuple[str, Any]]:
    """Return the files that the rows hand out, each with the row's own key."""
    names = [
        each.name
        for each in rule.table._meta.concrete_fields  # noqa: SLF001 - as above
        if isinstance(each, models.FileField) and each.name in rule.told
    ]
    for row in rows:
        for name in names:
            if file := getattr(row, name):
                yield f"{row.pk}", file


# --- Carrying them out -----------------------------------------------------


def erase(rule: Holds, person: Person) -> int:
    """Let go of the person's rows as the rule says; return how many there were.

    In the caller's transaction, in which files wait for the commit.
    """
    rows = rows_of(rule, person)
    if rule.erase is not None:
        return rule.erase(person, rows)
    if rule.keeps:
        return blank(rows, rule.blanks)
    return delete(rows)


def delete(rows: QuerySet[Any]) -> int:
    """Delete rows and their files. What hangs on them has to have gone before."""
    table = rows.model
    keys = list(rows.values_list("pk", flat=True))
    rows = table._base_manager.filter(pk__in=keys)  # noqa: SLF001 - as above
    for kind in _file_fields(table):
        delete_after_commit(*(getattr(row, kind) for row in rows))
    rows.delete()
    return len(keys)


def blank(rows: QuerySet[Any], words: Mapping[str, Any]) -> int:
    """Take the words out of rows that stay, files included."""
    number = 0
    for row in rows:
        delete_after_commit(
            *(getattr(row, k) for k in _file_fields(rows.model) if k in words)
        )
        changed = {
            name: value.format(pk=row.pk) if isinstance(value, str) else value
            for name, value in words.items()
        }
        table = rows.model._base_manager  # noqa: SLF001 - as above
        table.filter(pk=row.pk).update(**changed)
        number += 1
    return number


def _file_fields(table: type[models.Model]) -> list[str]:
    return [
        each.name
        for each in table._meta.concrete_fields  # noqa: SLF001 - as above
        if isinstance(each, models.FileField)
    ]


def _table(model: Any) -> type[models.Model]:
    return apps.get_model(model) if isinstance(model, str) else model


# --- What has been forgotten -----------------------------------------------

_SMELLS = ("email", "phone", "mobile", "address", "contact", "person", "birth", "owner")
_WORDS = (models.CharField, models.TextField, models.JSONField, models.FileField)
_AUTOMATIC = (models.AutoField, models.GeneratedField)


def fields_of(table: type[models.Model]) -> list[Any]:
    """Return the fields of a table about which something has to be said."""
    meta = table._meta  # noqa: SLF001 - as above
    mine = [each for each in meta.concrete_fields if not isinstance(each, _AUTOMATIC)]
    return [*mine, *meta.many_to_many]


def takes_words(kind: Any) -> bool:
    """Say whether somebody's words may stand in it: a choice from a list is none."""
    address = isinstance(kind, models.GenericIPAddressField)
    return address or (isinstance(kind, _WORDS) and not kind.choices)


def smells_personal(kind: Any) -> bool:
    """Say whether a field of a table about nobody looks as if it were somebody's."""
    to = getattr(kind, "related_model", None)
    if to is not None and to._meta.label in {"accounts.User", "membership.Member"}:  # noqa: SLF001 - as above
        return True
    if isinstance(kind, models.EmailField | models.GenericIPAddressField):
        return True
    return takes_words(kind) and any(part in _SMELLS for part in kind.name.split("_"))


def faults(rule: Holds | Nobody) -> list[str]:
    """Return in words what a rule has not said, or says about nothing."""
    if isinstance(rule, Nobody):
        return [
            f"{table.__name__}.{kind.name} looks personal: if it is, say `Holds(…)` of "
            f"the table, otherwise name the field in `deeds`"
            for table in rule.models
            for kind in fields_of(table)
            if smells_personal(kind) and kind.name not in rule.deeds.split()
        ]
    name, kinds = rule.table.__name__, fields_of(rule.table)
    there = {kind.name for kind in kinds}
    known = {*rule.told, *rule.hidden}
    found = [
        f"{name}.{one} has no rule: name it in `tells` (handed out to its owner), or "
        "in `hides` with the reason why not"
        for one in sorted(there - known)
    ]
    said_to_stay = {*rule.blanks, *rule.stays.split()}
    found += [
        f"{name}.{one} is named in a rule, but there is no such field"
        for one in sorted((known | said_to_stay) - there - {"id"})
    ]
    if rule.keeps and rule.erase is None:
        found += [
            f"{name} is kept after an erasure, and {kind.name} takes words: say in "
            "`blanks` what stands there then, or name it in `stays`"
            for kind in kinds
            if takes_words(kind) and kind.name not in said_to_stay
        ]
    return found


# --- Reasons that every room has -------------------------------------------

OWNER = "the person who asks"
OURS = "a counter or key of ours, which says nothing about the person"
SECRET = "it opens something, and says nothing about the person"  # noqa: S105 - a reason
OTHERS = "somebody else, who has a right to privacy too"
ERASED = "Erased person"
NO_ADDRESS = "erased-{pk}@erased.invalid"
