"""Guidance and what explains it, statements and courses, in the lists that exist."""

import factory
import wagtail_factories

from events.models import Course
from portal.cms.models import (
    BriefingPage,
    CourseIndexPage,
    CoursePage,
    GuidanceIndexPage,
    GuidancePage,
    JointStatementIndexPage,
    JointStatementPage,
    Replacement,
)


class GuidancePageFactory(wagtail_factories.PageFactory):
    """`replaces` is a list of records that this one replaces."""

    class Meta:
        model = GuidancePage

    parent = factory.LazyFunction(GuidanceIndexPage.objects.get)
    title = factory.Sequence(lambda n: f"Guidance {n}")
    edition = "2023 edition"
    publisher = "A department"
    summary = "What it lays down."
    address = "https://publisher.example/guidance/"

    @classmethod
    def _create_instance(cls, model_class, parent, kwargs):
        replaced = kwargs.pop("replaces", ())
        page = model_class(**kwargs)
        page.replacements = [Replacement(replaced=one) for one in replaced]
        if parent:
            parent.add_child(instance=page)
        else:
            page.save()
        return page


class BriefingPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = BriefingPage

    parent = factory.LazyFunction(GuidanceIndexPage.objects.get)
    title = factory.Sequence(lambda n: f"Briefing {n}")
    standfirst = "What it means."
    audience = "Health visitors"
    author_role = "Policy and quality lead"


class JointStatementPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = JointStatementPage

    parent = factory.LazyFunction(JointStatementIndexPage.objects.get)
    title = factory.Sequence(lambda n: f"Statement {n}")
    standfirst = "What we ask for together."
    lead_body = "An alliance"
    signed_by = "The Institute\nAn alliance"


class CourseFactory(factory.django.DjangoModelFactory[Course]):
    class Meta:
        model = Course

    title = factory.Sequence(lambda n: f"Course {n}")
    summary = "What one can do afterwards."
    length = "One day"
    for_whom = "Midwives and social workers."
    outcomes = "Say why.\nAsk about it."
    programme = "Morning: why\nAfternoon: how"
    cpd_minutes = 360


class CoursePageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = CoursePage

    parent = factory.LazyFunction(CourseIndexPage.objects.get)
    title = factory.Sequence(lambda n: f"Course page {n}")
    course = factory.SubFactory(CourseFactory)
