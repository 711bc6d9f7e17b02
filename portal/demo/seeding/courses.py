"""Courses with their pages; the events of the diary become their runs."""

from datetime import date, timedelta

from events.models import Course, Event, Topic
from portal.accounts.models import User
from portal.body.models import Agency, Profession
from portal.cms.models import CourseIndexPage, CoursePage
from portal.demo.content.courses import COURSES, Taught

from .pages import publish, stream

SINCE = timedelta(days=900)


def make_courses(events: dict[str, Event], *, by: User, today: date) -> None:
    topics = {topic.slug: topic for topic in Topic.objects.all()}
    courses = {taught.key: _make(taught, today) for taught in COURSES}
    for taught in COURSES:
        course = courses[taught.key]
        course.other_kind = courses[taught.other]
        course.professions.set(Profession.objects.filter(name__in=taught.professions))
        course.agencies.set(Agency.objects.filter(name__in=taught.agencies))
        course.save(update_fields=["other_kind"])
        Event.objects.filter(pk__in=[events[key].pk for key in taught.runs]).update(
            course=course
        )
        page = CoursePage(
            slug=taught.key,
            title=taught.title,
            course=course,
            body=stream(taught.body),
            owner=by,
        )
        page.topics = [topics[slug] for slug in taught.topics]
        publish(CourseIndexPage.objects.get(), page, on=today - SINCE, by=by)


def _make(taught: Taught, today: date) -> Course:
    return Course.objects.create(
        title=taught.title,
        summary=taught.summary,
        length=taught.length,
        for_whom=taught.for_whom,
        outcomes="\n".join(taught.outcomes),
        programme="\n".join(taught.programme),
        cpd_minutes=taught.minutes,
        cascade_allowed=taught.cascade_allowed,
        accredited_by=taught.accredited_by,
        accredited_until=taught.accredited_until and taught.accredited_until(today),
    )
