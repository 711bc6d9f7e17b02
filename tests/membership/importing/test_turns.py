"""Two imports at once: the second waits, since the database holds the turn."""

import threading
from contextlib import suppress

import pytest
from django.db import connection

from membership.importing import known, steps, turns, working
from membership.models import ImportStage, Member, MemberImport
from portal.core import clock, later
from tests.rig.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 5
# Rows with a name alone: nothing of theirs that the database keeps apart.
LINES = [f",Person {number},,,,," for number in range(PEOPLE)]


def _nobody(task, *ids):
    """The queue is down: what is asked for is not done."""


@pytest.fixture
def both(bring, secretary, monkeypatch):
    """Two files with the same people, checked, and no worker at either yet."""
    batches = [bring(*LINES, name=name) for name in ("a.csv", "b.csv")]
    monkeypatch.setattr(later, "run", _nobody)
    for batch in batches:
        steps.start(batch, by=secretary, at=clock.now())
    meeting = threading.Barrier(2)
    find = known.find

    def find_together(rows):
        """Look people up at the same moment as the other, if there is another."""
        found = find(rows)
        with suppress(threading.BrokenBarrierError):
            meeting.wait(2)
        return found

    monkeypatch.setattr(known, "find", find_together)
    return batches


def work(key):
    """Go on with one import as its worker does, a few times over."""
    for _ in range(4):
        working.go_on(key, at=clock.now())


def race(batches):
    answers = at_once([lambda key=batch.pk: work(key) for batch in batches])
    assert answers == [None, None]
    for batch in batches:
        work(batch.pk)


def test_the_second_finds_what_the_first_has_done(both):
    """F6."""
    race(both)

    assert Member.objects.count() == PEOPLE
    assert set(MemberImport.objects.values_list("stage", flat=True)) == {
        ImportStage.DONE
    }


@pytest.mark.skipif(connection.vendor == "sqlite", reason="It writes one at a time")
def test_without_the_turn_everybody_is_there_twice(both):
    """F6, the other way: only the index keeps the two apart."""
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX one_import_at_a_time_changes_members")

    race(both)

    assert Member.objects.count() == 2 * PEOPLE


def test_only_one_may_have_the_turn(both):
    at = clock.now()
    first, second = (turns.claim(batch.pk, at=at) for batch in both)

    assert turns.take(first)
    assert not turns.take(second)
    second.refresh_from_db()
    assert second.stage == ImportStage.WAITING
