"""PDF from facts: tagged, of our fonts alone, and never a failure for a letter."""

import json

import pytest

from portal.rendering import pdf
from portal.rendering.errors import RenderingFailed

TEMPLATE = """#import "/_frame.typ": *
#show: paper.with(title: given.title, author: "The Institute")
= #given.title
#prose(given.words)
"""


@pytest.fixture
def template(tmp_path, monkeypatch, settings):
    real = pdf.templates()
    folder = tmp_path / "templates" / "documents"
    folder.mkdir(parents=True)
    (folder / "_frame.typ").write_text((real / "_frame.typ").read_text())
    (folder / "one.typ").write_text(TEMPLATE)
    settings.BASE_DIR = tmp_path
    return folder / "one.typ"


def made(**facts):
    return pdf.pdf("one.typ", {"title": "A title", "words": "Words.", **facts})


def test_a_document_is_tagged_in_a_language_and_says_it_keeps_to_pdf_ua(template):
    document = made()

    assert document.startswith(b"%PDF-")
    for mark in (b"/StructTreeRoot", b"/MarkInfo", b"/Lang", b"pdfuaid:part"):
        assert mark in document


def test_a_document_that_breaks_the_rules_of_pdf_ua_is_not_made(template):
    """The guard is real: a skipped level of headings stops the build."""
    template.write_text(TEMPLATE.replace("= #given.title", "=== #given.title"))

    with pytest.raises(RenderingFailed, match=r"^one\.typ$"):
        made()


def test_a_letter_that_no_font_has_does_not_stop_the_document(template, caplog):
    """X2."""
    document = made(words="\u4e2d\u6587 secret words")

    assert document.startswith(b"%PDF-")
    assert b"pdfuaid:part" not in document
    assert "document_built_without_ua" in caplog.text
    assert "secret" not in caplog.text
    assert "\u4e2d" not in json.dumps(caplog.messages)


@pytest.mark.parametrize(
    "words",
    [
        "Si\u00e2n \u0174yn, \u0141ucja, \u0395\u03bb\u03bb, \u041a\u0438\u0440",
        "\U0001f600 \u2764 \u2192 \u2713",
        "\u05e9\u05dc\u05d5\u05dd \u202eabc\u202c \u200d",
        "with \x00 and \x0b and \ud800 and \ufffe",
        '#import "/etc/passwd"; $x$ *bold* \\ = Heading @ref <label> [[',
        "= 1\n\n\n\n  \n- list\n/ term: x",
        "a" * 5_000,
        "",
    ],
)
def test_any_words_stand_as_words(template, words):
    """X1, X2, X6."""
    assert b"pdfuaid:part" in made(words=words)


def test_no_font_of_the_machine_is_used(template):
    assert not set(pdf._fonts().families()) - {
        "DejaVu Sans Mono",
        "Libertinus Serif",
        "New Computer Modern",
        "New Computer Modern Math",
        "Newsreader",
        "Noto Emoji",
        "Schibsted Grotesk",
    }


def test_an_error_names_the_template_and_no_word_of_the_document(template):
    template.write_text(TEMPLATE + "#panic(given.words)")

    with pytest.raises(RenderingFailed) as caught:
        made(words="a private word")

    assert str(caught.value) == "one.typ"
    assert caught.value.__suppress_context__
