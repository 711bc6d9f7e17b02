"""Uploads: what a file really is, and whether it may be kept.

A file is judged by its content; its name only has to agree. Nothing is unpacked or
drawn before its size when unpacked or drawn is known. Photographs lose their place and
camera data here, before anything of them is stored. What is kept is never shown as a
page: a view hands it over as a download.
"""

import hashlib
import io
import re
import struct
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

import filetype
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from PIL import Image, ImageOps
from pillow_heif import register_heif_opener

from .errors import Refused

register_heif_opener()

MEGABYTE = 1_000_000
MOST_PIXELS = 60_000_000
LONGEST_SIDE = 4_000
MOST_PARTS = 3_000
MOST_UNPACKED = 120 * MEGABYTE
WORST_RATIO = 200
LONGEST_NAME = 120
_LOOKED_AT = 8_192


class UploadRefused(Refused):
    """The file may not be kept; the message says why and what to do."""


@dataclass(frozen=True)
class Kind:
    """A kind of file that may be kept."""

    words: str
    media_type: str
    endings: tuple[str, ...]


_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
PDF = Kind("PDF", "application/pdf", ("pdf",))
DOCX = Kind("Word document", _WORD, ("docx",))
XLSX = Kind("Excel sheet", _SHEET, ("xlsx",))
PPTX = Kind("PowerPoint slides", _SLIDES, ("pptx",))
ODT = Kind("OpenDocument text", "application/vnd.oasis.opendocument.text", ("odt",))
ODS = Kind(
    "OpenDocument sheet", "application/vnd.oasis.opendocument.spreadsheet", ("ods",)
)
ODP = Kind(
    "OpenDocument slides", "application/vnd.oasis.opendocument.presentation", ("odp",)
)
TXT = Kind("plain text", "text/plain", ("txt",))
PNG = Kind("PNG picture", "image/png", ("png",))
JPEG = Kind("JPEG picture", "image/jpeg", ("jpg", "jpeg"))
WEBP = Kind("WebP picture", "image/webp", ("webp",))
HEIC = Kind("HEIC picture", "image/heic", ("heic", "heif"))
MP3 = Kind("MP3 sound", "audio/mpeg", ("mp3",))
M4A = Kind("M4A sound", "audio/mp4", ("m4a",))

DOCUMENTS = (PDF, DOCX, XLSX, PPTX, ODT, ODS, ODP, TXT)
PICTURES = (PNG, JPEG, WEBP, HEIC)
SOUNDS = (MP3, M4A)
KEPT = (*DOCUMENTS, *PICTURES, *SOUNDS)
ENDINGS = tuple(ending for kind in KEPT for ending in kind.endings)


@dataclass(frozen=True)
class Checked:
    """What may be stored: the content, perhaps made again, and what to call it."""

    content: bytes
    name: str
    kind: Kind
    sha256: str

    @property
    def size(self) -> int:
        return len(self.content)


def check(
    file: BinaryIO, *, name: str, most: int, kinds: tuple[Kind, ...] = KEPT
) -> Checked:
    """Return what may be kept of a file, or refuse it."""
    content = file.read(most + 1)
    if len(content) > most:
        raise UploadRefused(
            f"The file is larger than {most // MEGABYTE} MB. Make it smaller, or keep "
            "a part of it."
        )
    if not content:
        raise UploadRefused("The file is empty. Choose it again.")
    kind = _kind_of(content)
    stem, ending = _split(name)
    if kind is None or kind not in kinds:
        raise UploadRefused(
            "This kind of file is not kept here. Choose one of these: "
            f"{words_for(kinds)}."
        )
    if ending not in kind.endings and not {kind, _named(ending)} <= set(PICTURES):
        raise UploadRefused(
            f"The name ends in .{ending or '?'}, but the file is a {kind.words}. Save "
            f"it again as .{kind.endings[0]}."
        )
    if kind in PICTURES:
        content, kind = _picture_without_traces(content, kind)
    elif kind in _CHECKS:
        _CHECKS[kind](content)
    if ending not in kind.endings:
        ending = kind.endings[0]
    return Checked(
        content=content,
        name=f"{stem}.{ending}",
        kind=kind,
        sha256=hashlib.sha256(content).hexdigest(),
    )


def words_for(kinds: tuple[Kind, ...]) -> str:
    return ", ".join(ending for kind in kinds for ending in kind.endings)


def _split(name: str) -> tuple[str, str]:
    """Return stem and ending of the last part, without what no name should hold."""
    last = PurePosixPath(name.replace("\\", "/")).name
    # Marks that turn the direction of writing make exe.pdf out of fdp.exe.
    plain = "".join(c for c in last if c.isprintable() and c not in '<>:"/\\|?*')
    stem, dot, ending = plain.rpartition(".")
    if not dot:
        stem, ending = plain, ""
    return stem.strip(". ")[:LONGEST_NAME] or "file", ending.lower().strip()


def _named(ending: str) -> Kind | None:
    return next((kind for kind in KEPT if ending in kind.endings), None)


# --- What it is ------------------------------------------------------------

_ZIP = b"PK\x03\x04"
_MARKUP = re.compile(
    rb"^\s*<(?:!doctype|html|head|body|script|svg|\?xml|iframe|object|embed|meta)",
    re.IGNORECASE,
)
_BY_GUESS = {
    "image/png": PNG,
    "image/jpeg": JPEG,
    "image/webp": WEBP,
    "image/heic": HEIC,
    "image/heif": HEIC,
    "audio/mpeg": MP3,
    "audio/mp4": M4A,
    "audio/m4a": M4A,
}


def _kind_of(content: bytes) -> Kind | None:
    start = content[:_LOOKED_AT]
    if start.startswith(b"%PDF-"):
        return PDF
    if start.startswith(_ZIP):
        return _kind_of_zip(content)
    guess = filetype.guess(start)
    if guess is not None:
        return _BY_GUESS.get(guess.mime)
    return TXT if _is_text(content) else None


def _is_text(content: bytes) -> bool:
    """Say whether it is text that no browser could take for a page."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff", b"{\\rtf")):
        return False
    body = content.removeprefix(b"\xef\xbb\xbf")
    if b"\x00" in body or _MARKUP.match(body[:1024]) or b"<script" in body.lower():
        return False
    try:
        text = body.decode()
    except UnicodeDecodeError:
        text = body.decode("cp1252", errors="replace")
    odd = sum(1 for c in text if not c.isprintable() and c not in "\r\n\t\x0c")
    return odd * 100 <= len(text)


# --- Packed documents ------------------------------------------------------

_CONTENT_TYPES = {
    "wordprocessingml.document.main+xml": DOCX,
    "spreadsheetml.sheet.main+xml": XLSX,
    "presentationml.presentation.main+xml": PPTX,
}
_OPEN_DOCUMENT = {kind.media_type: kind for kind in (ODT, ODS, ODP)}
_ARCHIVES = (".zip", ".7z", ".rar", ".gz", ".bz2", ".xz", ".tar", ".jar", ".iso")
_PROGRAMS = (".exe", ".dll", ".bat", ".cmd", ".js", ".vbs", ".ps1", ".scr", ".msi")
_PACKED = (".docx", ".xlsx", ".pptx", ".docm", ".xlsm", ".pptm", ".odt", ".ods")
_END_OF_ZIP = b"PK\x05\x06"
_MACROS = re.compile(
    r"vbaproject|vbadata|macrosheets|activex|(?:^|/)basic/|(?:^|/)scripts/",
    re.IGNORECASE,
)
BOMB = "The file would grow too large when unpacked, so it is not kept."
MACROS = (
    "The file holds macros or a program, so it is not kept. Save it without them, or "
    "as a PDF."
)
BROKEN = "The file is damaged or not complete. Save it again and choose it again."


def _kind_of_zip(content: bytes) -> Kind | None:
    with _opened(io.BytesIO(content), len(content)) as packed:
        names = set(packed.namelist())
        if "mimetype" in names:
            declared = _read(packed, "mimetype", 200).decode("ascii", "replace")
            return _OPEN_DOCUMENT.get(declared.strip())
        if "[Content_Types].xml" not in names:
            return None
        types = _read(packed, "[Content_Types].xml", MEGABYTE).decode("utf-8", "ignore")
        if "macroEnabled" in types:
            raise UploadRefused(MACROS)
        return next((k for mark, k in _CONTENT_TYPES.items() if mark in types), None)


def _opened(file: BinaryIO, size: int) -> zipfile.ZipFile:
    """Open a packed file whose list of parts is short enough to read."""
    file.seek(max(size - 66_000, 0))
    end = file.read()
    found = end.rfind(_END_OF_ZIP)
    if found < 0 or len(end) < found + 22:
        raise UploadRefused(BROKEN)
    # The count is read from the end record first: a list of 100,000 parts costs
    # seconds and memory only to be refused.
    parts, length = struct.unpack("<HI", end[found + 10 : found + 16])
    if parts > MOST_PARTS or length > MEGABYTE:
        raise UploadRefused(BOMB)
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, struct.error):
        raise UploadRefused(BROKEN) from None


def _read(packed: zipfile.ZipFile, name: str, most: int) -> bytes:
    """Read one part, never more of it than it may hold."""
    try:
        with packed.open(name) as part:
            content = part.read(most + 1)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError):
        raise UploadRefused(BROKEN) from None
    if len(content) > most:
        raise UploadRefused(BOMB)
    return content


def _check_packed(content: bytes, depth: int = 0) -> None:
    check_packed(io.BytesIO(content), size=len(content), depth=depth)


def check_packed(
    file: BinaryIO, *, size: int, most_unpacked: int = MOST_UNPACKED, depth: int = 0
) -> None:
    """Refuse bombs, macros, programs and archives in a packed document.

    Asks the file for no more than its list of parts, however large it is.
    """
    with _opened(file, size) as packed:
        parts = packed.infolist()
        if len(parts) > MOST_PARTS:
            raise UploadRefused(BOMB)
        unpacked = sum(part.file_size for part in parts)
        if unpacked > most_unpacked or unpacked > WORST_RATIO * max(size, 5000):
            raise UploadRefused(BOMB)
        for part in parts:
            name = part.filename.lower()
            if _MACROS.search(name) or name.endswith(_PROGRAMS):
                raise UploadRefused(MACROS)
            if part.flag_bits & 0x1:
                raise UploadRefused("The file is locked with a password. Unlock it.")
            if name.endswith(_ARCHIVES):
                raise UploadRefused("The file holds another archive. Take it out.")
            if name.endswith(_PACKED):
                # A chart brings its sheet along, which may do so only once.
                if depth or name.endswith((".docm", ".xlsm", ".pptm")):
                    raise UploadRefused(MACROS if not depth else BOMB)
                _check_packed(_read(packed, part.filename, 20 * MEGABYTE), depth + 1)


# --- PDF -------------------------------------------------------------------

_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia)\b")


def _check_pdf(content: bytes) -> None:
    """Refuse what is plainly active or cut off.

    More than that cannot be said without a reader of PDF, so a PDF of somebody's is
    only ever handed back to them, as a download.
    """
    if b"%%EOF" not in content[-4096:]:
        raise UploadRefused(BROKEN)
    if _ACTIVE.search(content):
        raise UploadRefused(
            "The PDF holds a program or another file, so it is not kept. Print it to "
            "PDF once more and choose that."
        )


_CHECKS: dict[Kind, Callable[[bytes], None]] = {
    PDF: _check_pdf,
    **dict.fromkeys((DOCX, XLSX, PPTX, ODT, ODS, ODP), _check_packed),
}


# --- Pictures --------------------------------------------------------------

_FORMATS = {PNG: "PNG", JPEG: "JPEG", WEBP: "WEBP", HEIC: "JPEG"}


def _picture_without_traces(content: bytes, kind: Kind) -> tuple[bytes, Kind]:
    """Draw the picture again: upright, of a size people use, and nothing else in it.

    A photograph says where it was taken and by which device; drawn again it does not.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(
                io.BytesIO(content), formats=["PNG", "JPEG", "WEBP", "HEIF"]
            ) as picture:
                _refuse_flood(picture)
                picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
                drawn = ImageOps.exif_transpose(picture)
                drawn.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
                made_as = _FORMATS[kind]
                clear = made_as != "JPEG" and "A" in drawn.getbands()
                plain = Image.new("RGBA" if clear else "RGB", drawn.size)
                plain.paste(drawn.convert(plain.mode))
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise UploadRefused(
            "The picture has more dots than can be kept. Make it smaller."
        ) from None
    except Exception:  # noqa: BLE001 - a broken picture raises whatever its reader likes
        raise UploadRefused(BROKEN) from None
    made = io.BytesIO()
    plain.save(made, made_as, quality=88)
    return made.getvalue(), JPEG if kind is HEIC else kind


def _refuse_flood(picture: Image.Image) -> None:
    if picture.width * picture.height > MOST_PIXELS:
        raise Image.DecompressionBombError


# --- On the way in ---------------------------------------------------------


class Limit(FileUploadHandler):
    """Cut an upload off once it is larger than it may be, before it fills the disk."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most
        self.seen = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002 - Django's signature
        self.seen += len(raw_data)
        if self.seen > self.most:
            raise StopUpload(connection_reset=True)
        return raw_data

    def file_complete(self, file_size: int) -> None:  # noqa: ARG002 - as above
        return None
