"""Submissions: what was sent stays, and corrections are only added."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from portal.accounts.roles import Role
from portal.cms.models import (
    ConsultationResponsePage,
    ResponseCorrection,
    Submission,
)
from portal.cms.questions import ANSWER_FEATURES
from tests.factories.accounts import staff
from tests.factories.cms import (
    ConsultationResponsePageFactory,
    free_text,
)
from tests.portal.cms.desk.test_editing import content_state
from tests.portal.cms.test_responses import text

pytestmark = pytest.mark.django_db


def other_words(page):
    page.document = [free_text("1.1", answer="<p>Something else.</p>")]


CHANGES = {
    "words": other_words,
    "title": lambda page: setattr(page, "title", "Another title"),
    "day": lambda page: setattr(page, "submitted_on", date(2023, 5, 10)),
    "view": lambda page: setattr(page, "standfirst", "We oppose it."),
    "roles": lambda page: setattr(page, "contributors", [("role", "Nobody")]),
    "points": lambda page: setattr(page, "points", []),
}
WAYS = {
    "save": lambda page: page.save(),
    "save without asking": lambda page: page.save(clean=False),
    "publish": lambda page: page.save_revision(clean=False).publish(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("way", WAYS)
def test_nothing_of_a_submitted_response_changes(whole, change, way):
    page = ConsultationResponsePage.objects.get(pk=whole.pk)
    change(page)

    with pytest.raises(ValidationError, match="What was sent does not change"):
        WAYS[way](page)

    assert ConsultationResponsePage.objects.get(pk=whole.pk).title == "Our answers"


def test_an_older_revision_cannot_take_the_place_of_what_was_sent(whole, client):
    """The revision is older than the submission, and says something else."""
    draft = ConsultationResponsePageFactory(
        live=False,
        parent=whole.consultation,
        document=[free_text("1", answer="<p>Before.</p>")],
    )
    older = draft.save_revision()
    draft.document = [free_text("1", answer="<p>As sent.</p>")]
    draft.save_revision().publish()

    with pytest.raises(ValidationError, match="What was sent does not change"):
        older.publish()

    page = ConsultationResponsePage.objects.get(pk=draft.pk)
    assert "As sent." in text(client, page)


def test_without_the_submission_the_older_revision_would_go_out(whole):
    """The guard is what holds it: taken away, the same step goes through."""
    draft = ConsultationResponsePageFactory(live=False, parent=whole.consultation)
    older = draft.save_revision()
    other_words(draft)
    draft.save_revision().publish()
    Submission.objects.filter(page=draft).delete()

    older.publish()

    page = ConsultationResponsePage.objects.get(pk=draft.pk)
    assert "A plan." in str(page.read().questions[0].answer_html)


def test_it_stays_also_after_it_was_taken_down_and_put_up_again(whole):
    whole.unpublish()
    page = ConsultationResponsePage.objects.get(pk=whole.pk)
    other_words(page)

    with pytest.raises(ValidationError, match="What was sent does not change"):
        page.save_revision(clean=False).publish()


def test_a_correction_is_added_with_its_day_and_then_stays(whole, client):
    page = ConsultationResponsePage.objects.get(pk=whole.pk)
    page.corrections = [
        ResponseCorrection(
            corrected_on=date(2023, 6, 1), number="8.2b", words="It was 41,000."
        )
    ]
    page.save_revision().publish()

    shown = text(client, page)
    assert "Corrected on 1 June 2023" in shown
    assert "Question 8.2b: It was 41,000." in shown
    page = ConsultationResponsePage.objects.get(pk=whole.pk)
    page.corrections = []
    with pytest.raises(ValidationError, match="A correction that has been out"):
        page.save_revision(clean=False).publish()


def test_an_older_revision_without_the_correction_is_refused(whole):
    page = ConsultationResponsePage.objects.get(pk=whole.pk)
    older = page.save_revision()
    page.corrections = [ResponseCorrection(words="It was 41,000.")]
    page.save_revision().publish()

    with pytest.raises(ValidationError, match="A correction that has been out"):
        older.publish()


def test_the_notes_stay_as_they_were_when_the_source_is_edited(whole, survey, client):
    survey.title = "Another survey"
    survey.save()

    page = text(client, whole)

    assert "Annual survey" in page
    assert "Another survey" not in page


def test_what_the_editor_s_browser_makes_of_the_text_is_no_change(whole):
    """It names each paragraph and writes its marks in its own way."""
    converter = ContentstateConverter(ANSWER_FEATURES)
    stored = whole.document.get_prep_value()
    for block in stored:
        if answer := block["value"].get("answer"):
            state = converter.from_database_format(answer)
            block["value"]["answer"] = converter.to_database_format(state)
    page = ConsultationResponsePage.objects.get(pk=whole.pk)
    page.document = stored

    assert page.changed_since_submission() == []
    page.save_revision().publish()


def test_the_address_and_what_search_engines_read_may_change(whole):
    whole.slug, whole.search_description = "elsewhere", "In a sentence."

    whole.save_revision().publish()

    assert ConsultationResponsePage.objects.get().slug == "elsewhere"


def test_an_editor_is_told_plainly_that_it_does_not_change(whole, client):
    client.force_login(staff(Role.EDITOR))
    address = f"/staff/pages/{whole.pk}/edit/"
    typed = {"number": "1", "asked": "What?", "answer": content_state("We oppose.")}
    data = nested_form_data(
        {
            "title": whole.title,
            "slug": whole.slug,
            "submitted_on": "11/05/2023",
            "standfirst": "We oppose it.",
            "points": streamfield([]),
            "contributors": streamfield([]),
            "document": streamfield([("words", typed)]),
            "corrections": inline_formset([]),
            "comments": inline_formset([]),
            "action-publish": "action-publish",
        }
    )

    answer = client.post(address, data)

    assert "What was sent does not change" in answer.content.decode()
    assert ConsultationResponsePage.objects.get().standfirst.startswith("We support")
