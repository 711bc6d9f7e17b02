"""DOCX laid out by code, and a body's own template in its sandbox."""

import io
import zipfile

import docx
import pytest

from portal.rendering.docx import Paper, fill
from portal.rendering.errors import TemplateRefused
from tests.files import word

FACTS = {
    "event": {"title": "Reviews & <b>risks</b>", "sittings": ["Day 1", "Day 2"]},
    "name": "Si\u00e2n",
}


def opened(content):
    return docx.Document(io.BytesIO(content))


def test_a_paper_has_headings_a_language_a_title_and_named_fields():
    paper = Paper("My account", author="The Institute")
    paper.title("My account")
    paper.facts([("When", "Wednesday\nat ten")])
    paper.table(["Date", "Hours"], [["9 December", "1"]])
    paper.text("One.\n\nTwo,\nand more.")
    paper.answer("What did you learn?")
    paper.choices(["Preserve safety", "Prioritise people"], ["Preserve safety"])
    paper.new_page()

    read = opened(paper.to_bytes())
    body = zipfile.ZipFile(io.BytesIO(paper.to_bytes())).read("word/document.xml")

    assert read.core_properties.title == "My account"
    assert read.core_properties.language == "en-GB"
    assert [p.text for p in read.paragraphs if p.style.name == "Heading 1"] == [
        "My account"
    ]
    assert read.tables[0].rows[0].cells[1].text == "Wednesday\nat ten"
    assert b"w:tblHeader" in body
    assert b'w:alias w:val="What did you learn?"' in body
    assert "\u2612 Preserve safety" in [p.text for p in read.paragraphs]


def test_words_that_xml_forbids_do_not_stop_a_paper():
    """X2."""
    paper = Paper("A\x00", author="B\x0b")
    paper.text("a\x00b\x0bc\ud800 \U0001f600")

    assert opened(paper.to_bytes()).paragraphs[0].text == "ab\nc \U0001f600"


def test_a_template_is_filled_and_its_facts_are_text():
    """X1, X6."""
    template = word(
        "{{ event.title }}",
        "{% for day in event.sittings %}{{ day }}; {% endfor %}",
        "{{ name | upper }} {% if event.title %}yes{% endif %}",
    )

    read = opened(fill(template, FACTS | {"name": "{{7*7}}"}))

    assert [p.text for p in read.paragraphs] == [
        "Reviews & <b>risks</b>",
        "Day 1; Day 2; ",
        "{{7*7}} yes",
    ]


@pytest.mark.parametrize(
    "hostile",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ event.__class__ }}",
        "{{ event['__class__'] }}",
        "{{ event.title.upper() }}",
        "{{ event.items() }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ lipsum }}",
        "{{ self.__init__ }}",
        "{{ range(1000000000) }}",
        "{{ 'a' * 1000000000 }}",
        "{{ 2 ** 99999 }}",
        "{{ '%1000000000d' % 1 }}",
        "{{ 'x' | center(1000000000) }}",
        "{{ event | attr('__class__') }}",
        "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
        "{% for a in name %}{% for b in name %}{% for c in name %}x"
        + "{% endfor %}" * 3,
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
        "{{ misspelt }}",
        "{{ event.title",
        "{% if name %}",
    ],
)
def test_a_hostile_or_broken_template_is_refused(hostile):
    """A template of the staff's may look facts up and do nothing else."""
    with pytest.raises(TemplateRefused):
        fill(word(hostile), FACTS)


def test_without_the_sandbox_the_same_template_reaches_python():
    """The control: docxtpl's own environment runs it."""
    from docxtpl import DocxTemplate  # noqa: PLC0415 - shows what is kept out

    paper = DocxTemplate(io.BytesIO(word("{{ ''.__class__.__mro__[1] }}")))
    paper.render({}, autoescape=True)

    assert "class 'object'" in paper.docx.paragraphs[0].text


@pytest.mark.parametrize("content", [b"", b"not a document", word()[:500]])
def test_what_is_no_document_is_refused(content):
    with pytest.raises(TemplateRefused):
        fill(content, FACTS)
