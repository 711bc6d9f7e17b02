"""Passages: a closed list of parts out of whatever somebody stored."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.cms import passages
from portal.cms.passages import Block, Note, Span

pytestmark = pytest.mark.django_db


def nothing(_marker):
    return None


def read(source, cite=nothing):
    return passages.read(source, cite)


def test_paragraphs_marks_and_links_are_read():
    source = '<p>One <b>two</b> <i>three</i><br/>four <a href="https://x.example/">five</a></p>'

    assert read(source) == (
        Block(
            "paragraph",
            (
                Span("One "),
                Span("two", strong=True),
                Span(" "),
                Span("three", aside=True),
                Span("\nfour "),
                Span("five", url="https://x.example/"),
            ),
        ),
    )


def test_lists_keep_their_kind_and_what_is_in_them():
    source = "<ul><li>One</li><li>Two<ol><li>Three</li></ol></li></ul>"

    (bullets,) = read(source)

    assert bullets.kind == "bullets"
    assert bullets.items[0] == (Block("paragraph", (Span("One"),)),)
    assert bullets.items[1][1].kind == "numbers"


def test_headings_within_an_answer_become_strong_paragraphs():
    assert read("<h2>Why</h2>") == (Block("paragraph", (Span("Why", strong=True),)),)


def test_how_the_editor_names_its_blocks_makes_no_difference():
    plain = read("<p>Words <b>here</b></p>")

    assert read('<p data-block-key="ab1">Words <strong>here</strong> </p>') == plain


def test_markers_are_cited_in_their_order():
    seen = []

    def cite(marker):
        seen.append(marker)
        return Note(len(seen), 1)

    (block,) = read("<p>One.[^a] Two.[^b-2]</p>", cite)

    assert seen == ["[^a]", "[^b-2]"]
    assert [span.note.number for span in block.spans if span.note] == [1, 2]
    assert "".join(span.words for span in block.spans) == "One. Two."


def test_a_marker_in_an_address_is_none():
    assert passages.markers('<p><a href="https://x.example/[^a]">words</a></p>') == []


def test_the_page_gets_the_same_words_escaped():
    made = passages.html(read("<p>1 &lt; 2 &amp; <b>3</b></p><ul><li>4</li></ul>"))

    assert made == "<p>1 &lt; 2 &amp; <strong>3</strong></p><ul><li>4</li></ul>"


def test_a_note_on_the_page_says_its_number_to_everybody():
    made = passages.html(read("<p>So.[^a]</p>", lambda _: Note(3, 2)))

    assert made == (
        '<p>So.<sup class="ref"><a href="#note-3" id="ref-3-2" '
        'aria-label="Note 3">3</a></sup></p>'
    )


@given(
    st.lists(
        st.sampled_from(
            ["<p>", "</p>", "<b>", "</i>", "<ul>", "<li>", "</li>", "</ul>", "<ol>",
             "</ol>", "<a href='javascript:x'>", "</a>", "words", "[^a]", "[^", "]",
             "<script>", "</script>", "&lt;", "<br>", "\x00", "<h2>"]
        ),
        max_size=25,
    )
)  # fmt: skip
def test_s2_whatever_is_stored_comes_out_well_formed(parts):
    made = passages.html(read("".join(parts), lambda _: Note(1, 1)))

    assert "<script" not in made
    assert "javascript:" not in made
    for tag in ("p", "ul", "ol", "li", "strong", "em", "a"):
        opened = made.count(f"<{tag}>") + made.count(f"<{tag} ")
        assert opened == made.count(f"</{tag}>")
