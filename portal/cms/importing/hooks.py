"""What imports add to the staff screens: a menu line, screens, history."""

from typing import Any

from django.urls import include, path
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry, LogFormatter

from portal.accounts.role_policy import RoleMenuItem
from portal.core.words import count_of

from . import staff


@hooks.register("register_admin_urls")
def register_imports() -> list[Any]:
    return [path("imports/", include((staff.urlpatterns, staff.SPACE)))]


@hooks.register("register_settings_menu_item")
def register_imports_menu() -> MenuItem:
    return RoleMenuItem(
        "Import articles",
        f"{staff.SPACE}:import-list",
        "download",
        900,
        may=staff.may_import,
    )


@hooks.register("register_log_actions")
def register_steps(actions: LogActionRegistry) -> None:
    actions.register_action("cms.articles_read")(ArticlesRead)
    actions.register_action("cms.articles_chosen")(ArticlesChosen)
    actions.register_action("cms.articles_undone")(ArticlesUndone)


class ArticlesRead(LogFormatter):
    label = "Read articles from a file"
    words = "Found {} in the file"
    nouns = "article,articles"

    def format_message(self, log_entry: Any) -> str:
        number = count_of(log_entry.data.get("number", 0), self.nouns)
        return self.words.format(number)


class ArticlesChosen(ArticlesRead):
    label = "Import articles"
    words = "Chose {} to be made into drafts"


class ArticlesUndone(ArticlesRead):
    label = "Take an import back"
    words = "Deleted {} that nobody had touched"
    nouns = "draft,drafts"
