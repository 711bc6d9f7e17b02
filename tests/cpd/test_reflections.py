"""Reflective accounts: saved as one types, newest wins, nothing lost (D12)."""

from datetime import timedelta

import pytest

from cpd import prompts, reflections
from cpd.errors import AccountUnfinished, EntryRefused
from cpd.models import AccountStatus, AccountVersion, ReflectiveAccount, Regulator
from cpd.reflections import Words
from tests.cpd.conftest import AT
from tests.factories.cpd import AccountFactory, EntryFactory
from tests.factories.events import EventFactory

pytestmark = pytest.mark.django_db

FULL = Words("What", "Learnt", "Changed", "Relevant", ["preserve"])


@pytest.fixture
def account(owner):
    return reflections.start(owner=owner, at=AT, title="Safe sleep")


def save(account, words, seconds=0, **options):
    at = AT + timedelta(seconds=seconds)
    return reflections.save(account, words, owner=account.owner, at=at, **options)


def test_start_takes_the_themes_of_the_event_and_begins_once_per_entry(owner):
    entry = EntryFactory(owner=owner, code_themes=["preserve"])

    first = reflections.start(owner=owner, at=AT, title="x" * 300, entry=entry)
    second = reflections.start(owner=owner, at=AT, title="Another", entry=entry)

    assert first == second
    assert (len(first.title), first.code_themes) == (200, ["preserve"])


def test_start_from_an_event_without_an_entry(owner):
    event = EventFactory(suggested_themes=["prioritise"])

    account = reflections.start(owner=owner, at=AT, title="T", event=event)

    assert (account.event, account.code_themes) == (event, ["prioritise"])


def test_an_account_for_a_regulator_without_the_code_has_no_themes(owner):
    event = EventFactory(suggested_themes=["prioritise"])

    account = reflections.start(
        owner=owner, at=AT, title="T", event=event, regulator=Regulator.SWE
    )

    assert account.code_themes == []


def test_typing_keeps_one_version_in_five_minutes(account):
    for second in range(0, 900, 30):
        save(account, Words(activity="word " * (second + 1)), second)

    account.refresh_from_db()
    assert account.version == 31
    kept = list(account.versions.values_list("saved_at", flat=True))
    assert 2 <= len(kept) <= 4


def test_words_that_are_lost_in_a_deletion_are_in_the_history(account):
    save(account, FULL)
    save(account, Words(activity="More than was there, much more"), 5)

    save(account, Words(), 10)

    assert "More than was there" in account.versions.first().activity


def test_a_second_window_costs_nothing_and_is_told(account):
    """D12: the newest wins, the other is in the history."""
    one = save(account, Words(activity="From one window"), 1, seen_version=1)
    two = save(account, Words(activity="From the other"), 2, seen_version=1)

    account.refresh_from_db()
    assert (one.overtook, two.overtook) == (False, True)
    assert account.activity == "From the other"
    assert account.versions.get().activity == "From one window"


def test_saving_the_same_words_again_changes_nothing(account):
    save(account, FULL, 1)

    again = save(account, FULL, 2, seen_version=1)

    assert (again.account.version, again.overtook) == (2, False)
    assert account.versions.count() == 0


def test_a_new_title_is_kept_without_a_version(account):
    save(account, Words(), 1, title="A better name")

    account.refresh_from_db()
    assert (account.title, account.version) == ("A better name", 1)


def test_finish_wants_every_answer_and_a_theme(account):
    save(account, Words("What", "Learnt", " \n", "Relevant", ["preserve"]), 1)
    with pytest.raises(AccountUnfinished) as missing:
        reflections.finish(account, owner=account.owner, at=AT)
    assert missing.value.field == "changed"

    save(account, Words("What", "Learnt", "Changed", "Relevant"), 2)
    with pytest.raises(AccountUnfinished) as missing:
        reflections.finish(account, owner=account.owner, at=AT)
    assert missing.value.field == "code_themes"

    save(account, FULL, 3)
    done = reflections.finish(account, owner=account.owner, at=AT)
    assert (done.status, done.finished_at) == (AccountStatus.FINISHED, AT)


def test_finish_asks_for_no_theme_where_there_is_no_code(owner):
    account = AccountFactory(owner=owner, answered=True, regulator=Regulator.HCPC)
    ReflectiveAccount.objects.update(code_themes=[])

    done = reflections.finish(account, owner=owner, at=AT)

    assert done.status == AccountStatus.FINISHED


def test_a_word_changed_after_finishing_makes_a_draft_and_keeps_what_was(account):
    save(account, FULL, 1)
    reflections.finish(account, owner=account.owner, at=AT)

    other_words = Words("Other", "Learnt", "Changed", "Relevant", ["preserve"])
    changed = save(account, other_words, 2)

    assert changed.account.status == AccountStatus.DRAFT
    assert changed.account.finished_at is None
    assert account.versions.get().activity == "What"


def test_restore_brings_words_back_and_loses_none(account):
    save(account, FULL, 1)
    save(account, Words(activity="x"), 400)
    older = account.versions.get()

    back = reflections.restore(account, older, owner=account.owner, at=AT)

    assert reflections.words_of(back) == FULL
    assert account.versions.first().activity == "x"


def test_delete_leaves_no_version_behind(account):
    save(account, FULL, 1)
    save(account, Words(), 400)

    reflections.delete(account, owner=account.owner)

    assert (ReflectiveAccount.objects.count(), AccountVersion.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "words",
    [
        Words(learnt="a" * (reflections.LONGEST_ANSWER + 1)),
        Words(code_themes=["preserve", "made up"]),
    ],
)
def test_save_refuses_what_cannot_be(account, words):
    """X3."""
    with pytest.raises(EntryRefused):
        save(account, words)


@pytest.mark.parametrize(
    "step",
    [
        lambda account, who: reflections.save(account, FULL, owner=who, at=AT),
        lambda account, who: reflections.finish(account, owner=who, at=AT),
        lambda account, who: reflections.delete(account, owner=who),
    ],
)
def test_nobody_reaches_another_s_account(account, other, step):
    """A3."""
    with pytest.raises(ReflectiveAccount.DoesNotExist):
        step(account, other)


def test_restore_takes_no_version_of_another_account(owner, account):
    another = AccountFactory(owner=owner, answered=True)
    save(another, Words(), 400)

    with pytest.raises(AccountVersion.DoesNotExist):
        reflections.restore(account, another.versions.get(), owner=owner, at=AT)


@pytest.mark.parametrize("regulator", Regulator.values)
def test_every_regulator_asks_the_same_four_rows(regulator):
    assert tuple(prompt.field for prompt in prompts.of(regulator)) == (
        reflections.ANSWERS
    )
