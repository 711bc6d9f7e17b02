"""Which topics have a page, and where: asked twice a minute at most."""

from portal.cms.models import TopicPage
from portal.core import remembered

KEY = "cms-topic-pages"


def addresses() -> dict[str, str]:
    return remembered.remembered(KEY, _ask)


def forget() -> None:
    remembered.forget()


def _ask() -> dict[str, str]:
    pages = TopicPage.objects.live().public().select_related("topic").defer("body")
    return {page.topic.slug: page.url for page in pages}
