"""Drafts of consultations and of responses: begun before anybody knows the days."""

import pytest
from django.core.exceptions import ValidationError

from portal.accounts.roles import Role
from portal.cms.models import (
    ConsultationIndexPage,
    ConsultationPage,
    ConsultationResponsePage,
    ConsultationStatus,
)
from portal.core import clock
from tests.factories.accounts import staff
from tests.factories.cms import ConsultationPageFactory, ConsultationResponsePageFactory
from tests.page_forms import page_form

pytestmark = pytest.mark.django_db

PUBLISH = {"action-publish": "action-publish"}


@pytest.fixture
def editor(client):
    client.force_login(staff(Role.EDITOR, Role.POLICY))
    return client


def add(client, **typed):
    section = ConsultationIndexPage.objects.get()
    form = page_form(ConsultationPage(), title="Early years", **typed)
    return client.post(f"/staff/pages/add/cms/consultationpage/{section.pk}/", form)


def undated():
    return ConsultationPageFactory(
        live=False, opens_on=None, closes_on=None, views_by=None
    )


def test_a_draft_is_kept_before_its_days_are_known(editor):
    answer = add(editor)

    draft = ConsultationPage.objects.get()
    assert answer.status_code == 302
    assert (draft.live, draft.opens_on, draft.closes_on) == (False, None, None)


def test_it_goes_out_only_with_its_days(editor):
    answer = add(
        editor, consulting_body="The department", summary="What is asked.", **PUBLISH
    )

    assert answer.status_code == 200
    assert not ConsultationPage.objects.exists()


def test_what_is_missing_is_said_above_the_draft_and_in_words(editor):
    draft = undated()

    words = editor.get(f"/staff/pages/{draft.pk}/edit/").content.decode()

    assert "Opens on: " in words
    assert "Closes on: " in words


@pytest.mark.parametrize("missing", ["opens_on", "closes_on"])
def test_no_other_way_of_publishing_lets_it_out_without_them(missing):
    draft = ConsultationPageFactory(live=False, views_by=None)
    setattr(draft, missing, None)
    revision = draft.save_revision(clean=False)

    with pytest.raises(ValidationError) as refused:
        revision.publish()

    assert missing in refused.value.message_dict
    assert not ConsultationPage.objects.get().live


def test_where_it_stands_can_be_said_without_days():
    draft = undated()
    opened = ConsultationPageFactory.build(
        opens_on=clock.today(), closes_on=None, views_by=None
    )

    assert (draft.status, draft.status_words) == (
        ConsultationStatus.UPCOMING,
        "Upcoming",
    )
    assert (opened.status, opened.status_words) == (ConsultationStatus.OPEN, "Open")
    assert not draft.takes_views_on(clock.today())


def test_the_draft_is_seen_as_a_page_and_on_the_policy_teams_list(editor):
    draft = undated()
    draft.save_revision(clean=False)

    page = editor.get(f"/staff/pages/{draft.pk}/view_draft/")
    listed = editor.get("/staff/consultations/")

    assert "Dates to come" in page.content.decode()
    assert "No closing day yet" in listed.content.decode()


# --- Responses -------------------------------------------------------------


def response():
    return ConsultationResponsePageFactory(live=False, submitted_on=None)


def test_a_response_is_drafted_before_it_is_sent(editor):
    draft = response()
    draft.save_revision(clean=False)

    page = editor.get(f"/staff/pages/{draft.pk}/view_draft/")
    review = editor.get(f"/staff/consultations/responses/{draft.pk}/")

    assert "Not submitted yet" in page.content.decode()
    assert "Submitted on: " in review.content.decode()


def test_a_response_goes_out_only_with_the_day_on_which_it_was_sent():
    revision = response().save_revision(clean=False)

    with pytest.raises(ValidationError, match="submitted_on"):
        revision.publish()

    assert not ConsultationResponsePage.objects.get().live
