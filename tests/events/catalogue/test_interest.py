"""Tell me when there is a date: who counts, who is told, and who is offered first."""

import re
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.booking import bookings, event_changes, places
from events.catalogue import interest
from events.errors import EventFull
from events.models import Allocation, CourseInterest, Event, InterestTold, Mode, WayIn
from portal.accounts.roles import Role
from portal.body.models import Area
from portal.notifications.models import Message
from tests.factories.accounts import UserFactory, staff
from tests.factories.events import EventFactory
from tests.factories.guidance import CourseFactory, CoursePageFactory
from tests.rig.at_once import at_once
from tests.rig.mailbox import deliver_due, parts

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER = AT + timedelta(days=2)
NONCE = re.compile(rb' nonce="[^"]*"| value="[A-Za-z0-9]{64}"')

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def page():
    return CoursePageFactory(slug="awareness", title="Awareness")


@pytest.fixture
def leeds():
    return Area.objects.get_or_create(name="Leeds")[0]


def draft(course, **fields):
    return EventFactory(
        course=course,
        status="draft",
        published_at=None,
        way_in=WayIn.PUBLIC,
        starts_at=AT + timedelta(days=60),
        **{"capacity": 20, "title": "The run", **fields},
    )


def told():
    rows = Message.objects.filter(kind=interest.ANNOUNCED)
    return sorted(rows.values_list("to", flat=True))


def by_mail(course, email, *, area=None, at=AT):
    interest.ask_by_mail(course, email=email, area=area, at=at)
    message = Message.objects.filter(kind=interest.CONFIRM).first()
    interest.confirm(message.facts["token"], at=at)


class TestAsking:
    def test_with_an_account_it_counts_at_once_and_once(self, page, leeds):
        user = UserFactory()

        interest.ask(page.course, user=user, area=None, at=AT)
        interest.ask(page.course, user=user, area=leeds, at=AT)

        assert CourseInterest.objects.waiting().get().area == leeds

    def test_without_one_it_counts_from_the_link_on(self, page):
        interest.ask_by_mail(page.course, email="Ann@Example.org", area=None, at=AT)
        assert not CourseInterest.objects.waiting().exists()
        (letter,) = deliver_due(AT)
        path = parts(letter)["text/plain"].split("/events/interest/confirm/")[1]
        token = path.split("/")[0]
        client = Client()
        address = reverse("events:interest-confirm", args=[token])

        assert client.get(address).status_code == 200
        assert not CourseInterest.objects.waiting().exists()
        client.post(address)
        client.post(address)

        assert CourseInterest.objects.waiting().get().email == "ann@example.org"

    def test_one_mail_in_five_minutes_whoever_presses(self, page):
        for _ in range(5):
            interest.ask_by_mail(page.course, email="a@example.org", area=None, at=AT)

        assert Message.objects.count() == 1

    def test_of_several_courses_an_address_hears_one_after_another(self, page):
        others = [CourseFactory(), CourseFactory()]
        for course in [page.course, *others, others[0]]:
            interest.ask_by_mail(course, email="a@example.org", area=None, at=AT)

        due = Message.objects.order_by("due_at").values_list("due_at", flat=True)
        assert list(due) == [AT + interest.PAUSE * number for number in range(3)]
        assert len(deliver_due(AT)) == 1
        for message in Message.objects.exclude(facts={}):
            interest.confirm(message.facts["token"], at=AT + timedelta(hours=1))
        assert CourseInterest.objects.waiting().count() == 2

    def test_nobody_fills_a_mailbox_for_days(self):
        for _ in range(20):
            interest.ask_by_mail(
                CourseFactory(), email="a@example.org", area=None, at=AT
            )

        last = Message.objects.order_by("due_at").last()
        assert last.due_at == AT + interest.QUEUE
        assert CourseInterest.objects.count() == Message.objects.count() == 13

    @pytest.mark.django_db(transaction=True)
    def test_pressed_twice_in_one_moment_is_one_wish_and_one_mail(self, page):
        rounds = 10

        for number in range(rounds):
            email = f"a{number}@b.example"
            ask = partial(
                interest.ask_by_mail, page.course, email=email, area=None, at=AT
            )
            assert at_once([ask] * 6) == [None] * 6

        assert CourseInterest.objects.count() == Message.objects.count() == rounds

    def test_a_link_older_than_three_days_is_refused_and_forgotten(self, page):
        interest.ask_by_mail(page.course, email="a@example.org", area=None, at=AT)
        token = Message.objects.get().facts["token"]
        late = AT + timedelta(days=3)

        assert interest.asked_with(token, at=late) is None
        assert interest.forget_unconfirmed(at=late) == 1

    def test_the_page_says_the_same_for_a_known_address(self, page, client):
        by_mail(page.course, "known@example.org", at=AT - timedelta(hours=1))
        address = reverse("events:interest-ask", args=["awareness"])

        said = [
            NONCE.sub(b"", client.post(address, {"email": email}).content)
            for email in ("known@example.org", "other@example.org")
        ]

        assert said[0] == said[1]
        assert b"One more step" in said[0]

    def test_bad_input_loses_nothing(self, page, client, leeds):
        address = reverse("events:interest-ask", args=["awareness"])

        response = client.post(address, {"email": "no", "area": leeds.pk})

        assert list(response.context["form"].errors) == ["email"]
        assert response.context["form"]["area"].value() == str(leeds.pk)

    def test_an_account_ends_it_where_it_began(self, page, client):
        user = UserFactory()
        client.force_login(user)
        address = reverse("events:interest-ask", args=["awareness"])

        client.post(address, {"area": ""})
        assert CourseInterest.objects.waiting().count() == 1
        client.post(address, {"stop": "1"})

        assert not CourseInterest.objects.waiting().exists()

    def test_what_is_not_offered_is_not_there(self, client):
        CoursePageFactory(slug="gone", course__is_offered=False)

        address = reverse("events:interest-ask", args=["gone"])
        assert client.get(address).status_code == 404


class TestStopping:
    def test_one_press_of_a_mail_program_ends_it(self, page):
        """M7: without a cookie, twice, and a bad token is no error."""
        by_mail(page.course, "a@example.org")
        row = CourseInterest.objects.get()
        address = reverse("events:interest-stop", args=[interest.link_to_stop(row)])
        client = Client(enforce_csrf_checks=True)

        assert client.get(address).status_code == 200
        assert CourseInterest.objects.waiting().exists()
        for where in (address, address, reverse("events:interest-stop", args=["x"])):
            one_click = {"List-Unsubscribe": "One-Click"}
            assert client.post(where, one_click).status_code == 200

        assert not CourseInterest.objects.waiting().exists()

    def test_a_link_for_something_else_ends_nothing(self, page):
        """M8"""
        by_mail(page.course, "a@example.org")
        row = CourseInterest.objects.get()

        other = signing.Signer(salt="alerts.stop").sign(str(row.pk))

        assert interest.found_by(other) is None


class TestTelling:
    def test_each_once_when_it_is_published(self, page, django_user_model):
        by_mail(page.course, "a@example.org")
        event = draft(page.course)

        event_changes.publish(event, by=UserFactory(), at=LATER)

        assert told() == ["a@example.org"]
        assert InterestTold.objects.count() == 1
        letters = deliver_due(LATER)
        (letter,) = [one for one in letters if "There is a date" in one["Subject"]]
        assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert event.get_absolute_url() in parts(letter)["text/plain"]

    def test_who_has_an_account_is_offered_a_place_first(self, page):
        users = [UserFactory() for _ in range(3)]
        for minute, user in enumerate(users):
            moment = AT + timedelta(minutes=minute)
            interest.ask(page.course, user=user, area=None, at=moment)
        event = draft(page.course, capacity=2)

        event_changes.publish(event, by=UserFactory(), at=LATER)

        offered = event.bookings.filter(reason="offer")
        assert {booking.booker for booking in offered} == set(users[:2])
        assert places.left(event, at=LATER) == 0
        # The third is told, and not put into a line that they did not ask for.
        assert told() == [users[2].email]
        assert not event.waiting_list.waiting().exists()

    def test_where_booking_opens_later_the_opening_is_theirs_too(self, page):
        opens = LATER + timedelta(days=5)
        users = [UserFactory() for _ in range(3)]
        for minute, user in enumerate(users):
            moment = AT + timedelta(minutes=minute)
            interest.ask(page.course, user=user, area=None, at=moment)
        event = draft(page.course, capacity=2, booking_opens_at=opens)

        event_changes.publish(event, by=UserFactory(), at=LATER)

        event.refresh_from_db()
        assert told() == sorted(user.email for user in users)
        letters = {
            letter["To"]: parts(letter)["text/plain"] for letter in deliver_due(LATER)
        }
        first = [
            user for user in users if "places are offered then" in letters[user.email]
        ]
        assert first == users[:2]
        assert "Booking opens on Sunday 29 November 2026" in letters[users[2].email]
        bookings.pass_places_on(event, at=opens - timedelta(seconds=1))
        assert not event.bookings.exists()

        # Whoever comes in the first second finds the places offered.
        with pytest.raises(EventFull):
            bookings.book(event, by=UserFactory(), at=opens)

        assert {one.booker for one in event.bookings.all()} == set(users[:2])
        assert not event.waiting_list.waiting().exists()

    def test_nobody_is_lined_up_for_what_a_part_of_the_mix_keeps(self, page):
        for minute in range(3):
            moment = AT + timedelta(minutes=minute)
            interest.ask(page.course, user=UserFactory(), area=None, at=moment)
        event = draft(
            page.course, capacity=3, booking_opens_at=LATER + timedelta(days=5)
        )
        Allocation.objects.create(event=event, name="Midwifery", minimum=2)

        event_changes.publish(event, by=UserFactory(), at=LATER)

        assert len(told()) == 3
        assert event.waiting_list.waiting().count() == 1

    def test_who_is_lined_up_sees_it_and_can_leave(self, page, client):
        user = UserFactory()
        interest.ask(page.course, user=user, area=None, at=AT)
        event = draft(page.course, booking_opens_at=AT + timedelta(days=5))
        event_changes.publish(event, by=UserFactory(), at=AT)
        client.force_login(user)

        assert (
            "places are offered to this list before"
            in client.get(event.get_absolute_url()).text
        )
        client.post(reverse("events:waiting-list-leave", args=[event.reference]))

        assert not event.waiting_list.waiting().exists()
        assert (
            "Booking has not opened yet." in client.get(event.get_absolute_url()).text
        )

    def test_by_area_where_it_is_in_a_room(self, page, leeds):
        cardiff = Area.objects.get_or_create(name="Cardiff")[0]
        by_mail(page.course, "leeds@example.org", area=leeds)
        by_mail(page.course, "cardiff@example.org", area=cardiff)
        by_mail(page.course, "any@example.org")
        room = draft(page.course, mode=Mode.ROOM, place="Leeds", venue="A hall")

        event_changes.publish(room, by=UserFactory(), at=LATER)

        assert told() == ["any@example.org", "leeds@example.org"]

    def test_who_ended_it_before_the_mail_left_gets_none(self, page):
        by_mail(page.course, "a@example.org")
        deliver_due(AT)
        event_changes.publish(draft(page.course), by=UserFactory(), at=LATER)
        interest.stop(CourseInterest.objects.get(), at=LATER)

        assert deliver_due(LATER) == []

    def test_other_courses_tell_nobody(self, page):
        by_mail(page.course, "a@example.org")
        other = CoursePageFactory(slug="other")

        event_changes.publish(draft(other.course), by=UserFactory(), at=LATER)

        assert told() == []


class TestDemand:
    def test_staff_see_it_by_course_and_area_and_make_a_run(self, page, leeds, client):
        EventFactory(
            course=page.course,
            title="Last",
            mode=Mode.ROOM,
            place="London",
            venue="A hall",
            starts_at=AT - timedelta(days=30),
        )
        by_mail(page.course, "a@example.org", area=leeds)
        by_mail(page.course, "b@example.org", area=leeds)
        by_mail(page.course, "c@example.org")
        client.force_login(staff(Role.EVENTS))

        shown = client.get(reverse("staff_events:demand"))
        (row,) = shown.context["rows"]
        assert (row.total, row.areas) == (3, [(leeds, 2), (None, 1)])

        client.post(
            reverse("staff_events:demand-run", args=[page.course.pk]),
            {"area": leeds.pk},
        )

        made = Event.objects.get(status="draft")
        assert (made.title, made.place, made.venue) == ("Last", "Leeds", "")
        assert made.course == page.course

    def test_more_courses_ask_no_more(self, page):
        def asked():
            with CaptureQueriesContext(connection) as queries:
                interest.demand()
            return len(queries)

        by_mail(page.course, "a@example.org")
        few = asked()
        for number in range(3):
            more = CoursePageFactory(slug=f"more-{number}")
            EventFactory(course=more.course)
            by_mail(more.course, "a@example.org")

        assert asked() == few
