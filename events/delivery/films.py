"""Films: is this file really a video that browsers play, and how long is it?

Only boxes and their sizes are read, never the pictures, and never more than a few
kilobytes at a time, so a gigabyte costs as little as a minute of it.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from portal.core.errors import Refused

MOST = 1_073_741_824
MOST_BOXES = 2_000
LONGEST_SECONDS = 24 * 60 * 60

_BRANDS = frozenset(
    b"isom iso2 iso3 iso4 iso5 iso6 iso7 iso8 iso9 mp41 mp42 avc1 M4V  M4VH M4VP "
    b"dash mmp4 MSNV".split()
)


class FilmRefused(Refused):
    """The file is no video that browsers play; the message says what to do."""


@dataclass(frozen=True)
class Film:
    media_type: str
    ending: str
    # None where the file does not say, as with some that were cut off while recording.
    seconds: int | None


def begins_like_one(start: bytes) -> bool:
    return start[4:8] == b"ftyp" or start[:4] == _EBML


def look_at(file: BinaryIO) -> Film:
    """Say what the file is, by its content alone. Raises FilmRefused."""
    file.seek(0)
    start = file.read(64)
    if begins_like_one(start):
        return _webm(file) if start[:4] == _EBML else _mp4(file)
    raise FilmRefused(NOT_ONE)


NOT_ONE = (
    "This is not a video that can be shown here. Choose an MP4 or a WebM file, as the "
    "meeting platform saves it."
)
BROKEN = (
    "This video is damaged or was cut off. Save it again from the meeting platform, "
    "and choose it again."
)


# --- MP4: boxes of length, name and content --------------------------------


def _mp4(file: BinaryIO) -> Film:
    brand = b""
    seconds: int | None = None
    has_media = False
    for name, begin, end in _boxes(file, 0, _size(file)):
        if name == b"ftyp":
            file.seek(begin)
            brand = file.read(4)
        elif name == b"moov":
            seconds = _length_of_movie(file, begin, end)
        elif name in {b"mdat", b"moof"}:
            has_media = True
    if brand.strip() not in {known.strip() for known in _BRANDS} or not has_media:
        raise FilmRefused(BROKEN)
    return Film("video/mp4", "mp4", seconds)


def _boxes(file: BinaryIO, begin: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Return name, first and last byte of each box; a size that cannot be ends it."""
    at = begin
    for _ in range(MOST_BOXES):
        if at + 8 > end:
            return
        file.seek(at)
        size, name = struct.unpack(">I4s", file.read(8))
        head = 8
        if size == 1:
            wide = file.read(8)
            if len(wide) < 8:  # noqa: PLR2004 - the width of the field
                raise FilmRefused(BROKEN)
            (size,) = struct.unpack(">Q", wide)
            head = 16
        elif size == 0:
            size = end - at
        if size < head or at + size > end:
            raise FilmRefused(BROKEN)
        yield name, at + head, at + size
        at += size


def _length_of_movie(file: BinaryIO, begin: int, end: int) -> int | None:
    for name, first, _ in _boxes(file, begin, end):
        if name != b"mvhd":
            continue
        file.seek(first)
        head = file.read(32)
        wide = head[:1] == b"\x01"
        form, at = (">IQ", 20) if wide else (">II", 12)
        if len(head) < at + struct.calcsize(form):
            raise FilmRefused(BROKEN)
        scale, length = struct.unpack_from(form, head, at)
        return _sensible(length / scale) if scale else None
    return None


# --- WebM: elements of name, length and content ----------------------------

_EBML = b"\x1a\x45\xdf\xa3"
_SEGMENT, _INFO, _SCALE, _DURATION = 0x18538067, 0x1549A966, 0x2AD7B1, 0x4489
_DOC_TYPE, _CLUSTER = 0x4282, 0x1F43B675


def _webm(file: BinaryIO) -> Film:
    size = _size(file)
    head, *rest = _elements(file, 0, size)
    kinds = [
        _bytes(file, *where)
        for name, *where in _elements(file, *head[1:])
        if name == _DOC_TYPE
    ]
    if kinds != [b"webm"]:
        raise FilmRefused(
            "This is a Matroska file, which browsers do not play. Save it as MP4 or "
            "WebM."
        )
    segment = next((one for one in rest if one[0] == _SEGMENT), None)
    if segment is None:
        raise FilmRefused(BROKEN)
    seconds, has_media = None, False
    for name, begin, end in _elements(file, *segment[1:], stop=_CLUSTER):
        if name == _INFO:
            seconds = _length_of_segment(file, begin, end)
        has_media = has_media or name == _CLUSTER
    if not has_media:
        raise FilmRefused(BROKEN)
    return Film("video/webm", "webm", seconds)


def _length_of_segment(file: BinaryIO, begin: int, end: int) -> int | None:
    scale, length = 1_000_000, None
    for name, first, last in _elements(file, begin, end):
        content = _bytes(file, first, last)
        if name == _SCALE:
            scale = int.from_bytes(content)
        elif name == _DURATION and len(content) in {4, 8}:
            (length,) = struct.unpack(">f" if len(content) == 4 else ">d", content)  # noqa: PLR2004 - width of the field
    return None if length is None else _sensible(length * scale / 1e9)


def _elements(
    file: BinaryIO, begin: int, end: int, *, stop: int = 0
) -> list[tuple[int, int, int]]:
    """Return name, first and last byte of each element, up to one to stop at."""
    found = []
    at = begin
    for _ in range(MOST_BOXES):
        if at >= end:
            break
        file.seek(at)
        head = file.read(12)
        name, name_width = _number(head, keep_mark=True)
        length, length_width = _number(head[name_width:], keep_mark=False)
        first = at + name_width + length_width
        # A live recording does not know how long an element will be.
        unknown = length == (1 << (7 * length_width)) - 1
        last = end if unknown else first + length
        if first > end or (last > end and name not in {_SEGMENT, _CLUSTER}):
            raise FilmRefused(BROKEN)
        found.append((name, first, min(last, end)))
        if name == stop:
            break
        at = last
    return found


def _number(head: bytes, *, keep_mark: bool) -> tuple[int, int]:
    """Read a number whose first byte says how wide it is."""
    if not head or not head[0]:
        raise FilmRefused(BROKEN)
    width = 9 - head[0].bit_length()
    if len(head) < width:
        raise FilmRefused(BROKEN)
    value = int.from_bytes(head[:width])
    return (value if keep_mark else value & ((1 << (7 * width)) - 1)), width


def _bytes(file: BinaryIO, begin: int, end: int) -> bytes:
    file.seek(begin)
    return file.read(min(end - begin, 64))


# --- Both ------------------------------------------------------------------


def _size(file: BinaryIO) -> int:
    return file.seek(0, 2)


def _sensible(seconds: float) -> int | None:
    if not 0 < seconds <= LONGEST_SECONDS:
        return None
    return max(round(seconds), 1)
