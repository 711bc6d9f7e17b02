from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template

from portal.core import drawing

WEBINAR = datetime(2026, 12, 9, 10, tzinfo=UTC)
WEBINAR_END = datetime(2026, 12, 9, 11, tzinfo=UTC)


def test_date_block_of_one_day() -> None:
    block = drawing.date_block(WEBINAR, WEBINAR_END, size="l", past=True)

    assert block == (
        '<time class="date date-l date-past" datetime="2026-12-09">'
        '<span class="date-wd">Wed</span> <span class="date-d">9</span> '
        '<span class="date-m">Dec</span> <span class="date-y">2026</span></time>'
    )


def test_date_block_of_several_days_names_both_ends() -> None:
    block = drawing.date_block(date(2026, 12, 31), date(2027, 1, 2))

    assert block == (
        '<time class="date date-range" datetime="2026-12-31">'
        '<span class="date-wd">Thu\N{EN DASH}Sat</span> '
        '<span class="date-d">31\N{EN DASH}2</span> '
        '<span class="date-m">Dec\N{EN DASH}Jan</span> '
        '<span class="date-y">2026\N{EN DASH}2027</span></time>'
    )


@pytest.mark.parametrize(
    ("arguments", "words", "tone"),
    [
        ("86 300", "<b>86 places left</b> of 300", "places"),
        ("1 20", "<b>1 place left</b> of 20", "places warn"),
        ("10 20", "<b>10 places left</b> of 20", "places warn"),
        ("10 12", "<b>10 places left</b> of 12", "places"),
        ("0 300 waiting=12", "<b>Full.</b> 12 people are waiting", "places spent"),
        ("0 300 waiting=1", "<b>Full.</b> 1 person is waiting", "places spent"),
        ("0 300", "<b>Full.</b> All 300 places are taken", "places spent"),
        ("0 1", "<b>Full.</b> The one place is taken", "places spent"),
        ("None 300", "<b>No limit on places</b>", "places"),
        (
            '4 20 note="One is held"',
            "<b>4 places left</b> of 20. One is held",
            "places warn",
        ),
    ],
)
def test_places_left_in_words(arguments: str, words: str, tone: str) -> None:
    page = Template(f"{{% load portal_tags %}}{{% places_left {arguments} %}}").render(
        Context()
    )

    assert page.startswith(f'<p class="{tone}"><span>{words}</span>')


def test_places_left_draws_the_places_taken() -> None:
    assert '<rect width="71.33" height="6"/>' in drawing.places_left(86, 300)
    assert "<svg" not in drawing.places_left(86, 300, drawn=False)
    assert "<svg" not in drawing.places_left(None)


def test_words_from_outside_are_escaped() -> None:
    assert (
        drawing.status("open", "<i>")
        == '<span class="tag good tag-on">&lt;i&gt;</span>'
    )
    assert "&lt;i&gt;" in drawing.places_left(4, 20, note="<i>")


def test_bar_stays_within_itself() -> None:
    assert 'width="100"' in drawing.bar(140)
    assert 'width="0"' in drawing.bar(-1, large=True)


def test_slots_are_done_begun_and_to_do() -> None:
    assert drawing.slots(1, 3, half=1) == (
        '<ul class="slots" aria-hidden="true">'
        '<li class="full"></li><li class="half"></li><li></li></ul>'
    )


def test_icon_is_hidden_from_assistive_technology() -> None:
    assert all('aria-hidden="true"' in drawing for drawing in drawing.ICONS.values())
    assert drawing.icon("") == ""
