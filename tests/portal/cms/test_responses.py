"""Responses: theirs and ours, notes that hold, and what was sent stays."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.rich_text import RichText
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from events.models import Topic
from portal.accounts.roles import Role
from portal.cms.finding import index
from portal.cms.models import (
    ConsultationResponsePage,
    SearchEntry,
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
from tests.portal.cms.desk.test_editing import content_state

pytestmark = pytest.mark.django_db

PAYLOAD = '"><script>alert(1)</script>'
SUBMITTED = date(2023, 5, 11)


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
    for page in (one, ten):
        client.get(page.url)
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
