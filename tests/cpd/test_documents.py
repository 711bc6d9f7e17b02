"""What stands in accounts, portfolios and reflection sheets."""

import io
import time
import zipfile
from datetime import date, timedelta

import docx
import pytest

from cpd import documents, portfolio
from cpd.models import Regulator
from events.delivery import reflection_templates
from events.models import ReflectionTemplate
from tests import files
from tests.cpd.conftest import AT
from tests.factories.accounts import UserFactory
from tests.factories.cpd import (
    AccountFactory,
    EntryFactory,
    EvidenceFactory,
    FeedbackFactory,
    cycle,
)
from tests.factories.events import EventFactory

pytestmark = pytest.mark.django_db


def read(content):
    return docx.Document(io.BytesIO(content))


def text_of(content):
    paper = read(content)
    cells = [
        cell.text for table in paper.tables for row in table.rows for cell in row.cells
    ]
    with zipfile.ZipFile(io.BytesIO(content)) as pack:
        body = pack.read("word/document.xml").decode()
    return "\n".join([*(p.text for p in paper.paragraphs), *cells]) + body


def headings(content):
    return [
        p.text for p in read(content).paragraphs if p.style.name.startswith("Heading")
    ]


def test_an_account_has_the_prompts_in_the_regulator_s_order(owner):
    cycle(owner)
    AccountFactory(owner=owner, started_at=AT - timedelta(days=2))
    account = AccountFactory(owner=owner, answered=True, title="Safe sleep")

    facts = documents.account_facts(account)
    made = documents.account_docx(account)

    assert facts["number"] == "Reflective account 2 of 5"
    assert headings(made) == [
        "Safe sleep",
        "What was the nature of the activity, feedback, event or experience?",
        "What did you learn from it?",
        "How did you change or improve your practice as a result?",
        "How is this relevant to the Code?",
        "Themes of the Code",
    ]
    words = text_of(made)
    assert "\u2612 Preserve safety" in words
    assert "\u2610 Prioritise people" in words
    assert "I ask to see both." in words


def test_an_unanswered_prompt_is_a_field_to_fill_in(owner):
    made = documents.account_docx(AccountFactory(owner=owner))

    assert text_of(made).count("w:sdtContent>") == 8


@pytest.mark.parametrize("regulator", [Regulator.HCPC, Regulator.SWE])
def test_the_others_forms_ask_for_no_theme(owner, regulator):
    account = AccountFactory(owner=owner, answered=True, regulator=regulator)

    facts = documents.account_facts(account)

    assert facts["themes"] == []
    assert len(facts["answers"]) == 4
    assert "Themes of the Code" not in headings(documents.account_docx(account))


@pytest.mark.parametrize("regulator", Regulator.values)
def test_a_portfolio_holds_what_counts_in_its_cycle_and_nothing_else(owner, regulator):
    running = cycle(owner, regulator=regulator)
    entry = EntryFactory(owner=owner, title="Counts", learnt="Much")
    EvidenceFactory(entry=entry, name="proof.pdf")
    EntryFactory(owner=owner, title="Waits", status="proposed")
    EntryFactory(owner=owner, title="Long ago", starts_on=date(2010, 1, 1))
    EntryFactory(title="Another's")
    FeedbackFactory(owner=owner, content="Calm")
    AccountFactory(owner=owner, answered=True, title="Safe sleep")

    made = portfolio.of(owner, cycle=running)
    words = text_of(documents.portfolio_docx(made, at=AT))

    assert [each.title for each in made.entries] == ["Counts"]
    for word in ("Counts", "proof.pdf", "Much", "Calm", "Safe sleep", "Siân Owner"):
        assert word in words
    for word in ("Waits", "Long ago", "Another's"):
        assert word not in words
    assert documents.portfolio_pdf(made, at=AT).startswith(b"%PDF")


def test_a_portfolio_without_a_cycle_holds_all_that_counts(owner):
    EntryFactory(owner=owner, title="Long ago", starts_on=date(2010, 1, 1))

    made = portfolio.of(owner, cycle=None)

    assert [each.title for each in made.entries] == ["Long ago"]
    assert made.progress == []


def test_documents_take_any_words(owner):
    """X1, X2, X3, X6."""
    hostile = (
        "#import <script>{{7*7}}\x00\x0b\u202e \U0001f600 \u4e2d " + "long " * 9000
    )
    account = AccountFactory(owner=owner, title=hostile[:150].replace("\x00", ""))
    account.activity = hostile
    AccountFactory(owner=owner)

    assert documents.account_pdf(account).startswith(b"%PDF")
    assert "{{7*7}}" in text_of(documents.account_docx(account))


def test_a_long_portfolio_is_made_in_seconds(owner):
    running = cycle(owner)
    EntryFactory.create_batch(60, owner=owner, learnt="words " * 300)
    for _ in range(5):
        AccountFactory(owner=owner, answered=True, learnt="words " * 3000)

    began = time.perf_counter()
    made = portfolio.of(owner, cycle=running)
    documents.portfolio_pdf(made, at=AT)
    documents.portfolio_docx(made, at=AT)

    assert time.perf_counter() - began < 20


def test_gathering_a_portfolio_takes_constant_queries(owner, django_assert_num_queries):
    running = cycle(owner)
    for rows in (1, 4):
        EntryFactory.create_batch(rows, owner=owner)
        AccountFactory.create_batch(rows, owner=owner)
        with django_assert_num_queries(11):
            portfolio.of(owner, cycle=running)


# --- Sheets ----------------------------------------------------------------


def sheet(event=None, regulator="nmc", name="Siân Owner"):
    return documents.sheet_facts(regulator=regulator, at=AT, event=event, name=name)


def test_a_sheet_has_the_event_s_facts_and_the_prompts():
    event = EventFactory(title="Reviews", suggested_themes=["preserve"])

    words = text_of(documents.sheet_docx(sheet(event)))

    for word in ("Reviews", "Siân Owner", "1 hour", "What did you learn from it?"):
        assert word in words
    assert "Suggested for this event: Preserve safety." in words


def test_a_blank_sheet_leaves_its_facts_to_be_written():
    facts = documents.sheet_facts(regulator="nmc", at=AT)

    words = text_of(documents.sheet_docx(facts))

    assert "Reflection sheet" in words
    assert "Suggested" not in words
    assert documents.sheet_pdf(facts).startswith(b"%PDF")


@pytest.mark.parametrize("regulator", Regulator.values)
def test_a_sheet_to_print_is_tagged(regulator):
    made = documents.sheet_pdf(sheet(EventFactory(), regulator))

    assert b"pdfuaid:part" in made
    assert b"/StructTreeRoot" in made


def test_the_facts_are_those_that_a_template_may_name():
    """What is listed for staff is what a member's sheet is filled with."""

    def names(facts):
        return {
            key: names(value) if isinstance(value, dict) else type(value)
            for key, value in facts.items()
        }

    assert names(sheet(EventFactory())) == names(reflection_templates.SAMPLE)


def test_the_body_s_own_template_is_filled_in():
    template = files.word(
        "{{ body }}: {{ event.title }}",
        "{% for prompt in prompts %}{{ prompt }} {% endfor %}",
        "{{ name }}",
    )
    reflection_templates.replace(
        io.BytesIO(template), name="ours.docx", by=UserFactory(), at=AT
    )

    words = text_of(documents.sheet_docx(sheet(EventFactory(title="Reviews"))))

    assert "The Institute: Reviews" in words
    assert "What did you learn from it?" in words
    assert "Siân Owner" in words


def test_a_template_that_is_gone_costs_nobody_their_sheet(caplog):
    reflection_templates.replace(
        io.BytesIO(files.word("{{ body }}")), name="o.docx", by=UserFactory(), at=AT
    )
    ReflectionTemplate.objects.get().file.delete(save=False)

    words = text_of(documents.sheet_docx(sheet(EventFactory(title="Reviews"))))

    assert "Reviews" in words
    assert "reflection_template_failed" in caplog.text
