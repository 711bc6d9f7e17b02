"""What the reader may ask of the list, and what nobody can ask."""

from datetime import UTC, datetime, timedelta

import pytest
from django.http import QueryDict

from events.catalogue import filters
from events.models import EventSeries, EventStatus, Format, Mode, Topic, WayIn
from tests.factories.events import EventFactory

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(AT, tick=False)


def titles(query):
    from events.models import Event  # noqa: PLC0415 - keeps the fixture above first

    keys = filters.find(filters.read(QueryDict(query)), at=AT).keys
    names = dict(Event.objects.values_list("pk", "title"))
    return [names[key] for key in keys]


@pytest.fixture
def diary():
    series = EventSeries.objects.create(name="Insights", slug="insights")
    topic = Topic.objects.create(name="Feeding", slug="feeding")

    def event(title, days, **fields):
        return EventFactory(title=title, starts_at=AT + timedelta(days=days), **fields)

    event("Safe sleep", 3, series=series)
    event("Feeding", 10, way_in=WayIn.PUBLIC).topics.add(topic)
    event("Forum", 20, format=Format.FORUM, mode=Mode.ROOM)
    event("Open hour", 40, way_in=WayIn.OPEN_LINK, mode=Mode.BOTH)
    event("Long ago", -400)
    event("Draft", 5, status=EventStatus.DRAFT)
    event("Secret", 5, way_in=WayIn.INVITATION)


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("", ["Safe sleep", "Feeding", "Forum", "Open hour"]),
        ("when=past", ["Long ago"]),
        ("who=members", ["Safe sleep", "Forum"]),
        ("who=anyone&who=no-booking", ["Feeding", "Open hour"]),
        ("where=online", ["Safe sleep", "Feeding", "Open hour"]),
        ("where=room", ["Forum", "Open hour"]),
        ("format=forum", ["Forum"]),
        ("series=insights", ["Safe sleep"]),
        ("topic=feeding", ["Feeding"]),
        ("month=2026-12", ["Feeding", "Forum"]),
        ("q=SAFE", ["Safe sleep"]),
        ("q=insights+sleep", ["Safe sleep"]),
        ("q=sleep+forum", []),
        ("q=%25", []),
        ("who=members&where=room", ["Forum"]),
        ("topic=unheard-of", []),
    ],
)
def test_each_filter_keeps_what_fits(diary, query, wanted):
    assert titles(query) == wanted


@pytest.mark.parametrize(
    "query",
    [
        "who=admin&where=moon&format=dance&month=2026-13&when=never",
        "month=99999-1&series=%00&topic=%27%3B--&q=%00",
        "page=x&q=" + "a" * 0,
    ],
)
def test_what_nobody_offered_is_ignored(diary, query):
    """C12: rubbish in an address leaves the list as it is."""
    assert titles(query) == ["Safe sleep", "Feeding", "Forum", "Open hour"]


def test_a_count_supposes_the_other_filters_as_they_are(diary):
    asked = filters.read(QueryDict("who=members"))

    options = filters.choices(asked, filters.find(asked, at=AT))

    assert {choice.value: choice.number for choice in options["who"]} == {
        "members": 2,
        "anyone": 1,
        "no-booking": 1,
    }
    assert {choice.value: choice.number for choice in options["where"]} == {
        "online": 1,
        "room": 1,
    }


def test_each_filter_that_is_on_can_be_taken_off_alone(diary):
    asked = filters.read(QueryDict("q=sleep&who=members&where=online&month=2026-11"))
    found = filters.find(asked, at=AT)
    options = filters.choices(asked, found) | {"topics": filters.topics(asked)}

    off = dict(filters.applied(asked, options))

    assert off["Members"] == "q=sleep&where=online&month=2026-11"
    assert set(off) == {"“sleep”", "Members", "Online", "November 2026"}


def test_a_month_is_the_uks():
    """T3: past midnight on the first, in summer, is the month before in UTC."""
    EventFactory(title="Night", starts_at=datetime(2027, 5, 31, 23, 30, tzinfo=UTC))

    assert titles("month=2027-06") == ["Night"]
    assert titles("month=2027-05") == []
