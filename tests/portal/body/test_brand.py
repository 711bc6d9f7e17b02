"""The look: whatever hue is chosen, what is written can be read."""

import re
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from portal.body import brand
from portal.body.models import Identity

STYLES = Path(__file__).parents[3] / "portal" / "static" / "css" / "portal.css"
STRONGEST = 0.125
# What is read, and the ground it stands on, by token, light and dark.
TOKENS = {
    "the accent on paper": ("accent", "paper", 0),
    "the accent on dark paper": ("accent", "paper", 1),
    "the words of a button": ("on-accent", "accent", 0),
    "the words of a dark button": ("on-accent", "accent", 1),
    "the words of the band": ("on-band-soft", "band", 0),
    "the words of the dark band": ("on-band-soft", "band", 1),
}


def token(name, scheme):
    """Return a token's lightness, and its chroma as a share of the strength."""
    [value] = re.findall(rf"^  --{name}: (.*);$", STYLES.read_text(), re.MULTILINE)
    value = value.replace("var(--h)", "H")
    colours = re.findall(
        r"oklch\(([\d.]+)% (?:calc\(var\(--c\) \* ([.\d]+)\)|(var\(--c\))|([.\d]+))",
        value,
    )
    lightness, share, full, plain = colours[scheme if len(colours) > 1 else 0]
    chroma = 1.0 if full else float(share) if share else float(plain) / STRONGEST
    return float(lightness) / 100, chroma


@pytest.mark.parametrize("pair", brand.PAIRS, ids=lambda pair: pair[0])
def test_the_figures_are_those_of_the_style_sheet(pair):
    name, words, ground, _ = pair
    read, stands_on, scheme = TOKENS[name]

    for token_name, (lightness, share) in ((read, words), (stands_on, ground)):
        there = token(token_name, scheme)
        assert there[0] == pytest.approx(lightness, abs=0.001)
        # Paper is not of the brand's hue; a share so small changes no contrast.
        assert there[1] == pytest.approx(share, abs=0.04)


def test_every_pair_of_the_list_is_compared():
    assert {pair[0] for pair in brand.PAIRS} == set(TOKENS)


@pytest.mark.parametrize("strength", [40, 125, 160])
def test_every_hue_can_be_read(strength):
    worst = min(
        brand.least_contrast(hue, strength / 1000).ratio for hue in range(0, 361, 3)
    )

    assert worst > 4.5


@pytest.mark.parametrize(
    ("lightness", "chroma", "hue", "luminance"),
    [(1.0, 0.0, 0, 1.0), (0.0, 0.0, 0, 0.0), (0.628, 0.2577, 29.23, 0.2126)],
)
def test_luminance_is_that_of_the_standard(lightness, chroma, hue, luminance):
    """White, black and the red of a screen."""
    found = brand.luminance(lightness, chroma, hue)

    assert found == pytest.approx(luminance, abs=0.002)


def test_a_look_that_cannot_be_read_is_refused_in_words(monkeypatch):
    pale = ("the accent on paper", (0.8, 1.0), (0.986, 0.0), 4.5)
    monkeypatch.setattr(brand, "PAIRS", (pale,))

    with pytest.raises(ValidationError) as refusal:
        Identity(name="x", short_name="x").full_clean()

    [words] = refusal.value.message_dict["hue"]
    assert words.startswith("With this colour, the accent on paper would have")
    assert "4.5 to 1 is needed" in words


@pytest.mark.parametrize(
    "outside", [{"hue": 361}, {"strength": 39}, {"strength": 161}, {"corner": 7}]
)
def test_figures_outside_their_range_are_refused(outside):
    with pytest.raises(ValidationError) as refusal:
        Identity(name="x", short_name="x", **outside).full_clean()

    assert set(refusal.value.message_dict) == set(outside)


@pytest.mark.parametrize(
    ("hue", "near"), [(14, False), (15, True), (29, True), (45, True), (46, False)]
)
def test_a_hue_near_the_red_of_errors_is_told(hue, near):
    assert brand.is_near_red(hue) is near


@pytest.mark.parametrize(
    ("drawing", "kept"),
    [
        ("", ""),
        ('<svg viewBox="0 0 34 40"><path d="M0 0"></path></svg>', "path"),
        ("<svg><script>alert(1)</script></svg>", None),
        ('<svg onload="alert(1)"></svg>', None),
        ('<svg><path style="x" onclick="y" d="M0"></path></svg>', "path"),
        ('<svg><a href="https://evil.example"><path d="M0"></path></a></svg>', "path"),
        ('<svg><image href="https://evil.example/x.png"></image></svg>', None),
        ("<svg><style>*{background:url(//evil.example)}</style></svg>", None),
        ("<svg><foreignObject><iframe></iframe></foreignObject></svg>", None),
        ('<svg><use href="data:image/svg+xml,x"></use></svg>', None),
    ],
)
def test_a_logo_keeps_its_shapes_alone(drawing, kept):
    """U1."""
    cleaned = brand.cleaned_logo(drawing)

    assert (kept or "") in cleaned
    for word in ("script", "style", "on", "href", "evil", "iframe", "alert", "use"):
        assert f"<{word}" not in cleaned
        assert f" {word}" not in cleaned
    assert "evil" not in cleaned
