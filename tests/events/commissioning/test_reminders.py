"""Reminders and letters: told twice, while it is true, and nothing is given back."""

from datetime import timedelta

import pytest

from events.booking import event_changes
from events.booking.places import Delegate
from events.commissioning import coordinators, delegates, reminders
from events.commissioning.tasks import ask_for_names, tell_of_cancelled_runs
from events.models import CommissionCoordinator
from portal.body.models import Mailbox
from tests.factories.commissions import (
    agreed,
    closed_run,
    coordinator_of,
    somebody,
    taken,
)
from tests.rig.mailbox import deliver_due, parts

pytestmark = pytest.mark.django_db

TEAM = "events@body.example"


@pytest.fixture
def run(at):
    Mailbox.objects.create(role=Mailbox.Role.EVENTS, address=TEAM)
    commission = agreed(("All", 2), names_until_days=14)
    coordinator_of(commission, email="co@network.example")
    run = taken(commission, closed_run(days=30), 2)
    deliver_due(at)
    return run


def told(run, days, at):
    """Run the day's task so many days before the run; return who hears of it."""
    day = run.event.starts_at - timedelta(days=days)
    for due in reminders.due(at=day):
        reminders.remind(due, at=day)
    return [letter["To"] for letter in deliver_due(day)]


def test_names_are_asked_for_a_week_before_they_are_due_and_on_the_day(run, at):
    both = ["co@network.example", TEAM]

    days = {days: told(run, days, at) for days in range(24, 9, -1)}

    assert {day: who for day, who in days.items() if who} == {21: both, 14: both}


def test_a_timer_that_was_dead_tells_once(run, at):
    assert told(run, 12, at) == ["co@network.example", TEAM]
    assert told(run, 11, at) == []


def name_everybody(run, at):
    for name in ("Ada", "Bea"):
        delegates.name(
            run,
            Delegate(name, f"{name}@x.example".lower()),
            strand=None,
            by=somebody(),
            at=at,
        )
    deliver_due(at)


def test_nobody_is_told_of_places_that_have_names(run, at):
    name_everybody(run, at)

    assert told(run, 14, at) == []


def test_what_was_named_before_the_letter_left_is_not_asked_for(run, at):
    day = run.event.starts_at - timedelta(days=14)
    reminders.remind(run, at=day)
    name_everybody(run, at)

    assert deliver_due(day) == []


def test_who_coordinates_no_more_is_not_told(run, at):
    day = run.event.starts_at - timedelta(days=14)
    reminders.remind(run, at=day)
    one = CommissionCoordinator.objects.get()
    coordinators.end(one, by=somebody(), at=day, by_staff=True)

    assert [letter["To"] for letter in deliver_due(day)] == [TEAM]


def test_a_run_that_is_called_off_is_told_to_coordinators_once(run, at):
    name_everybody(run, at)
    event_changes.cancel(run.event, by=somebody(), at=at, reason="The trainer is ill")
    deliver_due(at)

    tell_of_cancelled_runs()
    tell_of_cancelled_runs()

    (letter,) = deliver_due(at)
    assert letter["To"] == "co@network.example"
    assert "The trainer is ill" in parts(letter)["text/plain"]
    assert told(run, 14, at) == []


def test_the_task_may_run_twice(run, at):
    ask_for_names()
    ask_for_names()

    assert deliver_due(at) == []


def test_coordinators_hear_of_a_run_and_of_who_does_not_come(run, at):
    place = delegates.name(
        run, Delegate("Ada", "ada@x.example"), strand=None, by=somebody(), at=at
    )
    deliver_due(at)
    place.refresh_from_db()
    delegates.step_back(place.ticket, by=somebody(), at=at)

    letters = {letter["To"]: letter for letter in deliver_due(at)}

    assert set(letters) == {"co@network.example", "ada@x.example"}
    said = "\n".join(parts(letters["co@network.example"]).values())
    # No name in it: the board shows who, to whoever may see it.
    assert "Ada" not in said
    assert "2 places have no name" in said


# --- Coordinators ----------------------------------------------------------


def test_a_coordinator_is_asked_by_a_link_that_works_once(at):
    commission = agreed()
    asked = coordinators.ask(
        commission, email="New@network.example", by=somebody(), at=at
    )
    (letter,) = deliver_due(at)
    path = next(
        word for word in parts(letter)["text/plain"].split() if "/coordinate/" in word
    )
    token = path.rstrip("/").rpartition("/")[2]

    assert letter["To"] == "new@network.example"
    assert coordinators.behind(token, at=at) == asked
    assert coordinators.behind(token, at=at + timedelta(days=31)) is None
    user = somebody()
    coordinators.accept(asked, user=user, at=at)
    assert coordinators.behind(token, at=at) is None
    assert coordinators.of(user) == [commission]


def test_the_last_coordinator_leaves_nobody_behind_but_staff_may(at):
    commission = agreed()
    user = coordinator_of(commission)
    only = commission.coordinators.get()

    with pytest.raises(Exception, match="Ask a second coordinator"):
        coordinators.end(only, by=user, at=at)
    coordinators.end(only, by=somebody(), at=at, by_staff=True)

    assert coordinators.of(user) == []
