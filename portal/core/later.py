"""Later: the only place that hands work to the queue.

After commit, by id, and never failing the caller: when the queue is down the
timetable finds the same row within a minute.
"""

from functools import partial

import structlog
from celery import current_app
from django.db import transaction

log = structlog.get_logger(__name__)


def run(task: str, *ids: int) -> None:
    """Ask for the named task once the present transaction has committed."""
    transaction.on_commit(partial(_hand_over, task, ids))


def _hand_over(task: str, ids: tuple[int, ...]) -> None:
    try:
        # A web process has not imported the tasks until it is asked to.
        if task not in current_app.tasks:
            current_app.loader.import_default_modules()
        # Looking the task up, and not sending its bare name, lets eager mode run it.
        current_app.tasks[task].delay(*ids)
    except Exception:  # noqa: BLE001 - a dead queue must not fail the person
        log.warning("queue_unreachable", task=task)
