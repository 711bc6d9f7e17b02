"""Commissions by the clock: only people are told; no place moves."""

import structlog
from celery import shared_task

from portal.core import clock

from . import reminders

log = structlog.get_logger(__name__)


@shared_task
def ask_for_names() -> None:
    """Tell of places without a name, each run in a transaction of its own."""
    at = clock.now()
    for run in reminders.due(at=at):
        try:
            reminders.remind(run, at=at)
        except Exception:
            log.exception("names_not_asked_for", run=run.pk)
