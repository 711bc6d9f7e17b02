"""The CPD record by the clock. Tasks carry no ids of people and no words."""

from datetime import timedelta

import structlog
from celery import shared_task

from cpd import credit, evidence, upkeep
from portal.core import clock

log = structlog.get_logger(__name__)
BATCH = 100
GRACE = timedelta(hours=1)


@shared_task
def propose_what_is_missing() -> int:
    """Find attendances without an entry: there should be none but late accounts'."""
    proposed = 0
    for attendance in upkeep.attendances_without_entry():
        proposed += (
            credit.propose_for_attendance(attendance, at=clock.now()) is not None
        )
    if proposed:
        log.warning("entries_were_missing", number=proposed)
    return proposed


@shared_task
def scan_what_waits() -> int:
    """Ask the scanner about files that were kept aside while it was silent."""
    waiting = list(upkeep.evidence_waiting()[:BATCH])
    for each in waiting:
        cleared = evidence.scan_again(each)
        if cleared is not None and cleared.is_waiting:
            # Still silent: the others would wait just as long.
            break
    return len(waiting)


@shared_task
def sweep_files() -> int:
    """Delete files that no row knows: left by a process that died between the two."""
    return upkeep.sweep(older_than=clock.now() - GRACE)
