"""Evidence: keep files with an entry, and let go of them.

A file is checked before a byte of it is stored, and stored before its row is written:
a row always has its file. Where a scanner is set up and silent, the file is kept aside
and not offered until the scanner has spoken.
"""

from datetime import datetime
from typing import BinaryIO

import structlog
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Count, Sum

from cpd.errors import EvidenceRefused
from cpd.models import CpdEntry, CpdEvidence, Scan
from portal.accounts.models import User
from portal.core import files, scanning, uploads
from portal.core.scanning import Verdict
from portal.core.uploads import MEGABYTE

MOST_OF_A_FILE = 10 * MEGABYTE
MOST_OF_A_PERSON = 500 * MEGABYTE
MOST_FILES = 2_000
MOST_WITH_AN_ENTRY = 20
INFECTED = (
    "The virus scanner found something in this file, so it is not kept. Have the "
    "device it came from looked at."
)

log = structlog.get_logger(__name__)


def add(
    entry: CpdEntry, file: BinaryIO, *, name: str, owner: User, at: datetime
) -> CpdEvidence:
    """Keep a file with an entry, or refuse it. The same file twice is kept once."""
    kept = uploads.check(file, name=name, most=MOST_OF_A_FILE)
    verdict = scanning.scan(kept.content)
    if verdict == Verdict.INFECTED:
        # Neither name nor content: whose device it is, and that is all.
        log.warning("evidence_refused", user=owner.pk, size=kept.size)
        raise EvidenceRefused(INFECTED)
    with transaction.atomic():
        # The person's own row is the turnstile, or two uploads at once pass the limit.
        User.objects.select_for_update(no_key=True).get(pk=owner.pk)
        row = CpdEntry.objects.get(pk=entry.pk, owner=owner)
        same = row.evidence.filter(sha256=kept.sha256).first()
        if same is not None:
            return same
        _refuse_too_much(row, owner, kept.size)
        evidence = CpdEvidence(
            entry=row,
            name=kept.name,
            media_type=kept.kind.media_type,
            size=kept.size,
            sha256=kept.sha256,
            scan=_scan(verdict),
            added_at=at,
        )
        evidence.file.save(kept.name, ContentFile(kept.content), save=False)
        try:
            with transaction.atomic():
                evidence.save()
        except BaseException:
            evidence.file.delete(save=False)
            raise
    return evidence


@transaction.atomic
def remove(evidence: CpdEvidence, *, owner: User) -> None:
    """Let go of a file, in the list and in the storage."""
    row = CpdEvidence.objects.get(pk=evidence.pk, entry__owner=owner)
    files.delete_after_commit(row.file)
    row.delete()


def used(owner: User) -> tuple[int, int]:
    """Return how many files the person keeps, and their bytes."""
    sums = CpdEvidence.objects.filter(entry__owner=owner).aggregate(
        number=Count("pk"), size=Sum("size", default=0)
    )
    return sums["number"], sums["size"]


def scan_again(evidence: CpdEvidence) -> CpdEvidence | None:
    """Ask the scanner about a file that was kept aside. None: it is gone."""
    with evidence.file.open("rb") as file:
        verdict = scanning.scan(file.read())
    if verdict == Verdict.INFECTED:
        log.warning("evidence_removed", user=evidence.entry.owner_id)
        remove(evidence, owner=evidence.entry.owner)
        return None
    evidence.scan = _scan(verdict)
    evidence.save(update_fields=["scan"])
    return evidence


def _scan(verdict: Verdict) -> Scan:
    return {
        Verdict.CLEAN: Scan.CLEAN,
        Verdict.NOT_ASKED: Scan.NOT_ASKED,
        Verdict.NO_ANSWER: Scan.WAITING,
    }[verdict]


def _refuse_too_much(entry: CpdEntry, owner: User, size: int) -> None:
    if entry.evidence.count() >= MOST_WITH_AN_ENTRY:
        raise EvidenceRefused(
            f"An entry keeps {MOST_WITH_AN_ENTRY} files. Remove one to add another."
        )
    number, bytes_used = used(owner)
    if bytes_used + size > MOST_OF_A_PERSON or number >= MOST_FILES:
        raise EvidenceRefused(
            f"Your record keeps {MOST_OF_A_PERSON // MEGABYTE} MB of files in all. "
            "Remove some that you no longer need."
        )
