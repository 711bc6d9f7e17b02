"""Mapping: which column of a file means what?

Proposed from the headings, decided by a person, and remembered by the headings for the
next file of the same kind. A heading that stands twice, or two that could both be
meant, are never chosen between by themselves.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from membership.models import Grade, ImportMapping
from portal.accounts.models import User

from .days import Order
from .surveying import Column


@dataclass(frozen=True)
class Field:
    """Something that a column may mean, and what it is called elsewhere."""

    key: str
    label: str
    names: str
    help: str = ""

    @property
    def aliases(self) -> list[str]:
        return [plain(name) for name in self.names.split("|")]


FIELDS = (
    Field(
        "number",
        "Membership number",
        "membership number|membership no|member number|member no|number|external "
        "identifier|membership id number|mitgliedsnummer|numéro de membre|número de "
        "socio|rhif aelodaeth|lidnummer|número de sócio|numer członkowski",
        "Kept as it is. Rows without one are given the next.",
    ),
    Field(
        "name",
        "Whole name",
        "name|full name|display name|member name|member|vollständiger name|nom "
        "complet|nombre completo|enw|enw llawn|naam",
        "Or first and last name below.",
    ),
    Field(
        "first_name",
        "First name",
        "first name|forename|given name|forenames|vorname|prénom|nombre|enw cyntaf|"
        "voornaam|nome|imię",
    ),
    Field(
        "last_name",
        "Last name",
        "last name|surname|family name|nachname|familienname|nom|nom de famille|"
        "apellido|apellidos|cyfenw|achternaam|sobrenome|nazwisko",
    ),
    Field(
        "email",
        "E-mail address",
        "email|e mail|email address|e mail address|mail|e mail adresse|adresse e "
        "mail|courriel|correo electrónico|cyfeiriad e bost|ebost|e mailadres",
        "Of a member who is here already it is proposed, never written.",
    ),
    Field(
        "grade",
        "Grade",
        "grade|membership grade|membership type|membership category|type of "
        "membership|category|ticket type|mitgliedsart|type d adhésion|tipo de "
        "socio|math o aelodaeth",
    ),
    Field(
        "starts_on",
        "First day",
        "first day|start date|membership start date|valid from|from|starts|begins|"
        "beginn|date de début|fecha de inicio|dyddiad dechrau",
    ),
    Field(
        "ends_on",
        "Last day",
        "last day|end date|membership expiration date|membership end date|expiry|"
        "expiry date|expires|expiration date|renewal date|valid to|valid until|until|"
        "ende|date de fin|fecha de fin|dyddiad gorffen",
        "The whole day counts.",
    ),
    Field(
        "employer",
        "Employer",
        "employer|current employer|organisation|organization|company|trust|"
        "arbeitgeber|employeur|empleador|cyflogwr",
    ),
    Field(
        "joined_on",
        "Member since",
        "member since|joined|join date|date joined|joined on|mitglied seit|membre "
        "depuis|socio desde|aelod ers",
    ),
    Field(
        "status",
        "Status",
        "membership status|attendee status",
        "Rows that say cancelled, refunded or the like are left to a person.",
    ),
    Field("deceased", "Has died", "deceased|is deceased|verstorben|décédé"),
    Field("in_trash", "Is in the trash", "contact is in trash|is deleted"),
    Field("on_hold", "Address on hold", "on hold|email on hold"),
    Field("is_test", "Is a test", "test|is test"),
)
BY_KEY = {one.key: one for one in FIELDS}
DAYS = ("starts_on", "ends_on", "joined_on")
CIVICRM = {"contact id", "external identifier", "display name", "membership type"}
EVENTBRITE = (
    {"order", "order no", "order number"},
    {"attendee status", "ticket type", "attendee"},
)
# How CiviCRM and Eventbrite name what matters, where our own words mean another thing.
_OF_CIVICRM = {"name": "display name", "ends_on": "membership expiration date"}
_OF_EVENTBRITE = {"starts_on": "order date", "email": "email"}


class NoLastDay:
    """What becomes of rows when no column has a last day."""

    NONE = "none"
    YEAR = "year"


def plain(heading: str) -> str:
    """Return a heading without case, marks and doubled spaces, to compare it."""
    folded = unicodedata.normalize("NFKC", heading).casefold()
    return " ".join(re.sub(r"[^\w]+|_", " ", folded).split())


def fingerprint(headings: Sequence[str]) -> str:
    """Return by what the meaning of these headings is remembered."""
    words = json.dumps([plain(one) for one in headings])
    return hashlib.sha256(words.encode()).hexdigest()


@dataclass
class Proposal:
    """What the headings suggest, and between what only a person can choose."""

    source: str = ""
    columns: dict[str, int] = field(default_factory=dict)
    asked: dict[str, list[int]] = field(default_factory=dict)


def source_of(headings: Sequence[str]) -> str:
    """Recognise the exports of systems that many bodies come from."""
    words = {plain(one) for one in headings}
    if len(words & CIVICRM) >= 2 and words & {"contact id", "membership id"}:  # noqa: PLR2004 - one alone proves little
        return "CiviCRM"
    if all(words & marks for marks in EVENTBRITE):
        return "Eventbrite"
    return ""


def propose(headings: Sequence[str]) -> Proposal:
    """Propose a meaning for the columns that can only mean one thing."""
    proposal = Proposal(source_of(headings))
    words = [plain(one) for one in headings]
    special = {"CiviCRM": _OF_CIVICRM, "Eventbrite": _OF_EVENTBRITE}
    known = special.get(proposal.source, {})
    for one in FIELDS:
        wanted = [plain(known[one.key])] if one.key in known else one.aliases
        found = _columns_called(wanted, words)
        if len(found) == 1:
            proposal.columns[one.key] = found[0]
        elif found:
            proposal.asked[one.key] = found
    both = {"first_name", "last_name"}
    if both <= proposal.columns.keys() and proposal.source != "CiviCRM":
        # A heading such as “Name” beside them is the surname in some files.
        proposal.columns.pop("name", None)
    elif "name" in proposal.columns:
        for key in both:
            proposal.columns.pop(key, None)
    return proposal


def _columns_called(wanted: Iterable[str], words: Sequence[str]) -> list[int]:
    """Return the columns of the first name that is there, however often it stands."""
    for name in wanted:
        found = [number for number, word in enumerate(words) if word == name]
        if found:
            return found
    return []


# --- What is missing --------------------------------------------------------


def questions(mapping: dict[str, Any], survey: Sequence[Column]) -> list[str]:
    """Return, in words, what a mapping still has to say."""
    columns = mapping.get("columns", {})
    found = []
    if "name" not in columns and not {"first_name", "last_name"} <= columns.keys():
        found.append("Say which column is the name, or which are first and last name.")
    if "number" not in columns and "email" not in columns:
        found.append(
            "Say which column is the membership number or the e-mail address: by one "
            "of them a member is known again."
        )
    doubled = [key for key, at in columns.items() if [*columns.values()].count(at) > 1]
    if doubled:
        labels = " and ".join(BY_KEY[key].label.lower() for key in doubled)
        found.append(f"One column cannot be {labels} at the same time.")
    if asks_order(columns, survey) and mapping.get("order") not in list(Order):
        found.append("Say which way round the days are written.")
    said = mapping.get("no_last_day") in {NoLastDay.NONE, NoLastDay.YEAR}
    if "starts_on" in columns and "ends_on" not in columns and not said:
        found.append("There is no last day. Say what it is to be.")
    return found


def asks_order(columns: dict[str, int], survey: Sequence[Column]) -> bool:
    """Say whether days such as 03/04/2026 could be meant either way."""
    chosen = [
        survey[columns[key]]
        for key in DAYS
        if key in columns and columns[key] < len(survey)
    ]
    told = sum(one.day_first for one in chosen), sum(one.month_first for one in chosen)
    return bool(sum(one.either for one in chosen) or sum(told)) and (
        not any(told) or all(told)
    )


def order_told(columns: dict[str, int], survey: Sequence[Column]) -> Order:
    """Return the order that the days themselves tell, where nobody is asked."""
    months = sum(
        survey[columns[key]].month_first
        for key in DAYS
        if key in columns and columns[key] < len(survey)
    )
    return Order.MONTH_FIRST if months else Order.DAY_FIRST


def grade_words(mapping: dict[str, Any], survey: Sequence[Column]) -> list[str]:
    """Return the words for grades in the file, each once."""
    at = mapping.get("columns", {}).get("grade")
    if at is None or at >= len(survey):
        return []
    return sorted(survey[at].words, key=str.casefold)


def has_too_many_grades(mapping: dict[str, Any], survey: Sequence[Column]) -> bool:
    at = mapping.get("columns", {}).get("grade")
    return at is not None and (at >= len(survey) or survey[at].many)


def grades_by_name(words: Iterable[str]) -> dict[str, int]:
    """Match words to grades of the same name."""
    known = {plain(name): key for key, name in Grade.objects.values_list("pk", "name")}
    return {word: known[plain(word)] for word in words if plain(word) in known}


# --- Remembered -------------------------------------------------------------


def remember(
    headings: Sequence[str], mapping: dict[str, Any], *, by: User | None, at: datetime
) -> None:
    ImportMapping.objects.update_or_create(
        fingerprint=fingerprint(headings),
        defaults={"mapping": mapping, "saved_by": by, "saved_at": at},
    )


def remembered(mark: str) -> dict[str, Any] | None:
    """Return what these headings meant last time, without grades that have gone."""
    row = ImportMapping.objects.filter(fingerprint=mark).first()
    if row is None:
        return None
    there = set(Grade.objects.values_list("pk", flat=True))
    mapping = dict(row.mapping)
    mapping["grades"] = {
        word: key
        for word, key in mapping.get("grades", {}).items()
        if key is None or key in there
    }
    return mapping
