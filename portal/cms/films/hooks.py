"""What films of resources add to the staff screens: a button, screens, history."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import include, path, reverse
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from portal.cms import before_publishing
from portal.cms.before_publishing import Finding
from portal.cms.models import ResourceFilm, ResourcePage

from . import staff


@hooks.register("register_admin_urls")
def register_films() -> list[Any]:
    return [path("films/", include((staff.urlpatterns, staff.SPACE)))]


@hooks.register("register_page_header_buttons")
def lead_to_film(
    page: Page, user: Any, view_name: str, **_options: Any
) -> Iterator[Button]:
    is_one = view_name == "edit" and page.pk and page.specific_class is ResourcePage
    if is_one and page.permissions_for_user(user).can_edit():
        yield Button(
            "Film",
            reverse(f"{staff.SPACE}:film-detail", args=[page.pk]),
            icon_name="media",
            priority=5,
        )


@hooks.register("register_log_actions")
def register_steps(actions: LogActionRegistry) -> None:
    actions.register_action("cms.film_taken", "Set a film", "Film set")
    actions.register_action("cms.film_captioned", "Caption a film", "Captions set")
    actions.register_action("cms.film_removed", "Remove a film", "Film removed")


def film_without_captions(page: Page) -> Iterable[Finding]:
    """Who cannot hear it would be left out."""
    if not isinstance(page, ResourcePage) or page.pk is None:
        return
    if ResourceFilm.objects.filter(page=page.pk, captions="").exists():
        yield Finding(
            "The film has no captions. Add them under “Film”, above.", stops=True
        )


before_publishing.register(film_without_captions)
