"""Which courses have a page, and where: asked twice a minute at most."""

from events.catalogue import shop_window
from portal.cms.models import CoursePage
from portal.core import remembered

KEY = "cms-course-pages"


def page_of(course: int) -> shop_window.CoursePage | None:
    return remembered.remembered(KEY, _ask).get(course)


def forget() -> None:
    remembered.forget()


def _ask() -> dict[int, shop_window.CoursePage]:
    pages = CoursePage.objects.live().public().defer("body")
    return {
        page.course_id: shop_window.CoursePage(page.title, page.url) for page in pages
    }
