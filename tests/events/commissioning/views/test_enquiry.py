"""Asking for training: without an account, without a riddle, and nothing lost."""

from datetime import timedelta

import pytest
from django.urls import reverse

from events.commissioning.forms import began
from events.models import Enquiry
from portal.body.models import Area
from portal.core import clock
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

HERE = "/training/commission/"


def typed(**fields):
    return {
        "organisation": "Perinatal network",
        "name": "Ines Asker",
        "email": "ines@network.example",
        "places": "20",
        "words": "Midwives of three trusts",
        "began": began(clock.now() - timedelta(minutes=2)),
        **fields,
    }


def test_an_enquiry_is_sent_and_its_reference_shown_to_this_browser_alone(client, at):
    area = Area.objects.create(name="Leeds")

    answer = client.post(HERE, typed(areas=[area.pk]), follow=True)

    enquiry = Enquiry.objects.get()
    assert enquiry.reference in answer.content.decode()
    assert list(enquiry.areas.all()) == [area]
    assert (enquiry.places, enquiry.stage) == (20, "new")
    client.cookies.clear()
    assert client.get(reverse("events:enquiry-sent")).status_code == 302


@pytest.mark.parametrize(
    "fields",
    [
        {"website": "http://spam.example"},
        {"began": ""},
        {"began": "forged"},
        {"began": "now"},
        {"began": "long ago"},
    ],
)
def test_what_no_person_sends_is_not_taken_and_nothing_typed_is_lost(client, fields):
    """Two ways: the same form, opened by a person, is taken."""
    moments = {"now": timedelta(0), "long ago": timedelta(days=3)}
    if fields.get("began") in moments:
        fields = {"began": began(clock.now() - moments[fields["began"]])}

    answer = client.post(HERE, typed(**fields))

    said = answer.content.decode()
    assert answer.status_code == 200
    assert "Midwives of three trusts" in said
    assert "spam.example" not in said
    assert not Enquiry.objects.exists()
    client.post(HERE, typed())
    assert Enquiry.objects.count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"email": "no address"},
        {"places": "many"},
        {"places": "0"},
        {"organisation": "\0"},
        {"course": "999"},
        {"areas": ["x"]},
        {"words": "x" * 4000},
    ],
)
def test_mistakes_are_said_and_break_nothing(client, fields):
    Area.objects.create(name="Leeds")

    answer = client.post(HERE, typed(**fields))

    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode() or "error" in str(
        answer.content
    )
    assert not Enquiry.objects.exists()


def test_somebody_signed_in_types_no_name(client):
    client.force_login(UserFactory(name="Ada", email="ada@x.example"))

    said = client.get(f"{HERE}?course=%00").content.decode()

    assert 'value="ada@x.example"' in said
