"""A response as a PDF: the same words as the page, tagged, and never stale."""

import io
import json

import pytest
from pypdf import PdfReader

from portal.cms import response_pdf
from portal.cms.models import (
    ConsultationResponsePage,
    ResponseCorrection,
)
from tests.factories.cms import (
    ConsultationResponsePageFactory,
)
from tests.portal.cms.test_responses import text

pytestmark = pytest.mark.django_db


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
