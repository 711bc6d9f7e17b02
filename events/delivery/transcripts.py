"""Transcripts: what was said, in paragraphs, each with its place in the recording.

Kept as plain text that staff can put right by hand: a paragraph begins with its time,
as [12:30]; a name and a colon may follow; "# " makes a heading, that is a chapter.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from portal.core.errors import Refused

from .captions import Cue

LONGEST = 600_000
LONG_PARAGRAPH = 550
PAUSE = 4_000

_TIME = re.compile(r"\[(?:(\d{1,2}):)?(\d{1,2}):([0-5]\d)\]\s*")
_SPEAKER = re.compile(r"([^\W\d][^:.!?\n]{0,58}[^\s:.!?])\s*:\s+(?=\S)")


class TranscriptRefused(Refused):
    """The transcript cannot be read; the message says where to look."""


@dataclass(frozen=True)
class Paragraph:
    seconds: int
    text: str
    speaker: str = ""
    is_heading: bool = False


def read(transcript: str) -> list[Paragraph]:
    """Return the paragraphs in order. A paragraph without a time keeps the last."""
    found: list[Paragraph] = []
    seconds = 0
    for block in re.split(r"\n\s*\n|\n(?=\[\d)", transcript.replace("\r\n", "\n")):
        words = block.strip()
        time = _TIME.match(words)
        if time:
            seconds = _seconds(time)
            words = words[time.end() :]
        words = " ".join(words.split())
        if not words:
            continue
        if words.startswith("# "):
            found.append(Paragraph(seconds, words[2:].strip(), is_heading=True))
            continue
        speaker = _SPEAKER.match(words)
        name = speaker[1] if speaker else ""
        found.append(
            Paragraph(seconds, words[speaker.end() :] if speaker else words, name)
        )
    return found


def check(transcript: str, *, seconds: int) -> str:
    """Return the transcript as it is kept, or refuse times that make no sense."""
    if len(transcript) > LONGEST:
        raise TranscriptRefused("The transcript is too long. Check what was pasted.")
    latest = 0
    for paragraph in read(transcript):
        if paragraph.seconds < latest:
            raise TranscriptRefused(
                f"The time [{clock(paragraph.seconds)}] comes after "
                f"[{clock(latest)}]. Put the paragraphs in order."
            )
        latest = paragraph.seconds
    if latest > seconds:
        raise TranscriptRefused(
            f"The time [{clock(latest)}] is past the end of the recording, which is "
            f"{clock(seconds)} long."
        )
    return transcript.replace("\r\n", "\n").strip()


def from_cues(cues: Iterable[Cue]) -> str:
    """Write captions out as paragraphs: a new one for each speaker, pause or length."""
    paragraphs: list[tuple[Cue, list[str]]] = []
    before: Cue | None = None
    for cue in cues:
        if (
            before is None
            or cue.speaker != before.speaker
            or cue.start - before.end > PAUSE
            or _is_long(paragraphs[-1][1])
        ):
            paragraphs.append((cue, []))
        paragraphs[-1][1].append(cue.text)
        before = cue
    return "\n\n".join(
        f"[{clock(first.start // 1000)}] "
        + (f"{first.speaker}: " if first.speaker else "")
        + " ".join(words)
        for first, words in paragraphs
    )


def clock(seconds: int) -> str:
    """Write a place in a recording: 04:12, or 1:04:12."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"


def _is_long(words: list[str]) -> bool:
    # A paragraph ends with a sentence where there is one.
    length = sum(map(len, words))
    ends = words[-1].endswith((".", "?", "!"))
    return length > LONG_PARAGRAPH and (ends or length > 2 * LONG_PARAGRAPH)


def _seconds(time: re.Match[str]) -> int:
    hours, minutes, seconds = (int(part or 0) for part in time.groups())
    return (hours * 60 + minutes) * 60 + seconds
