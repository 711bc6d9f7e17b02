"""Changes of places that meet: substitution and cancelling, and moves that cross.

Each race has its control: with the guard taken off the same race does harm. How often
moves cross is said by RACE_CROSSINGS: a hundred times for a release.
"""

import os
from datetime import timedelta
from itertools import count

import pytest
from django.db import OperationalError, connection

from events.booking import changes, moving, naming, places
from events.errors import StepRefused
from events.models import Course, Event, Ticket, WayIn
from portal.core import clock
from tests.factories.events import EventFactory, place
from tests.rig.at_once import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="Several at once need PostgreSQL"
    ),
]
ROUNDS = int(os.environ.get("RACE_ROUNDS", "8"))
CROSSINGS = int(os.environ.get("RACE_CROSSINGS", "25"))
_numbers = count(1)


def runs(number=1):
    course = Course.objects.create(title=f"Course {next(_numbers)}", summary="It is.")
    return [
        EventFactory(
            title=f"Run {next(_numbers)}",
            way_in=WayIn.PUBLIC,
            course=course,
            starts_at=clock.now() + timedelta(days=40 + day),
        )
        for day in range(number)
    ]


def ticket_at(event):
    name = f"p{next(_numbers)}"
    return place(event, name=name, email=f"{name}@example.org")


def _somebody_else_or_nobody():
    """Return how the two went for one place, and how many places are taken then."""
    (event,) = runs()
    ticket = ticket_at(event)
    other = places.Delegate("Cleo", f"cleo{next(_numbers)}@example.org")
    at = clock.now()

    answers = at_once(
        [
            lambda: naming.substitute(
                Ticket.objects.get(pk=ticket.pk), other, by=None, at=at
            ),
            lambda: changes.cancel(Ticket.objects.get(pk=ticket.pk), by=None, at=at),
        ]
    )
    refused = [isinstance(answer, StepRefused) for answer in answers]
    later = at + timedelta(minutes=6)
    return refused, places.taken(event, at=later)


def test_a_substitution_and_a_cancellation_have_one_outcome():
    """C15: somebody else comes, or nobody does; the place is counted once."""
    outcomes = [_somebody_else_or_nobody() for _ in range(ROUNDS)]

    assert all(sorted(refused) == [False, True] for refused, _ in outcomes)
    for (substitution_refused, _), taken in outcomes:
        assert taken == (0 if substitution_refused else 1)


@pytest.mark.books_do_not_tie
def test_without_the_lock_both_are_told_yes(monkeypatch):
    """C15, the control."""
    monkeypatch.setattr(
        places, "lock", lambda *some: [Event.objects.get(pk=one.pk) for one in some]
    )

    outcomes = [_somebody_else_or_nobody() for _ in range(ROUNDS * 4)]

    assert any(refused == [False, False] for refused, _ in outcomes)


def _deadlocks():
    """Return how many deadlocks the server has counted in this database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
        )
        return cursor.fetchone()[0]


def _cross(first, second):
    """Move one each way at the same moment; return what each gave or raised."""
    there, back = ticket_at(first), ticket_at(second)
    at = clock.now()
    return at_once(
        [
            lambda: moving.move(there, second, by=None, at=at),
            lambda: moving.move(back, first, by=None, at=at),
        ]
    )


def test_moves_in_opposite_directions_never_deadlock():
    """C18: by the server's own count."""
    first, second = runs(2)
    before = _deadlocks()

    for _ in range(CROSSINGS):
        answers = _cross(first, second)
        assert not [one for one in answers if isinstance(one, Exception)]

    at = clock.now()
    assert _deadlocks() == before
    assert places.taken(first, at=at) == places.taken(second, at=at) == CROSSINGS


@pytest.mark.books_do_not_tie
def test_locked_in_the_order_they_are_named_the_same_moves_deadlock(monkeypatch):
    """C18, the control: the order of the keys is what keeps them apart."""

    def one_after_the_other(*events):
        rows = Event.objects.select_for_update(no_key=True)
        return [rows.get(pk=event.pk) for event in events]

    monkeypatch.setattr(places, "lock", one_after_the_other)
    first, second = runs(2)

    for _ in range(CROSSINGS * 4):
        answers = _cross(first, second)
        if any(isinstance(answer, OperationalError) for answer in answers):
            return
    pytest.fail("Nothing deadlocked, so the rig does not race.")
