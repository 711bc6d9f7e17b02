"""Proof that the timetable runs."""

from celery import shared_task
from django.core.cache import cache

from . import clock

BEAT = "timetable-beat"


@shared_task
def beat() -> None:
    """Note the moment; the health page tells when it grows old."""
    cache.set(BEAT, clock.now(), timeout=None)
