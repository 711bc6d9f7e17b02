from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.contrib.messages import constants
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from portal.core.templatetags import portal_tags as tags

WEBINAR = datetime(2026, 12, 9, 10, tzinfo=UTC)
WEBINAR_END = datetime(2026, 12, 9, 11, tzinfo=UTC)


def render(source: str, **context: object) -> str:
    return Template("{% load portal_tags %}" + source).render(Context(context))


def request_by(time_zone: str) -> SimpleNamespace:
    return SimpleNamespace(user=SimpleNamespace(time_zone=time_zone))


def test_your_time_is_asked_of_the_device_when_nobody_said() -> None:
    row = tags.your_time({"request": request_by("")}, WEBINAR, WEBINAR_END)

    assert row == (
        '<div hidden data-your-time="2026-12-09T10:00+00:00" '
        'data-end="2026-12-09T11:00+00:00" data-joining="">'
        "<dt>Your time</dt><dd></dd></div>"
    )


def test_your_time_is_left_out_where_the_clocks_agree() -> None:
    assert tags.your_time({"request": request_by("Africa/Accra")}, WEBINAR) == ""


@pytest.mark.parametrize(
    ("zone", "row"),
    [
        (
            "Asia/Dubai",
            (
                "<div><dt>Your time, Dubai</dt>"
                "<dd><b>14:00 to 15:00</b> the same day, join from 13:45</dd></div>"
            ),
        ),
        (
            "Pacific/Auckland",
            (
                "<div><dt>Your time, Auckland</dt><dd><b>23:00 to 00:00</b> "
                "the same day, join from 22:45</dd></div>"
            ),
        ),
        (
            "Pacific/Kiritimati",
            (
                "<div><dt>Your time, Kiritimati</dt><dd><b>00:00 to 01:00</b> "
                "on Thursday 10 December 2026, join from 23:45 the day before"
                "</dd></div>"
            ),
        ),
    ],
)
def test_your_time_names_the_place_and_another_day(zone: str, row: str) -> None:
    joining = datetime(2026, 12, 9, 9, 45, tzinfo=UTC)

    assert (
        tags.your_time({"request": request_by(zone)}, WEBINAR, WEBINAR_END, joining)
        == row
    )


def test_tab_marks_where_the_reader_is() -> None:
    request = RequestFactory().get("/my/bookings/B7QX2/")
    page = render(
        '{% tab "/my/" "Overview" exact=True %}{% tab "/my/bookings/" "Bookings" %}'
        '{% tab "" "Membership" %}',
        request=request,
    )

    assert page == (
        '<li><a href="/my/">Overview</a></li>'
        '<li><a href="/my/bookings/" aria-current="page">Bookings</a></li>'
    )


def test_page_url_keeps_the_filters() -> None:
    request = RequestFactory().get("/events/?who=members&who=anyone&page=2")

    assert tags.page_url({"request": request}, 3) == "?who=members&who=anyone&page=3"


def test_elided_shows_both_ends_and_the_neighbours() -> None:
    page = Paginator(range(90), 10).page(5)

    assert tags.elided(page) == [1, "…", 4, 5, 6, "…", 9]


def test_said_parts_what_is_done_from_what_needs_reading() -> None:
    done = SimpleNamespace(level=constants.SUCCESS)
    warned = SimpleNamespace(level=constants.WARNING)
    failed = SimpleNamespace(level=constants.ERROR)

    assert tags.said([done, warned, failed]) == {
        "done": [done],
        "notices": [
            {"tone": "warn", "words": warned},
            {"tone": "bad", "words": failed},
        ],
    }
    assert tags.said(None) == {"done": [], "notices": []}


def test_an_address_may_break_after_its_at_and_nothing_in_it_acts() -> None:
    assert tags.breakable("us@here.example") == "us@<wbr>here.example"
    assert tags.breakable("<b>@x") == "&lt;b&gt;@<wbr>x"
