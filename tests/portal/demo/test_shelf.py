"""What the demonstration has on its shelf: resources, advisers, opportunities."""

from collections import Counter

import pytest

from portal.accounts.models import User
from portal.cms import access, before_publishing
from portal.cms.access import Readers
from portal.cms.models import (
    ExpertAdviserPage,
    File,
    OpportunityPage,
    ResourceKind,
    ResourcePage,
)
from portal.core import clock


@pytest.fixture(scope="module", autouse=True)
def _on_show(demonstration, django_db_blocker, tmp_path_factory):
    """There for all tests here, and taken back at the end."""
    private = tmp_path_factory.mktemp("private")
    with django_db_blocker.unblock(), demonstration.on_show(private):
        yield


@pytest.fixture(autouse=True)
def _blocker(django_db_blocker):
    with django_db_blocker.unblock():
        yield


def test_there_is_a_resource_of_every_kind_and_for_all_readers():
    resources = ResourcePage.objects.live()

    assert {page.kind for page in resources} == set(ResourceKind)
    assert Counter(page.readers for page in resources) == {
        Readers.EVERYONE: 5,
        Readers.MEMBERS: 4,
        Readers.CHAMPIONS: 1,
    }


def test_no_resource_gives_away_what_it_holds_back():
    stops = [
        (page.slug, one.words)
        for page in ResourcePage.objects.live()
        for one in before_publishing.findings(page)
        if one.stops
    ]

    assert stops == []
    assert File.objects.filter(readers=Readers.MEMBERS).count() == 4
    assert File.objects.filter(readers=Readers.CHAMPIONS).count() == 2


def test_advisers_of_today_and_of_before():
    today = clock.today()
    advisers = list(ExpertAdviserPage.objects.live())

    assert len(advisers) == 8
    assert sum(not page.role_on(today) for page in advisers) == 2


def test_opportunities_that_are_open_and_one_that_has_closed():
    today = clock.today()

    assert OpportunityPage.objects.live().open(today).count() == 3
    assert OpportunityPage.objects.live().closed(today).count() == 1


def test_one_of_the_known_accounts_is_a_champion_and_no_member():
    user = User.objects.get(email="midwife@demo.example")

    circles = access.circles_of(user, clock.now())

    assert circles == {Readers.EVERYONE, Readers.CHAMPIONS}
