"""Merging: what becomes of each row when two records turn out to be one person's.

Each room's `merging.py` says it for every field that leads to an account or a member,
and declares it at the start. A house test finds a field that nobody has said anything
about. The rules are read and carried out here, so that a room only states them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import and_
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet
from django.db.models.functions import Concat


@dataclass(frozen=True)
class Pair:
    """Two records of one person: which stays, and which goes into it.

    `account` is the account that stays, if either has one; `closed` the one that is
    closed, if each had one. `addresses` are those under which the other was reached.
    """

    kept: Any
    other: Any
    account: Any
    closed: Any
    by: Any
    at: datetime
    addresses: frozenset[str] = frozenset()

    @property
    def address(self) -> str:
        """Where the person is reached afterwards."""
        if self.account is not None:
            return str(self.account.email)
        return str(self.kept.email or self.other.email)


@dataclass(frozen=True)
class Moves:
    """Fields whose rows go on with the record that stays.

    Where the record that stays has a row with the same `once` already, the other's is
    deleted, or loses what `doubled` names and moves all the same. The text that
    `joined` names is put behind that of the row that stays, before the other's is
    deleted. `once=()` says that nobody has two. `said` names the rows in the preview;
    what is the owner's alone has no name there, so that not even its number is shown.
    """

    fields: str
    said: str = ""
    once: tuple[str, ...] | None = None
    doubled: tuple[str, ...] = ()
    joined: str = ""


@dataclass(frozen=True)
class Goes:
    """Fields whose rows are deleted with the account that is closed."""

    fields: str
    why: str


@dataclass(frozen=True)
class Stays:
    """Fields that are left alone, and why."""

    fields: str
    why: str


@dataclass(frozen=True)
class Handled:
    """Fields that a function of the room sees to, since it takes more than a move."""

    fields: str
    how: Callable[[Pair], object]
    said: str = ""


type Rule = Moves | Goes | Stays | Handled


def _nothing(_pair: Pair) -> list[str]:
    return []


@dataclass(frozen=True)
class Room:
    """What one app says about putting two records together.

    `lock` locks what others write to while they hold more of the same. `stops` says
    what has to be settled before, `says` what will be done about rows that both have.
    """

    key: str
    rules: tuple[Rule, ...]
    lock: Callable[[Pair], object] = _nothing
    stops: Callable[[Pair], list[str]] = _nothing
    says: Callable[[Pair], list[str]] = _nothing


_rooms: dict[str, Room] = {}


def declare(room: Room) -> None:
    """Make a room known; two of one name stop the start."""
    if room.key in _rooms:
        raise ValueError(f"The room {room.key} is declared twice.")
    _rooms[room.key] = room


def rooms() -> list[Room]:
    """Return the rooms from the lowest up."""
    return [_rooms[key] for key in sorted(_rooms, key=_height)]


_FROM_BELOW = ("payments", "notifications", "accounts", "membership", "events")


def _height(key: str) -> int:
    return _FROM_BELOW.index(key) if key in _FROM_BELOW else len(_FROM_BELOW)


def lock(pair: Pair) -> None:
    """Lock what all rooms say, from above: what was paid for comes before its bill."""
    for room in reversed(rooms()):
        room.lock(pair)


# --- Reading the rules -----------------------------------------------------


def places_of(rule: Rule) -> list[tuple[type[models.Model], Any]]:
    """Return the tables and fields that a rule speaks about."""
    found = []
    for path in rule.fields.split():
        label, _, name = path.rpartition(".")
        table = apps.get_model(label)
        found.append((table, table._meta.get_field(name)))  # noqa: SLF001 - Django's own API
    return found


def _ends(field: Any, pair: Pair) -> tuple[Any, Any]:
    """Return from which record to which a field moves; nothing where nothing ends."""
    if field.related_model is type(pair.kept):
        return pair.other, pair.kept
    return pair.closed, pair.account


def carry_out(rule: Rule, pair: Pair) -> None:
    if isinstance(rule, Handled):
        rule.how(pair)
        return
    if isinstance(rule, Stays):
        return
    for table, field in places_of(rule):
        before, after = _ends(field, pair)
        if before is None:
            continue
        rows = table._base_manager.filter(**{field.name: before})  # noqa: SLF001 - nothing may be left out
        if isinstance(rule, Goes):
            rows.delete()
            continue
        if rule.once is not None:
            _part(rule, field, rows, after)
        # By its key alone: no row is read on the way, so no word of it either.
        rows.update(**{field.name: after})


def _part(rule: Moves, field: Any, rows: QuerySet[Any], after: Any) -> None:
    """See to the rows that the record which stays has already."""
    alike = twins(rule, field, rows, after)
    if rule.joined:
        _join(rule, field, rows.filter(pk__in=alike), after)
    if rule.doubled:
        rows.filter(pk__in=list(alike)).update(**dict.fromkeys(rule.doubled))
    else:
        rows.filter(pk__in=list(alike)).delete()


def _join(rule: Moves, field: Any, theirs: QuerySet[Any], after: Any) -> None:
    """Put the text of both into the row that stays, in the database, unread."""
    assert rule.once
    mine = theirs.model._base_manager.filter(**{field.name: after})  # noqa: SLF001 - nothing may be left out
    same = {name: models.OuterRef(name) for name in rule.once}
    text = theirs.filter(**same).values(rule.joined)[:1]
    mine.filter(models.Exists(theirs.filter(**same))).update(
        **{
            rule.joined: Concat(
                models.F(rule.joined),
                models.Value("\n\n"),
                models.Subquery(text),
                output_field=models.TextField(),
            )
        }
    )


def twins(rule: Moves, field: Any, rows: QuerySet[Any], after: Any) -> list[Any]:
    """Return the keys of the rows that the record which stays has as well."""
    theirs = rows.model._base_manager.filter(**{field.name: after})  # noqa: SLF001 - as above
    same = [Q(**{name: models.OuterRef(name)}) for name in rule.once or ()]
    if same:
        theirs = theirs.filter(reduce(and_, same))
    found = rows.filter(models.Exists(theirs))
    return list(found.values_list("pk", flat=True))


def counts(pair: Pair) -> Iterator[tuple[str, int, int]]:
    """Return what stands with each of the two: its name, here, and there."""
    for room in rooms():
        for rule in room.rules:
            if said := getattr(rule, "said", ""):
                there, here = _counts_of(rule, pair)
                yield said, here, there


def _counts_of(rule: Rule, pair: Pair) -> list[int]:
    """Count rows, each once, also where two of its fields lead to the same person."""
    found: dict[type[models.Model], tuple[Q, Q]] = {}
    for table, field in places_of(rule):
        both = zip(found.get(table, (Q(), Q())), _counted(field, pair), strict=True)
        there, here = (
            known | Q(**{field.name: end}) if end is not None else known
            for known, end in both
        )
        found[table] = (there, here)
    return [
        sum(
            table._base_manager.order_by().filter(whose[side]).count()  # noqa: SLF001 - as above
            for table, whose in found.items()
            if whose[side]
        )
        for side in (0, 1)
    ]


def _counted(field: Any, pair: Pair) -> tuple[Any, Any]:
    """Return whose rows are counted, the other's account also where it goes along."""
    if field.related_model is type(pair.kept):
        return pair.other, pair.kept
    return pair.other.user, pair.kept.user


# --- What has been forgotten -----------------------------------------------


def leading_to(targets: tuple[type[models.Model], ...]) -> list[str]:
    """Return every field of every table that leads to one of these."""
    return [
        f"{table._meta.label}.{field.name}"  # noqa: SLF001 - as above
        for table in apps.get_models(include_auto_created=True)
        for field in table._meta.local_fields  # noqa: SLF001 - as above
        if field.is_relation and field.related_model in targets
    ]


DEEDS = "who of the staff did it, with which account, stays as it was"
EDITORS = "who edited what, which is the history of the page and not of a person"
