"""Captions: read a WebVTT file, and write it again holding nothing but its cues.

Whatever else a file carries (styles, regions, settings, markup) stays behind, so what
we keep is safe to show whoever made it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape

from portal.core.errors import Refused

MOST_CUES = 20_000
LONGEST_FILE = 3_000_000

_STAMP = r"(?:(\d{1,3}):)?([0-5]\d):([0-5]\d)[.,](\d{3})"
_TIMES = re.compile(rf"^{_STAMP}\s+-->\s+{_STAMP}(?:\s.*)?$")
_VOICE = re.compile(r"<v(?:\.[^ \t>]*)?[ \t]+([^>]*)>")
_TAG = re.compile(r"<[^>]*>")
_NOT_CUES = ("NOTE", "STYLE", "REGION")


class CaptionsRefused(Refused):
    """The file is no WebVTT; the message says which line to look at."""


@dataclass(frozen=True)
class Cue:
    """What is said, from one moment to another, in thousandths of a second."""

    start: int
    end: int
    text: str
    speaker: str = ""


def read(content: bytes) -> list[Cue]:
    """Return the cues in the order of their time. Raises CaptionsRefused."""
    if len(content) > LONGEST_FILE:
        raise CaptionsRefused("The captions are larger than 3 MB. Check the file.")
    lines = _lines(content)
    if not lines or not re.match(r"WEBVTT(?:[ \t]|$)", lines[0]):
        raise CaptionsRefused(
            "This is not a WebVTT file: its first line has to be WEBVTT. Export the "
            "captions from the meeting as .vtt."
        )
    cues: list[Cue] = []
    for begins_at, block in _blocks(lines[1:], first=2):
        cue = _cue(begins_at, block)
        if cue is not None:
            cues.append(cue)
        if len(cues) > MOST_CUES:
            raise CaptionsRefused("These captions have too many parts. Check the file.")
    if not cues:
        raise CaptionsRefused("There is nothing said in these captions.")
    return sorted(cues, key=lambda cue: (cue.start, cue.end))


def write(cues: Iterable[Cue]) -> bytes:
    """Write the cues as WebVTT, speakers as voices."""
    parts = ["WEBVTT"]
    for cue in cues:
        voice = f"<v {_safe(cue.speaker)}>" if cue.speaker else ""
        parts.append(
            f"{stamp(cue.start)} --> {stamp(cue.end)}\n{voice}{_safe(cue.text)}"
        )
    return ("\n\n".join(parts) + "\n").encode()


def stamp(thousandths: int) -> str:
    seconds, rest = divmod(thousandths, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{rest:03}"


def _lines(content: bytes) -> list[str]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CaptionsRefused(
            "The captions are not in UTF-8. Save the file again as UTF-8."
        ) from None
    text = text.replace("\x00", "\N{REPLACEMENT CHARACTER}")
    return re.split(r"\r\n|\r|\n", text)


def _blocks(lines: list[str], *, first: int) -> Iterable[tuple[int, list[str]]]:
    """Return what stands between empty lines, with the number of its first line."""
    block: list[str] = []
    for number, line in enumerate([*lines, ""], start=first):
        if line.strip():
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def _cue(begins_at: int, block: list[str]) -> Cue | None:
    if block[0].startswith(_NOT_CUES) and "-->" not in block[0]:
        return None
    at = next((place for place, line in enumerate(block) if "-->" in line), None)
    if at is None:
        # What follows the first line may be a header of its own.
        return None
    times = _TIMES.match(block[at].strip())
    if times is None:
        raise CaptionsRefused(
            f"Line {begins_at + at} of the captions has no times that can be read. "
            "They look like 00:01:30.000 --> 00:01:34.500."
        )
    start, end = _thousandths(times.groups()[:4]), _thousandths(times.groups()[4:])
    if end <= start:
        raise CaptionsRefused(
            f"Line {begins_at + at} of the captions ends before it starts."
        )
    words = "\n".join(block[at + 1 :])
    voice = _VOICE.search(words)
    text = " ".join(unescape(_TAG.sub("", words)).split())
    if not text:
        return None
    speaker = " ".join(unescape(voice[1]).split())[:80] if voice else ""
    return Cue(start, end, text, speaker)


def _thousandths(parts: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, rest = (int(part or 0) for part in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest


def _safe(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
