"""Rules of merging: what a room states is what is done with its rows."""

import pytest

from cpd.models import EventNote
from portal.cms.models import MembersView
from portal.core import clock, merging
from portal.core.merging import Moves, Pair
from tests.factories.accounts import UserFactory
from tests.factories.cms import ConsultationPageFactory
from tests.factories.cpd import EventNoteFactory
from tests.factories.events import EventFactory
from tests.factories.membership import MemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    kept, other = (MemberFactory(user=UserFactory()) for _ in range(2))
    return Pair(
        kept,
        other,
        account=kept.user,
        closed=other.user,
        by=UserFactory(),
        at=clock.now(),
    )


def rule_for(field):
    rules = (rule for room in merging.rooms() for rule in room.rules)
    (found,) = [rule for rule in rules if getattr(rule, "fields", "") == field]
    return found


def texts(table, **wanted):
    return sorted(table.objects.filter(**wanted).values_list("words", flat=True))


def test_two_pages_about_one_event_become_one_and_no_word_is_lost(pair):
    stranger = UserFactory()
    both, one = EventFactory(), EventFactory()
    for owner, event, words in (
        (pair.account, both, "First."),
        (pair.closed, both, "Then."),
        (pair.closed, one, "Alone."),
        (stranger, both, "Somebody else's."),
    ):
        EventNoteFactory(owner=owner, event=event, words=words)

    merging.carry_out(rule_for("cpd.EventNote.owner"), pair)

    assert texts(EventNote, owner=pair.account) == ["Alone.", "First.\n\nThen."]
    assert not EventNote.objects.filter(owner=pair.closed).exists()
    assert texts(EventNote, owner=stranger) == ["Somebody else's."]


def test_two_views_on_one_consultation_become_one(pair):
    page = ConsultationPageFactory(title="Safe caseloads")
    for user, words in ((pair.account, "More time."), (pair.closed, "More people.")):
        MembersView.objects.create(
            consultation=page, user=user, words=words, sent_at=clock.now()
        )

    merging.carry_out(rule_for("cms.MembersView.user"), pair)

    assert texts(MembersView) == ["More time.\n\nMore people."]
    assert MembersView.objects.get().user == pair.account


def test_without_a_rule_to_join_them_the_others_words_go(pair):
    event = EventFactory()
    EventNoteFactory(owner=pair.account, event=event, words="First.")
    EventNoteFactory(owner=pair.closed, event=event, words="Then.")

    merging.carry_out(Moves("cpd.EventNote.owner", once=("event",)), pair)

    assert texts(EventNote) == ["First."]
