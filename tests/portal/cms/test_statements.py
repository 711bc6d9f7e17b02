"""Joint statements: who signed, counted and in order, and demands to be quoted."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.rich_text import RichText

from portal.accounts.roles import Role
from portal.cms.models import JointStatementIndexPage, JointStatementPage
from portal.cms.models.statements import in_order
from tests.factories.accounts import staff
from tests.factories.guidance import GuidancePageFactory, JointStatementPageFactory
from tests.page_forms import page_form

pytestmark = pytest.mark.django_db


def test_names_are_sorted_as_a_reader_looks_them_up():
    names = ["the Zebra Trust", "Élan", "early years union", "A Better Start"]
    names += ["Eltern e. V.", "The Institute", "“Aloud” Trust", "The", "Ábel", "abel"]

    assert in_order(names) == [
        "abel",
        "Ábel",
        "“Aloud” Trust",
        "A Better Start",
        "early years union",
        "Élan",
        "Eltern e. V.",
        "The Institute",
        "The",
        "the Zebra Trust",
    ]


def test_signatories_are_counted_and_empty_lines_are_none(client):
    statement = JointStatementPageFactory(
        signed_by="  The  Institute \n\n\nBaby Steps\r\nÁtha Centres\n"
    )

    page = client.get(statement.url).content.decode()

    assert statement.signatories == ["Átha Centres", "Baby Steps", "The Institute"]
    assert "Joint statement of 3 bodies" in page
    assert '<a href="#signatories">3 signatories</a>' in page


@pytest.mark.parametrize("again", ["the institute", "Institute", "The  INSTITUTE"])
def test_nobody_signs_twice(again):
    statement = JointStatementPageFactory.build(
        signed_by=f"The Institute\nBaby Steps\n{again}"
    )

    with pytest.raises(ValidationError) as refused:
        statement.clean()

    assert set(refused.value.message_dict) == {"signed_by"}


def test_a_statement_is_meant_for_some_nation():
    nations = ["england", "scotland", "wales", "northern_ireland"]
    statement = JointStatementPageFactory.build(**dict.fromkeys(nations, False))

    with pytest.raises(ValidationError) as refused:
        statement.clean()

    assert set(refused.value.message_dict) == {"england"}


def test_each_demand_has_an_address_of_its_own(client):
    statement = JointStatementPageFactory(
        demands=[("point", RichText("<p>First.</p>")), ("point", RichText("Second."))]
    )
    statement.refresh_from_db()
    first, second = (str(one.id)[:8] for one in statement.demands)

    page = client.get(statement.url).content.decode()

    assert f'<li id="demand-{first}"><div>First.' in page
    assert f'href="#demand-{second}"' in page


def test_notes_to_editors_and_guidance_stand_below(client):
    record = GuidancePageFactory(title="The guidance")
    statement = JointStatementPageFactory(
        notes=[("note", RichText("<p>Ask the policy team.</p>"))],
        cites=[("guidance", record), ("guidance", record)],
    )

    page = client.get(statement.url).content.decode()

    assert "Notes to editors" in page
    assert "Ask the policy team." in page
    assert page.count(f'href="{record.url}"') == 1


@pytest.mark.parametrize("payload", ["<script>alert(1)</script>", "{{7*7}}"])
def test_x1_x6_names_and_bodies_are_text(client, payload):
    statement = JointStatementPageFactory(
        title=payload, standfirst=payload, lead_body=payload, signed_by=payload
    )

    page = client.get(statement.url).content.decode()

    assert "<script>alert" not in page
    assert ">49<" not in page


def test_the_list_says_who_leads_and_how_many_signed(client):
    JointStatementPageFactory(title="Older", issued_on="2019-01-02")
    JointStatementPageFactory(
        title="Newer", issued_on="2020-04-22", signed_by="A\nB\nC"
    )

    response = client.get("/statements/")

    assert [one.title for one in response.context["statements"]] == ["Newer", "Older"]
    assert "<span>3 signatories</span>" in response.content.decode()


def test_an_empty_list_says_so(client):
    assert "Nothing yet" in client.get("/statements/").content.decode()


def test_the_list_asks_as_much_for_three_as_for_one(client, django_assert_num_queries):
    JointStatementPageFactory()
    client.get("/statements/")
    with CaptureQueriesContext(connection) as one:
        client.get("/statements/")
    JointStatementPageFactory()
    JointStatementPageFactory()

    with django_assert_num_queries(len(one)):
        client.get("/statements/")


def test_an_editor_publishes_a_statement(client):
    client.force_login(staff(Role.EDITOR))
    section = JointStatementIndexPage.objects.get()
    form = page_form(
        JointStatementPage(),
        standfirst="What we ask for.",
        lead_body="An alliance",
        signed_by="The Institute\nAn alliance",
    )

    answer = client.post(
        f"/staff/pages/add/cms/jointstatementpage/{section.pk}/",
        {**form, "action-publish": "action-publish"},
    )

    assert answer.status_code == 302
    assert JointStatementPage.objects.get().live
