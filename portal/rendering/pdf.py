"""PDF: how facts and a template become tagged pages, without system packages.

The facts reach the template as JSON and never as markup, so no text can act. Fonts are
the bundled ones alone: the same document looks the same on every machine. PDF/UA-1 is
enforced while building; where a glyph is missing from all of them the document is built
without that promise instead of not at all.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

import structlog
import typst
from django.conf import settings

from .errors import RenderingFailed
from .words import clean_all

FONTS = Path(__file__).parent / "fonts"
MEDIA_TYPE = "application/pdf"
PNG = "image/png"
MISSING_GLYPH = "could not be displayed"

log = structlog.get_logger(__name__)


def templates() -> Path:
    return Path(settings.BASE_DIR) / "templates" / "documents"


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=True,
        font_paths=[str(FONTS)],
    )


def pdf(template: str, facts: Mapping[str, Any]) -> bytes:
    """Return the pages. The template's name is its path below templates/documents."""
    given = {"facts": json.dumps(clean_all(facts), ensure_ascii=False)}
    try:
        return _compile(template, given, tagged_by="ua-1")
    except typst.TypstError as error:
        # The message quotes the document, so it goes neither to the log nor on.
        if MISSING_GLYPH not in error.message:
            raise RenderingFailed(template) from None
    log.warning("document_built_without_ua", template=template)
    try:
        return _compile(template, given, tagged_by=None)
    except typst.TypstError:
        raise RenderingFailed(template) from None


def png(template: str, facts: Mapping[str, Any], *, dots_an_inch: int = 300) -> bytes:
    """Return the first page as a picture, from the same kind of template."""
    compiler = typst.Compiler(
        templates() / template,
        root=templates(),
        font_paths=_fonts(),
        sys_inputs={"facts": json.dumps(clean_all(facts), ensure_ascii=False)},
    )
    try:
        made = compiler.compile(format="png", ppi=dots_an_inch)
    except typst.TypstError:
        raise RenderingFailed(template) from None
    return made if isinstance(made, bytes) else (made or [b""])[0]


def _compile(
    template: str, given: dict[str, str], *, tagged_by: Literal["ua-1"] | None
) -> bytes:
    compiler = typst.Compiler(
        templates() / template,
        root=templates(),
        font_paths=_fonts(),
        sys_inputs=given,
    )
    made = compiler.compile(format="pdf", pdf_standards=tagged_by)
    return made if isinstance(made, bytes) else b"".join(made or [])
