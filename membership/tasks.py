"""Membership by the clock."""

from celery import shared_task

from portal.core import clock

from . import access, addresses, lost_numbers, renewals


@shared_task
def forget_old_code_requests() -> None:
    access.forget_old(at=clock.now())
    lost_numbers.forget_old(at=clock.now())


@shared_task
def watch_code_requests() -> None:
    access.raise_alarm(at=clock.now())


@shared_task
def let_address_changes_hold() -> None:
    addresses.let_every_due_change_hold(at=clock.now())


@shared_task
def remind_of_renewals() -> None:
    renewals.remind(at=clock.now())
