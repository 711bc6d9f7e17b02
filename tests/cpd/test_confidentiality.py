"""Warnings when a person could be identified; nothing is kept or sent."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpd.confidentiality import warnings, warnings_of

# Also the corpus of the browser's test, which holds script to the same answers.
CORPUS = {
    "Her NHS number is 943 476 5919.": [("An NHS number", "943 476 5919")],
    "943-476-5919 and 9434765919": [
        ("An NHS number", "943-476-5919"),
        ("An NHS number", "9434765919"),
    ],
    "Order 943 476 5918, not a number of the NHS": [],
    "the twins on Marsh Lane, born 4 May": [
        ("An address", "Marsh Lane"),
        ("A date of birth", "4 May"),
    ],
    "DOB 04/05/2021": [("A date of birth", "04/05/2021")],
    "date of birth: 4th May 2021": [("A date of birth", "4th May 2021")],
    "The webinar on 4 May 2026 was good": [],
    "A baby of 6 weeks, born at term": [],
    "They live in SW1A 1AA": [("A postcode", "SW1A 1AA")],
    "at sw1a1aa": [("A postcode", "sw1a1aa")],
    "in Q4 2nd half, at B1 2pm": [],
    "12 High Street and 4b Old Mill Road": [
        ("An address", "12 High Street"),
        ("An address", "4b Old Mill Road"),
    ],
    "Mrs Jones said": [("A name", "Jones")],
    "baby Łucja O\u2019Neil-Smith was": [("A name", "Łucja O\u2019Neil-Smith")],
    "a boy called Zoë, and mum Siân Ŵyn": [
        ("A name", "Zoë"),
        ("A name", "Siân Ŵyn"),
    ],
    "my colleague said, the nurse knew, mum and dad came": [],
    "Dr. Khan\u2019s clinic": [("A name", "Khan")],
    "write to a.b+c@nhs.net.": [("An e-mail address", "a.b+c@nhs.net")],
    "ring 07700 900123 or +44 7700 900123": [
        ("A telephone number", "07700 900123"),
        ("A telephone number", "+44 7700 900123"),
    ],
    "in 2026 we saw 12345 families": [],
    "": [],
    "\U0001f600 emoji and \u4e2d\u6587": [],
}


@pytest.mark.parametrize("text", CORPUS)
def test_what_points_at_somebody_is_found_and_nothing_else(text):
    found = [(clue.kind, clue.found) for clue in warnings(text)]

    assert found == CORPUS[text]


def test_each_clue_says_where_it_stands():
    text = "Then Mrs Jones said"

    (clue,) = warnings(text)

    assert text[clue.start :].startswith("Jones")


def test_several_answers_are_looked_at_in_their_order():
    assert [clue.found for clue in warnings_of(["Mr Ash", "", "Ms Birch"])] == [
        "Ash",
        "Birch",
    ]


@given(st.text(max_size=500))
def test_no_text_breaks_it(text):
    for clue in warnings(text):
        assert clue.found in text


@pytest.mark.parametrize(
    "piece",
    ["1 ", "Aa ", "a@a.", "0 7 ", "born 1 may ", "Mr Aa-Bb", "A1 1A ", "\u2019A"],
)
def test_a_very_long_answer_is_read_in_little_time(piece):
    text = piece * (50_000 // len(piece))

    began = time.perf_counter()
    warnings(text)

    assert time.perf_counter() - began < 2
