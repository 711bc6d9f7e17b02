"""Response document: what does a response say, question by question?

Read once from the blocks and drawn three times: on the page, in the PDF and beside
the options for the reviewer. It asks no database; who calls it brings the sources.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.safestring import SafeString
from django.utils.text import get_text_list

from portal.cms import passages
from portal.cms.passages import Block, Note
from portal.core.words import count_of

CHOSEN = "We answered:"
RANKED = "We ranked:"
OWN_WORDS = "We answered in our own words"
NONE_CHOSEN = "none of the options"
ANCHOR = 8


@dataclass(frozen=True)
class Option:
    label: str
    chosen: bool = False
    place: int | None = None


@dataclass(frozen=True)
class Question:
    """One question: `asked` and `options` are theirs, the rest is ours."""

    anchor: str
    number: str
    kind: str
    asked: str
    lead: str
    chosen: str
    options: tuple[Option, ...]
    ranked: tuple[str, ...]
    differs: str
    answer: tuple[Block, ...]

    @property
    def name(self) -> str:
        """Question 2.3; without a number, its first words."""
        return f"Question {self.number}" if self.number else f"“{self.asked[:60]}”"

    @property
    def answer_html(self) -> SafeString:
        return passages.html(self.answer)

    @property
    def plain_options(self) -> tuple[Option, ...]:
        """The options to tick; those that are ranked stand in our order instead."""
        return () if self.ranked else self.options


@dataclass(frozen=True)
class Chapter:
    anchor: str
    number: str
    title: str
    not_answered: str
    questions: tuple[Question, ...]

    @property
    def name(self) -> str:
        return f"Chapter {self.number}" if self.number else ""


@dataclass(frozen=True)
class FootNote:
    """A source, cited so many times."""

    number: int
    words: str
    url: str
    seen: str
    mentions: int

    @property
    def backs(self) -> range:
        return range(1, self.mentions + 1)


@dataclass(frozen=True)
class Document:
    points: tuple[tuple[Block, ...], ...]
    chapters: tuple[Chapter, ...]
    notes: tuple[FootNote, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(q for chapter in self.chapters for q in chapter.questions)

    @property
    def point_lines(self) -> list[SafeString]:
        return [passages.line(point) for point in self.points]

    @property
    def tally(self) -> str:
        """7 of 8 chapters, 13 questions, 14 notes: counted, never typed."""
        named = [chapter for chapter in self.chapters if chapter.number]
        answered = sum(1 for chapter in named if chapter.questions)
        parts = []
        if named:
            parts.append(f"{answered} of {count_of(len(named), 'chapter,chapters')}")
        parts.append(count_of(len(self.questions), "question,questions"))
        if self.notes:
            parts.append(count_of(len(self.notes), "note,notes"))
        return ", ".join(parts)


# --- Notes -----------------------------------------------------------------

# Of a source what its note says: words, address, and when it was last seen there.
type Sources = Mapping[str, Mapping[str, str]]


@dataclass
class Notes:
    """The notes of one document, numbered in the order of their first mention."""

    sources: Sources
    mentions: dict[str, int] = field(default_factory=dict)

    def cite(self, marker: str) -> Note | None:
        key = key_of(marker)
        if key not in self.sources:
            return None
        self.mentions[key] = self.mentions.get(key, 0) + 1
        return Note(list(self.mentions).index(key) + 1, self.mentions[key])

    def listed(self) -> tuple[FootNote, ...]:
        return tuple(
            FootNote(
                number,
                self.sources[key]["words"],
                self.sources[key]["url"],
                self.sources[key]["seen"],
                mentions,
            )
            for number, (key, mentions) in enumerate(self.mentions.items(), 1)
        )


def key_of(marker: str) -> str:
    """Return what a closed marker names; an open one names nothing."""
    found = passages.MARKER.fullmatch(marker)
    return found[1] if found is not None and found[2] else ""


# --- Reading ---------------------------------------------------------------


def read(points: Iterable[Any], stream: Iterable[Any], sources: Sources) -> Document:
    """Return what the blocks say, in their order."""
    notes = Notes(sources)
    said = tuple(passages.read(point.value.source, notes.cite) for point in points)
    chapters: list[dict[str, Any]] = []
    for block in stream:
        if block.block_type == "chapter":
            chapters.append(_chapter(block))
            continue
        if not chapters:
            chapters.append(_unnamed())
        chapters[-1]["questions"].append(_question(block, notes))
    return Document(
        said,
        tuple(
            Chapter(**{**one, "questions": tuple(one["questions"])}) for one in chapters
        ),
        notes.listed(),
    )


def _chapter(block: Any) -> dict[str, Any]:
    return {
        "anchor": f"c-{str(block.id)[:ANCHOR]}",
        "number": block.value["number"] or "",
        "title": block.value["title"] or "",
        "not_answered": block.value["not_answered"] or "",
        "questions": [],
    }


def _unnamed() -> dict[str, Any]:
    """Return the place for questions of a consultation that has no chapters."""
    return {
        "anchor": "c-questions",
        "number": "",
        "title": "Questions",
        "not_answered": "",
        "questions": [],
    }


def _question(block: Any, notes: Notes) -> Question:
    value = block.value
    options = tuple(_options(block))
    ranked = tuple(
        option.label
        for option in sorted(
            (option for option in options if option.place is not None),
            key=lambda option: option.place or 0,
        )
    )
    lead, chosen = _answered(block.block_type, options)
    return Question(
        anchor=f"q-{str(block.id)[:ANCHOR]}",
        number=value["number"] or "",
        kind=block.block_type,
        asked=" ".join((value["asked"] or "").split()),
        lead=lead,
        chosen=chosen,
        options=options,
        ranked=ranked,
        differs=value.get("differs") or "",
        answer=passages.read(value["answer"].source, notes.cite)
        if value["answer"]
        else (),
    )


def _options(block: Any) -> Iterable[Option]:
    for option in block.value.get("options") or ():
        if block.block_type == "ranking":
            yield Option(option["label"] or "", place=option["place"])
        else:
            yield Option(option["label"] or "", chosen=bool(option["chosen"]))


def _answered(kind: str, options: tuple[Option, ...]) -> tuple[str, str]:
    """Say in words what was chosen: never by a mark alone."""
    if kind == "words":
        return OWN_WORDS, ""
    if kind == "ranking":
        return RANKED, ""
    chosen = [option.label for option in options if option.chosen]
    return CHOSEN, get_text_list(chosen, "and") or NONE_CHOSEN


# --- What stands in the way of publishing ----------------------------------


def faults(points: Iterable[Any], stream: Iterable[Any], sources: Sources) -> list[str]:
    """Say what has to be put right before this can be published, in plain words."""
    found = [
        _unknown("The view in brief", marker)
        for point in points
        for marker in passages.markers(point.value.source)
        if key_of(marker) not in sources
    ]
    questions = [block for block in stream if block.block_type != "chapter"]
    for block in questions:
        found += _faults_of(block, sources)
    if not questions:
        found.append("Add the questions and our answers to them.")
    return found


def _faults_of(block: Any, sources: Sources) -> list[str]:
    question = _question(block, Notes(sources))
    typed = passages.markers(
        block.value["answer"].source if block.value["answer"] else ""
    )
    found = [
        _unknown(question.name, marker)
        for marker in typed
        if key_of(marker) not in sources
    ]
    chosen = [option for option in question.options if option.chosen]
    places = sorted(o.place for o in question.options if o.place is not None)
    if question.kind == "scale" and len(chosen) > 1:
        found.append(f"{question.name}: choose one step of the scale, not several.")
    if places != list(range(1, len(places) + 1)):
        found.append(
            f"{question.name}: number our places from 1, without gaps and each once."
        )
    if not (question.answer or chosen or places):
        found.append(f"{question.name} has no answer. Answer it or leave it out.")
    return found


def _unknown(where: str, marker: str) -> str:
    if not key_of(marker):
        return (
            f"{where}: “{marker}” looks like a note and is none. Write it in one "
            "piece, such as [^survey-2022]."
        )
    return (
        f"{where} cites {marker}, and there is no such source. Add it to the list of "
        "sources or correct the marker."
    )


def in_words(document: Document) -> dict[str, Any]:
    """Return what it says as plain JSON, to be kept, compared and drawn.

    Anchors are places and no words: the same answer in a new block is the same.
    """
    plain: dict[str, Any] = json.loads(json.dumps(asdict(document)))
    for chapter in plain["chapters"]:
        del chapter["anchor"]
        for question in chapter["questions"]:
            del question["anchor"]
    return plain
