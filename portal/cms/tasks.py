"""Pages by the clock."""

from celery import shared_task

from portal.core import clock

from . import index, schedule


@shared_task
def renew_events_in_index() -> None:
    index.renew_events(at=clock.now())


@shared_task
def renew_index() -> None:
    index.renew(at=clock.now())


@shared_task
def publish_scheduled() -> None:
    schedule.carry_out(clock.now())
