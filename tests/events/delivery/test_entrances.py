"""Who stands at the door, and what going in notes."""

from datetime import timedelta

import pytest

from events.delivery import entrances, register_lines, tasks
from events.delivery.entrances import Numbers
from events.models import Attendance, AtTheDoor, EventSession, Mark
from tests.factories.accounts import UserFactory
from tests.factories.events import EventFactory, place

from .conftest import AT

pytestmark = pytest.mark.django_db

OPENED = AT - timedelta(minutes=35)
SECOND = timedelta(seconds=1)


def browser(event, ticket=None, cookie="a"):
    return entrances.browser(event, ticket, cookie)


def go_in(sitting, ticket=None, *, by=None, cookie="a", at=AT):
    who = browser(sitting.event, ticket, cookie)
    return entrances.go_in(sitting, ticket, who=who, by=by, at=at)


def numbers(event, at=AT):
    return entrances.numbers(event, opened_at=OPENED, at=at)


@pytest.fixture
def ticket(webinar):
    return place(webinar, UserFactory(name="Ann"))


class TestGoIn:
    def test_is_a_proposal_for_this_sitting(self, sitting, ticket):
        line = go_in(sitting, ticket)

        assert (line.who, line.joined_at, line.is_proposal) == ("Ann", AT, True)
        assert line.event_session == sitting
        assert (
            register_lines.counts(register_lines.open_register(sitting)).proposed == 1
        )

    def test_keeps_the_first_moment(self, sitting, ticket):
        """Cut off and back again: it counts from when they first came."""
        go_in(sitting, ticket)
        go_in(sitting, ticket, at=AT + timedelta(minutes=20))

        assert Attendance.objects.get().joined_at == AT

    def test_touches_no_mark_and_no_version(self, sitting, ticket):
        """A trainer's phone without signal meets no conflict because of it."""
        (line,) = register_lines.open_register(sitting)
        Attendance.objects.update(mark=Mark.LATE, marked_at=AT, version=3)

        line = go_in(sitting, ticket)

        assert (line.mark, line.version, line.is_proposal) == (Mark.LATE, 3, False)

    def test_by_the_person_themself_records(self, sitting, ticket):
        assert go_in(sitting, ticket, by=ticket.user).joined_at == AT

    def test_by_somebody_else_who_is_signed_in_records_nothing(self, sitting, ticket):
        assert go_in(sitting, ticket, by=UserFactory()) is None
        assert not Attendance.objects.exists()
        assert numbers(sitting.event) == Numbers(waiting=0, inside=1)

    def test_of_a_place_without_account_goes_by_the_address(self, webinar, sitting):
        ticket = place(webinar, name="Bea", email="bea@example.org")
        bea = UserFactory(email="bea@example.org")

        assert go_in(sitting, ticket, by=UserFactory()) is None
        assert go_in(sitting, ticket, by=bea).who == "Bea"

    def test_of_another_day_is_of_that_day(self):
        """One press is for the sitting that is on, and for no other."""
        event = EventFactory(starts_at=AT - timedelta(minutes=5), days=2)
        ticket = place(event, UserFactory())
        first, second = event.event_sessions.order_by("number")

        go_in(first, ticket)
        go_in(second, ticket, at=AT + timedelta(days=1))

        found = Attendance.objects.order_by("pk").values_list(
            "event_session__number", "joined_at"
        )
        assert list(found) == [(1, AT), (2, AT + timedelta(days=1))]
        assert second.event == first.event

    def test_by_the_open_door_records_who_is_signed_in(self, sitting):
        user = UserFactory(name="Gus")

        line = go_in(sitting, by=user)

        assert (line.who, line.ticket, line.joined_at) == ("Gus", None, AT)
        assert go_in(sitting, by=user) == line

    def test_by_the_open_door_counts_others(self, sitting):
        assert go_in(sitting) is None
        assert go_in(sitting, cookie="b") is None

        assert not Attendance.objects.exists()
        assert numbers(sitting.event) == Numbers(waiting=0, inside=2)


class TestNumbers:
    def test_waiting_are_those_seen_lately_who_have_not_gone_in(self, webinar, sitting):
        tickets = [place(webinar, UserFactory()) for _ in range(3)]
        for ticket in tickets:
            entrances.wait(webinar, ticket, who=browser(webinar, ticket), at=AT)
        go_in(sitting, tickets[0])

        assert numbers(webinar) == Numbers(waiting=2, inside=1)
        later = AT + entrances.SEEN_WITHIN
        assert numbers(webinar, at=later) == Numbers(waiting=0, inside=1)

    def test_one_person_with_two_browsers_is_one(self, webinar, sitting, ticket):
        for cookie in "ab":
            who = browser(webinar, ticket, cookie)
            entrances.wait(webinar, ticket, who=who, at=AT)
        assert numbers(webinar) == Numbers(waiting=1, inside=0)

        go_in(sitting, ticket, cookie="a")

        assert numbers(webinar) == Numbers(waiting=0, inside=1)

    def test_who_came_yesterday_waits_again_today(self, webinar, sitting, ticket):
        go_in(sitting, ticket, at=OPENED - SECOND)

        assert numbers(webinar) == Numbers(waiting=0, inside=0)

        entrances.wait(webinar, ticket, who=browser(webinar, ticket), at=AT)
        assert numbers(webinar) == Numbers(waiting=1, inside=0)

    def test_count_and_do_not_name(self, webinar, sitting):
        """Nothing that stands there says who it is, or is the same at two doors."""
        user = UserFactory()
        go_in(sitting, by=user, cookie="cookie-of-somebody")

        row = AtTheDoor.objects.get()
        assert "cookie" not in row.who
        assert len(row.who) == 64
        assert row.who != browser(EventFactory(), None, "cookie-of-somebody")


class TestPassedAround:
    def test_raises_a_flag_for_staff(self, sitting, ticket):
        """A7: many browsers with one personal address."""
        for cookie in "abc":
            go_in(sitting, ticket, cookie=cookie)
        ticket.refresh_from_db()
        assert ticket.flagged == ""

        for cookie in "de":
            go_in(sitting, ticket, cookie=cookie)

        ticket.refresh_from_db()
        assert ticket.flagged == (
            "Its joining address was used in 5 browsers: it may be passed around."
        )

    def test_leaves_another_flag_alone(self, sitting, ticket):
        ticket.flagged = "Membership ended."
        ticket.save()

        for cookie in "abcde":
            go_in(sitting, ticket, cookie=cookie)

        ticket.refresh_from_db()
        assert ticket.flagged == "Membership ended."

    def test_means_going_in_and_not_looking(self, webinar, ticket):
        for cookie in "abcdef":
            who = browser(webinar, ticket, cookie)
            entrances.wait(webinar, ticket, who=who, at=AT)

        ticket.refresh_from_db()
        assert ticket.flagged == ""


def test_a_month_later_nobody_is_remembered(webinar, sitting):
    old = EventFactory(starts_at=AT - timedelta(days=31))
    go_in(old.event_sessions.get(), cookie="old")
    go_in(sitting, cookie="new")

    assert tasks.forget_who_stood_at_doors() == 1
    assert tasks.forget_who_stood_at_doors() == 0
    assert AtTheDoor.objects.get().event == webinar
    assert EventSession.objects.count() == 2
