"""The library: what is found in it, and by which narrowing."""

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.delivery import library, library_entries, viewers
from events.models import EventSeries, Recording, Topic
from portal.accounts.roles import Role
from tests.events.delivery.test_library import browser, past
from tests.factories.accounts import UserFactory, staff
from tests.factories.membership import current_member, lapsed_member
from tests.factories.recordings import linked, published

from .conftest import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def eve():
    return staff(Role.EVENTS)


@pytest.fixture
def reviews(eve):
    event = past(minutes=60)
    event.speakers.create(role="Chair of the panel", name="Siân Ŵyn")
    published(event, by=eve)
    return event


class TestSearch:
    def find(self, user, **query):
        page = browser(user).get(reverse("events:library"), query)
        return [entry.event.title for entry in page.context["entries"]]

    @pytest.mark.parametrize(
        "query", ["REVIEWS", "sian", "chair panel", "  reviews   wyn "]
    )
    def test_finds_titles_and_speakers_for_everybody(self, reviews, query):
        assert self.find(None, q=query) == ["Reviews"]

    def test_finds_what_was_said_with_its_place(self, reviews):
        page = browser(current_member().user).get(
            reverse("events:library"), {"q": "baby SLEPT"}
        )

        (entry,) = page.context["entries"]
        (hit,) = entry.hits
        assert (hit.seconds, hit.clock) == (1055, "17:35")
        assert [words for words, found in hit.pieces if found] == ["baby", "slept"]
        body = page.content.decode()
        assert "/library/reviews/?t=1055#film" in body
        assert "<mark>baby</mark>" in body

    def test_does_not_tell_others_what_was_said(self, reviews):
        """A4: nobody reads a recording through the search."""
        lapsed = lapsed_member().user

        for user in (None, lapsed, UserFactory()):
            page = browser(user).get(reverse("events:library"), {"q": "slept"})

            assert page.context["entries"] == []
            assert "last night" not in page.content.decode()

    def test_marks_words_without_trusting_them(self, reviews, eve):
        """X: markup in a transcript or a query is shown, never run."""
        Recording.objects.update(
            transcript="[00:01] A <script>alert(1)</script> that was said",
            plain_transcript="a <script>alert(1)</script> that was said",
        )

        page = browser(eve).get(reverse("events:library"), {"q": "<script>alert(1)"})

        body = page.content.decode()
        assert "<script>alert" not in body
        assert "<mark>&lt;script&gt;alert(1)</mark>" in body

    @settings(
        max_examples=25,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(query=st.text(max_size=60))
    def test_takes_any_query(self, reviews, eve, query):
        who = viewers.viewer(eve, at=AT)
        asked = library.Asked(q=query.replace("\0", ""))

        found = library.find(asked, who)

        assert library_entries.entries(found.keys, asked, found, who, user=eve) or (
            not found.keys
        )

    @pytest.mark.parametrize(
        "query",
        [
            '"unclosed',
            "a OR (b",
            "%",
            "_",
            "\\",
            "'; drop table",
            "\x00",
            "x" * 5000,
            "é" * 300,
        ],
    )
    def test_takes_what_breaks_others(self, reviews, query):
        answer = browser(current_member().user).get(
            reverse("events:library"), {"q": query}
        )

        assert answer.status_code == 200

    def test_a_wildcard_is_a_letter_like_any_other(self, reviews):
        assert self.find(current_member().user, q="b_by") == []


class TestFilters:
    @pytest.fixture
    def shelf(self, eve):
        insights = EventSeries.objects.create(name="Insights", slug="insights")
        topic = Topic.objects.create(name="Safeguarding", slug="safeguarding")
        one = past("One", days=9, series=insights)
        two = past("Two", days=400, series=insights)
        three = past("Three", days=20)
        one.topics.add(topic)
        three.topics.add(topic)
        linked([one], seconds=25 * 60)
        linked([two], seconds=62 * 60)
        linked([three], seconds=90 * 60)

    def titles(self, **query):
        page = browser().get(reverse("events:library"), query)
        return [entry.event.title for entry in page.context["entries"]]

    @pytest.mark.parametrize(
        ("query", "titles"),
        [
            ({}, ["One", "Three", "Two"]),
            ({"series": "insights"}, ["One", "Two"]),
            ({"topic": "safeguarding"}, ["One", "Three"]),
            ({"year": "2025"}, ["Two"]),
            ({"length": "short"}, ["One"]),
            ({"length": "hour"}, ["Two"]),
            ({"length": "long"}, ["Three"]),
            ({"series": "insights", "topic": "safeguarding"}, ["One"]),
            ({"series": "nothing"}, []),
            ({"q": "tw"}, ["Two"]),
        ],
    )
    def test_narrow_the_list(self, shelf, query, titles):
        assert self.titles(**query) == titles

    def test_say_what_each_choice_would_leave(self, shelf):
        page = browser().get(reverse("events:library"), {"topic": "safeguarding"})

        selects = {name: some for name, _, _, some in page.context["selects"]}
        assert [(one.label, one.number) for one in selects["series"]] == [
            ("Insights", 1)
        ]
        assert [(one.label, one.number) for one in selects["topic"]] == [
            ("Safeguarding", 2)
        ]
        assert page.context["applied"] == [("Safeguarding", "")]

    def test_an_empty_library_says_when_something_comes(self):
        page = browser().get(reverse("events:library")).content.decode()

        assert "Nothing is here yet" in page

    def test_nothing_found_leads_back_to_everything(self, shelf):
        page = browser().get(reverse("events:library"), {"q": "zzz"}).content.decode()

        assert "Nothing fits" in page
