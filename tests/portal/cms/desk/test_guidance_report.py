"""Replaced guidance still cited: the list that editors work through."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.roles import Role
from tests.factories.accounts import staff
from tests.factories.cms import NewsPageFactory
from tests.factories.guidance import BriefingPageFactory, GuidancePageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    user = staff(Role.EDITOR)
    client.force_login(user)
    return user


@pytest.fixture
def old():
    record = GuidancePageFactory(title="Guidance", slug="old", edition="2018 edition")
    GuidancePageFactory(title="Guidance", slug="new", replaces=[record])
    return record


def test_the_report_names_what_a_page_speaks_of_and_what_holds(client, editor, old):
    briefing = BriefingPageFactory(title="The briefing", explains=old)
    NewsPageFactory(title="Something else")

    shown = client.get(reverse("replaced_guidance")).content.decode()

    assert "The briefing" in shown
    assert reverse("wagtailadmin_pages:edit", args=[briefing.pk]) in shown
    assert "Guidance, 2018 edition" in shown
    assert "Guidance, 2023 edition" in shown
    assert "Something else" not in shown


def test_the_report_is_exported(client, editor, old):
    BriefingPageFactory(title="The briefing", explains=old)

    answer = client.get(reverse("replaced_guidance"), {"export": "csv"})
    rows = b"".join(answer.streaming_content).decode().splitlines()

    assert rows == [
        "Page,Kind,Speaks of,What holds now",
        'The briefing,Briefing,"Guidance, 2018 edition","Guidance, 2023 edition"',
    ]


def test_the_report_stands_in_the_editors_menu(client, editor):
    assert "Replaced guidance still cited" in client.get("/staff/").content.decode()


def test_an_empty_report_opens(client, editor):
    assert client.get(reverse("replaced_guidance")).status_code == 200


def test_the_report_asks_as_much_for_three_as_for_one(client, editor, old):
    def asked():
        client.get(reverse("replaced_guidance"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("replaced_guidance"))
        return len(queries)

    BriefingPageFactory(explains=old)
    one = asked()
    for _ in range(2):
        BriefingPageFactory(explains=old)

    assert asked() == one
