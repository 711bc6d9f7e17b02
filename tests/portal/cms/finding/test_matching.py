"""Taking apart what was typed, and finding it again in a text."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.cms.finding import matching


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Health visitors", ["health", "visitors"]),
        ('"unclosed phrase', ["unclosed", "phrase"]),
        ("SEND, and the Act's", ["send", "and", "the", "act"]),
        ("naïve Ŵyn", ["naive", "wyn"]),
        ("a", ["a"]),
        ("what what", ["what"]),
        ("%_\\' OR 1=1 --", ["or"]),
        ("👶", []),
        ("", []),
    ],
)
def test_what_is_looked_for(typed, words):
    assert matching.words_of(typed) == words


def test_both_normal_forms_are_the_same():
    """X2"""
    assert matching.words_of("cafe\u0301") == matching.words_of("caf\u00e9") == ["cafe"]
    assert matching.typed("cafe\u0301") == "caf\u00e9"


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("nurses", "nurs"),
        ("feeding", "feed"),
        ("babies", "bab"),
        ("baby", "bab"),
        ("process", "process"),
        ("sing", "sing"),
        ("bed", "bed"),
    ],
)
def test_a_word_without_its_ending(word, stem):
    assert matching.stem(word) == stem


def test_what_was_found_is_marked_whole():
    pattern = matching.pattern(["nurses", "cafe"])

    assert matching.marked("School nursing at the Café", pattern) == [
        ("School ", False),
        ("nursing", True),
        (" at the ", False),
        ("Café", True),
    ]


def test_a_snippet_is_cut_where_most_of_it_stands():
    text = "visit " + "word " * 200 + "a visit to a family " + "word " * 200
    pattern = matching.pattern(["visit", "family"])

    pieces = matching.snippet(text, pattern)

    assert [words for words, found in pieces if found] == ["visit", "family"]
    assert pieces[0] == ("… ", False)
    assert pieces[-1] == (" …", False)


def test_a_text_without_the_words_has_no_snippet():
    assert matching.snippet("Nothing of it", matching.pattern(["visit"])) == []
    assert matching.snippet("Nothing of it", None) == []


@given(st.text(), st.text())
def test_no_words_and_no_text_break_it(typed, text):
    pattern = matching.pattern(matching.words_of(typed))

    pieces = matching.marked(text, pattern)

    assert "".join(words for words, _ in pieces) == text
    matching.snippet(text, pattern)
    assert "\0" not in matching.typed(typed)


def test_a_hundred_thousand_characters_take_no_time():
    """X8"""
    begun = time.process_time()

    for long in ("a" * 100_000, '"' * 100_000, "a b " * 25_000, "ﷺ" * 100_000):
        matching.words_of(matching.typed(long))

    assert time.process_time() - begun < 0.5
