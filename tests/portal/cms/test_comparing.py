"""The list of courses narrowed, and two courses beside each other."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.models import Mode, TicketType, Topic, WayIn, Who
from portal.body.models import Agency, Profession
from tests.factories.events import EventFactory
from tests.factories.guidance import CoursePageFactory

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(AT, tick=False)


def run(course, *, price=0, mode=Mode.ONLINE, days=30):
    event = EventFactory(
        course=course,
        way_in=WayIn.PUBLIC,
        capacity=20,
        mode=mode,
        starts_at=AT + timedelta(days=days),
    )
    event.ticket_types.update(price_pence=price)
    return event


@pytest.fixture
def courses():
    """Three courses that differ in all that the list is narrowed by."""
    midwife = Profession.objects.get_or_create(name="Midwife")[0]
    police = Agency.objects.get_or_create(name="Police")[0]
    topic = Topic.objects.create(slug="sleep", name="Sleep")
    awareness = CoursePageFactory(title="Awareness", slug="awareness")
    awareness.course.professions.add(midwife)
    awareness.topics = [topic]
    awareness.save()
    champion = CoursePageFactory(
        title="Champion", slug="champion", course__cascade_allowed=True
    )
    champion.course.agencies.add(police)
    open_to_all = CoursePageFactory(title="Open", slug="open")
    run(awareness.course, price=9500, mode=Mode.ROOM, days=20)
    run(champion.course, price=34000, days=60)
    run(open_to_all.course, price=0, mode=Mode.BOTH, days=60)
    return {"midwife": midwife, "police": police, "topic": topic}


def found(client, **asked):
    context = client.get("/courses/", asked).context
    return [page.title for page, _ in context["offered"]]


def test_each_filter_leaves_what_answers_it(client, courses):
    every = ["Awareness", "Champion", "Open"]
    other = Profession.objects.exclude(pk=courses["midwife"].pk).first()

    assert found(client) == every
    assert found(client, role=courses["midwife"].pk) == every
    assert other is None or found(client, role=other.pk) == every
    assert found(client, agency=courses["police"].pk) == every
    assert found(client, topic="sleep") == ["Awareness"]
    assert found(client, cascade="yes") == ["Champion"]
    assert found(client, cascade="no") == ["Awareness", "Open"]
    assert found(client, where="room") == ["Awareness", "Open"]
    assert found(client, where="online") == ["Champion", "Open"]
    assert found(client, month="2026-12") == ["Awareness"]
    assert found(client, price="100") == ["Awareness", "Open"]
    assert found(client, price="0") == ["Open"]
    assert found(client, where="room", price="0") == ["Open"]


def test_a_course_for_another_profession_is_left_out(client, courses):
    nurse = Profession.objects.create(name="A nurse of another kind")
    page = CoursePageFactory(title="Nurses")
    page.course.professions.add(nurse)

    assert "Nurses" in found(client, role=nurse.pk)
    assert "Awareness" not in found(client, role=nurse.pk)
    assert "Open" in found(client, role=nurse.pk)


def test_one_date_must_answer_all_that_is_asked_of_dates(client):
    page = CoursePageFactory(title="Two dates")
    run(page.course, price=9500, days=20)
    run(page.course, price=0, days=60)

    assert found(client, month="2026-12", price="0") == []
    assert found(client, month="2027-01", price="0") == ["Two dates"]


def test_the_offer_speaks_of_the_dates_that_answer(client):
    page = CoursePageFactory(title="Two dates")
    run(page.course, price=9500, days=20)
    run(page.course, price=12500, days=60)

    ((_, offer),) = client.get("/courses/", {"month": "2027-01"}).context["offered"]

    assert (offer.dates, offer.prices) == ("1 date", "Free £125")


def test_what_only_staff_or_a_code_gives_makes_nothing_cheap(client):
    page = CoursePageFactory(title="Codes")
    event = run(page.course, price=12500)
    TicketType.objects.create(event=event, name="Funded", who=Who.CODE)
    TicketType.objects.create(event=event, name="Speaker", who=Who.STAFF)

    assert found(client, price="0") == []


@pytest.mark.parametrize("junk", ["x", "-1", "1e9", "'; --", "\0", "2026-99", "😀"])
def test_what_nobody_offered_is_ignored(client, courses, junk):
    fields = ("role", "agency", "topic", "cascade", "where", "month", "price")

    for name in fields:
        assert found(client, **{name: junk}) == ["Awareness", "Champion", "Open"]


def test_the_ways_back_keep_the_rest(client, courses):
    context = client.get("/courses/", {"price": "100", "where": "room"}).context

    assert [one["words"] for one in context["applied"]] == [
        "In a room",
        "Up to £100.00",
    ] or [one["words"] for one in context["applied"]] == ["In a room", "Up to £100"]


def test_more_courses_and_dates_ask_no_more(client, courses):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            client.get("/courses/")
        return len(queries)

    asked()
    few = asked()
    for number in range(3):
        page = CoursePageFactory(title=f"More {number}")
        page.course.professions.add(courses["midwife"])
        run(page.course)
        run(page.course)

    assert asked() == few


class TestCompare:
    def test_two_courses_answer_the_same_questions(self, client, courses):
        address = reverse("cms:course-compare")

        response = client.get(address, {"one": "awareness", "two": "champion"})

        aspects = {one.label: one for one in response.context["aspects"]}
        assert list(aspects) == [
            "May you pass it on?",
            "Who it is for",
            "Length",
            "CPD",
            "Accredited by",
            "What you can do afterwards",
            "Price",
            "Next date",
            "Where",
            "Places",
        ]
        assert aspects["May you pass it on?"].differs
        assert not aspects["Length"].differs
        assert aspects["Price"].values == [["Free £95"], ["Free £340"]]

    @pytest.mark.parametrize(
        "asked",
        [{}, {"one": "awareness"}, {"one": "awareness", "two": "unknown"}],
    )
    def test_fewer_than_two_leads_to_choosing(self, client, courses, asked):
        response = client.get(reverse("cms:course-compare"), asked)

        assert response.status_code == 200
        assert response.context["aspects"] == []

    def test_one_twice_says_so(self, client, courses):
        response = client.get(
            reverse("cms:course-compare"), {"one": "open", "two": "open"}
        )

        assert "This is one course, twice" in response.content.decode()

    def test_what_is_no_longer_taught_is_not_compared(self, client):
        CoursePageFactory(slug="gone", course__is_offered=False)
        CoursePageFactory(slug="here")

        response = client.get(
            reverse("cms:course-compare"), {"one": "gone", "two": "here"}
        )

        assert response.context["aspects"] == []

    def test_the_page_leads_to_it_from_the_other_kind(self, client):
        champion = CoursePageFactory(slug="b", course__cascade_allowed=True)
        awareness = CoursePageFactory(slug="a", course__other_kind=champion.course)

        shown = client.get(awareness.url).content.decode()

        assert f"{reverse('cms:course-compare')}?one=a&amp;two=b" in shown
