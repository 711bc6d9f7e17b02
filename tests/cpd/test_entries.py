"""Entries: logged, decided on, put right, set aside, deleted."""

from datetime import UTC, date, datetime

import pytest

from cpd import entries
from cpd.entries import Learning
from cpd.errors import EntryRefused
from cpd.models import CpdEntry, CpdEvidence, EntryStatus, Source
from tests.cpd.conftest import AT
from tests.factories.cpd import EntryFactory, EvidenceFactory

pytestmark = pytest.mark.django_db


def learning(**changes):
    facts = {
        "title": "Journal club",
        "starts_on": date(2026, 11, 20),
        "ends_on": date(2026, 11, 20),
        "minutes": 90,
        "participatory_minutes": 60,
        "method": "other",
        "learning_type": "work",
    }
    return Learning(**facts | changes)


def test_add_counts_at_once(owner):
    entry = entries.add(learning(), owner=owner, at=AT)

    assert (entry.owner, entry.status, entry.source) == (
        owner,
        EntryStatus.COUNTED,
        Source.OWN,
    )
    assert (entry.minutes, entry.participatory_minutes) == (90, 60)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ends_on": date(2026, 11, 19)}, "before the first"),
        ({"starts_on": date(2025, 1, 1)}, "a year at most"),
        ({"starts_on": date(2026, 11, 26), "ends_on": date(2026, 11, 26)}, "to come"),
        ({"ends_on": date(2026, 11, 26)}, "to come"),
        ({"minutes": 0, "participatory_minutes": 0}, "how long"),
        ({"minutes": 24 * 60 + 1}, "no day is longer"),
        ({"participatory_minutes": 91}, "part of the whole"),
        ({"participatory_minutes": -1}, "part of the whole"),
        ({"code_themes": ["preserve", "made up"]}, "from the list"),
    ],
)
def test_add_refuses_what_cannot_be(owner, changes, words):
    with pytest.raises(EntryRefused, match=words):
        entries.add(learning(**changes), owner=owner, at=AT)

    assert CpdEntry.objects.count() == 0


def test_a_day_is_as_long_as_its_clocks_make_it(owner):
    """T5: the night the clocks go back has an hour more, the other one less."""
    autumn, spring = date(2026, 10, 25), date(2026, 3, 29)
    at = datetime(2026, 11, 1, tzinfo=UTC)

    entries.add(
        learning(starts_on=autumn, ends_on=autumn, minutes=25 * 60), owner=owner, at=at
    )
    with pytest.raises(EntryRefused):
        entries.add(
            learning(starts_on=spring, ends_on=spring, minutes=24 * 60),
            owner=owner,
            at=at,
        )


def test_today_is_the_uk_s_today(owner):
    """At half past midnight in a UK summer it is still yesterday by UTC."""
    at = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    today = date(2026, 7, 2)

    entry = entries.add(learning(starts_on=today, ends_on=today), owner=owner, at=at)

    assert entry.starts_on == today


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (EntryStatus.PROPOSED, EntryStatus.COUNTED),
        (EntryStatus.COUNTED, EntryStatus.COUNTED),
        (EntryStatus.SET_ASIDE, EntryStatus.SET_ASIDE),
    ],
)
def test_correct_decides_a_proposal_and_moves_nothing_else(owner, before, after):
    entry = EntryFactory(owner=owner, status=before)

    corrected = entries.correct(entry, learning(), owner=owner, at=AT)

    assert (corrected.title, corrected.status) == ("Journal club", after)


@pytest.mark.parametrize("minutes", [0, 30, 60])
def test_decide_counts_what_the_owner_says(owner, minutes):
    entry = EntryFactory(owner=owner, status=EntryStatus.PROPOSED)

    decided = entries.decide(entry, participatory_minutes=minutes, owner=owner, at=AT)

    assert (decided.status, decided.participatory_minutes) == (
        EntryStatus.COUNTED,
        minutes,
    )


@pytest.mark.parametrize("minutes", [-1, 61])
def test_decide_refuses_more_than_there_is(owner, minutes):
    entry = EntryFactory(owner=owner, status=EntryStatus.PROPOSED)

    with pytest.raises(EntryRefused):
        entries.decide(entry, participatory_minutes=minutes, owner=owner, at=AT)

    entry.refresh_from_db()
    assert entry.status == EntryStatus.PROPOSED


def test_an_entry_set_aside_can_be_counted_again(owner):
    entry = EntryFactory(owner=owner)

    aside = entries.set_aside(entry, owner=owner, at=AT)
    again = entries.count_again(aside, owner=owner, at=AT)

    assert (aside.status, again.status) == (EntryStatus.SET_ASIDE, EntryStatus.COUNTED)


def test_delete_takes_the_files_with_it(
    owner, private, django_capture_on_commit_callbacks
):
    """U17."""
    entry = EntryFactory(owner=owner)
    EvidenceFactory.create_batch(2, entry=entry)
    assert len(stored(private)) == 2

    with django_capture_on_commit_callbacks(execute=True):
        entries.delete(entry, owner=owner)

    assert CpdEvidence.objects.count() == 0
    assert stored(private) == []


def test_a_deletion_that_is_rolled_back_keeps_the_files(owner, private):
    entry = EntryFactory(owner=owner)
    EvidenceFactory(entry=entry)

    entries.delete(entry, owner=owner)

    # Nothing has committed: the files go after the rows, never before.
    assert len(stored(private)) == 1


@pytest.mark.parametrize(
    "step",
    [
        lambda entry, who: entries.correct(entry, learning(), owner=who, at=AT),
        lambda entry, who: entries.decide(
            entry, participatory_minutes=0, owner=who, at=AT
        ),
        lambda entry, who: entries.set_aside(entry, owner=who, at=AT),
        lambda entry, who: entries.count_again(entry, owner=who, at=AT),
        lambda entry, who: entries.delete(entry, owner=who),
    ],
)
def test_nobody_reaches_another_s_entry(owner, other, step):
    """A3, U14."""
    entry = EntryFactory(owner=owner, status=EntryStatus.PROPOSED)

    with pytest.raises(CpdEntry.DoesNotExist):
        step(entry, other)

    entry.refresh_from_db()
    assert (entry.status, entry.owner) == (EntryStatus.PROPOSED, owner)


def stored(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())
