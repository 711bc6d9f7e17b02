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


@shared_task
def tell_of_cancelled_runs() -> None:
    """Tell coordinators of runs that were called off, once."""
    at = clock.now()
    for run in reminders.called_off():
        try:
            reminders.tell_of_cancelled(run, at=at)
        except Exception:
            log.exception("cancelled_run_not_told", run=run.pk)
