"""Responses: theirs and ours, notes that hold, and what was sent stays."""

import io
import json
import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.rich_text import RichText
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from events.models import Topic
from portal.accounts.roles import Role
from portal.cms import response_pdf
from portal.cms.finding import index
from portal.cms.models import (
    ConsultationResponsePage,
    ResponseCorrection,
    SearchEntry,
    Submission,
)
from portal.cms.questions import AGREEMENT, ANSWER_FEATURES
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
from tests.portal.cms.desk.test_editing import content_state

pytestmark = pytest.mark.django_db

PAYLOAD = '"><script>alert(1)</script>'
SUBMITTED = date(2023, 5, 11)


@pytest.fixture
def survey():
    return SourceFactory(
        key="survey-2022",
        publisher="The Institute",
        title="Annual survey",
        edition="2022 edition",
        dated="January 2023",
        url="https://survey.example/",
        checked_on=date(2023, 5, 3),
    )


@pytest.fixture
def groups():
    return SourceFactory(key="groups", title="Focus groups", dated="February 2023")


@pytest.fixture
def whole(survey, groups):
    """A response with every kind of question, a gap, and sources cited twice."""
    return ConsultationResponsePageFactory(
        title="Our answers",
        submitted_on=SUBMITTED,
        standfirst="We support one service.",
        points=[("point", RichText("<p>Count everybody.[^survey-2022]</p>"))],
        contributors=[("role", "Policy and quality lead")],
        document=[
            chapter("1", "Vision"),
            choice(
                "1.1",
                "Neutral",
                kind="scale",
                options=AGREEMENT,
                answer="<p>They say <b>little</b>.[^groups] Again.[^survey-2022]</p>",
            ),
            chapter("2", "Family help"),
            ranking("2.3", One_key_worker=2, With_families=1, Money=None),
            choice(
                "2.3a",
                "No",
                differs="The text welcomes it.",
                answer="<ul><li>First</li><li>Second, see <a "
                'href="https://plan.example/">the plan</a></li></ul>',
            ),
            chapter("3", "Courts", not_answered="No evidence of ours."),
            chapter("8", "Delivery"),
            free_text("8.2b", answer="<p>A plan.[^groups]</p>"),
        ],
    )


def text(client, page):
    answer = client.get(page.url)
    assert answer.status_code == 200
    return answer.content.decode()


# --- The page --------------------------------------------------------------


def test_the_page_says_in_words_what_was_chosen(client, whole):
    page = " ".join(text(client, whole).split())

    for words in (
        '<p class="answer"><span>We answered:</span> Neutral</p>',
        '<li class="chosen">Neutral<span class="vh"> (our answer)</span></li>',
        '<p class="answer"><span>We ranked:</span></p>',
        '<ol class="rank"><li>With families</li><li>One key worker</li></ol>',
        '<p class="answer"><span>We answered in our own words</span></p>',
        "The option and the text differ",
        "The text welcomes it.",
        "Question 2.3a. ",
        "Question 8.2b. ",
        "Not answered. No evidence of ours.",
        "3 of 4 chapters, 4 questions, 2 notes",
        "Policy and quality lead",
        "11 May 2023",
    ):
        assert words in page


def test_every_step_of_a_scale_stands_there(client, whole):
    page = text(client, whole)

    for label in AGREEMENT:
        assert f">{label.replace(chr(39), '&#x27;')}<" in page


def test_what_is_theirs_and_what_is_ours_are_told_apart(client, whole):
    page = text(client, whole)

    assert page.count("They asked") == 4
    assert page.count('class="answer"') == 4


def test_notes_are_numbered_by_first_mention_and_lead_both_ways(client, whole):
    page = text(client, whole)

    mentions = re.findall(r'<a href="#(note-\d)" id="(ref-\d-\d)"', page)
    assert mentions == [
        ("note-1", "ref-1-1"),
        ("note-2", "ref-2-1"),
        ("note-1", "ref-1-2"),
        ("note-2", "ref-2-2"),
    ]
    notes = page.partition('class="footnotes')[2]
    for note, mention in mentions:
        assert f'<li id="{note}">' in notes
        assert f'href="#{mention}"' in notes
    assert "Annual survey, 2022 edition, January 2023" in notes
    assert "seen 3 May 2023" in notes
    assert notes.count("<li ") == 2


def test_contents_lead_to_chapters_and_name_the_gaps(client, whole):
    page = text(client, whole)

    contents = page.partition('<nav class="toc"')[2].partition("</nav>")[0]
    for anchor in re.findall(r'href="#([^"]+)"', contents):
        assert f'id="{anchor}"' in page
    assert '<span class="num">3</span>Not answered' in contents


def test_anchors_stay_when_a_question_moves(whole):
    before = {one.number: one.anchor for one in whole.read().questions}
    moved = list(whole.document.get_prep_value())
    moved.reverse()
    whole.document = moved
    after = {one.number: one.anchor for one in whole.read().questions}

    assert before == after
    assert len(set(before.values())) == 4


def test_the_page_asks_as_much_for_ten_questions_as_for_one(
    client, django_assert_num_queries
):
    one = ConsultationResponsePageFactory()
    ten = ConsultationResponsePageFactory(
        document=[free_text(f"{n}") for n in range(10)]
    )
    client.get(one.url)
    with CaptureQueriesContext(connection) as asked:
        client.get(one.url)

    with django_assert_num_queries(len(asked)):
        client.get(ten.url)


@pytest.mark.parametrize("numbers", [("", ""), ("4", "4"), ("14b", "99")])
def test_any_numbering_is_shown_as_it_is(client, numbers):
    response = ConsultationResponsePageFactory(
        document=[free_text(number) for number in numbers]
    )

    page = text(client, response)

    for number in filter(None, numbers):
        assert f'aria-hidden="true">{number}</p>' in page


def test_x1_x6_payloads_in_titles_options_and_questions_are_text(client, survey):
    survey.title = PAYLOAD
    survey.save()
    response = ConsultationResponsePageFactory(
        title=f"{PAYLOAD}{{{{7*7}}}}",
        standfirst=PAYLOAD,
        contributors=[("role", PAYLOAD)],
        points=[("point", RichText(f"<p>{PAYLOAD}</p>"))],
        document=[
            chapter(PAYLOAD[:12], PAYLOAD, not_answered=""),
            choice(
                PAYLOAD[:12],
                PAYLOAD,
                options=(PAYLOAD, "No"),
                asked=PAYLOAD,
                differs=PAYLOAD,
                answer="<p>[^survey-2022]<img src=x onerror=alert(1)>"
                '<a href="javascript:alert(1)">words</a></p>',
            ),
            ranking("2", **{PAYLOAD: 1, "b": 2}),
        ],
    )
    client.force_login(staff(Role.EDITOR))
    review = f"/staff/consultations/responses/{response.pk}/"

    for address in (response.url, response.consultation.url, review):
        page = client.get(address).content.decode()
        assert "<script>alert(1)" not in page
        assert "onerror=" not in page
        assert "javascript:" not in page
        assert "{{7*7}}" in page
    assert client.get(f"{response.url}pdf/").content.startswith(b"%PDF")


def test_it_is_found_by_its_words_and_under_the_topics_of_its_consultation(whole):
    workforce = Topic.objects.create(slug="workforce", name="Workforce")
    consultation = whole.consultation
    consultation.topics.add(workforce)
    consultation.save()

    index.renew(at=clock.now())

    entry = SearchEntry.objects.get(page=whole)
    assert entry.label == "Consultation response"
    assert entry.day == SUBMITTED
    assert set(entry.topics.all()) == {workforce}
    assert "They say little" in entry.body
    assert "Count everybody." in entry.body
    assert "survey-2022" not in entry.body


def test_a_response_that_is_not_saved_yet_can_be_previewed(client):
    consultation = ConsultationPageFactory(title="Parent")
    client.force_login(staff(Role.EDITOR))
    address = f"/staff/pages/add/cms/consultationresponsepage/{consultation.pk}"
    typed = {"number": "1", "asked": "What?", "answer": content_state("We oppose it.")}
    data = nested_form_data(
        {
            "title": "New",
            "slug": "new",
            "submitted_on": "11/05/2023",
            "standfirst": "In brief.",
            "points": streamfield([]),
            "contributors": streamfield([]),
            "document": streamfield([("words", typed)]),
            "corrections": inline_formset([]),
            "comments": inline_formset([]),
        }
    )

    posted = client.post(f"{address}/preview/", data).json()
    shown = client.get(f"{address}/preview/").content.decode()

    assert posted["is_valid"]
    assert "We oppose it." in shown
    assert "Parent" in shown


# --- What stops it ---------------------------------------------------------


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (
            [free_text("2.1", answer="<p>So.[^unknown]</p>")],
            "Question 2.1 cites [^unknown], and there is no such source.",
        ),
        (
            [free_text("2.1", answer="<p>So.[^survey-2022</p>")],
            "Question 2.1: “[^survey-2022” looks like a note and is none.",
        ),
        (
            [free_text("2.1", answer="<p>So.[^<b>survey</b>-2022]</p>")],
            "Question 2.1: “[^” looks like a note and is none.",
        ),
        ([free_text("2.1", answer="")], "Question 2.1 has no answer."),
        ([choice("2.1")], "Question 2.1 has no answer."),
        ([ranking("2.1", a=None, b=None)], "Question 2.1 has no answer."),
        ([ranking("2.1", a=1, b=3)], "Question 2.1: number our places from 1"),
        ([ranking("2.1", a=1, b=1)], "Question 2.1: number our places from 1"),
        (
            [choice("2.1", "Yes", kind="scale", options=("Yes", "Yes"))],
            "Question 2.1: choose one step of the scale",
        ),
        (
            [free_text("", asked="What would help?", answer="<p>[^x]</p>")],
            "“What would help?” cites [^x]",
        ),
        ([chapter("1", "Alone")], "Add the questions and our answers to them."),
    ],
)
def test_what_stops_a_response_names_the_question(survey, document, words):
    with pytest.raises(ValidationError) as refused:
        ConsultationResponsePageFactory(document=document)

    assert any(words in message for message in refused.value.messages)


def test_a_note_without_source_in_the_brief_stops_it_too():
    with pytest.raises(ValidationError, match="The view in brief cites"):
        ConsultationResponsePageFactory(points=[("point", RichText("<p>[^x]</p>"))])


def test_a_response_cannot_go_out_before_it_was_submitted():
    with pytest.raises(ValidationError, match="before it was submitted"):
        ConsultationResponsePageFactory(submitted_on=clock.today() + timedelta(days=1))


def test_a_draft_keeps_a_note_that_has_no_source_yet():
    response = ConsultationResponsePageFactory(
        live=False, document=[free_text("1", answer="<p>[^coming]</p>")]
    )

    assert "[^coming]" in str(response.read().questions[0].answer_html)
    with pytest.raises(ValidationError, match=r"cites \[\^coming\]"):
        response.save_revision().publish()
    SourceFactory(key="coming")
    response.save_revision().publish()
    assert ConsultationResponsePage.objects.get().live


# --- What was submitted stays ----------------------------------------------


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


# --- PDF -------------------------------------------------------------------


def test_the_pdf_stands_at_an_address_of_its_own(whole, client):
    answer = client.get(f"{whole.url}pdf/")

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert b"pdfuaid:part" in answer.content
    again = client.get(f"{whole.url}pdf/", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    assert f'href="{whole.get_url()}pdf/"' in text(client, whole)


def words_of_pdf(content):
    """Return the words as another reader finds them, without breaks of lines."""
    reader = PdfReader(io.BytesIO(content))
    text = " ".join(page.extract_text() for page in reader.pages)
    return " ".join(text.replace("\u00ad", "").split())


def test_the_pdf_says_what_the_page_says(whole, client):
    said = whole.read()

    text = words_of_pdf(client.get(f"{whole.url}pdf/").content)

    for question in said.questions:
        assert question.asked in text
        assert f"{question.lead} {question.chosen}".strip() in text
        for option in question.options:
            assert option.label in text
        for block in question.answer:
            for span in block.spans:
                assert span.words.strip() in text
    for note in said.notes:
        assert note.words in text
    for words in (
        "They say little",
        "First",
        "Second, see the plan",
        "Count everybody.",
        "The option and the text differ",
        "No evidence of ours.",
        "11 May 2023",
        "Policy and quality lead",
    ):
        assert words in text
    assert "[^" not in text


def test_the_pdf_gets_parts_and_no_markup(whole):
    facts = json.dumps(response_pdf.facts_of(whole), ensure_ascii=False)

    assert "<p>" not in facts
    assert "[^" not in facts


def test_the_pdf_is_made_anew_when_it_says_something_else(whole, client):
    first = client.get(f"{whole.url}pdf/")["ETag"]
    assert client.get(f"{whole.url}pdf/")["ETag"] == first
    page = ConsultationResponsePage.objects.get(pk=whole.pk)
    page.corrections = [ResponseCorrection(words="It was 41,000.")]
    page.save_revision().publish()

    assert client.get(f"{whole.url}pdf/")["ETag"] != first


def test_a_draft_has_no_pdf_and_no_page(client):
    draft = ConsultationResponsePageFactory(live=False)

    assert client.get(draft.url).status_code == 404
    assert client.get(f"{draft.url}pdf/").status_code == 404


# --- The reviewer ----------------------------------------------------------


def test_the_reviewer_sees_options_and_texts_of_the_newest_draft(client, survey):
    response = ConsultationResponsePageFactory(
        live=False,
        document=[
            choice("1", "No", answer="<p>Old.</p>"),
        ],
    )
    response.document = [choice("1", "No", answer="<p>We welcome it.[^nowhere]</p>")]
    response.save_revision(clean=False)
    client.force_login(staff(Role.POLICY))

    page = client.get(f"/staff/consultations/responses/{response.pk}/").content.decode()

    assert "We answered: No" in " ".join(page.split())
    assert "We welcome it." in page
    assert "Question 1 cites [^nowhere]" in page
    assert "Old." not in page


def test_the_review_is_reached_from_the_editor(client):
    response = ConsultationResponsePageFactory()
    client.force_login(staff(Role.EDITOR))

    page = client.get(f"/staff/pages/{response.pk}/edit/").content.decode()

    assert f"/staff/consultations/responses/{response.pk}/" in page


@pytest.mark.parametrize("role", [Role.EVENTS, Role.FINANCE, Role.MEMBERSHIP])
def test_the_review_is_for_those_who_write_responses(client, role):
    response = ConsultationResponsePageFactory(live=False)
    client.force_login(staff(role))

    answer = client.get(f"/staff/consultations/responses/{response.pk}/")

    assert answer.status_code == 302
    client.force_login(UserFactory())
    answer = client.get(f"/staff/consultations/responses/{response.pk}/")
    assert answer.status_code in {302, 403}


def test_a_response_goes_below_its_consultation_alone():
    assert ConsultationResponsePage.parent_page_types == ["cms.ConsultationPage"]
    assert (
        ConsultationResponsePageFactory(
            parent=ConsultationPageFactory(title="Parent")
        ).consultation.title
        == "Parent"
    )
