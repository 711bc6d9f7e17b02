"""The screens about one person who is on the list twice."""

import pytest
from django.urls import reverse

from membership import doubles
from membership.models import Merge
from portal.accounts.roles import Role
from tests.factories.accounts import staff
from tests.factories.cpd import AccountFactory
from tests.factories.membership import MemberFactory, current_member

pytestmark = pytest.mark.django_db
WORD = "Zwetschgenbaum"


@pytest.fixture
def browser(client):
    client.force_login(staff(Role.MEMBERSHIP))
    return client


def url(name, *args):
    return reverse(f"staff_members:{name}", args=args)


def page(answer):
    return " ".join(answer.content.decode().split())


def answers(other, **more):
    return {
        "other": other.number,
        "number": "this",
        "how_known": "Telephoned",
        "sure": "on",
        "seen": " ".join(
            filter(None, [more.get("number", "this"), more.get("account")])
        ),
        **more,
    }


def test_likely_doubles_are_listed_with_the_reason(browser):
    MemberFactory(name="Ann Reed", employer="Leeds Trust", email="a@example.org")
    MemberFactory(name="Ann REED", employer="leeds  trust", email="b@example.org")
    MemberFactory(name="Siân Evans", email="sian.evans@nhs.example")
    MemberFactory(name="Sian Lloyd Evans", email="SianEvans+1@mail.example")

    shown = page(browser.get(url("double-list")))

    assert "The same name and the same employer" in shown
    assert "Names and addresses that are alike" in shown
    assert len(doubles.likely()) == 2


def test_a_name_alone_and_a_shared_mailbox_make_nobody_a_double():
    MemberFactory(name="Ann Reed", employer="Leeds Trust", email="a1@example.org")
    MemberFactory(name="Ann Reed", employer="York Trust", email="b1@example.org")
    MemberFactory(name="Office One", email="office@one.example")
    MemberFactory(name="Bob Two", email="office@two.example")

    assert doubles.likely() == []


def test_the_list_asks_as_much_for_three_pairs_as_for_one(
    browser, django_assert_max_num_queries
):
    def pair(n):
        for host in ("one", "two"):
            MemberFactory(name=f"Ann Reed{n}", email=f"annreed{n}@{host}.example")

    pair(1)
    browser.get(url("double-list"))
    with django_assert_max_num_queries(60) as one:
        browser.get(url("double-list"))
    pair(2)
    pair(3)
    with django_assert_max_num_queries(len(one)):
        browser.get(url("double-list"))


def test_both_stand_side_by_side_and_what_is_private_does_not(browser):
    member, other = current_member(name="Ann Reed"), current_member(name="A. Reed")
    AccountFactory(owner=other.user, title=WORD, learnt=WORD)

    shown = page(
        browser.get(url("member-merge", member.number), {"other": other.number})
    )

    assert "Terms: 1, beside 1 that is there" in shown
    assert "It cannot be undone" in shown
    assert "can stop it for 72 hours" in shown
    assert WORD not in shown
    assert "eflecti" not in shown
    assert not Merge.objects.exists()


@pytest.mark.parametrize("typed", ["", "HVP-99", "own"])
def test_another_number_is_asked_for(browser, typed):
    member = current_member()
    typed = member.number if typed == "own" else typed

    answer = browser.post(url("member-merge", member.number), {"other": typed})

    assert answer.status_code == 200
    assert "Compare the two" in page(answer)


def test_putting_together_takes_a_reason_and_a_tick_and_keeps_what_was_typed(browser):
    member, other = current_member(), MemberFactory(email="")
    address = url("member-merge", member.number)

    refused = browser.post(address, answers(other, how_known="Saw both cards", sure=""))

    assert "Tick that it cannot be undone" in page(refused)
    assert "Saw both cards" in page(refused)
    assert not Merge.objects.exists()
    browser.post(address, answers(other))
    other.refresh_from_db()
    assert other.merged_into == member


def test_who_chooses_otherwise_is_shown_what_that_does_first(browser):
    member, other = current_member(), current_member()
    address = url("member-merge", member.number)
    sent = answers(other, number="this", account="other")

    shown = page(browser.post(address, sent | {"seen": "this this"}))

    assert "You chose otherwise than what was shown" in shown
    assert f"Nobody signs in at {member.user.email} any more" in shown
    assert 'name="seen" value="this other"' in shown
    assert not Merge.objects.exists()
    browser.post(address, sent)
    assert Merge.objects.get().account_of_other


def test_the_number_of_the_other_may_stay(browser):
    member, other = MemberFactory(email=""), current_member()

    browser.post(
        url("member-merge", member.number), answers(other, number="other", account="")
    )

    member.refresh_from_db()
    assert member.merged_into == other


def test_what_has_to_be_settled_first_is_said_and_refused(browser):
    member, other = current_member(), current_member()
    other.user.groups.set(staff(Role.EDITOR).groups.all())
    address = url("member-merge", member.number)

    shown = page(browser.get(address, {"other": other.number}))
    sent = browser.post(address, answers(other, account="this"))

    assert "has a role with us" in shown
    assert "has a role with us" in page(sent)
    assert not Merge.objects.exists()


def test_what_waits_is_listed_and_can_be_dropped(browser):
    member, other = current_member(), current_member()
    browser.post(url("member-merge", member.number), answers(other, account="this"))
    merge = Merge.objects.get()

    assert "Not before" in page(browser.get(url("double-list")))
    assert browser.get(url("merge-drop", merge.pk)).status_code == 405
    browser.post(url("merge-drop", merge.pk))

    merge.refresh_from_db()
    assert merge.stopped_at is not None


def test_every_screen_finds_the_one_that_stays_by_the_old_number(browser):
    member, other = current_member(), MemberFactory(email="")
    browser.post(url("member-merge", member.number), answers(other))

    for name in ("member-detail", "member-history", "member-notes", "grade-change"):
        shown = page(browser.get(url(name, other.number)))
        assert member.name in shown
    assert "They lead here" in page(browser.get(url("member-detail", member.number)))


def test_others_of_the_staff_may_not(client):
    member = current_member()
    client.force_login(staff(Role.EVENTS))

    for address in (url("double-list"), url("member-merge", member.number)):
        assert client.get(address).status_code in {302, 403}
