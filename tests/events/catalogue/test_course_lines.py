"""Course lines: what a page says of a course comes from its runs, nothing else."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from events.catalogue import course_lines, queries
from events.models import EventStatus, Mode, Ticket, TicketType, WayIn, Who
from portal.core import clock
from tests.factories.events import BookingFactory, EventFactory
from tests.factories.guidance import CourseFactory

pytestmark = pytest.mark.django_db


def run(course, *, prices=(9500, 12500), days=14, **fields):
    event = EventFactory(
        course=course,
        way_in=WayIn.PUBLIC,
        capacity=fields.pop("capacity", 20),
        starts_at=clock.now() + timedelta(days=days),
        **fields,
    )
    event.ticket_types.all().delete()
    for name, who, price in zip(
        ("Member", "Non-member"), (Who.MEMBER_PRICE, Who.ANYONE), prices, strict=True
    ):
        TicketType.objects.create(event=event, name=name, who=who, price_pence=price)
    return event


def take(event):
    """Let somebody have a place, at the first price."""
    Ticket.objects.create(
        event=event,
        booking=BookingFactory(event=event),
        ticket_type=event.ticket_types.first(),
    )


def offer(course):
    at = clock.now()
    runs = queries.runs_of([course.pk], at=at)[course.pk]
    return course_lines.offer_of(course, runs, at=at)


# --- Runs ------------------------------------------------------------------


def test_runs_are_what_is_still_to_come_and_open_to_the_eye():
    course = CourseFactory()
    later, sooner = run(course, days=40), run(course, days=10)
    run(course, days=-10)
    run(course, status=EventStatus.DRAFT)
    run(course, status=EventStatus.CANCELLED, cancelled_at=clock.now())
    commissioned = run(course)
    commissioned.way_in = WayIn.COMMISSIONED
    commissioned.save()
    run(CourseFactory())

    runs = queries.runs_of([course.pk], at=clock.now())

    assert runs == {course.pk: [sooner, later]}


def test_runs_of_three_courses_cost_as_much_as_of_one():
    def asked(courses):
        with CaptureQueriesContext(connection) as captured:
            queries.runs_of([course.pk for course in courses], at=clock.now())
        return len(captured)

    courses = [CourseFactory() for _ in range(3)]
    for course in courses:
        run(course)
        run(course)

    assert asked(courses) == asked(courses[:1])


# --- What is said ----------------------------------------------------------


def test_without_a_run_nothing_is_promised():
    said = offer(CourseFactory())

    assert (said.next_date, said.prices, said.places) == ("", "", "No date yet")


def test_dates_prices_and_places_are_those_of_the_runs():
    course = CourseFactory()
    first = run(course, days=10, mode=Mode.ROOM, place="London")
    run(course, days=30, mode=Mode.ONLINE)
    take(first)

    said = offer(course)

    assert said.prices == "Member £95, Non-member £125"
    assert said.places == "39 places left"
    assert said.where == ("London", "Online")
    assert said.dates == "2 dates"


def test_prices_that_differ_are_given_from_the_least_to_the_most():
    course = CourseFactory()
    run(course, prices=(9500, 12500))
    run(course, prices=(9500, 14000))

    assert offer(course).prices == "Member £95, Non-member £125 to £140"


def test_a_price_that_staff_alone_give_is_not_shown():
    course = CourseFactory()
    event = run(course)
    event.ticket_types.filter(name="Non-member").update(who=Who.STAFF)

    assert offer(course).prices == "Member £95"


def test_when_all_are_full_there_is_a_waiting_list():
    course = CourseFactory()
    event = run(course, capacity=1)
    take(event)

    assert (offer(course).status_kind, offer(course).places) == (
        "full",
        "Full, waiting list open",
    )


@pytest.mark.parametrize(
    ("opens", "closes", "said"),
    [(3, None, "Booking opens"), (None, -1, "Booking has closed")],
)
def test_what_cannot_be_booked_now_says_so(opens, closes, said):
    course, now = CourseFactory(), clock.now()
    run(
        course,
        booking_opens_at=opens and now + timedelta(days=opens),
        booking_closes_at=closes and now + timedelta(days=closes),
    )

    assert offer(course).places.startswith(said)


def test_without_a_limit_booking_is_open():
    course = CourseFactory()
    run(course, capacity=None)

    assert offer(course).places == "Open for booking"


def test_whether_it_may_be_passed_on_is_said_in_plain_words():
    champion = CourseFactory(cascade_allowed=True)
    awareness = CourseFactory(other_kind=champion)
    alone = CourseFactory()

    said = [course_lines.cascade_words(one) for one in (champion, awareness, alone)]

    assert said[0].startswith("You may pass it on")
    assert said[1].endswith("Who is to do that needs the other course.")
    assert said[2].endswith("It gives no right to train others.")


def test_an_accreditation_is_named_while_it_holds():
    today = clock.today()
    course = CourseFactory(accredited_by="The Office", accredited_until=today)

    assert offer(course).accreditation.startswith("The Office, until ")
    assert course.accreditation(today + timedelta(days=1)) == ""
    assert CourseFactory().accreditation(today) == ""


def test_hours_come_with_their_kind():
    assert offer(CourseFactory()).cpd == (
        "6 hours. Participatory: with others, and with a trainer"
    )


# --- The course itself -----------------------------------------------------


def test_lines_are_what_stands_on_them():
    course = CourseFactory(outcomes=" Say why. \n\n Ask.", programme="")

    assert course.outcome_lines == ["Say why.", "Ask."]
    assert course.programme_lines == []


def test_an_accreditation_without_an_end_is_refused():
    with pytest.raises(IntegrityError):
        CourseFactory(accredited_by="The Office")


def test_a_course_is_not_its_own_other_kind():
    course = CourseFactory()
    course.other_kind = course

    with pytest.raises(ValidationError):
        course.full_clean()


# --- For search engines ----------------------------------------------------


def test_search_engines_read_what_the_page_says():
    course = CourseFactory(
        accredited_by="The Office", accredited_until=date(2100, 1, 1)
    )
    room = run(course, mode=Mode.ROOM, venue="A hall", days=5)
    online = run(course, capacity=1, days=9)
    take(online)
    runs = queries.runs_of([course.pk], at=clock.now())[course.pk]

    data = course_lines.structured(course, runs, on=clock.today())

    assert data["teaches"] == ["Say why.", "Ask about it."]
    assert data["educationalCredentialAwarded"] == "Accredited by The Office"
    first, second = data["hasCourseInstance"]
    assert first["location"] == {"@type": "Place", "name": "A hall"}
    assert first["url"].endswith(room.get_absolute_url())
    assert [one["price"] for one in first["offers"]] == ["95.00", "125.00"]
    assert second["location"]["@type"] == "VirtualLocation"
    assert {one["availability"] for one in second["offers"]} == {
        "https://schema.org/SoldOut"
    }
