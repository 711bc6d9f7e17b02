"""Pages: in the tree that the first migrations make."""

import factory
import wagtail_factories
from wagtail.images.tests.utils import get_test_image_file

from portal.cms.models import (
    HomePage,
    NewsIndexPage,
    NewsPage,
    Picture,
    PositionIndexPage,
    PositionPage,
    StandardPage,
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
