"""Briefings: what they explain, for whom, and who may read them."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from portal.accounts.roles import Role
from portal.cms.access import Readers
from portal.cms.models import BriefingPage, GuidanceIndexPage
from tests.factories.accounts import staff
from tests.factories.guidance import BriefingPageFactory, GuidancePageFactory
from tests.factories.membership import current_member
from tests.page_forms import page_form

pytestmark = pytest.mark.django_db

SECRET = [{"type": "prose", "value": "<p>The four questions.</p>"}]


def test_a_briefing_names_the_edition_it_explains(client):
    record = GuidancePageFactory(title="The guidance", in_force_from=date(2023, 12, 15))
    briefing = BriefingPageFactory(
        explains=record, audience="Health visitors", published_on=date(2024, 1, 22)
    )

    page = client.get(briefing.url).content.decode()

    assert f'<a href="{record.url}">The guidance, 2023 edition</a>' in page
    assert "In force from 15 December 2023" in page
    assert "For health visitors" in page
    assert "22 January 2024" in page


@pytest.mark.parametrize(
    ("audience", "said"),
    [("Health visitors.", "For health visitors"), ("NHS leads", "For NHS leads")],
)
def test_the_audience_is_said_in_a_sentence(audience, said):
    assert BriefingPageFactory.build(audience=audience).for_whom == said


def test_what_somebody_else_wrote_says_whose_it_is(client):
    briefing = BriefingPageFactory(
        publisher="A law firm", address="https://lawfirm.example/"
    )

    page = client.get(briefing.url).content.decode()

    assert "Read it at A law firm" in page
    assert briefing.structured_data()["author"]["name"] == "A law firm"


def test_an_address_elsewhere_needs_a_name():
    with pytest.raises(ValidationError) as refused:
        BriefingPageFactory.build(address="https://lawfirm.example/").clean()

    assert set(refused.value.message_dict) == {"publisher"}


def test_a_briefing_for_members_is_listed_and_read_by_members_alone(client):
    briefing = BriefingPageFactory(readers=Readers.MEMBERS, body=SECRET)

    listed = client.get("/guidance/").content.decode()
    stranger = client.get(briefing.url)
    client.force_login(current_member().user)
    member = client.get(briefing.url)

    assert briefing.title in listed
    assert "For members" in listed
    assert (stranger.status_code, member.status_code) == (200, 200)
    assert "The four questions." not in stranger.content.decode()
    assert "The four questions." in member.content.decode()


def test_what_was_replaced_is_said_to_those_who_may_not_read_it(client):
    old = GuidancePageFactory()
    GuidancePageFactory(title="New", replaces=[old])
    briefing = BriefingPageFactory(readers=Readers.MEMBERS, explains=old)

    page = client.get(briefing.url).content.decode()

    assert "This speaks of guidance that has been replaced" in page


def test_an_editor_publishes_a_briefing(client):
    client.force_login(staff(Role.EDITOR))
    section = GuidanceIndexPage.objects.get()
    form = page_form(
        BriefingPage(),
        standfirst="What it means.",
        audience="Health visitors",
        author_role="Policy lead",
        explains=str(GuidancePageFactory().pk),
    )

    answer = client.post(
        f"/staff/pages/add/cms/briefingpage/{section.pk}/",
        {**form, "action-publish": "action-publish"},
    )

    assert answer.status_code == 302
    assert BriefingPage.objects.get().live
