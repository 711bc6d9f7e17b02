"""What the first staff screen tells editors: what needs attention, and their drafts."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.rich_text import RichText

from portal.accounts.roles import Role
from portal.cms import before_publishing
from portal.cms.desk import attention
from portal.cms.desk.attention import Answer, Matter, Question
from portal.cms.drafts import readings
from portal.cms.models import PositionStatus, Replacement
from portal.core import clock
from tests.factories.accounts import staff
from tests.factories.cms import (
    ConsultationPageFactory,
    NewsPageFactory,
    PictureFactory,
    PositionPageFactory,
)
from tests.factories.guidance import GuidancePageFactory
from tests.factories.resources import OpportunityPageFactory, ResourcePageFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 12, 8, 12, tzinfo=UTC)
TODAY = clock.uk_day(NOW)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def asked():
    return {
        group.heading: [(one.title, one.words) for one in group.matters]
        for group in attention.groups(NOW)
    }


def test_nothing_waits_in_a_new_portal():
    assert asked() == {}


def test_positions_and_resources_that_are_to_be_reviewed():
    PositionPageFactory(title="Old view", review_by=TODAY - timedelta(days=1))
    PositionPageFactory(title="Fine", review_by=TODAY + timedelta(days=400))
    ResourcePageFactory(
        title="Old toolkit",
        correct_on=TODAY - timedelta(days=99),
        review_by=TODAY - timedelta(days=1),
    )

    assert asked() == {
        "Positions that need review": [
            ("Old view", "Overdue: review by 7 December 2026")
        ],
        "Resources that need review": [
            ("Old toolkit", "Review by 7 December 2026 (overdue)")
        ],
    }


def test_what_closes_within_a_week():
    ConsultationPageFactory(
        views_by=None,
        title="Closes today",
        opens_on=TODAY - timedelta(days=9),
        closes_on=TODAY,
    )
    ConsultationPageFactory(
        views_by=None,
        title="Closes later",
        opens_on=TODAY - timedelta(days=9),
        closes_on=TODAY + timedelta(days=8),
    )
    OpportunityPageFactory(title="A post", closes_on=TODAY + timedelta(days=1))
    OpportunityPageFactory(title="Closed", closes_on=TODAY - timedelta(days=1))

    assert asked() == {
        "Consultations that close soon": [
            ("Closes today", "Closes on 8 December 2026, today")
        ],
        "Opportunities that close soon": [
            ("A post", "Closes on 9 December 2026, tomorrow")
        ],
    }


def test_an_outcome_that_was_expected_by_now():
    ConsultationPageFactory(
        views_by=None,
        title="Silent",
        opens_on=TODAY - timedelta(days=90),
        closes_on=TODAY - timedelta(days=60),
        outcome_expected_on=TODAY - timedelta(days=1),
    )

    assert asked() == {
        "Outcomes that were expected by now": [
            ("Silent", "Outcome expected on 7 December 2026")
        ]
    }


def test_s4_what_should_be_out_by_now():
    page = NewsPageFactory(live=False, title="Late")
    page.go_live_at = NOW + timedelta(hours=1)
    page.save_revision().publish()

    with time_machine.travel(NOW + timedelta(hours=2)):
        (group,) = attention.groups(clock.now())

    assert group.heading == "Should be out by now"
    assert [one.title for one in group.matters] == ["Late"]


def test_comments_of_advisers_until_they_are_settled():
    editor = staff(Role.EDITOR)
    page = NewsPageFactory(live=False, title="Commented")
    page.save_revision()
    review = readings.ask(
        page, name="I", email="i@example.org", note="", by=editor, at=NOW
    )
    remarks = [
        readings.comment(review, part="", words=words, at=NOW) for words in ("A", "B")
    ]

    before = asked()
    for remark in remarks:
        readings.settle(remark, by=editor, at=NOW)

    assert before == {"Comments of advisers": [("Commented", "2 comments")]}
    assert asked() == {}


def test_replaced_guidance_is_told_and_only_warns():
    old = GuidancePageFactory(title="The 2015 edition")
    new = GuidancePageFactory(title="The 2023 edition")
    new.replacements = [Replacement(replaced=old)]
    new.save()
    link = f'<p><a linktype="page" id="{old.pk}">The old edition</a></p>'
    page = NewsPageFactory(title="Says what was", body=[("prose", RichText(link))])

    findings = before_publishing.findings(page)

    assert [(one.stops, "2023 edition" in one.words) for one in findings] == [
        (False, True)
    ]
    assert asked()["Replaced guidance that is still cited"] == [
        ("Says what was", "Cites The 2015 edition")
    ]


def test_a_room_may_add_a_question():
    answer = Answer([Matter("T", "/", "W")], 1)
    question = Question("Of another room", lambda _at: answer)
    attention.register(question)
    attention.register(question)
    try:
        assert asked() == {"Of another room": [("T", "W")]}
    finally:
        attention._questions.remove(question)


def test_the_first_few_are_shown_and_all_are_counted():
    for number in range(7):
        PositionPageFactory(title=f"View {number}", status=PositionStatus.UNDER_REVIEW)

    (group,) = attention.groups(NOW)

    assert (len(group.matters), group.number) == (5, 7)
    assert group.all_url == "/staff/reports/needs-review/"


def test_the_questions_cost_the_same_for_one_and_for_four():
    def cost():
        with CaptureQueriesContext(connection) as asked_now:
            attention.groups(NOW)
        return len(asked_now)

    def one_of_each():
        PositionPageFactory(status=PositionStatus.UNDER_REVIEW)
        ResourcePageFactory(correct_on=TODAY - timedelta(days=99), review_by=TODAY)
        ConsultationPageFactory(views_by=None, opens_on=TODAY, closes_on=TODAY)
        OpportunityPageFactory(closes_on=TODAY)

    one_of_each()
    cost()
    one = cost()
    for _ in range(3):
        one_of_each()

    assert cost() == one


# --- My drafts -------------------------------------------------------------


def test_my_drafts_are_what_i_changed_last_and_nobody_published():
    me, other = staff(Role.EDITOR), staff(Role.EDITOR)
    new = NewsPageFactory(live=False, title="New")
    new.save_revision(user=me)
    changed = NewsPageFactory(title="Changed")
    changed.save_revision(user=me)
    NewsPageFactory(live=False, title="Theirs").save_revision(user=other)
    out = NewsPageFactory(live=False, title="Out")
    out.save_revision(user=me).publish()

    found = {
        one.title: (one.section, one.state) for one in attention.drafts_of(me, at=NOW)
    }

    assert found == {
        "New": ("News", "Never published"),
        "Changed": ("News", "Published, with changes since"),
    }


def test_a_draft_says_when_it_goes_out():
    me = staff(Role.EDITOR)
    page = NewsPageFactory(live=False)
    page.go_live_at = NOW + timedelta(days=1)
    page.save_revision(user=me).publish(user=me, skip_permission_checks=True)

    (draft,) = attention.drafts_of(me, at=NOW)

    assert draft.state == "Goes out on Wednesday 9 December 2026 at 12:00 UK time"


def test_editors_see_both_on_their_first_screen(client):
    me = staff(Role.EDITOR)
    PositionPageFactory(title="Old view", status=PositionStatus.UNDER_REVIEW)
    NewsPageFactory(live=False, title="Begun").save_revision(user=me)
    client.force_login(me)

    shown = client.get("/staff/").content.decode()

    assert "Needs attention" in shown
    assert "Old view" in shown
    assert "My drafts" in shown
    assert "Begun" in shown


def test_other_staff_see_neither(client):
    PositionPageFactory(status=PositionStatus.UNDER_REVIEW)
    client.force_login(staff(Role.EVENTS))

    assert "Needs attention" not in client.get("/staff/").content.decode()


def test_pictures_that_came_without_words():
    PictureFactory(title="Spoken for")
    silent = PictureFactory(title="Silent", alternative="")

    (group,) = attention.groups(NOW)

    assert (group.heading, list(group.matters)) == (
        "Pictures without words",
        [
            Matter(
                "Silent",
                f"/staff/images/{silent.pk}/",
                "Say what is seen, for those who cannot see it",
            )
        ],
    )
