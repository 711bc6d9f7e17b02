"""Two people at once for the last place; and what happens without the lock."""

import pytest
from django.db import connection

from membership.errors import SeatRefused
from membership.models import Organisation, Seat
from membership.seats import organisations, places
from portal.core import clock
from tests.factories.accounts import UserFactory
from tests.factories.organisations import link, with_places
from tests.rig.at_once import at_once

PEOPLE = 6
# The control stops at the first round that gives away too many.
ROUNDS = 20

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="Several connections need PostgreSQL"
    ),
]


def _race(seats: int) -> tuple[int, list[object]]:
    at = clock.now()
    made = with_places(seats)
    pairs = [(link(made), UserFactory()) for _ in range(PEOPLE)]
    outcomes = at_once(
        [
            lambda asked=asked, user=user: places.claim(asked, user=user, at=at)
            for asked, user in pairs
        ]
    )
    held = Seat.objects.taken().filter(purchase__organisation=made).count()
    return held, outcomes


def test_at_once_they_take_exactly_the_places_there_are():
    held, outcomes = _race(2)

    won = [each for each in outcomes if isinstance(each, Seat)]
    assert (held, len(won)) == (2, 2)
    assert all(isinstance(each, Seat | SeatRefused) for each in outcomes)


def test_without_the_lock_the_same_race_gives_too_many_away(monkeypatch):
    """The rig does race: only the lock makes the first test pass."""
    monkeypatch.setattr(
        organisations,
        "lock",
        lambda made: Organisation.objects.select_related("payer").get(pk=made.pk),
    )

    assert any(_race(1)[0] > 1 for _ in range(ROUNDS))


def test_one_link_pressed_twice_gives_one_place():
    at = clock.now()
    made = with_places(5)
    asked = link(made)
    users = [UserFactory() for _ in range(4)]

    outcomes = at_once(
        [lambda user=user: places.claim(asked, user=user, at=at) for user in users]
    )

    assert sum(isinstance(each, Seat) for each in outcomes) == 1
    assert places.counts(made, at=at).claimed == 1
