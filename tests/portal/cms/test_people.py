"""Expert advisers: by topic, in the role of the time, reached through a mailbox."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from events.models import Topic
from portal.cms.addresses import PRIVATE_HOSTS, refuse_private
from portal.cms.models import AdviserTerm, Picture
from portal.core import clock
from tests.factories.resources import ExpertAdviserPageFactory, mailbox

pytestmark = pytest.mark.django_db

TODAY = clock.today()
LONG_AGO = date(2019, 1, 15)


def texts(client, page):
    return client.get(page.url).content.decode()


def names(listed):
    return [one.page.title for one in listed]


def test_a_role_holds_from_its_first_day_to_the_end_of_its_last():
    page = ExpertAdviserPageFactory(
        terms=[
            ("Adviser", date(2021, 9, 1), None),
            ("Junior adviser", date(2018, 5, 1), date(2021, 8, 31)),
        ]
    )

    roles = {
        day: page.role_on(day)
        for day in (
            date(2018, 4, 30),
            date(2018, 5, 1),
            date(2021, 8, 31),
            date(2021, 9, 1),
        )
    }

    assert list(roles.values()) == ["", "Junior adviser", "Junior adviser", "Adviser"]


def test_those_of_today_stand_apart_from_those_before(client):
    ExpertAdviserPageFactory(title="Now")
    ExpertAdviserPageFactory(title="Once", terms=[("Adviser", LONG_AGO, LONG_AGO)])
    ExpertAdviserPageFactory(title="Last day", terms=[("Adviser", LONG_AGO, TODAY)])

    context = client.get("/advisers/").context

    assert names(context["current"]) == ["Last day", "Now"]
    assert names(context["past"]) == ["Once"]


def test_a_past_adviser_keeps_the_role_of_that_time_and_no_mailbox(client):
    page = ExpertAdviserPageFactory(
        mailbox=mailbox(),
        terms=[("Expert adviser, infant sleep", LONG_AGO, date(2022, 12, 31))],
    )

    text = texts(client, page)

    assert "Expert adviser until December 2022" in text
    assert "January 2019 to December 2022" in text
    assert "Expert adviser, infant sleep" in text
    assert "Write to them" not in text


def test_an_adviser_is_reached_through_a_mailbox_of_the_body(client):
    page = ExpertAdviserPageFactory(mailbox=mailbox("policy@institute.example"))

    assert 'href="mailto:policy@institute.example"' in texts(client, page)


def test_the_list_is_narrowed_by_topic(client):
    topic = Topic.objects.create(name="Sleep", slug="sleep")
    page = ExpertAdviserPageFactory(title="Of sleep")
    page.topics.add(topic)
    page.save()
    ExpertAdviserPageFactory(title="Of feeding")

    narrowed = client.get("/advisers/?topic=sleep").context
    senseless = client.get("/advisers/?topic=%00x").context

    assert names(narrowed["current"]) == ["Of sleep"]
    assert narrowed["current"][0].topics == ("Sleep",)
    assert len(senseless["current"]) == 2


@pytest.mark.parametrize(
    "address",
    ["jane.smith@gmail.com", "jane@Hotmail.co.uk", "health.visitor@BTINTERNET.COM"],
)
def test_an_address_of_somebodys_own_is_refused(address):
    box = mailbox(address)
    page = ExpertAdviserPageFactory.build(mailbox=box)

    with pytest.raises(ValidationError) as refused:
        page.clean()

    assert set(refused.value.message_dict) == {"mailbox"}
    assert "somebody's own address" in refused.value.messages[0]


@pytest.mark.parametrize(
    "address", ["policy@institute.example", "jobs@trust.nhs.uk", "a@mygmail.com"]
)
def test_the_address_of_an_organisation_is_taken(address):
    refuse_private(address)

    assert address.rpartition("@")[2] not in PRIVATE_HOSTS


def test_a_portrait_says_what_is_seen():
    page = ExpertAdviserPageFactory.build(portrait=Picture(title="Portrait"))

    with pytest.raises(ValidationError) as refused:
        page.clean()

    assert set(refused.value.message_dict) == {"portrait"}


def test_no_role_ends_before_it_begins():
    yesterday = TODAY - timedelta(days=1)
    page = ExpertAdviserPageFactory()
    term = AdviserTerm(page=page, role="Adviser", started_on=TODAY, ended_on=yesterday)

    with pytest.raises(ValidationError):
        term.clean()
    with pytest.raises(IntegrityError, match="no_role_ends"), transaction.atomic():
        term.save()


def test_structured_data_names_the_role_of_today():
    page = ExpertAdviserPageFactory(title="Expert adviser, sleep")

    assert page.structured_data()["mainEntity"] == {
        "@type": "Person",
        "name": "Expert adviser, sleep",
        "jobTitle": "Expert adviser",
    }
    assert page.list_kind == "Expert adviser"
    assert page.list_date == TODAY - timedelta(days=730)


def test_an_empty_list_says_what_would_be_there(client):
    assert "Nobody yet" in client.get("/advisers/").content.decode()


def test_the_list_asks_as_much_for_three_as_for_one(client, django_assert_num_queries):
    topic = Topic.objects.create(name="Sleep", slug="sleep")

    def adviser():
        page = ExpertAdviserPageFactory()
        page.topics.add(topic)
        page.save()

    adviser()
    client.get("/advisers/")
    with CaptureQueriesContext(connection) as one:
        client.get("/advisers/")
    adviser()
    adviser()

    with django_assert_num_queries(len(one)):
        client.get("/advisers/")
