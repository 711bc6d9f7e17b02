"""Afterwards: registers taken, and what is left of past events put on the shelf.

One register is left to close and one bundle to finish, so that there is something to
do for whoever comes as trainer or as events administrator.
"""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from django.core.files.base import ContentFile

from events.delivery import (
    bundles,
    captions,
    recordings,
    register_lines,
    registers,
    transcripts,
    watching,
)
from events.delivery.captions import Cue
from events.models import Attendance, Event, EventSession, Handout, Mark, Recording
from portal.demo.content.recordings import TALKS, Said, Talk
from portal.rendering.pdf import pdf

from . import rehearsal
from .diary import Diary

FILMS = Path(__file__).parents[1] / "films"
# Taken by nobody yet: some came in by the joining button, some did not.
LEFT_OPEN = "insights-fathers"
# What a trainer says of the first, the second … person on a list, and again.
PATTERN = (
    (Mark.PRESENT, 0),
    (Mark.PRESENT, 0),
    (Mark.LATE, 10),
    (Mark.PRESENT, 0),
    (Mark.PRESENT, 0),
    (Mark.ABSENT, 0),
    (Mark.PRESENT, 0),
    (Mark.LEFT_EARLY, 15),
)
LETTERS_A_SECOND = 15
WATCHED_SECONDS = 1_270


class Afterwards:
    def __init__(self, diary: Diary) -> None:
        self.diary = diary
        self.trainer = diary.people.of("trainer")
        self.by = diary.people.of("events")

    def make(self) -> None:
        for key, event in self.diary.events.items():
            if event.is_over(self.diary.at) and not event.host:
                self.take_registers(event, stop=key == LEFT_OPEN)
        for talk in TALKS:
            self.shelve(talk, self.diary.events[talk.key])
        self.begin_a_bundle(self.diary.events[LEFT_OPEN])
        self.watch(self.diary.events["insights-sleep"])

    # --- Registers ---------------------------------------------------------

    def take_registers(self, event: Event, *, stop: bool) -> None:
        for sitting in event.event_sessions.all():
            with rehearsal.at(sitting.starts_at + timedelta(minutes=12)) as moment:
                lines = register_lines.open_register(sitting)
                self._let_in(lines, sitting)
                if not stop:
                    self._mark(lines, at=moment)
            if not stop:
                with rehearsal.at(sitting.ends_at + timedelta(minutes=15)) as moment:
                    registers.close(sitting, by=self.trainer, at=moment)

    def _let_in(self, lines: list[Attendance], sitting: EventSession) -> None:
        """Online, most press the button; who does is in the pattern."""
        if sitting.event.mode != "online":
            return
        for place, line in enumerate(lines):
            mark, minutes = self._said_of(line, place)
            if mark != Mark.ABSENT:
                late = minutes if mark == Mark.LATE else -(place % 9)
                line.joined_at = sitting.starts_at + timedelta(minutes=late)
                line.save(update_fields=["joined_at"])

    def _mark(self, lines: list[Attendance], *, at: datetime) -> None:
        for place, line in enumerate(lines):
            mark, minutes = self._said_of(line, place)
            registers.mark(
                line,
                mark,
                by=self.trainer,
                at=at,
                seen_version=line.version,
                operation=uuid4(),
                minutes_missed=minutes,
            )

    def _said_of(self, line: Attendance, place: int) -> tuple[Mark, int]:
        # The known member was there, so that there is something to reflect on.
        if line.user == self.diary.people.of("member"):
            return Mark.PRESENT, 0
        return PATTERN[place % len(PATTERN)]

    # --- What is left ------------------------------------------------------

    def shelve(self, talk: Talk, event: Event) -> None:
        with rehearsal.at(event.ends_at + timedelta(days=2)) as moment:
            recording = self._record(talk, event, at=moment)
            cues = [cue for said in talk.said for cue in cues_of(said)]
            recordings.set_captions(
                recording, captions.write(cues), also_transcript=True, by=self.by
            )
            recordings.set_transcript(
                recording, with_chapters(recording.transcript, talk), by=self.by
            )
            if talk.slides:
                self._hand_out(talk, event, at=moment)
        published = min(event.ends_at + timedelta(days=5), self.diary.at)
        with rehearsal.at(published) as moment:
            bundles.publish(event, by=self.by, at=moment)

    def _record(self, talk: Talk, event: Event, *, at: datetime) -> Recording:
        if talk.elsewhere:
            return recordings.set_elsewhere(
                event, talk.elsewhere, seconds=talk.seconds, by=self.by, at=at
            )
        film = ContentFile((FILMS / f"{talk.key}.webm").read_bytes(), "film.webm")
        return recordings.set_film(event, film, by=self.by, at=at)

    def _hand_out(self, talk: Talk, event: Event, *, at: datetime) -> None:
        recordings.add_handout(
            event,
            ContentFile(slides_of(talk, event), "slides.pdf"),
            kind=Handout.Kind.SLIDES,
            title="",
            by=self.by,
            at=at,
        )

    def begin_a_bundle(self, event: Event) -> None:
        """Slides are there, the recording is not: somebody has to finish it."""
        talk = TALKS[0]
        with rehearsal.at(event.ends_at + timedelta(days=1)) as moment:
            self._hand_out(talk, event, at=moment)

    def watch(self, event: Event) -> None:
        with rehearsal.at(self.diary.at - timedelta(hours=30)) as moment:
            watching.note(
                Recording.objects.get(event=event),
                by=self.diary.people.of("member"),
                ranges=[(0, WATCHED_SECONDS)],
                position=WATCHED_SECONDS,
                at=moment,
            )


def cues_of(said: Said) -> list[Cue]:
    """Cut what somebody said into lines as captions have them."""
    cues = []
    at = said.at * 1000
    for sentence in said.words.replace("? ", "?|").replace(". ", ".|").split("|"):
        end = at + 1000 * max(len(sentence) // LETTERS_A_SECOND, 1)
        cues.append(Cue(at, end, sentence, said.speaker))
        at = end
    return cues


def with_chapters(transcript: str, talk: Talk) -> str:
    """Put the headings before the paragraphs that they belong to."""
    headings = [
        (at, f"[{transcripts.clock(at)}] # {title}") for at, title in talk.chapters
    ]
    paragraphs = [
        (one.seconds, block)
        for one, block in zip(
            transcripts.read(transcript), transcript.split("\n\n"), strict=True
        )
    ]
    # A heading at the moment of a paragraph comes first: the sort keeps the order.
    ordered = sorted([*headings, *paragraphs], key=lambda pair: pair[0])
    return "\n\n".join(block for _, block in ordered)


def slides_of(talk: Talk, event: Event) -> bytes:
    slides = [
        {"title": " ".join(slide.title), "lines": list(slide.lines)}
        for slide in talk.slides
    ]
    facts = {"title": event.title, "body": "The Institute", "slides": slides}
    return pdf("demo/slides.typ", facts)
