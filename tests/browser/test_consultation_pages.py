"""Consultations and responses in a browser: by rule, in both lights and widths."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from playwright.sync_api import expect
from wagtail.rich_text import RichText

from events.booking import invitations
from events.booking.invitations import Guest
from events.models import Topic, WayIn
from portal.accounts.roles import Role
from portal.cms.consultations import members_views
from portal.cms.models import (
    ConsultationResponsePage,
    MembersView,
    ResponseCorrection,
)
from portal.cms.questions import AGREEMENT
from portal.core import clock
from tests.factories.accounts import UserFactory, staff
from tests.factories.cms import (
    ConsultationPageFactory,
    ConsultationResponsePageFactory,
    SourceFactory,
    chapter,
    choice,
    free_text,
    ranking,
)
from tests.factories.events import EventFactory
from tests.factories.membership import current_member, lapsed_member
from tests.rig.reader import faults_of

pytestmark = [pytest.mark.django_db(transaction=True)]

LONG = "Changes to the arrangements for multi-agency safeguarding in every area"
BODY = [("prose", "<h2>What is asked</h2><p>Much.</p><ul><li>A list.</li></ul>")]
MOST_BYTES = 100_000


def make_response():
    SourceFactory(
        key="survey",
        url="https://survey.example/a/very/long/address/of/a/page/",
        checked_on=clock.today(),
    )
    today = clock.today()
    past = ConsultationPageFactory(
        title=LONG,
        opens_on=today - timedelta(days=90),
        closes_on=today - timedelta(days=40),
        views_by=today - timedelta(days=50),
        outcome_expected="in the autumn",
        outcome_on=today,
        outcome_url="https://outcome.example/",
    )
    return ConsultationResponsePageFactory(
        parent=past,
        title=LONG,
        points=[("point", RichText("<p>Count everybody.[^survey]</p>"))],
        contributors=[("role", "Policy and quality lead")],
        corrections=[ResponseCorrection(number="2.3", words="It was 41,000.")],
        document=[
            chapter("1", LONG),
            choice(
                "1.1",
                "Neutral",
                kind="scale",
                options=AGREEMENT,
                differs="They point different ways.",
                answer="<p>So.[^survey] And so.[^survey]</p><ul><li>One</li></ul>",
            ),
            chapter("2", "Courts", not_answered="No evidence."),
            chapter("3", "Help"),
            ranking("2.3", One_key_worker=1, Money=2, Time=None),
            free_text("14b", answer="<ol><li>One</li><li>Two</li></ol>"),
        ],
    )


@pytest.fixture
def pages():
    """Return who looks at which pages, with something of everything on them."""
    response = make_response()
    event = EventFactory(way_in=WayIn.INVITATION, title="Talking it over")
    consultation = ConsultationPageFactory(
        title="Safe caseloads",
        questions_number=14,
        roundtable=event,
        body=BODY,
        documents=[
            (
                "document",
                {
                    "title": "The paper",
                    "file": None,
                    "address": "https://paper.example/",
                    "publisher": "Department for Education",
                    "checked_on": clock.today(),
                },
            )
        ],
    )
    consultation.topics.add(Topic.objects.create(slug="workforce", name="Workforce"))
    consultation.save()
    coming = ConsultationPageFactory(opens_on=clock.today() + timedelta(days=2))
    member, wrote = current_member().user, current_member().user
    members_views.send(consultation, by=wrote, words="A view.", at=clock.now())
    invitations.invite(
        event, [Guest(member.email)], by=staff(Role.EVENTS), at=clock.now()
    )
    write = f"/views/{consultation.pk}/"
    return {
        None: [
            "/consultations/",
            "/consultations/?status=open",
            "/consultations/?status=awaiting",
            consultation.url,
            coming.url,
            response.consultation.url,
            response.url,
        ],
        member: [consultation.url, write],
        wrote: [consultation.url, write, f"{write}delete/"],
        lapsed_member().user: [consultation.url, write],
        UserFactory(): [consultation.url],
    }


@pytest.fixture
def come_in(browser, live_server, settings):
    """Return a browser of somebody, of a width and in a light."""
    settings.SECOND_FACTOR_OBLIGED = False
    opened = []

    def open_for(user, width, scheme):
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            reduced_motion="reduce",
        )
        opened.append(context)
        if user is not None:
            client = Client()
            client.force_login(user)
            name = settings.SESSION_COOKIE_NAME
            key = client.cookies[name].value
            context.add_cookies([{"name": name, "value": key, "url": live_server.url}])
        return context.new_page()

    yield open_for
    for context in opened:
        context.close()


def test_every_page_breaks_no_rule_and_asks_nobody_else(browser, live_server, pages):
    found = faults_of(browser, live_server.url, pages)

    assert found == [], "\n".join(found)


def test_staff_screens_break_no_rule(browser, live_server, settings):
    settings.SECOND_FACTOR_OBLIGED = False
    response = make_response()
    consultation = ConsultationPageFactory()
    members_views.send(
        consultation, by=current_member().user, words="A view.", at=clock.now()
    )
    paths = [
        "/staff/consultations/",
        f"/staff/consultations/{consultation.pk}/views/",
        f"/staff/consultations/responses/{response.pk}/",
    ]

    found = faults_of(browser, live_server.url, {staff(Role.POLICY): paths})

    assert found == [], "\n".join(found)


def test_a_note_leads_to_its_source_and_back(come_in, live_server):
    response = make_response()
    page = come_in(None, 1280, "light")
    page.goto(live_server.url + response.url)

    page.get_by_role("link", name="Note 1", exact=True).last.click()

    expect(page.locator("#note-1")).to_be_in_viewport()
    page.get_by_role("link", name="Back to mention 3 of note 1").click()
    expect(page.locator("#ref-1-3")).to_be_in_viewport()


def test_a_member_sends_and_deletes_a_view_without_script(
    browser, live_server, come_in
):
    consultation = ConsultationPageFactory()
    member = current_member().user
    state = come_in(member, 390, "light").context.storage_state()
    context = browser.new_context(storage_state=state, java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + consultation.url)

    page.get_by_label("Your view", exact=True).fill("Count by need.")
    page.get_by_role("button", name="Send your view").click()

    expect(page.get_by_text("Count by need.")).to_be_visible()
    page.get_by_role("link", name="Delete your view").click()
    page.get_by_role("button", name="Delete your view").click()
    expect(page.get_by_role("button", name="Send your view")).to_be_visible()
    assert not MembersView.objects.exists()
    context.close()


def test_an_editor_adds_a_correction_and_what_was_sent_stays(come_in, live_server):
    """The editor's browser writes every text anew; that alone is no change."""
    response = make_response()
    page = come_in(staff(Role.EDITOR), 1280, "light")
    page.goto(f"{live_server.url}/staff/pages/{response.pk}/edit/")

    page.locator("#id_corrections-ADD").click()
    page.locator("[name=corrections-1-words]").fill("A word was wrong.")
    page.locator("[name=action-publish]").evaluate("button => button.click()")

    page.get_by_text("has been published").wait_for()
    kept = ConsultationResponsePage.objects.get()
    assert {row.words for row in kept.corrections.all()} == {
        "It was 41,000.",
        "A word was wrong.",
    }
    assert kept.changed_since_submission() == []


def test_no_page_has_an_inline_style_or_script_or_weighs_too_much(pages):
    for user, addresses in pages.items():
        client = Client()
        if user is not None:
            client.force_login(user)
        for address in addresses:
            html = client.get(address).content.decode()
            assert not re.search(r"<style|\sstyle=|<script>|\son\w+=\"", html), address
            assert len(html) < MOST_BYTES, address
