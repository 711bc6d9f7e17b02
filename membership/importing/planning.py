"""Planning: what would a row change, given what is known of the member?

Plain comparison, with no queries and no clock: the same answer when a file is checked
and when it is carried out, unless something changed in between. An empty cell changes
nothing, and what a machine should not decide goes to a person.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from membership import terms
from membership.models import Outcome
from portal.core.words import uk_day

from .cells import Said, same_name

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Term:
    """One term that counts; without a key, one that an earlier row adds."""

    starts_on: date
    ends_on: date
    grade: int
    key: int | None = None
    # Paid here, resigned or paused: not a file's to change.
    settled: str = ""


@dataclass(frozen=True)
class Known:
    """A member as the list has them."""

    name: str
    email: str
    employer: str = ""
    joined_on: date | None = None
    terms: tuple[Term, ...] = ()
    key: int | None = None
    number: str = ""
    proposed_email: str = ""

    @property
    def last(self) -> Term | None:
        return max(self.terms, key=lambda term: term.ends_on, default=None)


@dataclass
class Plan:
    """What a row would do."""

    outcome: str
    changes: list[dict[str, str]] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    corrections: dict[str, Any] = field(default_factory=dict)
    withdraws: list[Term] = field(default_factory=list)
    adds: list[Term] = field(default_factory=list)
    email: str = ""
    moves_back: bool = False

    def change(self, what: str, before: str, after: str) -> None:
        self.changes.append({"field": what, "before": before, "after": after})


class Doubt(Exception):
    """Only a person can decide; the message says why."""


def plan(
    said: Said,
    known: Known | None,
    *,
    grades: Mapping[int, str],
    on: date,
    doubts: list[str] | None = None,
) -> Plan:
    """Return what the row would change. `doubts` are those from outside the row."""
    if said.faults:
        return Plan(Outcome.FAULT, reasons=list(said.faults))
    found = [*said.doubts, *(doubts or [])]
    if found:
        return Plan(Outcome.PERSON, reasons=found)
    try:
        made = _new(said, grades) if known is None else _of(said, known, grades, on)
    except Doubt as doubt:
        return Plan(Outcome.PERSON, reasons=[str(doubt)])
    made.reasons.extend(said.notes)
    return made


def _new(said: Said, grades: Mapping[int, str]) -> Plan:
    made = Plan(Outcome.NEW)
    if said.ends_on is None:
        made.reasons.append("Without a last day there is no term, so nobody counts.")
        return made
    if said.grade is None:
        return Plan(Outcome.FAULT, reasons=["There is no grade for the term."])
    term = Term(_first_day(said), said.ends_on, said.grade)
    made.adds.append(term)
    made.change("term", "", words_for(term, grades))
    return made


def _first_day(said: Said) -> date:
    """Return the first day, or the one that makes it a year."""
    assert said.ends_on is not None
    return said.starts_on or terms.months_on(said.ends_on + DAY, -12)


def _of(said: Said, known: Known, grades: Mapping[int, str], on: date) -> Plan:
    _refuse_stranger(said, known)
    made = Plan(Outcome.UNCHANGED)
    _correct(made, said, known)
    if said.ends_on is not None:
        _move(made, said, known, grades, on)
    if made.changes:
        made.outcome = Outcome.CHANGED
    if said.email and said.email != known.email:
        if said.email == known.proposed_email:
            made.reasons.append(f"{said.email} has been proposed already.")
        else:
            made.change("email", known.email, said.email)
            made.email, made.outcome = said.email, Outcome.ADDRESS
            made.reasons.append(
                "Another address: chosen by hand, it is proposed, and holds once the "
                "member has proved it."
            )
    return made


def _refuse_stranger(said: Said, known: Known) -> None:
    """Raise where the number is ours and the person may be another."""
    if same_name(said.name, known.name):
        return
    if said.email and said.email == known.email:
        return
    raise Doubt(
        f"The number belongs to {known.name}, and nothing else says that this is the "
        "same person."
    )


def _correct(made: Plan, said: Said, known: Known) -> None:
    if said.name != known.name:
        made.corrections["name"] = said.name
        made.change("name", known.name, said.name)
    if said.employer and said.employer != known.employer:
        made.corrections["employer"] = said.employer
        made.change("employer", known.employer, said.employer)
    if said.joined_on and said.joined_on != known.joined_on:
        made.corrections["joined_on"] = said.joined_on
        made.change("joined_on", uk_day(known.joined_on), uk_day(said.joined_on))


# --- Terms -----------------------------------------------------------------


def _move(
    made: Plan, said: Said, known: Known, grades: Mapping[int, str], on: date
) -> None:
    assert said.ends_on is not None
    last = known.last
    if last is None:
        first = _new(said, grades)
        if first.outcome == Outcome.FAULT:
            raise Doubt("There is no grade for the term.")
        made.adds, made.changes = first.adds, [*made.changes, *first.changes]
        return
    grade = said.grade if said.grade is not None else last.grade
    if said.ends_on > last.ends_on:
        _go_on(made, said, last, grade)
    elif said.ends_on < last.ends_on:
        if _is_past(said, known, grade):
            return
        _move_back(made, said, known, grade)
    elif grade != last.grade:
        _regrade(made, last, grade, on)
    else:
        return
    made.change(
        "term",
        "; ".join(words_for(term, grades) for term in made.withdraws)
        or words_for(last, grades),
        "; ".join(words_for(term, grades) for term in made.adds),
    )


def _go_on(made: Plan, said: Said, last: Term, grade: int) -> None:
    assert said.ends_on is not None
    if last.settled in {RESIGNED, PAUSED}:
        raise Doubt(f"The membership {last.settled}, and the file says it goes on.")
    after = last.ends_on + DAY
    starts_on = max(said.starts_on or after, after)
    made.adds.append(Term(starts_on, said.ends_on, grade))


RESIGNED, PAUSED, PAID = "was given up", "is paused", "was paid for here"


def _is_past(said: Said, known: Known, grade: int) -> bool:
    """Say whether the row tells of an earlier term that is known as it stands."""
    return said.starts_on is not None and any(
        (term.starts_on, term.ends_on, term.grade)
        == (said.starts_on, said.ends_on, grade)
        for term in known.terms
    )


def _move_back(made: Plan, said: Said, known: Known, grade: int) -> None:
    assert said.ends_on is not None
    touched = [term for term in known.terms if term.ends_on > said.ends_on]
    for term in touched:
        if term.settled:
            raise Doubt(
                f"The term until {uk_day(term.ends_on)} {term.settled}, and the file "
                f"ends on {uk_day(said.ends_on)}."
            )
    kept = [term for term in touched if term.starts_on <= said.ends_on]
    earlier = [term for term in known.terms if term not in touched]
    if not kept and not earlier:
        raise Doubt(
            f"The last day, {uk_day(said.ends_on)}, lies before the first that we know."
        )
    made.withdraws.extend(touched)
    made.adds.extend(Term(term.starts_on, said.ends_on, grade) for term in kept)
    made.moves_back = True


def _regrade(made: Plan, last: Term, grade: int, on: date) -> None:
    if last.settled:
        raise Doubt(
            f"The term until {uk_day(last.ends_on)} {last.settled}, and the file "
            "gives another grade."
        )
    made.withdraws.append(last)
    if last.starts_on < on <= last.ends_on:
        made.adds.append(Term(last.starts_on, on - DAY, last.grade))
        made.adds.append(Term(on, last.ends_on, grade))
    else:
        made.adds.append(Term(last.starts_on, last.ends_on, grade))


def words_for(term: Term, grades: Mapping[int, str]) -> str:
    grade = grades.get(term.grade, "a grade that has gone")
    return f"{uk_day(term.starts_on)} to {uk_day(term.ends_on)}, {grade}"
