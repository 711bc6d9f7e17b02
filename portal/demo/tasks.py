"""Tasks: what the demonstration does by itself while it runs."""

from typing import Any

from celery import shared_task
from celery.signals import worker_ready
from django.db import transaction

from events.models import Event
from portal.celery import app
from portal.core import clock
from portal.demo.accounts import ACCOUNTS
from portal.demo.content.coming import SOON

from .seeding.diary import Diary
from .seeding.people import who_is_there
from .stand_in.post import post_what_waits


@worker_ready.connect
def on_the_first_breath(**_: Any) -> None:
    """Kept data grows old: see to it that a door is open whenever one starts it."""
    keep_a_door_open.delay()


@shared_task
def post_notices() -> None:
    """Bring what the stand-in for Stripe has to tell and could not bring before."""
    post_what_waits()


app.add_periodic_task(20.0, post_notices.s(), name="bring Stripe's notices")


@shared_task
def keep_a_door_open() -> None:
    """Put the drop-in on again when the last one is over. Twice is once."""
    at = clock.now()
    with transaction.atomic():
        if Event.objects.filter(title=SOON.title, ends_at__gt=at).exists():
            return
        people = who_is_there(at)
        # Somebody may have made this demonstration their own.
        if set(people.accounts) == set(ACCOUNTS):
            Diary(people, at=at).open_a_door()
