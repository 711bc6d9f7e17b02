"""Charts: how is a table of figures drawn, and what says the drawing in words?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from portal.core.words import MONTHS

from .figures import Figure

WIDE, TALL, BASE = 720, 220, 190
TOP = 24
A_LETTER = 7
# So many are told one by one; of more, the least, the most and the last.
FEW = 6


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    kind: str


@dataclass(frozen=True)
class Label:
    x: float
    words: str


@dataclass(frozen=True)
class Chart:
    bars: list[Bar]
    labels: list[Label]
    names: list[str]
    most: int
    description: str


def chart_of(figure: Figure) -> Chart:
    """Set the drawn columns of a table side by side, as high as they are many."""
    # The sum of the others is none of them, and what nobody knows is not nought.
    drawn = [
        row
        for row in figure.rows
        if row[0] != "All" and all(row[column] != "" for column in figure.series)
    ]
    values = [[row[column] for column in figure.series] for row in drawn]
    most = max((value for one in values for value in one), default=0)
    step = WIDE / max(len(drawn), 1)
    width = min(step * 0.8, 90) / max(len(figure.series), 1)
    bars, labels = [], []
    each = max(len(drawn) // 6, 1)
    for place, (row, one) in enumerate(zip(drawn, values, strict=True)):
        middle = step * (place + 0.5)
        begin = middle - width * len(one) / 2
        for number, value in enumerate(one):
            height = (BASE - TOP) * value / most if most else 0
            bars.append(
                Bar(
                    round(begin + number * width, 1),
                    round(BASE - height, 1),
                    round(width * 0.92, 1),
                    round(height, 1),
                    "ab"[number],
                )
            )
        if place % each == 0:
            room = int(step * each / A_LETTER)
            labels.append(Label(round(middle, 1), _short(str(row[0]), room)))
    names = [str(figure.header[column]) for column in figure.series]
    return Chart(bars, labels, names, most, _describe(drawn, values, names))


def _short(name: str, room: int) -> str:
    """Shorten a month to fit below its bar, and any other name where it is long."""
    word, _, rest = name.partition(" ")
    if word in MONTHS:
        return f"{word[:3]} {rest}"
    return name if len(name) <= room else f"{name[: room - 1]}\N{HORIZONTAL ELLIPSIS}"


def _describe(
    drawn: Sequence[Sequence[Any]],
    values: Iterable[Sequence[int]],
    names: Sequence[str],
) -> str:
    said = []
    for number, name in enumerate(names):
        one = [value[number] for value in values]
        if len(one) <= FEW:
            said += [
                f"{name}, {row[0]}: {n}." for row, n in zip(drawn, one, strict=True)
            ]
        else:
            low, high = min(one), max(one)
            said.append(
                f"{name}: from {low} ({drawn[one.index(low)][0]}) to {high} "
                f"({drawn[one.index(high)][0]}), last {one[-1]}."
            )
    return " ".join(said) or "Nothing to draw yet."
