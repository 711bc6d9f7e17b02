"""Notes: the member can have them, and they go with the member."""

from datetime import timedelta

import pytest

from membership import notes
from membership.models import MemberNote
from membership.privacy import PERIODS, ROOM
from portal.accounts.roles import Role
from portal.core import clock, privacy
from portal.core.privacy import Person
from tests.factories.accounts import staff
from tests.factories.membership import current_member, lapsed_member

pytestmark = pytest.mark.django_db

RULE = next(rule for rule in ROOM.holds if rule.table is MemberNote)


def _noted(member, text):
    return notes.add(member, text, by=staff(Role.MEMBERSHIP), at=clock.now())


def test_the_member_is_handed_the_words_and_not_the_writer():
    """D1."""
    member = current_member()
    mine = _noted(member, "Prefers the telephone.")
    _noted(current_member(), "Somebody else's.")
    person = Person(member.user, frozenset({member.reached_at}))

    rows = privacy.rows_of(RULE, person)

    assert list(rows) == [mine]
    said = privacy.said(RULE, mine)
    assert said["text"] == "Prefers the telephone."
    assert "written_by" not in said


def test_an_erasure_takes_the_notes():
    """D2."""
    member = current_member()
    _noted(member, "Prefers the telephone.")

    privacy.erase(RULE, Person(member.user, frozenset({member.reached_at})))

    assert not MemberNote.objects.exists()


def test_notes_go_with_the_name_of_somebody_long_gone():
    """D4: and not before."""
    member = lapsed_member(account=False)
    _noted(member, "Prefers the telephone.")
    period = next(each for each in PERIODS if each.key == "membership.members")
    last = member.subscriptions.get().ends_on

    before = period.over(last - timedelta(days=1))
    assert not before.exists()
    period.end(period.over(last))

    assert not MemberNote.objects.exists()
