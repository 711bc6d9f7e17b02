"""A mark and the closing of its register at the same moment: one order or the other."""

import uuid
from functools import partial

import pytest

from cpd.models import CpdEntry
from events.delivery import register_lines, registers
from events.errors import StepRefused
from events.models import EventSession, Mark, RegisterMark
from tests.factories.events import place
from tests.factories.membership import current_member
from tests.rig.at_once import at_once

from .conftest import AT

pytestmark = [pytest.mark.alone, pytest.mark.django_db(transaction=True)]

PEOPLE = 12
ROUNDS = 6


@pytest.fixture
def lines(webinar, sitting, trainer):
    """Everybody marked as not there, and each was late after all."""
    for number in range(PEOPLE):
        user = current_member(email=f"p{number}@example.org").user
        place(webinar, name=f"P {number}", email=user.email, user=user)
    made = register_lines.open_register(sitting)
    for line in made:
        say(line, Mark.ABSENT, by=trainer)
    return made


def say(line, mark, *, by):
    line.refresh_from_db()
    return registers.mark(
        line, mark, by=by, at=AT, seen_version=line.version, operation=uuid.uuid4()
    )


def race(lines, sitting, trainer):
    """Return how many are marked as there and yet have no record of it."""
    acts = [partial(say, line, Mark.PRESENT, by=trainer) for line in lines]
    acts.insert(PEOPLE // 2, partial(registers.close, sitting, by=trainer, at=AT))
    answers = at_once(acts)
    troubles = [one for one in answers if isinstance(one, Exception)]
    assert all(isinstance(one, StepRefused) for one in troubles), troubles
    applied = sum(
        isinstance(one, RegisterMark) and one.outcome == RegisterMark.Outcome.APPLIED
        for one in answers
    )
    came = sitting.attendances.filter(mark=Mark.PRESENT)
    assert came.count() == applied
    lost = came.exclude(pk__in=CpdEntry.objects.values("attendance")).count()
    registers.reopen(sitting, by=trainer)
    for line in lines:
        say(line, Mark.ABSENT, by=trainer)
    CpdEntry.objects.all().delete()
    return lost


def test_whoever_is_marked_before_the_closing_has_a_record(lines, sitting, trainer):
    """G1: who comes after the closing is refused; nobody is there without a record."""
    assert [race(lines, sitting, trainer) for _ in range(ROUNDS)] == [0] * ROUNDS


def test_without_taking_turns_somebody_is_there_without_a_record(
    lines, sitting, trainer, monkeypatch
):
    """G1. The control: looking without holding is not enough."""

    def look(event_session, *, at):
        now = EventSession.objects.get(pk=event_session.pk)
        if now.register_closed_at is not None:
            raise StepRefused(registers.CLOSED)

    monkeypatch.setattr(registers, "take_turn", look)

    assert any(race(lines, sitting, trainer) for _ in range(10 * ROUNDS))
