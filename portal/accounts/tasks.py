"""Housekeeping by the clock."""

from celery import shared_task
from django.core.management import call_command

from portal.core import clock

from . import lost_steps


@shared_task
def take_lost_steps_off() -> None:
    lost_steps.take_off_due(at=clock.now())


@shared_task
def clear_ended_sessions() -> None:
    call_command("clearsessions")
