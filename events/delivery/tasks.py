"""The day itself and after, by the clock."""

from celery import shared_task

from portal.core import clock

from . import upkeep


@shared_task
def sweep_files() -> int:
    return upkeep.sweep(at=clock.now())
