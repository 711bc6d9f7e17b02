"""What goes out and comes down by itself, and what staff are told about it."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from wagtail.models import Revision

from portal.accounts.roles import Role
from portal.cms import tasks
from portal.cms.desk import schedule
from portal.cms.models import NewsPage
from portal.core import clock
from tests.factories.accounts import staff
from tests.factories.cms import NewsPageFactory

pytestmark = pytest.mark.django_db

NINE = datetime(2026, 12, 8, 9, tzinfo=UTC)
BEFORE = NINE - timedelta(days=1)
HERE = '<p>Read it <a href="https://example.org/">here</a>.</p>'


@pytest.fixture(autouse=True)
def _before():
    with time_machine.travel(BEFORE, tick=False):
        yield


def scheduled(*, at=NINE, until=None, live=False, **fields):
    page = NewsPageFactory(
        live=False, title="Before", slug=f"page-{NewsPage.objects.count()}"
    )
    if live:
        page.save_revision().publish()
        page.refresh_from_db()
    page.title = "After"
    page.go_live_at, page.expire_at = at, until
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision(clean=False).publish()
    page.refresh_from_db()
    return page


def title_and_state(page):
    page.refresh_from_db()
    return page.title, page.live


def test_it_goes_out_at_its_moment_and_not_before():
    page = scheduled()

    schedule.carry_out(NINE - timedelta(seconds=1))
    before = title_and_state(page)
    with time_machine.travel(NINE):
        tasks.publish_scheduled()
        tasks.publish_scheduled()

    assert not before[1]
    assert title_and_state(page) == ("After", True)
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()


def test_a_page_that_is_out_keeps_its_words_until_then():
    page = scheduled(live=True)

    assert title_and_state(page) == ("Before", True)
    with time_machine.travel(NINE):
        schedule.carry_out(NINE)
    assert title_and_state(page) == ("After", True)


def test_s4_after_a_stop_it_goes_out_late_and_right():
    page = scheduled()
    later = NINE + timedelta(hours=30)

    assert schedule.is_late(later)
    with time_machine.travel(later):
        assert schedule.carry_out(later) == 1

    assert title_and_state(page) == ("After", True)
    assert not schedule.is_late(later)


def test_s4_what_has_ended_meanwhile_does_not_go_out_again():
    page = scheduled(until=NINE + timedelta(hours=1))
    later = NINE + timedelta(hours=2)

    with time_machine.travel(later):
        schedule.carry_out(later)

    assert title_and_state(page)[1] is False
    assert not schedule.is_late(later)
    page.refresh_from_db()
    assert page.expired


def test_s4_what_was_out_and_has_ended_meanwhile_comes_down():
    page = scheduled(live=True, until=NINE + timedelta(hours=1))
    later = NINE + timedelta(hours=2)

    with time_machine.travel(later):
        schedule.carry_out(later)

    assert title_and_state(page)[1] is False


def test_s4_it_comes_down_at_its_end():
    page = scheduled(until=NINE + timedelta(hours=1))
    with time_machine.travel(NINE):
        schedule.carry_out(NINE)
    assert title_and_state(page)[1] is True

    ends = NINE + timedelta(hours=1)
    with time_machine.travel(ends):
        schedule.carry_out(ends)

    assert title_and_state(page)[1] is False


def test_one_that_may_not_go_out_holds_up_no_other():
    bad = scheduled(body=json.dumps([{"type": "prose", "value": HERE}]))
    good = scheduled(at=NINE + timedelta(minutes=1))
    at = NINE + timedelta(hours=1)

    with time_machine.travel(at):
        schedule.carry_out(at)

    assert title_and_state(bad)[1] is False
    assert title_and_state(good)[1] is True
    assert schedule.is_late(at)


def test_s4_the_health_page_tells_and_turns_nothing_red(client):
    scheduled()

    with time_machine.travel(NINE + timedelta(hours=1)):
        answer = client.get("/health/")

    assert answer.status_code == 200
    assert answer.json()["pages"] == "late"


# --- In words --------------------------------------------------------------


def words(page, at=BEFORE):
    return schedule.in_words(page.get_latest_revision_as_object(), at=at)


def test_the_moment_is_said_with_its_day_and_year_in_uk_time():
    assert words(scheduled()) == [
        "This goes out on Tuesday 8 December 2026 at 09:00 UK time."
    ]


def test_in_summer_the_hour_is_the_one_on_the_wall():
    page = scheduled(at=datetime(2027, 7, 1, 8, tzinfo=UTC))

    assert words(page) == ["This goes out on Thursday 1 July 2027 at 09:00 UK time."]


def test_what_readers_see_until_then_is_said():
    assert words(scheduled(live=True)) == [
        (
            "This goes out on Tuesday 8 December 2026 at 09:00 UK time. "
            "Until then readers see the version before."
        )
    ]


def test_the_end_is_said_as_well():
    assert words(scheduled(until=NINE + timedelta(days=1)))[1] == (
        "It comes down again on Wednesday 9 December 2026 at 09:00 UK time."
    )


def test_what_is_late_says_so():
    assert words(scheduled(), at=NINE + timedelta(minutes=2)) == [
        (
            "This should have gone out on Tuesday 8 December 2026 at 09:00 UK time, "
            "and goes out within minutes."
        )
    ]


def test_a_date_on_a_draft_binds_nobody():
    page = NewsPageFactory(live=False)
    page.go_live_at = NINE
    page.save_revision()

    (said,) = words(page)
    assert said.startswith("If you publish this, it goes out on Tuesday 8 December")
    assert said.endswith("Nothing happens by itself while it is a draft.")


def test_changes_after_the_approval_are_not_part_of_it():
    page = scheduled()
    page.title = "Changed since"
    page.save_revision()

    assert words(page)[0].startswith("An earlier version goes out on Tuesday")


def test_a_page_without_dates_says_nothing():
    page = NewsPageFactory()
    page.save_revision()

    assert words(page) == []


def test_a_page_that_is_out_says_when_it_comes_down():
    page = NewsPageFactory(expire_at=NINE)
    page.save_revision().publish()
    page.refresh_from_db()

    assert words(page) == [
        "This comes down on Tuesday 8 December 2026 at 09:00 UK time."
    ]


def test_the_editor_reads_it_above_the_form(client):
    page = scheduled()
    client.force_login(staff(Role.EDITOR))

    shown = client.get(f"/staff/pages/{page.pk}/edit/").content.decode()

    assert "This goes out on Tuesday 8 December 2026 at 09:00 UK time." in shown
    assert clock.now() == BEFORE
