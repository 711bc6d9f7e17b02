"""Champions: named once in a programme, and one to the end of their last day."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.cascade import champions
from events.errors import ChampionRefused
from events.models import Champion, ChampionProgramme
from portal.accounts.roles import Role
from portal.core import clock, history
from tests.factories.accounts import UserFactory, staff
from tests.factories.champions import ChampionFactory, ChampionProgrammeFactory

pytestmark = pytest.mark.django_db

TODAY = clock.today()
DAY = timedelta(days=1)


def steps(champion):
    return [line.action for line in history.of(champion)]


def test_somebody_is_a_champion_from_the_training_to_the_end_of_the_last_day():
    champion = ChampionFactory(trained_on=TODAY - 2 * DAY, stepped_down_on=TODAY)

    held = {
        number: champions.is_champion(champion.user, on=TODAY + number * DAY)
        for number in (-3, -2, 0, 1)
    }

    assert held == {-3: False, -2: True, 0: True, 1: False}


def test_being_named_is_kept_in_the_history():
    by, user = staff(Role.EVENTS), UserFactory()
    programme = ChampionProgrammeFactory()

    champion = champions.name_champion(user, programme, trained_on=TODAY, by=by)

    assert champions.is_champion(user, on=TODAY)
    assert steps(champion) == ["events.champion_named"]


def test_nobody_is_named_twice_in_a_programme():
    champion = ChampionFactory()

    with pytest.raises(ChampionRefused, match="already"):
        champions.name_champion(
            champion.user, champion.programme, trained_on=TODAY, by=champion.user
        )
    with (
        pytest.raises(IntegrityError, match="a_champion_once_in_a_programme"),
        transaction.atomic(),
    ):
        ChampionFactory(user=champion.user, programme=champion.programme)


def test_who_stepped_down_can_be_trained_and_named_again():
    champion = ChampionFactory(stepped_down_on=TODAY - 9 * DAY)

    champions.name_champion(
        champion.user, champion.programme, trained_on=TODAY, by=champion.user
    )

    assert champions.is_champion(champion.user, on=TODAY)


def test_stepping_down_ends_it_and_is_kept_in_the_history():
    champion = ChampionFactory()

    champions.step_down(champion, on=TODAY, by=champion.user)

    assert not champions.is_champion(champion.user, on=TODAY + DAY)
    assert steps(champion) == ["events.champion_stepped_down"]


def test_stepping_down_twice_or_before_the_training_is_refused():
    champion = ChampionFactory()

    with pytest.raises(ChampionRefused, match="before the training"):
        champions.step_down(champion, on=champion.trained_on - DAY, by=champion.user)
    champions.step_down(champion, on=TODAY, by=champion.user)
    with pytest.raises(ChampionRefused, match="already"):
        champions.step_down(champion, on=TODAY + DAY, by=champion.user)

    assert Champion.objects.get().stepped_down_on == TODAY


def test_programmes_that_are_not_in_use_are_offered_to_nobody():
    kept = ChampionProgrammeFactory(name="Kept")
    ChampionProgrammeFactory(name="Old", in_use=False)

    assert champions.programmes() == [kept]


# --- In the staff area -----------------------------------------------------


@pytest.fixture
def office():
    client = Client()
    client.force_login(staff(Role.EVENTS))
    return client


def add(office, **given):
    fields = {
        "programme": ChampionProgrammeFactory().pk,
        "email": "nobody@example.org",
        "trained_on": f"{TODAY}",
        **given,
    }
    return office.post(reverse("champions:add"), fields)


def test_staff_name_a_champion_by_the_address_of_an_account(office):
    user = UserFactory(email="champion@example.org")

    answer = add(office, email=" Champion@Example.org ")

    champion = Champion.objects.get()
    assert answer.status_code == 302
    assert champion.user == user
    assert "events.champion_named" in steps(champion)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "No account has this address"),
        ({"trained_on": f"{TODAY + DAY}"}, "Enter it once the training is over."),
    ],
)
def test_staff_are_told_what_is_wrong(office, given, says):
    answer = add(office, **given)

    assert says in answer.content.decode()
    assert not Champion.objects.exists()


def test_staff_are_told_that_somebody_is_a_champion_already(office):
    champion = ChampionFactory()

    answer = add(office, email=champion.user.email, programme=champion.programme.pk)

    assert "a champion in this programme already" in answer.content.decode()
    assert Champion.objects.count() == 1


def test_staff_note_the_last_day(office):
    champion = ChampionFactory()

    answer = office.post(
        reverse("champions:edit", args=[champion.pk]), {"stepped_down_on": f"{TODAY}"}
    )

    champion.refresh_from_db()
    assert answer.status_code == 302
    assert champion.stepped_down_on == TODAY
    assert "events.champion_stepped_down" in steps(champion)


def test_the_list_says_who_was_trained_in_what(office):
    champion = ChampionFactory()

    text = office.get(reverse("champions:index")).content.decode()

    assert champion.user.name in text
    assert champion.programme.name in text


def test_no_champion_and_no_programme_is_ever_deleted(office):
    champion = ChampionFactory()

    assert office.post(f"/staff/champions/delete/{champion.pk}/").status_code == 404
    assert (
        office.post(
            f"/staff/champion-programmes/delete/{champion.programme.pk}/"
        ).status_code
        == 404
    )
    assert ChampionProgramme.objects.exists()


def test_the_list_asks_as_much_for_three_as_for_one(office, django_assert_num_queries):
    ChampionFactory()
    office.get(reverse("champions:index"))
    with CaptureQueriesContext(connection) as one:
        office.get(reverse("champions:index"))
    ChampionFactory()
    ChampionFactory()

    with django_assert_num_queries(len(one)):
        office.get(reverse("champions:index"))
