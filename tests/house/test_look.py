"""The look keeps its promises: small, nothing inline, nothing from elsewhere."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "portal" / "static"
# A mail program reads no other style sheet; documents are not pages.
OUTSIDE = {"emails", "documents"}
# A drawing names its language by an address that nobody fetches.
NAMESPACE = "http://www.w3.org/"
INLINE = r"\s(?:style|on(?:blur|change|click|error|focus|input|key\w+|load|submit))="


def public_templates() -> list[Path]:
    templates = ROOT / "templates"
    return [
        path
        for path in sorted(templates.rglob("*.html"))
        if not OUTSIDE & set(path.relative_to(templates).parts)
    ]


def found(pattern: str, paths: list[Path]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}: {match}"
        for path in paths
        for match in re.findall(pattern, path.read_text())
        if not match.startswith(NAMESPACE)
    ]


def test_the_style_sheet_stays_under_40_kilobytes() -> None:
    assert (STATIC / "css" / "portal.css").stat().st_size < 40_000


def test_no_template_has_an_inline_style_or_handler() -> None:
    assert found(INLINE, public_templates()) == []
    assert found(r"<style", public_templates()) == []


def test_every_script_is_a_file_or_data() -> None:
    inline = r"<script(?![^>]*(?:src=|type=\"application/(?:ld\+)?json\"))[^>]*>"

    assert found(inline, public_templates()) == []


def test_nothing_is_asked_of_another_host() -> None:
    files = [*STATIC.rglob("*.css"), *STATIC.rglob("*.js"), *STATIC.rglob("*.svg")]

    assert found(r"https?://[^\s\"')]+|url\(\"?//", files) == []
    assert found(r"(?:src|href)=\"(?:https?:)?//[^\"{]*", public_templates()) == []


def test_every_typeface_comes_with_its_licence() -> None:
    families = {path.name.split("-")[0] for path in STATIC.rglob("*.woff2")}
    licences = {path.stem.lower() for path in STATIC.rglob("OFL-*.txt")}

    assert families
    assert {
        family for family in families if not any(family in name for name in licences)
    } == set()
