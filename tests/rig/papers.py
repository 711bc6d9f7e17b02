"""Papers that were handed out, opened as their reader opens them."""

import io
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import docx
import pypdf
import typst


def words_of_docx(content: bytes) -> str:
    paper = docx.Document(io.BytesIO(content))
    cells = [cell for table in paper.tables for row in table.rows for cell in row.cells]
    places = [paper, *cells]
    return "\n".join(each.text for place in places for each in place.paragraphs)


def opens_as_pdf(content: bytes) -> bool:
    """Say whether a second program can open its first page and draw it."""
    with TemporaryDirectory() as folder:
        (Path(folder) / "paper.pdf").write_bytes(content)
        sheet = Path(folder) / "sheet.typ"
        sheet.write_text('#image("paper.pdf", width: 4cm)')
        drawn = typst.compile(str(sheet), format="png")
    return bytes(drawn).startswith(b"\x89PNG")


def words_of_pdf(content: bytes) -> str | None:
    """Return what stands in it, where the machine has a reader that tells."""
    reader = shutil.which("pdftotext")
    if reader is None:
        return None
    read = subprocess.run(
        [reader, "-", "-"], input=content, capture_output=True, check=True
    )
    return read.stdout.decode()


def words_of_paper(content: bytes) -> str:
    """Return what stands in a PDF, its lines joined, as a second reader finds it."""
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)
