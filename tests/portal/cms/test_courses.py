"""Course pages: a shop window, in which nothing of a run is typed."""

import json
import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import ProtectedError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.models import Course, WayIn
from portal.accounts.roles import Role
from portal.cms.models import CourseIndexPage, CoursePage
from portal.core import clock, history
from tests.factories.accounts import staff
from tests.factories.cms import PictureFactory
from tests.factories.events import EventFactory
from tests.factories.guidance import CourseFactory, CoursePageFactory
from tests.page_forms import page_form

pytestmark = pytest.mark.django_db


def run(course, **fields):
    return EventFactory(course=course, way_in=WayIn.PUBLIC, capacity=20, **fields)


def test_the_page_shows_what_is_true_of_the_runs_now(client):
    page = CoursePageFactory()
    assert "No date yet" in client.get(page.url).content.decode()

    event = run(page.course, title="The January run")

    shown = client.get(page.url).content.decode()
    assert f'href="{event.get_absolute_url()}"' in shown
    assert "The January run" in shown
    assert "20 places left" in shown
    assert "No date yet" not in shown


def test_the_page_shows_what_the_course_teaches_and_for_whom(client):
    page = CoursePageFactory(course__for_whom="Midwives.", course__length="Two days")

    shown = client.get(page.url).content.decode()

    for words in ("Say why.", "Morning: why", "Midwives.", "Two days", "6 hours."):
        assert words in shown
    assert page.opening == page.course.summary


def test_the_page_leads_to_the_other_kind(client):
    champion = CoursePageFactory(course__cascade_allowed=True)
    awareness = CoursePageFactory(course__other_kind=champion.course)

    shown = client.get(awareness.url).content.decode()

    assert "It gives no right to train others." in shown
    assert f'To train colleagues:\n              <a href="{champion.url}">' in shown


def test_the_other_kind_is_left_out_while_its_page_is_not_out(client):
    champion = CoursePageFactory(live=False)
    awareness = CoursePageFactory(course__other_kind=champion.course)

    assert client.get(awareness.url).context["other"] is None


def test_testimonials_stand_by_role_and_year(client):
    value = {
        "words": "I ask now.",
        "role": "Midwife",
        "year": 2018,
        "consented_on": "2018-11-30",
    }
    page = CoursePageFactory(body=[{"type": "testimonial", "value": value}])

    assert "Midwife, 2018" in client.get(page.url).content.decode()


def test_search_engines_read_a_course_with_its_runs(client):
    page = CoursePageFactory()
    event = run(page.course)

    shown = client.get(page.url).content.decode()
    data = json.loads(re.search(r"ld\+json\"[^>]*>(.*?)</script>", shown).group(1))

    assert data["@type"] == "Course"
    assert data["provider"]["@type"] == "Organization"
    (instance,) = data["hasCourseInstance"]
    assert instance["url"].endswith(event.get_absolute_url())


@pytest.mark.parametrize("payload", ["<script>alert(1)</script>", "</script><script>"])
def test_x1_what_staff_type_about_a_course_is_text(client, payload):
    words = dict.fromkeys(
        ["title", "summary", "length", "for_whom", "outcomes", "programme"], payload
    )
    page = CoursePageFactory(course=CourseFactory(**words), title=payload)
    run(page.course, title=payload, slug="run")

    for address in (page.url, "/courses/"):
        shown = client.get(address).content.decode()
        assert "<script>" not in shown


def test_a_course_that_is_no_longer_taught_says_so_and_offers_nothing(client):
    page = CoursePageFactory(course__is_offered=False)
    run(page.course)

    shown = client.get(page.url).content.decode()
    listed = client.get("/courses/").context

    assert "We no longer teach this" in shown
    assert 'id="dates"' not in shown
    assert listed["past"] == [page]
    assert listed["offered"] == []


def test_the_list_gives_the_next_date_of_each(client):
    page = CoursePageFactory(title="A course")
    run(page.course, starts_at=clock.now() + timedelta(days=30))
    CoursePageFactory(title="Without a date")

    offered = client.get("/courses/").context["offered"]

    assert [(one.title, said.dates) for one, said in offered] == [
        ("A course", "1 date"),
        ("Without a date", "No date yet"),
    ]


def test_an_empty_list_says_so(client):
    assert "No courses yet" in client.get("/courses/").content.decode()


def asked(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


def test_list_and_page_ask_as_much_for_three_as_for_one(client):
    page = CoursePageFactory()
    run(page.course)
    one = [asked(client, address) for address in ("/courses/", page.url)]
    for _ in range(2):
        run(page.course)
        run(CoursePageFactory().course)

    assert [asked(client, address) for address in ("/courses/", page.url)] == one


def test_a_picture_needs_words():
    page = CoursePageFactory.build(
        course=CourseFactory(), picture=PictureFactory(alternative="")
    )

    with pytest.raises(ValidationError):
        page.clean()


def test_a_course_with_a_page_or_a_run_stays():
    page = CoursePageFactory()
    with pytest.raises(ProtectedError):
        page.course.delete()

    page.delete()
    run(page.course)
    with pytest.raises(ProtectedError):
        page.course.delete()


def test_an_editor_makes_the_page_of_a_course(client):
    client.force_login(staff(Role.EDITOR))
    section = CourseIndexPage.objects.get()
    form = page_form(CoursePage(), course=str(CourseFactory().pk))

    answer = client.post(
        f"/staff/pages/add/cms/coursepage/{section.pk}/",
        {**form, "action-publish": "action-publish"},
    )

    assert answer.status_code == 302
    assert CoursePage.objects.get().live


# --- Staff -----------------------------------------------------------------


def course_form(**fields):
    return {
        "title": "A course",
        "summary": "What one can do.",
        "length": "One day",
        "for_whom": "Midwives",
        "outcomes": "Say why.",
        "programme": "",
        "cpd_minutes": "360",
        "cpd_kind": "with_others",
        "accredited_by": "",
        "accredited_until": "",
        "other_kind": "",
        "is_offered": "on",
        **fields,
    }


def test_staff_keep_courses_and_the_history_keeps_who(client):
    person = staff(Role.EVENTS)
    client.force_login(person)

    answer = client.post(reverse("courses:add"), course_form())
    course = Course.objects.get()
    client.post(reverse("courses:edit", args=[course.pk]), course_form(length="Two"))

    assert answer.status_code == 302
    course.refresh_from_db()
    assert course.length == "Two"
    assert [(line.action, line.user) for line in history.of(course)] == [
        ("wagtail.edit", person),
        ("wagtail.create", person),
    ]


def test_staff_are_told_that_an_accreditation_needs_an_end(client):
    client.force_login(staff(Role.EVENTS))

    answer = client.post(reverse("courses:add"), course_form(accredited_by="Office"))

    assert "Say until when the accreditation holds." in answer.content.decode()
    assert not Course.objects.exists()


def test_a_course_with_runs_cannot_be_deleted_on_the_screen(client):
    client.force_login(staff(Role.EVENTS))
    course = CourseFactory()
    run(course)

    client.post(reverse("courses:delete", args=[course.pk]))

    assert Course.objects.exists()


def test_staff_say_which_course_an_event_delivers(client):
    client.force_login(staff(Role.EVENTS))
    course = CourseFactory(title="The course")

    shown = client.get(reverse("staff_events:event-add")).content.decode()

    assert f'<option value="{course.pk}">The course</option>' in shown


# --- From an event to its course, and back ---------------------------------


def test_an_event_leads_to_the_page_of_its_course_and_back(client):
    page = CoursePageFactory(title="Perinatal champions")
    event = run(page.course)

    of_event = client.get(event.get_absolute_url()).content.decode()
    of_course = client.get(page.url).content.decode()

    assert f'<a href="{page.url}">Perinatal champions</a>' in of_event
    assert f'href="{event.get_absolute_url()}"' in of_course


def test_an_event_leads_to_no_page_that_is_not_out(client):
    page = CoursePageFactory(title="Perinatal champions", live=False)
    event = run(page.course)

    assert (
        "Perinatal champions"
        not in client.get(event.get_absolute_url()).content.decode()
    )


def test_a_page_that_is_taken_down_is_forgotten_at_once(client):
    page = CoursePageFactory(title="Perinatal champions")
    event = run(page.course)
    client.get(event.get_absolute_url())
    editor = Client()
    editor.force_login(staff(Role.EDITOR))

    editor.post(f"/staff/pages/{page.pk}/unpublish/")

    assert (
        "Perinatal champions"
        not in client.get(event.get_absolute_url()).content.decode()
    )


def test_the_way_to_any_course_is_asked_for_once_and_then_known(client):
    def asked(event):
        with CaptureQueriesContext(connection) as questions:
            client.get(event.get_absolute_url())
        return len(questions)

    alone = run(None)
    pages = [CoursePageFactory() for _ in range(3)]
    client.get(pages[2].url)  # What every page remembers of the site.
    asked(alone)

    assert asked(run(pages[0].course)) == asked(alone) + 2
    assert asked(run(pages[1].course)) == asked(alone)
