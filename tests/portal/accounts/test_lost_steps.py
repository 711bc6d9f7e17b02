"""L17: a lost second step goes by two people, a wait, and the owner's leave."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from portal.accounts import lost_steps, tasks
from portal.accounts.lost_steps import LostStepRefused
from portal.accounts.models import LostStep, StepStatus
from portal.accounts.roles import Role
from tests.factories.accounts import UserFactory, staff
from tests.rig.mailbox import deliver_due, parts

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def owner():
    return UserFactory(second_factor=True, email="owner@mail.example")


@pytest.fixture
def one():
    return staff(Role.MEMBERSHIP)


@pytest.fixture
def two():
    return staff(Role.MEMBERSHIP)


@pytest.fixture
def asked(owner, one):
    return lost_steps.ask(owner, how_known="Called back.", by=one, at=AT)


def told(asked, two):
    """Agree, and let the message leave; return the link in it."""
    lost_steps.agree(asked, by=two, at=AT)
    (letter,) = deliver_due(AT)
    text = parts(letter)["text/plain"]
    return next(
        word.removeprefix("http://testserver")
        for word in text.split()
        if "/data-protection/second-step/" in word
    )


def has_step(user):
    return Authenticator.objects.filter(user=user).exists()


def test_it_takes_two(asked, one, owner):
    with pytest.raises(LostStepRefused, match="two people"):
        lost_steps.agree(asked, by=one, at=AT)

    lost_steps.take_off_due(at=AT + timedelta(days=40))
    assert has_step(owner)


def test_the_database_refuses_one_person_too(asked, one):
    with pytest.raises(IntegrityError), transaction.atomic():
        LostStep.objects.update(agreed_by=one)


def test_it_goes_after_72_hours_from_the_message_and_not_before(asked, two, owner, one):
    browser = Client()
    browser.force_login(owner)
    told(asked, two)
    due = AT + timedelta(hours=72)

    assert lost_steps.take_off_due(at=due - timedelta(seconds=1)) == 0
    assert has_step(owner)
    assert lost_steps.take_off_due(at=due) == 1
    assert lost_steps.take_off_due(at=due) == 0
    assert not has_step(owner)
    letters = deliver_due(due)
    assert [each["Subject"] for each in letters] == [
        "The second step of your account is off"
    ]


def test_as_long_as_nobody_could_be_told_the_wait_does_not_begin(asked, two, owner):
    lost_steps.agree(asked, by=two, at=AT)

    assert lost_steps.take_off_due(at=AT + timedelta(hours=73)) == 0
    assert has_step(owner)


def test_the_owner_stops_it_without_signing_in(asked, two, owner, client):
    link = told(asked, two)

    client.get(link)
    assert LostStep.objects.get().status == StepStatus.AGREED
    page = client.post(link).content.decode()

    assert "Your second step stays" in page
    assert lost_steps.take_off_due(at=AT + timedelta(days=40)) == 0
    assert has_step(owner)
    assert "This link has ended" in client.post(link).content.decode()


def test_for_an_account_with_a_role_administrators_see_to_it(one, two):
    colleague = staff(Role.EDITOR)

    with pytest.raises(LostStepRefused):
        lost_steps.ask(colleague, how_known="Met.", by=one, at=AT)

    asked = lost_steps.ask(
        colleague, how_known="Met.", by=staff(Role.ADMINISTRATOR), at=AT
    )
    with pytest.raises(LostStepRefused):
        lost_steps.agree(asked, by=two, at=AT)


def test_nobody_sees_to_their_own(one):
    with pytest.raises(LostStepRefused):
        lost_steps.ask(one, how_known="It is me.", by=one, at=AT)


def test_an_account_without_one_and_one_that_is_seen_to_are_refused(asked, one):
    with pytest.raises(LostStepRefused, match="already"):
        lost_steps.ask(asked.user, how_known="Again.", by=one, at=AT)
    with pytest.raises(LostStepRefused, match="no second step"):
        lost_steps.ask(UserFactory(), how_known="Called.", by=one, at=AT)


def test_the_task_may_run_twice(asked, two, owner, time_machine):
    told(asked, two)
    time_machine.move_to(AT + timedelta(hours=72), tick=False)

    tasks.take_lost_steps_off()
    tasks.take_lost_steps_off()

    assert not has_step(owner)


class TestScreen:
    LIST = reverse("staff_lost_steps:list")

    def test_from_noting_to_agreeing(self, owner, one, two):
        first, second = Client(), Client()
        first.force_login(one)
        second.force_login(two)
        typed = {"email": "Owner@mail.example", "how_known": "Called back."}

        first.post(self.LIST, typed)
        lost = LostStep.objects.get()
        decide = reverse("staff_lost_steps:decide", args=[lost.pk])
        assert "Agree that it is" not in first.get(self.LIST).content.decode()
        assert "Agree that it is" in second.get(self.LIST).content.decode()
        first.post(decide, {"agree": "1"})
        assert LostStep.objects.get().status == StepStatus.ASKED
        second.post(decide, {"agree": "1"})
        assert LostStep.objects.get().status == StepStatus.AGREED
        second.post(decide, {"drop": "1"})
        assert LostStep.objects.get().status == StepStatus.DROPPED

    def test_what_is_wrong_comes_back(self, client, one):
        client.force_login(one)
        nobody = {"email": "no@mail.example", "how_known": "Called."}

        page = client.post(self.LIST, nobody).content.decode()
        empty = client.post(self.LIST, {}).content.decode()

        assert "There is no account with this address." in page
        assert "Called." in page
        assert "Say how you made sure." in empty
