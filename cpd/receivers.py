"""What the CPD record hears from events: attendance, and nothing else."""

from typing import Any

from cpd import credit
from events.models import Attendance
from events.signals import attendance_recorded
from portal.core import clock


def connect() -> None:
    attendance_recorded.connect(_propose, dispatch_uid="cpd")


def _propose(attendance: Attendance, **_: Any) -> None:
    credit.propose_for_attendance(attendance, at=clock.now())
