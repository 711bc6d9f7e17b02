"""Membership by the clock."""

from celery import shared_task

from portal.core import clock

from . import access, addresses, automatic, evidence, exports, lost_numbers, reminders
from .bulk import steps as bulk
from .importing import working
from .merging import steps as merging
from .models import Merge
from .seats import reminding


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
def put_records_together() -> None:
    merging.carry_out_due(at=clock.now())


@shared_task
def gather_strays(merge_id: int) -> None:
    found = Merge.objects.filter(pk=merge_id).first()
    if found is not None:
        merging.gather(found, at=clock.now())


@shared_task
def remind_of_renewals() -> None:
    reminders.remind(at=clock.now())
    reminders.ask_who_qualified(at=clock.now())
    reminding.remind(at=clock.now())


@shared_task
def stop_agreements() -> None:
    automatic.stop_what_has_to_end(at=clock.now())


@shared_task
def scan_what_waits() -> None:
    evidence.scan_what_waits()


@shared_task
def go_on_with_import(import_id: int) -> None:
    working.go_on(import_id, at=clock.now())


@shared_task
def go_on_with_imports() -> None:
    working.go_on_with_all(at=clock.now())


@shared_task
def go_on_with_bulk_step(step_id: int) -> None:
    bulk.go_on(step_id, at=clock.now())


@shared_task
def go_on_with_bulk_steps() -> None:
    bulk.go_on_with_all(at=clock.now())


@shared_task
def make_export(export_id: int) -> None:
    exports.make(export_id, at=clock.now())


@shared_task
def look_after_exports() -> None:
    at = clock.now()
    exports.make_due(at=at)
    exports.end_due(at=at)
