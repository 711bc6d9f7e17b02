"""Credits: how much of which line a credit note takes back, and the VAT in it.

Plain arithmetic in whole pence, with no queries. The VAT of a part is what the line's
VAT comes to for everything taken so far, less what earlier notes took: however many
notes there are, together they never hold a penny more or less than the line did.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .errors import TooMuchCredited


@dataclass(frozen=True)
class OpenLine:
    """A line of an invoice, and what credit notes have taken of it."""

    line: int
    pence: int
    vat_pence: int
    taken_pence: int = 0
    taken_vat_pence: int = 0

    @property
    def left_pence(self) -> int:
        return self.pence - self.taken_pence

    def vat_of(self, pence: int) -> int:
        """Return the VAT in this much more of the line, halves rounded up."""
        if self.pence == 0:
            return 0
        taken = abs(self.taken_pence + pence)
        part, whole = abs(self.vat_pence) * taken, abs(self.pence)
        sign = -1 if self.pence < 0 else 1
        return sign * ((2 * part + whole) // (2 * whole)) - self.taken_vat_pence


@dataclass(frozen=True)
class Share:
    line: int
    pence: int
    vat_pence: int


def spread(lines: Sequence[OpenLine], pence: int) -> list[Share]:
    """Spread a sum over what is left of the lines, in proportion, to the penny.

    A discount, which is a line below nothing, shrinks with the rest. What the division
    leaves over goes to the lines that lost most by rounding, the first before others.
    """
    left = sum(line.left_pence for line in lines)
    if pence > left:
        raise TooMuchCredited(left)
    if left == 0 or pence <= 0:
        return []
    parts = {line.line: line.left_pence * pence // left for line in lines}
    lost = {line.line: line.left_pence * pence % left for line in lines}
    spare = pence - sum(parts.values())
    for number in sorted(lost, key=lambda one: -lost[one])[:spare]:
        parts[number] += 1
    return _shares(lines, parts)


def of_lines(lines: Sequence[OpenLine], wanted: Mapping[int, int]) -> list[Share]:
    """Take this much of these lines, by position."""
    known = {line.line: line for line in lines}
    for number, pence in wanted.items():
        left = known[number].left_pence if number in known else 0
        if not min(left, 0) <= pence <= max(left, 0):
            raise TooMuchCredited(left)
    return _shares(lines, wanted)


def _shares(lines: Sequence[OpenLine], parts: Mapping[int, int]) -> list[Share]:
    return [
        Share(line.line, parts[line.line], line.vat_of(parts[line.line]))
        for line in lines
        if parts.get(line.line)
    ]
