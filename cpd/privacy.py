"""Privacy: hand somebody everything of theirs, and let go of it when asked.

The export is made while it is downloaded, from rows read at its start, and leaves
nothing on any disk. What each table gives is written out column by column; a test
finds a new column that nobody has decided about. Membership plays no part here.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction

from cpd import documents, portfolio, records
from cpd.models import (
    AccountVersion,
    CpdEntry,
    CpdEvidence,
    EventNote,
    Feedback,
    ReflectiveAccount,
    RevalidationCycle,
)
from portal.accounts.models import User
from portal.core import clock
from portal.core import privacy as rooms
from portal.core.files import delete_after_commit
from portal.core.words import count_of, uk_date
from portal.rendering import sheets
from portal.rendering.words import file_name

CHUNK = 256 * 1024

# Column by column: what each file of the export says, in its order.
COLUMNS: dict[type[models.Model], tuple[str, ...]] = {
    CpdEntry: (
        "reference",
        "status",
        "source",
        "title",
        "provider",
        "starts_on",
        "ends_on",
        "method",
        "learning_type",
        "minutes",
        "participatory_minutes",
        "how_participatory",
        "relevance",
        "learnt",
        "applied",
        "benefit",
        "code_themes",
        "peer_role",
        "peer_learning",
        "created_at",
        "changed_at",
    ),
    CpdEvidence: (
        "reference",
        "entry",
        "name",
        "media_type",
        "size",
        "sha256",
        "scan",
        "added_at",
    ),
    Feedback: (
        "reference",
        "received_on",
        "came_from",
        "kind",
        "content",
        "created_at",
    ),
    ReflectiveAccount: (
        "reference",
        "entry",
        "event",
        "regulator",
        "title",
        "status",
        "version",
        "activity",
        "learnt",
        "changed",
        "relevance",
        "code_themes",
        "started_at",
        "saved_at",
        "finished_at",
    ),
    AccountVersion: (
        "account",
        "version",
        "saved_at",
        "activity",
        "learnt",
        "changed",
        "relevance",
        "code_themes",
    ),
    EventNote: ("event", "words", "changed_at"),
    RevalidationCycle: ("ruleset", "starts_on", "ends_on"),
}
# What stays out, and why.
LEFT_OUT: dict[str, str] = {
    "id": "a number of ours that says nothing",
    "owner": "the person who asked",
    "file": "the files themselves are in the folder evidence",
    "attendance": "the event is in the title; the register is the event's",
    "recording": "the recording is in the title, and belongs to the library",
}
FILES: dict[type[models.Model], str] = {
    CpdEntry: "entries.csv",
    CpdEvidence: "evidence.csv",
    Feedback: "feedback.csv",
    ReflectiveAccount: "reflective-accounts.csv",
    AccountVersion: "reflective-accounts-history.csv",
    EventNote: "notes.csv",
    RevalidationCycle: "cycles.csv",
}


def rows_of(owner: User) -> dict[type[models.Model], models.QuerySet[Any]]:
    """Return everything here that belongs to one person, and nothing of others."""
    return {
        CpdEntry: CpdEntry.objects.of(owner).order_by("starts_on", "pk"),
        CpdEvidence: CpdEvidence.objects.filter(entry__owner=owner).select_related(
            "entry"
        ),
        Feedback: Feedback.objects.filter(owner=owner),
        ReflectiveAccount: ReflectiveAccount.objects.filter(owner=owner).select_related(
            "entry", "event"
        ),
        AccountVersion: AccountVersion.objects.filter(
            account__owner=owner
        ).select_related("account"),
        EventNote: EventNote.objects.filter(owner=owner).select_related("event"),
        RevalidationCycle: RevalidationCycle.objects.filter(owner=owner).select_related(
            "ruleset"
        ),
    }


@dataclass(frozen=True)
class Part:
    """One file of the export: made already, or to be read from the storage."""

    path: str
    content: bytes = b""
    evidence: CpdEvidence | None = None


# --- Export ----------------------------------------------------------------


def parts(owner: User, *, at: datetime) -> list[Part]:
    """Return every file of the export; all rows are read here, once."""
    rows = {model: list(found) for model, found in rows_of(owner).items()}
    cycle = records.cycle_of(owner, on=clock.uk_day(at))
    whole = portfolio.of(owner, cycle=None)
    made = [
        Part("read-me.txt", _read_me(owner, rows, at=at).encode()),
        Part("portfolio.pdf", documents.portfolio_pdf(whole, at=at)),
        Part("portfolio.docx", documents.portfolio_docx(whole, at=at)),
        *(Part(FILES[model], _sheet(model, found)) for model, found in rows.items()),
    ]
    if cycle is not None:
        current = portfolio.of(owner, cycle=cycle)
        made.append(
            Part("this-cycle.pdf", documents.portfolio_pdf(current, at=at)),
        )
    kept: Sequence[CpdEvidence] = rows[CpdEvidence]
    return made + [
        Part(f"evidence/{each.entry.reference}/{_in_zip(each)}", evidence=each)
        for each in kept
    ]


def export(owner: User, *, at: datetime) -> Iterator[bytes]:
    """Return everything as one packed file, piece by piece."""
    return packed(parts(owner, at=at), at=at)


def packed(files: Iterable[Part], *, at: datetime) -> Iterator[bytes]:
    """Pack as the reader takes it, so that no copy of it ever lies anywhere."""
    out = _Out()
    missing = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        for part in files:
            about = zipfile.ZipInfo(part.path, _moment(at))
            about.compress_type = zipfile.ZIP_DEFLATED
            if part.evidence is None:
                pack.writestr(about, part.content)
            elif not part.evidence.is_waiting:
                try:
                    source = part.evidence.file.open("rb")
                except OSError:
                    # It was deleted while this was being made.
                    missing.append(part.path)
                    continue
                with source, pack.open(about, "w") as target:
                    while piece := source.read(CHUNK):
                        target.write(piece)
                        yield from out.taken()
            else:
                missing.append(part.path)
            yield from out.taken()
        if missing:
            words = "Deleted meanwhile, or not cleared by the virus scanner:\n"
            pack.writestr("not-included.txt", words + "\n".join(missing) + "\n")
    yield from out.taken()


class _Out(io.RawIOBase):
    """Takes what the packer writes and gives it on; it cannot be wound back."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def taken(self) -> Iterator[bytes]:
        pieces, self._pieces = self._pieces, []
        yield from pieces


def _sheet(model: type[models.Model], rows: Iterable[models.Model]) -> bytes:
    names = COLUMNS[model]
    return sheets.sheet(names, ([_said(row, name) for name in names] for row in rows))


def _said(row: models.Model, name: str) -> Any:
    value = getattr(row, name)
    if isinstance(value, list):
        return "; ".join(str(item) for item in value)
    if isinstance(value, datetime):
        return value.astimezone(clock.UK).isoformat(timespec="minutes")
    if isinstance(value, models.Model):
        return getattr(value, "reference", str(value))
    return value


def _in_zip(evidence: CpdEvidence) -> str:
    stem, _, ending = evidence.name.rpartition(".")
    # Two files of one entry may have the same name.
    return file_name(f"{evidence.reference}-{stem}", ending)


def _moment(at: datetime) -> tuple[int, int, int, int, int, int]:
    here = at.astimezone(clock.UK)
    return here.year, here.month, here.day, here.hour, here.minute, here.second


def _read_me(
    owner: User, rows: dict[type[models.Model], list[Any]], *, at: datetime
) -> str:
    on = uk_date(clock.uk_day(at))
    lines = [
        f"The CPD record of {owner.name or owner.email}, made on {on}.",
        "",
        "portfolio.pdf and portfolio.docx hold what counts, to read and to print.",
        "The .csv files hold every field, and open in any spreadsheet.",
        "The folder evidence holds your files, by the reference of their entry.",
        "",
        *(
            f"{FILES[model]}: {count_of(len(found), 'row,rows')}"
            for model, found in rows.items()
        ),
    ]
    return "\r\n".join(lines) + "\r\n"


# --- Erasure ---------------------------------------------------------------


@transaction.atomic
def erase(owner: User) -> int:
    """Delete every row and file of the person here; return how many rows went.

    For good: there is no copy to bring back, and nobody else's row is touched.
    """
    delete_after_commit(*(each.file for each in rows_of(owner)[CpdEvidence]))
    gone = 0
    # What points at others goes before what is pointed at.
    for model in (
        EventNote,
        AccountVersion,
        ReflectiveAccount,
        CpdEvidence,
        CpdEntry,
        Feedback,
        RevalidationCycle,
    ):
        keys = list(rows_of(owner)[model].values_list("pk", flat=True))
        model._default_manager.filter(pk__in=keys).delete()  # noqa: SLF001 - any model's
        gone += len(keys)
    return gone


# --- As one room among others ----------------------------------------------

# What points at others goes before what is pointed at.
PATHS: dict[type[models.Model], str] = {
    EventNote: "owner",
    AccountVersion: "account__owner",
    ReflectiveAccount: "owner",
    CpdEvidence: "entry__owner",
    CpdEntry: "owner",
    Feedback: "owner",
    RevalidationCycle: "owner",
}


def _rule(model: type[models.Model], path: str) -> rooms.Holds:
    fields = {each.name for each in rooms.fields_of(model)}
    hides = {name: LEFT_OUT[name] for name in sorted(fields & set(LEFT_OUT))}
    return rooms.Holds(model, path, " ".join(COLUMNS[model]), hides=hides)


def _parts(person: rooms.Person, at: datetime) -> Iterator[rooms.Part]:
    for part in parts(person.user, at=at):
        evidence = part.evidence
        if evidence is None:
            yield rooms.Part(f"cpd/{part.path}", part.content)
        elif not evidence.is_waiting:
            yield rooms.Part(f"cpd/{part.path}", file=evidence.file)


ROOM = rooms.Room(
    "cpd",
    "Your CPD record",
    (
        *(_rule(model, path) for model, path in PATHS.items()),
        rooms.Nobody("cpd.Ruleset cpd.Requirement", "the regulators' rules"),
    ),
    parts=_parts,
    sheets=False,
)
