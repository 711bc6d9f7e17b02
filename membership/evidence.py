"""Evidence: files that somebody shows with an application, and who may have them.

A file is judged by its content before a byte is stored. It is there for the person and
for the membership team, and goes when the application has been decided long enough.
"""

from datetime import datetime
from typing import BinaryIO

import structlog
from django.core.files.base import ContentFile
from django.db import transaction

from portal.core import files, scanning, uploads
from portal.core.scanning import Verdict
from portal.core.uploads import DOCUMENTS, MEGABYTE, PICTURES

from .errors import ApplicationRefused
from .models import Application, ApplicationFile, Scan

MOST_OF_A_FILE = 10 * MEGABYTE
MOST_FILES = 5
INFECTED = (
    "The virus scanner found something in this file, so it is not kept. Have the "
    "device it came from looked at."
)

log = structlog.get_logger(__name__)


def add(
    application: Application, file: BinaryIO, *, name: str, at: datetime
) -> ApplicationFile:
    """Keep a file with an application, or refuse it. The same twice is kept once."""
    kept = uploads.check(
        file, name=name, most=MOST_OF_A_FILE, kinds=(*DOCUMENTS, *PICTURES)
    )
    verdict = scanning.scan(kept.content)
    if verdict == Verdict.INFECTED:
        # Neither name nor content: whose device it is, and that is all.
        log.warning("evidence_refused", user=application.user_id, size=kept.size)
        raise ApplicationRefused(INFECTED)
    with transaction.atomic():
        row = Application.objects.select_for_update().get(pk=application.pk)
        same = row.files.filter(sha256=kept.sha256).first()
        if same is not None:
            return same
        if row.files.count() >= MOST_FILES:
            raise ApplicationRefused(
                f"An application keeps {MOST_FILES} files. Remove one to add another."
            )
        shown = ApplicationFile(
            application=row,
            name=kept.name,
            media_type=kept.kind.media_type,
            size=kept.size,
            sha256=kept.sha256,
            scan=_scan(verdict),
            added_at=at,
        )
        shown.file.save(kept.name, ContentFile(kept.content), save=False)
        try:
            with transaction.atomic():
                shown.save()
        except BaseException:
            shown.file.delete(save=False)
            raise
    return shown


@transaction.atomic
def remove(shown: ApplicationFile) -> None:
    files.delete_after_commit(shown.file)
    shown.delete()


def scan_what_waits() -> int:
    """Ask the scanner again about files kept aside; return how many it cleared."""
    cleared = 0
    for shown in ApplicationFile.objects.filter(scan=Scan.WAITING):
        with shown.file.open("rb") as file:
            verdict = scanning.scan(file.read())
        if verdict == Verdict.INFECTED:
            log.warning("evidence_removed", application=shown.application_id)
            remove(shown)
        elif verdict != Verdict.NO_ANSWER:
            shown.scan = _scan(verdict)
            shown.save(update_fields=["scan"])
            cleared += 1
    return cleared


def _scan(verdict: Verdict) -> Scan:
    return {
        Verdict.CLEAN: Scan.CLEAN,
        Verdict.NOT_ASKED: Scan.NOT_ASKED,
        Verdict.NO_ANSWER: Scan.WAITING,
    }[verdict]
