"""X1: whatever is typed is text in the PDF of a response and in every mail, too."""

import io
from datetime import timedelta

import pytest
from django.core import mail
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject
from wagtail.rich_text import RichText

from events.models import Topic
from portal.accounts.roles import Role
from portal.cms import response_pdf
from portal.cms.alerts import alerts
from portal.cms.alerts.alerts import Wish
from portal.cms.consultations import members_views
from portal.cms.drafts import readings
from portal.cms.models import Often
from portal.core import clock
from portal.notifications import delivery
from portal.notifications.models import Message, Outcome
from tests.factories.accounts import staff
from tests.factories.cms import (
    ConsultationPageFactory,
    ConsultationResponsePageFactory,
    NewsPageFactory,
    SourceFactory,
    chapter,
    choice,
)
from tests.factories.membership import current_member
from tests.portal.cms.test_payloads import PAYLOADS, running_in

pytestmark = pytest.mark.django_db

BREAK = "\r\nBcc: everybody@example.org\r\n\r\n<script>planted(1)</script>"
EACH = [" ".join(PAYLOADS[start : start + 6]) for start in range(0, len(PAYLOADS), 6)]
# What makes a reader of PDF files do something, rather than show it.
ACTS = {"/JavaScript", "/JS", "/OpenAction", "/AA", "/Launch", "/EmbeddedFiles"}


# --- PDF -------------------------------------------------------------------


def acts_in(content):
    """Return what in a PDF would run, and links that lead anywhere but to the web."""
    found = set()
    seen = set()

    def look(value):
        value = value.get_object() if hasattr(value, "get_object") else value
        if id(value) in seen:
            return
        seen.add(id(value))
        if isinstance(value, DictionaryObject):
            found.update(ACTS & set(value))
            if value.get("/S") == "/JavaScript":
                found.add("/JavaScript")
            address = str(value.get("/URI", "https:"))
            if not address.startswith(("https:", "http:", "mailto:")):
                found.add(address)
        if isinstance(value, dict):
            value = list(value.values())
        if isinstance(value, list):
            for one in value:
                look(one)

    reader = PdfReader(io.BytesIO(content))
    look(reader.trailer)
    return found


def response_with(words):
    SourceFactory(
        key="planted", publisher=words[:150], title=words[:250], edition=words[:100]
    )
    answer = f"<p>{words}[^planted]</p><ul><li>{words}</li></ul>"
    return ConsultationResponsePageFactory(
        live=False,
        parent=ConsultationPageFactory(title=words[:200], consulting_body=words[:150]),
        title=words[:200],
        standfirst=words[:500],
        points=[("point", RichText(f"<p>{words}</p>"))],
        contributors=[("role", words[:150])],
        document=[
            chapter("1", words, not_answered=words),
            choice("1.1", words, options=(words, "No"), answer=answer, differs=words),
        ],
    )


@pytest.mark.parametrize("words", EACH)
def test_x1_nothing_typed_acts_in_the_pdf_of_a_response(words):
    page = response_with(words)

    content = response_pdf.made(response_pdf.facts_of(page))

    read = "".join(one.extract_text() for one in PdfReader(io.BytesIO(content)).pages)
    assert acts_in(content) == set()
    assert "planted" in read


@pytest.mark.parametrize("words", ["#sys.inputs", '#read("/etc/passwd")', "$x^2$ @a"])
def test_x6_marks_of_typst_are_text_in_the_pdf(words):
    page = response_with(words)

    content = response_pdf.made(response_pdf.facts_of(page))

    read = "".join(one.extract_text() for one in PdfReader(io.BytesIO(content)).pages)
    assert words in read


def test_x1_the_search_for_what_acts_in_a_pdf_finds_it():
    """The control: a PDF in which something was planted."""
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
        {
            NameObject("/S"): NameObject("/JavaScript"),
            NameObject("/JS"): TextStringObject("planted(1)"),
        }
    )
    out = io.BytesIO()
    writer.write(out)

    assert "/JavaScript" in acts_in(out.getvalue())


# --- Mails -----------------------------------------------------------------


def letters():
    """Send what waits; return it."""
    mail.outbox.clear()
    later = clock.now() + readings.GATHERING
    for message in Message.objects.filter(outcome=Outcome.WAITING):
        delivery.deliver(message, at=later)
    return list(mail.outbox)


def holds_nothing(letter):
    """Say that a letter runs nothing and goes to nobody else."""
    pages = [content for content, kind in letter.alternatives if kind == "text/html"]
    assert pages
    assert [running_in(html) for html in pages] == [[] for _ in pages]
    assert "everybody@example.org" not in letter.recipients()
    assert "\n" not in letter.subject
    assert "everybody@example.org" not in (letter.message()["Bcc"] or "")
    return True


@pytest.mark.parametrize("words", [*EACH, BREAK])
def test_x1_alerts_say_what_was_typed_as_text(words):
    topic = Topic.objects.create(name=words[:80], slug="planted")
    wish = Wish(Often.AT_ONCE, everything=False, topics=[topic])
    alerts.ask("reader@mail.example", wish, at=clock.now())
    alerts.keep("other@mail.example", wish, at=clock.now() - timedelta(days=1))
    page = NewsPageFactory(title=words[:200], standfirst=words[:400])
    page.topics = [topic]
    page.first_published_at = page.last_published_at = clock.now()
    page.save(clean=False)

    alerts.note_what_is_new(at=clock.now())
    alerts.post_what_waits(at=clock.now())

    sent = letters()
    assert {letter.to[0] for letter in sent} == {
        "reader@mail.example",
        "other@mail.example",
    }
    assert all(holds_nothing(letter) for letter in sent)


@pytest.mark.parametrize("words", [*EACH, BREAK])
def test_x1_invitations_to_read_a_draft_say_what_was_typed_as_text(words):
    editor = staff(Role.EDITOR, name=words[:150])
    draft = NewsPageFactory(live=False, title=words[:200])
    draft.save_revision(clean=False)
    review = readings.ask(
        draft,
        name=words[:100],
        email="ilse@example.org",
        note=words[:500],
        by=editor,
        at=clock.now(),
    )
    invited = letters()
    readings.comment(review, part="", words=words, at=clock.now())

    told = letters()

    assert len(invited) == len(told) == 1
    assert all(holds_nothing(letter) for letter in invited + told)


@pytest.mark.parametrize("words", [*EACH, BREAK])
def test_x1_the_receipt_of_a_members_view_says_what_was_typed_as_text(words):
    consultation = ConsultationPageFactory(title=words[:200])
    member = current_member().user

    members_views.send(consultation, words=words, by=member, at=clock.now())

    (letter,) = letters()
    assert holds_nothing(letter)
