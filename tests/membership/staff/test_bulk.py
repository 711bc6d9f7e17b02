"""The screens of one step for many."""

import pytest
from django.urls import reverse

from membership.bulk import steps
from membership.models import BulkStep, MemberExport, Subscription
from portal.accounts.roles import Role
from portal.core import clock
from tests.factories.accounts import staff
from tests.factories.membership import GradeFactory, current_member, lapsed_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client):
    client.force_login(staff(Role.MEMBERSHIP))
    return client


def url(name, *args):
    return reverse(f"staff_members:{name}", args=args)


def page(answer):
    return " ".join(answer.content.decode().split())


def week(**more):
    return {"kind": "more_time", "days": "7", "reason": "Nobody could book", **more}


def test_it_is_shown_then_asked_then_done_then_reported(browser):
    current_member(name="Ann Current")
    lapsed_member(name="Bob Lapsed")

    shown = browser.post(url("bulk-list"), week(), follow=True)

    step = BulkStep.objects.get()
    assert "It would be done for 1 member. 1 member is left out" in page(shown)
    assert "Ann Current" in page(shown)
    address = url("bulk-detail", step.reference)
    out = page(browser.get(address, {"show": "left_out"}))
    assert "Bob Lapsed" in out
    assert "The membership is over" in out
    assert not Subscription.objects.filter(note="Nobody could book").exists()
    assert browser.get(url("bulk-start", step.reference)).status_code == 405

    browser.post(url("bulk-start", step.reference))
    steps.go_on_with_all(at=clock.now())

    report = page(browser.get(address))
    assert "Done for 1 member" in report
    assert "Last day" in report
    assert "Give more time: Nobody could book" in page(browser.get(url("bulk-list")))


def test_numbers_choose_and_unknown_ones_are_named_and_nothing_is_lost(browser):
    chosen = current_member(name="Chosen")
    current_member(name="Other")

    refused = browser.post(
        url("bulk-list"), week(numbers=f"{chosen.number.lower()}\nHVP-1, x2")
    )

    assert "Nobody has these numbers: HVP-1, x2" in page(refused)
    assert "Nobody could book" in page(refused)
    browser.post(url("bulk-list"), week(numbers=chosen.number))
    assert BulkStep.objects.get().lines.get().member == chosen


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"kind": ""}, "Choose what is to be done"),
        ({"days": ""}, "Enter how many days"),
        ({"days": "-3"}, "greater than or equal to 1"),
        ({"days": "9999"}, "less than or equal to 366"),
        ({"kind": "grade"}, "Choose the grade"),
        ({"reason": ""}, "Say why"),
        ({"standing": "paused"}, "Nobody is chosen"),
        ({"standing": "nonsense"}, "Select a valid choice"),
    ],
)
def test_what_is_missing_is_said(browser, sent, says):
    current_member()

    answer = browser.post(url("bulk-list"), week(**sent))

    assert answer.status_code == 200
    assert says in page(answer)
    assert not BulkStep.objects.exists()


def test_the_list_is_narrowed_by_standing_and_grade(browser):
    friend = GradeFactory(name="Friend")
    member = current_member()
    member.subscriptions.update(grade=friend)
    current_member()
    lapsed_member()

    browser.post(url("bulk-list"), week(standing="current", grade=friend.pk))

    assert BulkStep.objects.get().lines.get().member == member


def test_a_plan_can_be_thrown_away(browser):
    current_member()
    browser.post(url("bulk-list"), week())
    step = BulkStep.objects.get()

    browser.post(url("bulk-drop", step.reference))

    assert not BulkStep.objects.exists()


def test_an_export_of_the_selection_waits_with_the_other_files(browser):
    current_member()
    browser.post(url("bulk-list"), week(kind="export"))

    answer = browser.post(url("bulk-start", BulkStep.objects.get().reference))

    assert answer.url == url("export-list")
    assert MemberExport.objects.count() == 1


def test_others_of_the_staff_may_not(client):
    client.force_login(staff(Role.EVENTS))

    assert client.get(url("bulk-list")).status_code in {302, 403}


def test_the_list_of_members_leads_to_a_step_for_those_it_shows(browser):
    shown = page(browser.get(url("member-list"), {"standing": "grace"}))

    assert f"{url('bulk-list')}?standing=grace" in shown
    form = page(browser.get(url("bulk-list"), {"standing": "grace"}))
    assert '<option value="grace" selected>' in form
