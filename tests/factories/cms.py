"""Pages: in the tree that the first migrations make."""

from datetime import timedelta

import factory
import wagtail_factories
from django.utils.text import slugify
from wagtail.images.tests.utils import get_test_image_file
from wagtail.rich_text import RichText

from events.models import Topic
from portal.cms.models import (
    ConsultationIndexPage,
    ConsultationPage,
    ConsultationResponsePage,
    HomePage,
    NewsIndexPage,
    NewsPage,
    Picture,
    PositionIndexPage,
    PositionPage,
    Source,
    StandardPage,
    TopicIndexPage,
    TopicPage,
)
from portal.core import clock


class PictureFactory(factory.django.DjangoModelFactory[Picture]):
    class Meta:
        model = Picture

    title = factory.Sequence(lambda n: f"Picture {n}")
    file = factory.LazyFunction(get_test_image_file)
    alternative = "A hallway with a pram"


class NewsPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = NewsPage

    parent = factory.LazyFunction(NewsIndexPage.objects.get)
    title = factory.Sequence(lambda n: f"News {n}")
    author_role = "Policy and quality lead"
    standfirst = "What happened, and why it matters."
    published_on = factory.LazyFunction(clock.today)


class PositionPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = PositionPage

    parent = factory.LazyFunction(PositionIndexPage.objects.get)
    title = factory.Sequence(lambda n: f"Position {n}")
    statement = "What we hold."
    held_since = factory.LazyFunction(clock.today)
    review_by = factory.LazyFunction(
        lambda: clock.today().replace(year=clock.today().year + 3, day=1)
    )


class StandardPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = StandardPage

    parent = factory.LazyFunction(HomePage.objects.get)
    title = factory.Sequence(lambda n: f"Standing page {n}")


class ConsultationPageFactory(wagtail_factories.PageFactory):
    """Open: since three weeks ago, for three more; members' views for two."""

    class Meta:
        model = ConsultationPage

    parent = factory.LazyFunction(ConsultationIndexPage.objects.get)
    title = factory.Sequence(lambda n: f"Consultation {n}")
    consulting_body = "Department for Education"
    summary = "What is asked, and why it matters."
    opens_on = factory.LazyFunction(lambda: clock.today() - timedelta(weeks=3))
    closes_on = factory.LazyFunction(lambda: clock.today() + timedelta(weeks=3))
    views_by = factory.LazyFunction(lambda: clock.today() + timedelta(weeks=2))


class SourceFactory(factory.django.DjangoModelFactory[Source]):
    class Meta:
        model = Source

    key = factory.Sequence(lambda n: f"source-{n}")
    publisher = "The Institute"
    title = factory.Sequence(lambda n: f"Survey {n}")


class ConsultationResponsePageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = ConsultationResponsePage

    parent = factory.SubFactory(ConsultationPageFactory)
    title = factory.Sequence(lambda n: f"Response {n}")
    submitted_on = factory.LazyFunction(clock.today)
    standfirst = "What we hold."
    document = factory.LazyFunction(lambda: [free_text("1.1")])


def free_text(
    number: str, *, asked: str = "What would help?", answer: str = "<p>A plan.</p>"
) -> tuple[str, dict[str, object]]:
    return "words", {"number": number, "asked": asked, "answer": RichText(answer)}


def chapter(number: str, title: str, **more: str) -> tuple[str, dict[str, object]]:
    return "chapter", {"number": number, "title": title, "not_answered": "", **more}


def choice(
    number: str,
    chosen: str = "",
    *,
    kind: str = "choice",
    options: tuple[str, ...] = ("Yes", "Neutral", "No"),
    answer: str = "",
    **more: str,
) -> tuple[str, dict[str, object]]:
    return kind, {
        "number": number,
        "asked": "Do you agree?",
        "options": [{"label": label, "chosen": label == chosen} for label in options],
        "differs": "",
        "answer": RichText(answer),
        **more,
    }


def ranking(number: str, **places: int | None) -> tuple[str, dict[str, object]]:
    return "ranking", {
        "number": number,
        "asked": "Which matter most?",
        "options": [
            {"label": label.replace("_", " "), "place": place}
            for label, place in places.items()
        ],
        "differs": "",
        "answer": RichText(""),
    }


class TopicPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = TopicPage

    parent = factory.LazyFunction(TopicIndexPage.objects.get)
    title = factory.Sequence(lambda n: f"Topic {n}")
    topic = factory.LazyAttribute(
        lambda page: Topic.objects.create(name=page.title, slug=slugify(page.title))
    )
    introduction = "What it is about."
