"""Upkeep: what lies about that should not, and what is missing that should be there?"""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from cpd.models import CpdEvidence, Scan
from events.models import Attendance
from portal.accounts.models import User
from portal.core.files import private_storage

FOLDER = "evidence"


def attendances_without_entry() -> QuerySet[Attendance]:
    """Return who came, by a closed register, and has an account but no entry.

    An entry that its owner deleted is not missing: the register still says they came,
    so what tells is the account, made after the register was closed.
    """
    by_address = User.objects.filter(
        email=OuterRef("ticket__email"),
        date_joined__gt=OuterRef("event_session__register_closed_at"),
    )
    return (
        Attendance.objects.came()
        .filter(event_session__register_closed_at__isnull=False, cpd_entry__isnull=True)
        .filter(
            Q(ticket__user__date_joined__gt=F("event_session__register_closed_at"))
            | Q(Exists(by_address), ticket__user__isnull=True)
        )
        .exclude(event_session__event__cpd_minutes=0)
        .exclude(ticket__email="")
        .select_related("event_session__event", "ticket")
    )


def evidence_waiting() -> QuerySet[CpdEvidence]:
    return CpdEvidence.objects.filter(scan=Scan.WAITING).select_related("entry__owner")


def sweep(*, older_than: datetime) -> int:
    """Delete the files of evidence that no row names; return how many."""
    storage = private_storage()
    known = set(CpdEvidence.objects.values_list("file", flat=True))
    gone = 0
    for name in _files_below(FOLDER):
        if name not in known and storage.get_modified_time(name) < older_than:
            storage.delete(name)
            gone += 1
    return gone


def _files_below(folder: str) -> Iterator[str]:
    storage = private_storage()
    if not storage.exists(folder):
        return
    folders, files = storage.listdir(folder)
    yield from (f"{folder}/{name}" for name in files)
    for name in folders:
        yield from _files_below(f"{folder}/{name}")
