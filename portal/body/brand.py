"""Brand: the few things about its look that a body may choose, and their limits."""

from dataclasses import dataclass
from math import cos, radians, sin

import nh3


@dataclass(frozen=True)
class FontPair:
    label: str
    heading: str
    text: str


FONT_PAIRS = {
    "newsreader": FontPair(
        "Newsreader with Schibsted Grotesk",
        '"Newsreader", Georgia, serif',
        '"Schibsted Grotesk", Arial, sans-serif',
    ),
    "grotesk": FontPair(
        "Schibsted Grotesk throughout",
        '"Schibsted Grotesk", Arial, sans-serif',
        '"Schibsted Grotesk", Arial, sans-serif',
    ),
    "device": FontPair(
        "The reader's own typefaces",
        "ui-serif, Georgia, serif",
        "system-ui, sans-serif",
    ),
}


@dataclass(frozen=True)
class Contrast:
    pair: str
    ratio: float
    needed: float

    @property
    def enough(self) -> bool:
        return self.ratio >= self.needed


# (what is read, its lightness, chroma as a share of the strength) against the
# ground it stands on, in both schemes; the same numbers as the tokens of
# portal.css, whose test compares the two.
PAIRS = (
    ("the accent on paper", (0.41, 1.0), (0.986, 0.0), 4.5),
    ("the accent on dark paper", (0.83, 0.52), (0.185, 0.064), 4.5),
    ("the words of a button", (0.99, 0.032), (0.41, 1.0), 4.5),
    ("the words of a dark button", (0.20, 0.24), (0.83, 0.52), 4.5),
    ("the words of the band", (0.86, 0.24), (0.29, 0.72), 4.5),
    ("the words of the dark band", (0.86, 0.24), (0.26, 0.5), 4.5),
)


def luminance(lightness: float, chroma: float, hue: float) -> float:
    """Return the relative luminance (WCAG 2.2) of an OKLCH colour, cut to sRGB."""
    angle = radians(hue)
    a, b = chroma * cos(angle), chroma * sin(angle)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    cut = [min(max(part, 0.0), 1.0) for part in (red, green, blue)]
    return 0.2126 * cut[0] + 0.7152 * cut[1] + 0.0722 * cut[2]


def contrasts(hue: int, strength: float) -> list[Contrast]:
    """Return how well the pairs that a reader has to tell apart can be told."""
    found = []
    for pair, words, ground, needed in PAIRS:
        light, dark = sorted(
            (
                luminance(lightness, share * strength, hue)
                for lightness, share in (words, ground)
            ),
            reverse=True,
        )
        found.append(Contrast(pair, (light + 0.05) / (dark + 0.05), needed))
    return found


def least_contrast(hue: int, strength: float) -> Contrast:
    return min(
        contrasts(hue, strength), key=lambda contrast: contrast.ratio / contrast.needed
    )


def is_near_red(hue: int) -> bool:
    """Say whether the accent comes close to the red of errors: allowed, but told."""
    return 15 <= hue <= 45  # noqa: PLR2004 - degrees of the colour wheel


def tokens(*, hue: int, strength: int, fonts: str, corner: int) -> str:
    """Return the site tokens of portal.css, and nothing else, as a style sheet."""
    pair = FONT_PAIRS[fonts]
    return (
        ":root{"
        f"--brand-hue:{hue};"
        f"--brand-chroma:{strength / 1000:.3f};"
        f"--font-heading:{pair.heading};"
        f"--font-text:{pair.text};"
        f"--radius:{corner}px"
        "}\n"
    )


LOGO_TAGS = {"svg", "g", "path", "circle", "rect", "ellipse", "polygon", "line"}
_drawn = {
    "d", "fill", "fill-rule", "clip-rule", "cx", "cy", "r", "rx", "ry", "x", "y", "x1",
    "x2", "y1", "y2", "width", "height", "points", "stroke", "stroke-width",
    "transform", "class", "viewbox", "viewBox",
}  # fmt: skip


def cleaned_logo(drawing: str) -> str:
    """Return the drawing with shapes alone: no script, style, link or text."""
    if not drawing.strip():
        return ""
    return nh3.clean(
        drawing,
        tags=LOGO_TAGS,
        attributes=dict.fromkeys(LOGO_TAGS, _drawn),
        clean_content_tags={"script", "style"},
    ).strip()
