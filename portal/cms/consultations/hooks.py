"""What consultations add to the staff screens: menu, screens, words of history."""

from collections.abc import Iterator
from typing import Any

from django.urls import include, path, reverse
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import Page
from wagtail.permissions import register_permission_policy

from portal.accounts.role_policy import RoleMenuItem, RolePolicy
from portal.cms.consultations import staff as consultation_staff
from portal.cms.consultations.sources import SourceViewSet
from portal.cms.models import ConsultationResponsePage, Source
from portal.core.words import count_of

_sources = SourceViewSet()
register_permission_policy(
    Source, RolePolicy(Source, *consultation_staff.WRITES_RESPONSES)
)


@hooks.register("register_admin_viewset")
def register_sources() -> SourceViewSet:
    return _sources


@hooks.register("register_admin_urls")
def register_consultation_screens() -> list[Any]:
    screens = (consultation_staff.urlpatterns, consultation_staff.SPACE)
    return [path("consultations/", include(screens))]


@hooks.register("register_admin_menu_item")
def register_consultations_menu() -> MenuItem:
    may = consultation_staff.may_review
    screens = f"{consultation_staff.SPACE}:consultation-list"
    sources = _sources.get_url_name("index")
    items = [
        RoleMenuItem("All consultations", screens, "list-ul", 0, may=may),
        RoleMenuItem("Sources", sources, "openquote", 1, may=may),
    ]
    return SubmenuMenuItem(
        "Consultations", Menu(items=items), icon_name="openquote", order=140
    )


@hooks.register("register_page_header_buttons")
def lead_to_the_review(page: Page, view_name: str, **_options: Any) -> Iterator[Button]:
    if isinstance(page, ConsultationResponsePage) and page.pk and view_name == "edit":
        yield Button(
            "Options and texts side by side",
            reverse(f"{consultation_staff.SPACE}:response-review", args=[page.pk]),
            icon_name="view",
            priority=5,
        )


@hooks.register("register_log_actions")
def register_reading_of_views(actions: LogActionRegistry) -> None:
    actions.register_action("cms.views_read")(ViewsRead)
    actions.register_action("cms.views_exported")(ViewsExported)


class ViewsRead(LogFormatter):
    label = "Read views of members"
    done = "Read"

    def format_message(self, log_entry: Any) -> str:
        number = count_of(log_entry.data.get("number"), "view,views")
        return f"{self.done} {number} of members"


class ViewsExported(ViewsRead):
    label = "Export views of members"
    done = "Exported"
