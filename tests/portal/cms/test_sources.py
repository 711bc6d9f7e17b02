"""Sources: entered once, cited often, and kept while anything cites them."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from portal.accounts.roles import Role
from portal.cms.models import Source
from portal.core import clock
from tests.factories.accounts import staff
from tests.factories.cms import (
    ConsultationResponsePageFactory,
    SourceFactory,
    free_text,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer(client):
    user = staff(Role.POLICY)
    client.force_login(user)
    return user


@pytest.fixture
def cited():
    source = SourceFactory(key="survey", title="Annual survey")
    ConsultationResponsePageFactory(
        title="Our answers", document=[free_text("1", answer="<p>So.[^survey]</p>")]
    )
    return source


def fields(**changed):
    return {
        "key": "survey",
        "publisher": "The Institute",
        "title": "Annual survey",
        "edition": "",
        "dated": "",
        "url": "",
        "checked_on": "",
        **changed,
    }


def test_a_source_is_entered_once_and_shows_how_to_cite_it(client, writer):
    client.post("/staff/sources/new/", fields())

    assert Source.objects.get().marker == "[^survey]"
    assert "[^survey]" in client.get("/staff/sources/").content.decode()


@pytest.mark.parametrize("key", ["Survey", "a b", "a--b", "-a", "a]", "<b>", ""])
def test_a_name_to_cite_by_is_plain(client, writer, key):
    client.post("/staff/sources/new/", fields(key=key))

    assert not Source.objects.exists()


def test_two_sources_never_share_a_name(client, writer):
    SourceFactory(key="survey")

    client.post("/staff/sources/new/", fields())

    assert Source.objects.count() == 1


def test_an_address_needs_the_day_on_which_it_was_seen():
    source = SourceFactory.build(url="https://survey.example/")

    with pytest.raises(ValidationError, match="last saw it"):
        source.clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        source.save()
    source.checked_on = clock.today()
    source.save()


def test_what_a_note_says():
    source = SourceFactory(
        publisher="The Institute", title="Survey", edition="2022", dated="May 2023"
    )

    assert source.note == {
        "words": "The Institute: Survey, 2022, May 2023",
        "url": "",
        "seen": "",
    }


def test_a_cited_source_keeps_its_name(client, writer, cited):
    address = f"/staff/sources/edit/{cited.pk}/"

    answer = client.post(address, fields(key="other"))
    client.post(address, fields(title="A better title"))

    assert "cites it as survey" in answer.content.decode()
    cited.refresh_from_db()
    assert (cited.key, cited.title) == ("survey", "A better title")


def test_a_source_that_nothing_cites_may_change_its_name_and_go(client, writer, cited):
    free = SourceFactory(key="free")

    client.post(f"/staff/sources/edit/{free.pk}/", fields(key="freer"))
    assert Source.objects.filter(key="freer").exists()
    client.post(f"/staff/sources/delete/{free.pk}/")
    client.post(f"/staff/sources/delete/{cited.pk}/")

    assert list(Source.objects.all()) == [cited]


def test_a_source_that_only_a_draft_cites_is_kept_too(client, writer):
    source = SourceFactory(key="coming")
    response = ConsultationResponsePageFactory(live=False)
    response.document = [free_text("1", answer="<p>So.[^coming]</p>")]
    response.save_revision(clean=False)

    client.post(f"/staff/sources/delete/{source.pk}/")

    assert Source.objects.exists()


@pytest.mark.parametrize("role", [Role.EVENTS, Role.MEMBERSHIP, Role.FINANCE])
def test_sources_are_kept_by_those_who_write_responses(client, role):
    client.force_login(staff(role))

    assert client.get("/staff/sources/").status_code == 302
    client.post("/staff/sources/new/", fields())
    assert not Source.objects.exists()
