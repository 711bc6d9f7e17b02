"""Requirements: what a cycle asks for, and how far a record has got.

Plain arithmetic, with no queries and no clock, so that each rule can be read and
tested on its own. The numbers belong to the ruleset in force when the cycle
began: never edit an old ruleset, add a new one.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from .models import Measure, Requirement

MINUTES_AN_HOUR = 60


@dataclass(frozen=True)
class Record:
    """What somebody has in one cycle, counted."""

    minutes: int = 0
    participatory_minutes: int = 0
    accounts: int = 0
    accounts_in_draft: int = 0
    feedback: int = 0
    pieces: int = 0
    pieces_with_peer: int = 0
    learning_types: int = 0
    pieces_with_benefit: int = 0


@dataclass(frozen=True)
class Progress:
    measure: Measure
    label: str
    needed: int
    have: int

    @property
    def met(self) -> bool:
        return self.have >= self.needed

    @property
    def missing(self) -> int:
        return max(self.needed - self.have, 0)

    @property
    def per_cent(self) -> float:
        """How full a bar stands; never more than full."""
        return (
            min(100.0, round(100 * self.have / self.needed, 1)) if self.needed else 100
        )

    @property
    def in_minutes(self) -> bool:
        return self.measure in {Measure.MINUTES, Measure.PARTICIPATORY}


def assess(record: Record, requirements: Iterable[Requirement]) -> list[Progress]:
    """Return one line per requirement, in the order members see them.

    Participatory minutes are part of the total, not on top of it.
    """
    have = {
        Measure.MINUTES: record.minutes,
        Measure.PARTICIPATORY: record.participatory_minutes,
        Measure.ACCOUNTS: record.accounts,
        Measure.FEEDBACK: record.feedback,
        Measure.PIECES: record.pieces,
        Measure.WITH_PEER: record.pieces_with_peer,
        Measure.LEARNING_TYPES: record.learning_types,
        Measure.WITH_BENEFIT: record.pieces_with_benefit,
    }
    return [
        Progress(
            Measure(asked.measure),
            asked.label,
            asked.needed,
            have[Measure(asked.measure)],
        )
        for asked in requirements
    ]
