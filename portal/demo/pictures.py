"""Pictures: the demonstration's illustrations, drawn here and nobody's property.

Each is drawn twice as large as it is kept, so that its edges are smooth, and with what
matters in the middle: a page cuts it wide, the front page cuts it tall.
"""

import math
import random
from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 2100, 1120
SCALE = 2

WASH, TINT, ROSE = "#f4ecee", "#ead5dc", "#cf9fb0"
PLUM, DEEP, INK = "#7b2a52", "#481a31", "#2a1420"
HONEY, CREAM, SAGE, SLATE = "#d9a441", "#fbf6ef", "#8fa58a", "#56657a"

type Draw = ImageDraw.ImageDraw
type Point = tuple[float, float]


class Canvas:
    """A sheet on which everything is said in the units of the finished picture."""

    def __init__(self, ground: str) -> None:
        self.sheet = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), ground)
        self.draw = ImageDraw.Draw(self.sheet)

    def box(self, x: float, y: float, w: float, h: float, fill: str) -> None:
        self.draw.rectangle(_scaled(x, y, x + w, y + h), fill=fill)

    def card(  # noqa: PLR0917 - places and sizes, as in every drawing
        self, x: float, y: float, w: float, h: float, fill: str, round_by: float = 24
    ) -> None:
        self.draw.rounded_rectangle(
            _scaled(x, y, x + w, y + h), radius=round_by * SCALE, fill=fill
        )

    def disc(self, x: float, y: float, r: float, fill: str) -> None:
        self.draw.ellipse(_scaled(x - r, y - r, x + r, y + r), fill=fill)

    def arch(self, x: float, y: float, w: float, h: float, fill: str) -> None:
        """A door: half a circle on a box."""
        self.draw.pieslice(_scaled(x, y, x + w, y + w), 180, 360, fill=fill)
        self.box(x, y + w / 2, w, h - w / 2, fill)

    def shape(self, points: list[Point], fill: str) -> None:
        self.draw.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=fill)

    def line(self, points: list[Point], fill: str, wide: float) -> None:
        self.draw.line(
            [(x * SCALE, y * SCALE) for x, y in points],
            fill=fill,
            width=round(wide * SCALE),
            joint="curve",
        )
        for x, y in (points[0], points[-1]):
            self.disc(x, y, wide / 2, fill)

    def to_bytes(self) -> bytes:
        small = self.sheet.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        kept = BytesIO()
        small.save(kept, "PNG", optimize=True)
        return kept.getvalue()


def _scaled(*numbers: float) -> tuple[float, float, float, float]:
    a, b, c, d = (number * SCALE for number in numbers)
    return a, b, c, d


def street(canvas: Canvas) -> None:
    """A row of houses at dusk; one door stands open, and light falls out of it."""
    canvas.disc(1480, 240, 110, HONEY)
    tones = (ROSE, PLUM, TINT, DEEP, ROSE, SLATE, TINT, PLUM)
    for place, tone in enumerate(tones):
        x, top = -40 + place * 280, 380 + (place * 97) % 170
        canvas.box(x, top, 272, HEIGHT - top, tone)
        canvas.shape([(x - 8, top), (x + 136, top - 110), (x + 280, top)], INK)
        for window in range(2):
            lit = (place + window) % 3 == 0
            y = top + 80
            canvas.card(x + 40 + window * 116, y, 76, 96, HONEY if lit else INK, 6)
        open_door = place == 3  # noqa: PLR2004 - the one in the middle of every cut
        canvas.arch(x + 92, 850, 92, 280, CREAM if open_door else INK)
        if open_door:
            canvas.shape(
                [(x + 92, 1120), (x + 184, 1120), (x + 184, 1040), (x + 92, 1040)],
                HONEY,
            )
            canvas.shape(
                [(x + 92, 896), (x + 50, 930), (x + 50, 1120), (x + 92, 1120)], PLUM
            )


def night(canvas: Canvas) -> None:
    """A window at four in the morning: the moon, and a cot below it."""
    canvas.card(650, 90, 800, 760, CREAM, 20)
    canvas.card(680, 120, 740, 700, DEEP, 8)
    canvas.disc(1180, 330, 120, CREAM)
    canvas.disc(1130, 300, 112, DEEP)
    stars = random.Random(4)  # noqa: S311 - the same stars each time
    for _ in range(26):
        canvas.disc(stars.uniform(710, 1390), stars.uniform(150, 780), 4, HONEY)
    canvas.box(1040, 120, 20, 700, CREAM)
    canvas.box(680, 460, 740, 20, CREAM)
    canvas.disc(868, 868, 44, TINT)
    canvas.card(800, 880, 520, 110, HONEY, 50)
    for bar in range(12):
        canvas.box(716 + bar * 60, 800, 14, 230, CREAM)
    for y in (790, 1000):
        canvas.card(690, y, 720, 30, CREAM, 15)
    canvas.box(0, 1050, WIDTH, 70, ROSE)


def incidents(canvas: Canvas) -> None:
    """A dot for each of 393 incidents: 146 deaths, 227 of serious harm, 20 others."""
    columns, step, radius = 27, 46, 17
    left = (WIDTH - (columns - 1) * step) / 2
    top = (HEIGHT - 14 * step) / 2
    for number in range(393):
        row, column = divmod(number, columns)
        tone = DEEP if number < 146 else ROSE if number < 373 else HONEY  # noqa: PLR2004
        canvas.disc(left + column * step, top + row * step, radius, tone)


def notebook(canvas: Canvas) -> None:
    """A page of a record; one line on it is marked."""
    canvas.shape([(690, 130), (1400, 90), (1450, 1010), (740, 1060)], TINT)
    canvas.card(660, 110, 760, 930, CREAM, 14)
    canvas.box(660, 110, 90, 930, ROSE)
    for hole in range(8):
        canvas.disc(705, 190 + hole * 110, 16, WASH)
    for row in range(11):
        y = 220 + row * 72
        if row == 6:  # noqa: PLR2004 - the line that was missing
            canvas.card(785, y - 34, 590, 58, HONEY, 10)
        wide = (520, 430, 560, 380, 500, 460, 540, 350, 520, 410, 300)[row]
        canvas.line([(800, y), (800 + wide, y)], PLUM if row == 6 else SLATE, 10)  # noqa: PLR2004
    canvas.shape([(1500, 300), (1560, 330), (1330, 800), (1276, 772)], PLUM)
    canvas.shape([(1276, 772), (1330, 800), (1268, 856)], HONEY)


def table(canvas: Canvas) -> None:
    """A round table from above, with chairs of many colours round it."""
    tones = (PLUM, HONEY, SAGE, SLATE, ROSE, DEEP, HONEY, PLUM, SAGE, SLATE)
    for place, tone in enumerate(tones):
        angle = 2 * math.pi * place / len(tones) + 0.2
        x, y = 1050 + 420 * math.cos(angle), 560 + 420 * math.sin(angle)
        canvas.disc(x, y, 88, tone)
        canvas.disc(x, y, 56, WASH)
        canvas.disc(x, y, 44, tone)
    canvas.disc(1050, 560, 320, CREAM)
    canvas.disc(1050, 560, 296, TINT)
    for place in range(10):
        angle = 2 * math.pi * place / 10 + 0.2
        x, y = 1050 + 220 * math.cos(angle), 560 + 220 * math.sin(angle)
        canvas.card(x - 34, y - 24, 68, 48, CREAM, 6)
    canvas.disc(1050, 560, 60, SAGE)
    canvas.disc(1050, 560, 34, CREAM)


def rounds(canvas: Canvas) -> None:
    """A day's visits on a map: a line from door to door."""
    for x, y, w, h in (
        (0, 0, 520, 330), (620, 0, 640, 250), (1380, 0, 720, 380), (0, 430, 420, 320),
        (540, 350, 560, 400), (1220, 480, 460, 300), (1790, 480, 310, 330),
        (0, 850, 640, 270), (760, 860, 700, 260), (1580, 900, 520, 220),
    ):  # fmt: skip
        canvas.card(x, y, w, h, TINT, 30)
    canvas.card(1400, 30, 420, 280, SAGE, 30)
    stops: list[Point] = [
        (480, 800), (480, 390), (850, 300), (1160, 420), (1160, 800), (1520, 840),
        (1740, 600),
    ]  # fmt: skip
    canvas.line(stops, PLUM, 16)
    for stop in stops:
        canvas.disc(*stop, 46, CREAM)
        canvas.disc(*stop, 36, HONEY if stop == stops[-1] else PLUM)
        canvas.arch(stop[0] - 13, stop[1] - 18, 26, 38, CREAM)


def cups(canvas: Canvas) -> None:
    """Two cups on a table, and the steam of both running together."""
    canvas.box(0, 800, WIDTH, 320, ROSE)
    canvas.box(0, 792, WIDTH, 14, PLUM)
    for x, tone in ((760, PLUM), (1150, SLATE)):
        canvas.draw.arc(
            _scaled(x + 150, 600, x + 290, 740), 0, 360, fill=tone, width=26 * SCALE
        )
        canvas.card(x, 560, 210, 230, tone, 40)
        canvas.box(x, 560, 210, 60, tone)
        canvas.card(x - 40, 786, 290, 24, CREAM, 12)
    for lean, x in ((1, 860), (-1, 1260)):
        points = [
            (x + lean * (y_from / 2.2) + 26 * math.sin(y_from / 38), 540 - y_from)
            for y_from in range(0, 400, 4)
        ]
        canvas.line(points, TINT, 18)


def hall(canvas: Canvas) -> None:
    """A hall from the back: rows of heads, and one person at the front."""
    canvas.card(620, 110, 860, 470, CREAM, 8)
    for row, wide in enumerate((420, 560, 340)):
        canvas.line([(720, 220 + row * 90), (720 + wide, 220 + row * 90)], ROSE, 22)
    canvas.disc(1560, 420, 52, DEEP)
    canvas.card(1490, 490, 140, 260, DEEP, 60)
    seats = random.Random(9)  # noqa: S311 - the same people each time
    for row in range(4):
        y, r = 640 + row * 130, 44 + row * 12
        step = r * 3.1
        number = int(WIDTH / step) + 2
        for seat in range(number):
            x = seat * step - (step / 2 if row % 2 else 0)
            tone = seats.choice((PLUM, DEEP, SLATE, ROSE, HONEY, SAGE))
            canvas.disc(x, y, r, tone)
            canvas.card(x - r * 1.25, y + r * 0.8, r * 2.5, r * 3, tone, r * 0.9)


PICTURES: dict[str, tuple[Callable[[Canvas], None], str, str]] = {
    "street": (street, DEEP, "A row of houses at dusk; one door stands open"),
    "night": (night, PLUM, "A cot below a window, with the moon in it"),
    "incidents": (
        incidents,
        WASH,
        (
            "393 dots, one for each incident: 146 dark ones for children who died, "
            "227 rose ones for serious harm, 20 yellow ones for the rest"
        ),
    ),
    "notebook": (notebook, WASH, "A page of a record on which one line is marked"),
    "table": (table, WASH, "A round table from above, with chairs of many colours"),
    "rounds": (rounds, WASH, "A line from door to door across a map"),
    "cups": (cups, WASH, "Two cups on a table"),
    "hall": (hall, TINT, "A full hall, seen from the last row"),
}


def drawn(name: str) -> bytes:
    """Return the picture of that name as PNG."""
    draw, ground, _ = PICTURES[name]
    canvas = Canvas(ground)
    draw(canvas)
    return canvas.to_bytes()
