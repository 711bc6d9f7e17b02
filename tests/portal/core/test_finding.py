"""Finding words: whatever the case, the accents and the query."""

from hypothesis import given
from hypothesis import strategies as st

from portal.core import finding


def test_case_and_accents_do_not_matter():
    assert finding.holds("Siân Llŷwelyn, Ysbyty Gŵyr", finding.words_of("sian GWYR"))
    assert not finding.holds("Siân Llŷwelyn", finding.words_of("sian jones"))


def test_a_letter_that_folds_into_two_is_still_found_where_it_stands():
    text = "Die Straße nach Ely"

    assert finding.spans(text, finding.words_of("strasse")) == [(4, 10)]


def test_an_excerpt_shows_the_words_around_and_says_which_were_found():
    text = "one " * 60 + "the Safeguarding review said it " + "two " * 90

    pieces = finding.excerpt(text, finding.words_of("safeguarding"))

    assert [piece for piece, found in pieces if found] == ["Safeguarding"]
    assert pieces[0] == ("… ", False)
    assert pieces[-1] == (" …", False)
    assert len("".join(piece for piece, _ in pieces)) < 320


@given(st.text(max_size=200), st.text(max_size=40))
def test_any_text_and_any_query_give_an_excerpt_of_the_text(text, query):
    pieces = finding.excerpt(text, finding.words_of(query))

    inner = [p for p in pieces if p not in {("… ", False), (" …", False)}]
    assert "".join(piece for piece, _ in inner) in text
    assert finding.holds(text, finding.words_of(text[:40])) or not text
