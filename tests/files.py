"""Files to upload: good ones of each kind, and bad ones of each sort."""

import io
import struct
import zipfile
import zlib

import docx
import openpyxl
from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< >>\n%%EOF\n"
TEXT = "Notes from the day: Siân said “look again”.\n".encode()
MP3 = b"ID3\x03\x00\x00\x00\x00\x00\x0f" + bytes(400)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
EXE = b"MZ\x90\x00" + bytes(600)


def picture(kind="JPEG", size=(40, 30), *, place=False) -> bytes:
    image = Image.new("RGB", size, (180, 90, 40))
    made = io.BytesIO()
    options = {}
    if place:
        exif = Image.Exif()
        exif[0x0110] = "Phone of Somebody"
        exif[0x0112] = 6
        gps = exif.get_ifd(0x8825)
        gps[1], gps[2] = "N", (51.0, 30.0, 0.0)
        options["exif"] = exif.tobytes()
    image.save(made, kind, **options)
    return made.getvalue()


def word(*paragraphs: str) -> bytes:
    paper = docx.Document()
    for words in paragraphs or ("Notes",):
        paper.add_paragraph(words)
    made = io.BytesIO()
    paper.save(made)
    return made.getvalue()


def excel() -> bytes:
    book = openpyxl.Workbook()
    book.active["A1"] = "hours"
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def packed(parts: dict[str, bytes], *, kind=zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", kind) as pack:
        for name, content in parts.items():
            pack.writestr(name, content)
    return made.getvalue()


def with_part(document: bytes, name: str, content: bytes = b"x") -> bytes:
    """Return the document with one part more."""
    made = io.BytesIO(document)
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr(name, content)
    return made.getvalue()


def open_document() -> bytes:
    return packed(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "content.xml": b"<office:document-content/>",
        },
        kind=zipfile.ZIP_STORED,
    )


def macro_word() -> bytes:
    return with_part(word(), "word/vbaProject.bin", b"\xcc\x61\x5e\x00")


def bomb() -> bytes:
    return with_part(word(), "word/media/large.txt", bytes(130_000_000))


def many_parts() -> bytes:
    return packed({f"p{n}": b"" for n in range(4_000)}, kind=zipfile.ZIP_STORED)


def pixel_flood() -> bytes:
    """A PNG of a few bytes that says it is 50,000 by 50,000 dots."""
    head = b"IHDR" + struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    sound = picture("PNG")
    return sound[:12] + head + struct.pack(">I", zlib.crc32(head)) + sound[33:]
