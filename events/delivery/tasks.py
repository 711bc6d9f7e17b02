"""The day itself and after, by the clock."""

from celery import shared_task

from portal.core import clock

from . import entrances, upkeep


@shared_task
def sweep_files() -> int:
    return upkeep.sweep(at=clock.now())


@shared_task
def forget_who_stood_at_doors() -> int:
    return entrances.forget(at=clock.now())
