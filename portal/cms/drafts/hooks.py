"""What readings of drafts add to the staff screens: a button, screens, history."""

from collections.abc import Iterator
from typing import Any

from django.urls import include, path, reverse
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import Page

from . import staff


@hooks.register("register_admin_urls")
def register_readings() -> list[Any]:
    return [path("drafts/", include((staff.urlpatterns, staff.SPACE)))]


@hooks.register("register_page_header_buttons")
def lead_to_readings(
    page: Page, user: Any, view_name: str, **_options: Any
) -> Iterator[Button]:
    if view_name == "edit" and page.pk and staff.may_edit(page, user):
        yield Button(
            "Ask an adviser to read this draft",
            reverse(f"{staff.SPACE}:reading-list", args=[page.pk]),
            icon_name="view",
            priority=6,
        )


@hooks.register("register_log_actions")
def register_steps(actions: LogActionRegistry) -> None:
    actions.register_action("cms.draft_shown")(DraftShown)
    actions.register_action("cms.draft_link_revoked")(DraftLinkRevoked)


class DraftShown(LogFormatter):
    label = "Show a draft to an adviser"

    def format_message(self, log_entry: Any) -> str:
        return f"Sent a link to {log_entry.data.get('to', '')}"


class DraftLinkRevoked(LogFormatter):
    label = "Revoke a link to a draft"

    def format_message(self, log_entry: Any) -> str:
        return f"Stopped the link of {log_entry.data.get('to', '')}"
