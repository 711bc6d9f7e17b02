"""Searching: any input is words, and what stands around the results."""

import re
import time

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.accounts.roles import Role
from portal.cms.finding import index, search
from portal.cms.models import OtherName, SearchEntry
from portal.core import clock
from tests.factories.accounts import staff
from tests.factories.cms import (
    NewsPageFactory,
    PositionPageFactory,
)
from tests.factories.events import EventFactory
from tests.factories.membership import current_member
from tests.portal.cms.finding.test_search import browser, page_of, renew, titles

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]

SECRET = "turquoise rhinoceros"


# --- Any input -------------------------------------------------------------

ODD = [
    '"unclosed',
    "'",
    "\\",
    "%",
    "_",
    "a & | ! b",
    "foo:*",
    "((",
    "<->",
    "NEAR(a b)",
    "a OR",
    "title:x",
    "-minus",
    "\0nul",
    "a\0b",
    "ab",
    "שלום עולם",
    "السلام عليكم",
    "👩‍🍼 baby",
    "cafe\u0301",
    "caf\u00e9",
    "\ud800".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
    "the",
    "the of and",
    "{{7*7}}",
    "<script>alert(1)</script>",
    "'; DROP TABLE cms_searchentry; --",
    "\u202egnp.exe",
    "a" * 100_000,
    '"' * 100_000,
    "word " * 20_000,
]


@pytest.mark.parametrize("typed", ODD, ids=range(len(ODD)))
def test_nothing_typed_breaks_the_search(typed):
    """X2, X5, X6, X8"""
    NewsPageFactory(title="Caseloads")
    # What the machine does meanwhile for others is not the search's fault.
    begun = time.process_time()

    answer = browser().get("/search/", {"q": typed})
    suggested = browser().get("/search/suggestions/", {"q": typed})

    assert (answer.status_code, suggested.status_code) == (200, 200)
    assert time.process_time() - begun < 1


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(typed=st.text(max_size=60), group=st.text(max_size=8), page=st.text(max_size=4))
def test_no_words_whatever_break_the_search(client, typed, group, page):
    query = {"q": typed, "in": group, "page": page, "topic": group}
    query = {name: text.encode("utf-8", "replace") for name, text in query.items()}

    assert client.get("/search/", query).status_code == 200


# --- Around it -------------------------------------------------------------


def test_results_are_kept_out_of_search_engines_and_caches():
    answer = page_of("anything")

    assert answer["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("user", [False, True])
def test_the_number_of_queries_does_not_grow(user):
    client = browser(current_member().user if user else None)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/search/", {"q": "caseloads"}).status_code == 200
        return len(queries)

    NewsPageFactory(title="Caseloads")
    EventFactory(title="Caseloads")
    renew()
    asked()
    one = asked()
    for number in range(2):
        NewsPageFactory(title=f"Caseloads {number}")
        PositionPageFactory(title=f"Caseloads {number}")
        EventFactory(title=f"Caseloads {number}")
    renew()

    assert asked() == one


def test_suggestions_are_titles_with_the_words_so_far():
    NewsPageFactory(title="Safeguarding after the review")
    NewsPageFactory(title="Other", standfirst="Safeguarding below.")

    answer = browser().get("/search/suggestions/", {"q": "safeg"})

    assert [row["title"] for row in answer.json()["suggestions"]] == [
        "Safeguarding after the review"
    ]


def test_two_letters_suggest_nothing():
    NewsPageFactory(title="Safeguarding")

    answer = browser().get("/search/suggestions/", {"q": "sa"})

    assert answer.json() == {"suggestions": []}


def test_what_was_looked_for_stays_out_of_the_log():
    from portal.logs import hide_tokens  # noqa: PLC0415 - the logs of this test

    line = hide_tokens(None, "", {"request": "GET /search/?q=Jane+Doe&in=news"})

    assert line["request"] == "GET /search/?…"


def test_typed_words_are_one_line():
    assert search.Asked(q="a").query(group="news") == "q=a&in=news"
    assert re.fullmatch(r"[^\n]*", search.matching.typed("a\nb\r\nc"))


def test_editors_keep_other_names(client):
    client.force_login(staff(Role.EDITOR))

    answer = client.post(
        "/staff/other-names/new/", {"said": "CCG", "meant": "integrated care board"}
    )

    assert answer.status_code == 302
    assert OtherName.objects.get().meant == "integrated care board"


def test_the_index_is_put_right_by_hand(capsys):
    NewsPageFactory(title="Caseloads")
    index.renew(at=clock.now())
    SearchEntry.objects.filter(title="Caseloads").delete()

    call_command("renew_index")

    assert capsys.readouterr().out == "1 entry made anew.\n"
    assert titles(page_of("caseloads")) == ["Caseloads"]
