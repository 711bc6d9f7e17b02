"""Register rows: how a line of the register is shown, and what a tap on it says."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID, uuid5

from events.models import Attendance, EventSession, Mark, RegisterMark
from portal.core.words import uk_time

WORDS = {
    Mark.NONE: "Mark present",
    Mark.PRESENT: "Present",
    Mark.LATE: "Late",
    Mark.LEFT_EARLY: "Left early",
    Mark.ABSENT: "Not there",
}
LOOKS = {Mark.LATE: "late", Mark.LEFT_EARLY: "late", Mark.ABSENT: "away"}


@dataclass(frozen=True)
class Tap:
    """One tap: on which line, as its writer saw it, and what was said."""

    line: int
    seen: int
    mark: Mark
    minutes: int = 0

    @classmethod
    def read(cls, value: str) -> Self:
        """Read what a button carries, such as 12.0.late.10. Raises ValueError."""
        line, seen, mark, *minutes = value.split(".")
        return cls(int(line), int(seen), Mark(mark), int(minutes[0]) if minutes else 0)

    def __str__(self) -> str:
        return f"{self.line}.{self.seen}.{self.mark}" + (
            f".{self.minutes}" if self.minutes else ""
        )

    def operation_on(self, page: UUID) -> UUID:
        """Return the identity of this tap on one rendering of a page.

        The same button pressed twice is one tap, without any script.
        """
        return uuid5(page, str(self))


@dataclass(frozen=True)
class Row:
    """One line, ready to be shown. `tap` is what its button says."""

    pk: int
    name: str
    agency: str
    mark: str
    minutes: int
    version: int
    joined_at: datetime | None

    @property
    def label(self) -> str:
        return label_of(Mark(self.mark), self.minutes)

    @property
    def look(self) -> str:
        return LOOKS.get(Mark(self.mark), "")

    @property
    def tap(self) -> str:
        """One tap marks present, and another takes that back."""
        wanted = Mark.NONE if self.mark == Mark.PRESENT else Mark.PRESENT
        return str(Tap(self.pk, self.version, wanted))

    def state(self) -> list[int | str]:
        """Say how the line stands, without a name, for a phone that keeps it."""
        return [self.pk, self.version, self.mark, self.minutes]


def label_of(mark: Mark, minutes: int) -> str:
    words = WORDS[mark]
    return f"{words}, {minutes} min" if minutes else words


def rows_of(lines: Iterable[Attendance]) -> list[Row]:
    return [row_of(line) for line in lines]


def row_of(line: Attendance) -> Row:
    return Row(
        pk=line.pk,
        name=line.who or "No name yet",
        agency=line.agency,
        mark=line.mark,
        minutes=line.minutes_missed,
        version=line.version,
        joined_at=line.joined_at,
    )


@dataclass(frozen=True)
class Choice:
    label: str
    tap: str


@dataclass(frozen=True)
class Conflict:
    """Two marks for one person, in words, with a button to keep either."""

    pk: int
    name: str
    words: str
    choices: tuple[Choice, Choice]


def conflict_of(tap: RegisterMark, *, reader: object) -> Conflict:
    line = tap.attendance
    stands = label_of(Mark(line.mark), line.minutes_missed)
    wanted = label_of(Mark(tap.mark), tap.minutes_missed)
    first = _said(line.marked_by, reader, stands if line.mark else "", line.marked_at)
    second = _said(tap.by, reader, wanted if tap.mark else "", tap.received_at)
    return Conflict(
        pk=line.pk,
        name=line.who,
        words=f"{first} {second}",
        choices=(
            Choice(
                _keep(line.mark, stands),
                str(Tap(line.pk, line.version, Mark(line.mark), line.minutes_missed)),
            ),
            Choice(
                _keep(tap.mark, wanted),
                str(Tap(line.pk, line.version, Mark(tap.mark), tap.minutes_missed)),
            ),
        ),
    )


def _keep(mark: str, words: str) -> str:
    return f"Keep {words[0].lower()}{words[1:]}" if mark else "Leave not marked"


def _said(by: object, reader: object, words: str, at: datetime | None) -> str:
    who = "You" if by == reader else str(getattr(by, "name", "") or "Somebody")
    when = f" at {uk_time(at)}" if at else ""
    if not words:
        return f"{who} took the mark off{when}."
    return f"{who} marked {words[0].lower()}{words[1:]}{when}."


@dataclass(frozen=True)
class Missed:
    """What to propose as minutes missed, by the clock of the session."""

    late: int
    early: int


def missed_by(event_session: EventSession, *, at: datetime) -> Missed:
    """Propose for somebody who comes or goes now; nothing outside the session."""
    if not event_session.starts_at < at < event_session.ends_at:
        return Missed(0, 0)
    return Missed(
        late=int((at - event_session.starts_at).total_seconds() // 60),
        early=int((event_session.ends_at - at).total_seconds() // 60),
    )
