"""My data: asks every room to hand it out, and to let go of what it may.

The rooms are found by name: an app with a `privacy.py` has one. What this room itself
holds is said at the end.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.text import capfirst

from portal.accounts.models import User
from portal.accounts.privacy import person_of
from portal.body import identity
from portal.core import clock, history, privacy
from portal.core.privacy import (
    ERASED,
    NO_ADDRESS,
    OTHERS,
    OURS,
    OWNER,
    SECRET,
    Holds,
    Nobody,
    Obstacle,
    Part,
    Period,
    Person,
    Room,
)
from portal.core.words import uk_datetime
from portal.my import naming
from portal.my.models import DataRequest, Erasure, RetentionRun
from portal.rendering import sheets
from portal.rendering.words import file_name

# The account goes last: until then it is what everything is found by.
LAST = "accounts"


@cache
def rooms() -> tuple[Room, ...]:
    """Return every app's room, those that import others before those they import."""
    found = [
        getattr(import_module(f"{app.name}.privacy"), "ROOM", None)
        for app in apps.get_app_configs()
        if app.name.partition(".")[0] in {"portal", "membership", "events", "cpd"}
        and find_spec(f"{app.name}.privacy") is not None
    ]
    # That of the core is the language in which the others are written.
    spoken = [room for room in found if isinstance(room, Room)]
    return tuple(sorted(spoken, key=lambda room: room.key == LAST))


# --- Handing out -----------------------------------------------------------


@dataclass(frozen=True)
class Table:
    """What the page of a download shows of one table."""

    label: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def export(user: User, *, at: datetime) -> Iterator[Part]:
    """Return every file of a download, room by room.

    To be read inside one snapshot, so that no room tells of a moment that another
    does not know.
    """
    person = person_of(user)
    whole: dict[str, dict[str, list[dict[str, Any]]]] = {}
    pages = []
    for room in rooms():
        tables = []
        for rule in room.holds:
            rows = list(privacy.rows_of(rule, person))
            if not rows:
                continue
            name = rule.table._meta.model_name or ""  # noqa: SLF001 - Django's own API
            told = [privacy.said(rule, row) for row in rows]
            whole.setdefault(room.key, {})[name] = told
            tables.append(_table(rule, told))
            if room.sheets:
                lines = (list(row.values()) for row in _written(told))
                content = sheets.sheet(rule.told, lines)
                yield Part(f"{room.key}/{name}.csv", content)
                for key, file in privacy.files_in(rule, rows):
                    yield Part(_path(room, key, file), file=file)
        yield from room.parts(person, at)
        pages.append((room.label, tables))
    text = json.dumps(whole, ensure_ascii=False, indent=1, default=_as_text)
    yield Part("everything.json", text.encode())
    yield Part("read-me-first.html", _page(user, pages, at=at))
    yield Part("style.css", render_to_string("my/privacy/download.css").encode())


def _path(room: Room, key: str, file: Any) -> str:
    stem, dot, ending = file.name.rpartition("/")[2].rpartition(".")
    name = file_name(f"{key}-{stem or ending}", ending if dot else "bin")
    return f"{room.key}/files/{name}"


def _table(rule: Holds, told: list[dict[str, Any]]) -> Table:
    names = [
        str(getattr(rule.table._meta.get_field(name), "verbose_name", name))  # noqa: SLF001 - as above
        for name in rule.told
    ]
    return Table(
        label=capfirst(naming.many(rule.table)),
        columns=tuple(names),
        rows=tuple(tuple(row.values()) for row in _written(told)),
    )


def _written(told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: _as_words(value) for name, value in row.items()} for row in told]


def _as_words(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return uk_datetime(value)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=str) if value else ""
    return value if isinstance(value, int | float) else str(value)


def _as_text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _page(user: User, pages: list[Any], *, at: datetime) -> bytes:
    context = {"user": user, "rooms": pages, "at": at, "body": identity.current()}
    return render_to_string("my/privacy/download.html", context).encode()


# --- Letting go ------------------------------------------------------------


def obstacles(user: User, *, at: datetime) -> list[str]:
    """Return in words what stands in the way of erasing somebody now."""
    person = person_of(user)
    return [each.words for room in rooms() for each in room.obstacles(person, at)]


@dataclass(frozen=True)
class Fate:
    """What becomes of one room's tables, for the page that says so beforehand."""

    label: str
    goes: tuple[str, ...]
    stays: tuple[tuple[str, str], ...]


def fates(user: User) -> list[Fate]:
    """Say what of this person's would go, and what would stay and why."""
    person = person_of(user)
    found = []
    for room in rooms():
        goes: list[str] = []
        stays: dict[str, list[str]] = {}
        for rule in room.holds:
            if not privacy.rows_of(rule, person).exists():
                continue
            name = naming.many(rule.table)
            if rule.keeps:
                stays.setdefault(rule.keeps, []).append(name)
            else:
                goes.append(name)
        if goes or stays:
            kept = tuple((", ".join(names), why) for why, names in stays.items())
            found.append(Fate(room.label, tuple(goes), kept))
    return found


@transaction.atomic
def erase(user: User, *, at: datetime) -> dict[str, int]:
    """Let go of everything about a person at once; return how many rows of each table.

    All or nothing. Files go when this has been committed. The caller has looked for
    what stands in the way.
    """
    person = person_of(user)
    for room in rooms():
        room.leave(person, at)
    subjects = [
        (rule.table, list(privacy.rows_of(rule, person).values_list("pk", flat=True)))
        for room in rooms()
        for rule in room.holds
    ]
    words = [*person.addresses, user.email, *_full_name(user.name)]
    counts = {
        rule.table._meta.label: privacy.erase(rule, person)  # noqa: SLF001 - as above
        for room in rooms()
        for rule in room.holds
    }
    history.forget(subjects, words=words)
    return {name: number for name, number in counts.items() if number}


def _full_name(name: str) -> list[str]:
    """Return the name where it tells one person from others: "Ann" would not."""
    return [name] if " " in name.strip() else []


# --- What this room holds --------------------------------------------------


def _requests_obstacle(person: Person, _at: datetime) -> list[Obstacle]:
    mine = DataRequest.objects.open().filter(user=person.user)
    return [
        Obstacle(
            f"Your request {each.reference} is not answered yet. We need what it is "
            "about to answer it."
        )
        for each in mine
    ]


def _answered(limit: date) -> QuerySet[Any]:
    end = clock.end_of_uk_day(limit)
    return DataRequest.objects.filter(answered_at__lt=end)


def _erased_before(limit: date) -> QuerySet[Any]:
    return Erasure.objects.filter(ended_at__lt=clock.end_of_uk_day(limit))


def _ran_before(limit: date) -> QuerySet[Any]:
    return RetentionRun.objects.filter(ran_at__lt=clock.end_of_uk_day(limit))


ROOM = Room(
    "my",
    "Your requests about your data",
    (
        Holds(
            "my.Download",
            "user",
            "asked_at ready_at ends_at size",
            hides={
                "user": OWNER,
                "claimed_until tries done of failed_at": OURS,
                "file": "it is this download, or an earlier one",
            },
        ),
        Holds(
            "my.DataRequestNote",
            "request__user",
            "made_at",
            hides={
                "request": OWNER,
                "by": OTHERS,
                "words": "how we came to the answer; the answer itself is told",
            },
        ),
        Holds(
            "my.DataRequest",
            "user email@",
            "reference kind name email words received_at acknowledged_at answer "
            "answer_words answered_at",
            hides={"user": OWNER, "taken_by answered_by": OTHERS, "asked_from": OURS},
            keeps="That there was a request, and how it ended, is kept for three years "
            "in case it is taken to the regulator. The words are taken out.",
            blanks={
                "name": ERASED,
                "email": NO_ADDRESS,
                "words": "",
                "answer_words": "",
                "asked_from": "",
            },
            stays="reference",
        ),
        Holds(
            "my.Erasure",
            "user",
            "reference status asked_at due_at put_off_because ended_at counts",
            hides={"user": OWNER, "stop_token": SECRET},
            keeps="That you were erased, and when: after a backup is brought back, it "
            "has to be done again. It names nobody.",
            blanks={"put_off_because": []},
            stays="reference stop_token counts",
        ),
        Nobody(
            "my.RetentionPeriod my.RetentionRun",
            "how long data is kept",
            deeds="changed_by",
        ),
    ),
    obstacles=_requests_obstacle,
    periods=(
        Period(
            "my.requests",
            "Complaints and requests about personal data, with the answers",
            "So that an answer can be defended before the Information Commissioner.",
            3,
            "years",
            _answered,
            at_least_days=365,
        ),
        Period(
            "my.erasures",
            "That somebody was erased, by the key of an empty account",
            "Backups may be brought back for as long as they are kept.",
            6,
            "years",
            _erased_before,
            at_least_days=365,
        ),
        Period(
            "my.retention_runs",
            "What the nightly job of retention did",
            "To show that it does.",
            3,
            "years",
            _ran_before,
        ),
    ),
)
