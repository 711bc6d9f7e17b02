"""The last places: two hundred people press the button at once.

How often is said by RACE_ROUNDS: twenty for a release, fewer each time the suite runs,
since nothing else may run beside it.
"""

import os

import pytest
from django.db import connection
from django.urls import reverse

from events.models import Booking, Ticket
from portal.core import clock
from tests.rig import clients, crowd, server

PEOPLE = 200
PLACES = 3
ROUNDS = int(os.environ.get("RACE_ROUNDS", "6"))
LONGEST_SECONDS = 10
# The control stops at the first round that oversells, mostly the first of all.
LIKELY_ENOUGH = 20

pytestmark = [
    pytest.mark.alone,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="Several processes need PostgreSQL"
    ),
]


def _press_book(port, event, cookies):
    path = reverse("events:booking-start", args=[event.reference])
    form = {"csrfmiddlewaretoken": clients.TOKEN}
    return clients.ask_all(
        port,
        [clients.Request("POST", path, jar, form) for jar in cookies],
        at_once=PEOPLE,
    )


def _crowd():
    at = clock.now()
    return crowd.signed_in(crowd.members(PEOPLE, at=at), at=at)


def test_two_hundred_at_once_take_exactly_the_places_there_are():
    """C1: exact in each round, everybody answered, no server error."""
    cookies = _crowd()
    outcomes = []

    with server.running(settings_module="tests.rig.settings") as running:
        for number in range(ROUNDS):
            event = crowd.event(f"Race {number}", capacity=PLACES, at=clock.now())
            answers = _press_book(running.port, event, cookies)
            booked = [a for a in answers if a.status == 302]
            told = [a for a in answers if a.status == 200]
            outcomes.append(
                (
                    len(booked),
                    len(told),
                    Ticket.objects.filter(event=event).count(),
                    Booking.objects.filter(event=event, status="confirmed").count(),
                    max(answer.seconds for answer in answers) < LONGEST_SECONDS,
                    all(b"waiting list" in answer.body for answer in told),
                )
            )

    assert outcomes == [(PLACES, PEOPLE - PLACES, PLACES, PLACES, True, True)] * ROUNDS


def test_without_the_lock_the_same_race_oversells():
    """C2: the rig does race; only the lock makes the first test pass."""
    cookies = _crowd()
    oversold = False

    with server.running(
        application="tests.concurrency.unlocked:application"
    ) as running:
        for number in range(LIKELY_ENOUGH):
            event = crowd.event(f"Race {number}", capacity=1, at=clock.now())
            _press_book(running.port, event, cookies)
            oversold = Ticket.objects.filter(event=event).count() > 1
            if oversold:
                break

    assert oversold
