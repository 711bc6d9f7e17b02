"""DOCX: papers to read and to fill in, laid out by code; and a body's own template.

Headings are headings, tables have header rows, answers are content controls with a
name, the language is set: what a screen reader needs to find its way. A template that
somebody uploaded is filled in a sandbox which may look things up and do nothing else.
"""

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import docx
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from .errors import TemplateRefused
from .words import clean, clean_all

if TYPE_CHECKING:
    from docx.document import Document

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LANGUAGE = "en-GB"
INK = RGBColor(0x1F, 0x1B, 0x1E)
SOFT = RGBColor(0x5A, 0x55, 0x58)


# --- Papers of ours --------------------------------------------------------


class Paper:
    """A paper being written, from top to bottom."""

    def __init__(self, title: str, *, author: str) -> None:
        self.document: Document = docx.Document()
        properties = self.document.core_properties
        properties.title = clean(title)
        properties.author = clean(author)
        properties.comments = ""
        properties.language = LANGUAGE
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.2)
        section.top_margin = section.bottom_margin = Cm(2)
        self._set_styles()

    def _set_styles(self) -> None:
        sizes = {"Normal": 11, "Title": 24, "Heading 1": 17, "Heading 2": 13}
        for name, size in sizes.items():
            style = self.document.styles[name]
            style.font.name = "Calibri"
            style.font.size = Pt(size)
            style.font.color.rgb = INK
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{theme}"), None)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), LANGUAGE)
        self.document.styles["Normal"].element.get_or_add_rPr().append(language)

    def title(self, words: str) -> None:
        # As a first heading and not as the style Title, which no outline shows.
        self.document.add_heading(clean(words), 1)

    def heading(self, words: str, level: int = 2) -> None:
        self.document.add_heading(clean(words), level)

    def text(self, words: str, *, soft: bool = False) -> None:
        """Write text; an empty line starts a new paragraph."""
        for block in clean(words).split("\n\n"):
            paragraph = self.document.add_paragraph()
            self._lines(paragraph, block, soft=soft)

    def facts(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Write terms and values, a row each."""
        table = self.document.add_table(rows=0, cols=2)
        table.autofit = False
        for term, value in pairs:
            cells = table.add_row().cells
            cells[0].width, cells[1].width = Cm(4.6), Cm(12)
            run = cells[0].paragraphs[0].add_run(clean(term))
            run.font.color.rgb = SOFT
            self._lines(cells[1].paragraphs[0], clean(value))
        self.document.add_paragraph()

    def table(self, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        table = self.document.add_table(rows=1, cols=len(header), style="Table Grid")
        for cell, words in zip(table.rows[0].cells, header, strict=True):
            cell.paragraphs[0].add_run(clean(words)).bold = True
        repeated = OxmlElement("w:tblHeader")
        repeated.set(qn("w:val"), "true")
        table.rows[0]._tr.get_or_add_trPr().append(repeated)  # noqa: SLF001 - python-docx has no name for it
        for row in rows:
            for cell, words in zip(table.add_row().cells, row, strict=True):
                self._lines(cell.paragraphs[0], clean(words))
        self.document.add_paragraph()

    def answer(self, label: str, *, room: str = "Write here.") -> None:
        """Leave a field to fill in, which says its name when one is in it."""
        control = OxmlElement("w:sdt")
        about = OxmlElement("w:sdtPr")
        for tag, value in (("w:alias", clean(label)[:60]), ("w:tag", "answer")):
            element = OxmlElement(tag)
            element.set(qn("w:val"), value)
            about.append(element)
        about.append(OxmlElement("w:showingPlcHdr"))
        kind = OxmlElement("w:text")
        kind.set(qn("w:multiLine"), "1")
        about.append(kind)
        content = OxmlElement("w:sdtContent")
        paragraph = self.document.add_paragraph()
        run = paragraph.add_run(room)
        run.font.color.rgb = SOFT
        paragraph._p.getparent().replace(paragraph._p, control)  # noqa: SLF001 - python-docx knows no content controls
        content.append(paragraph._p)  # noqa: SLF001 - as above
        control.append(about)
        control.append(content)
        self.document.add_paragraph()

    def choices(self, labels: Sequence[str], chosen: Sequence[str] = ()) -> None:
        """Write boxes to tick, those chosen with a mark that is also read aloud."""
        for label in labels:
            mark = "\N{BALLOT BOX WITH X}" if label in chosen else "\N{BALLOT BOX}"
            self.document.add_paragraph(f"{mark} {clean(label)}")

    def new_page(self) -> None:
        self.document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def to_bytes(self) -> bytes:
        made = io.BytesIO()
        self.document.save(made)
        return made.getvalue()

    @staticmethod
    def _lines(paragraph: Any, words: str, *, soft: bool = False) -> None:
        for number, line in enumerate(words.split("\n")):
            run = paragraph.add_run()
            if number:
                run.add_break()
            run.add_text(line)
            if soft:
                run.font.color.rgb = SOFT


# --- A template of the body's own ------------------------------------------

FILTERS = ("default", "upper", "lower", "title", "join", "length", "first", "last")
DEEPEST_LOOP = 2


class _Sandbox(ImmutableSandboxedEnvironment):
    """Lets a template look up a fact, choose, and go through a list; nothing else.

    docxtpl's ordinary environment runs whatever a template says, Python included. No
    call is needed to fill in a form, so none is allowed; nor is arithmetic, with which
    a few characters fill the memory; nor are loops in loops in loops.
    """

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%", "**"})

    def __init__(self) -> None:
        # Strict, so that a misspelt name is told when the template is uploaded.
        super().__init__(autoescape=True, undefined=StrictUndefined)
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in FILTERS}

    def is_safe_callable(self, obj: Any) -> bool:  # noqa: ARG002 - whatever it is
        return False

    def call_binop(self, *_: Any) -> Any:
        raise SecurityError("arithmetic")

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        # An attribute of a fact is looked up in the fact; anything else is Python's.
        return isinstance(obj, Mapping) and super().is_safe_attribute(obj, attr, value)

    def from_string(self, source: Any, *args: Any, **kwargs: Any) -> Any:
        _refuse_deep_loops(self.parse(source))
        return super().from_string(source, *args, **kwargs)


def _refuse_deep_loops(node: nodes.Node, depth: int = 0) -> None:
    # The loop variable `loop(...)` of a recursive loop and macros need calls.
    if isinstance(node, nodes.For):
        depth += 1
        if depth > DEEPEST_LOOP:
            raise SecurityError("loops in loops")
    for child in node.iter_child_nodes():
        _refuse_deep_loops(child, depth)


def fill(template: bytes, facts: Mapping[str, Any]) -> bytes:
    """Fill an uploaded template with facts, or say why it cannot be done."""
    made = io.BytesIO()
    try:
        paper = DocxTemplate(io.BytesIO(template))
        # Without autoescape here, docxtpl would switch it off in the sandbox.
        paper.render(clean_all(facts), jinja_env=_Sandbox(), autoescape=True)
        paper.save(made)
    except SecurityError:
        raise TemplateRefused(
            "The template asks for something other than the facts listed here. "
            "Take it out and upload the template again."
        ) from None
    except TemplateError as error:
        raise TemplateRefused(f"The template cannot be read: {error.message}") from None
    except Exception:  # noqa: BLE001 - whatever a broken file makes the readers raise
        raise TemplateRefused(
            "The file cannot be read as a Word document. Save it again as .docx."
        ) from None
    return made.getvalue()
