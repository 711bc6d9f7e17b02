"""What the CMS adds to the staff screens, and what of its own it leaves out."""

from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from portal.cms import context, front
from portal.cms.consultations import hooks as _consultations  # noqa: F401 - registers
from portal.cms.desk import editing, guards, guidance_report, reports
from portal.cms.desk.guidance_screens import guidance_screens
from portal.cms.desk.panels import AttentionPanel, DraftsPanel
from portal.cms.drafts import hooks as _drafts  # noqa: F401 - as above
from portal.cms.films import hooks as _films  # noqa: F401 - as above
from portal.cms.finding import hooks as _finding  # noqa: F401 - as above
from portal.cms.importing import hooks as _imports  # noqa: F401 - as above
from portal.cms.outside import hooks as _outside  # noqa: F401 - as above
from portal.cms.viewsets import event_chooser

# --- Words -----------------------------------------------------------------

WORDS = {"images": "Pictures", "documents": "Files"}
NOT_USED = {"help"}
REPORTS_NOT_USED = {"page-types-usage"}
# Roles are groups with fixed names, and the site's address comes from its settings.
SETTINGS_NOT_USED = {"groups", "sites"}


@hooks.register("construct_main_menu", order=900)
def name_the_menu(request, menu_items):
    menu_items[:] = [item for item in menu_items if item.name not in NOT_USED]
    for item in menu_items:
        item.label = WORDS.get(item.name, item.label)


@hooks.register("construct_reports_menu", order=900)
def name_the_reports(request, menu_items):
    menu_items[:] = [item for item in menu_items if item.name not in REPORTS_NOT_USED]


@hooks.register("construct_settings_menu", order=900)
def name_the_settings(request, menu_items):
    menu_items[:] = [item for item in menu_items if item.name not in SETTINGS_NOT_USED]


# --- Home ------------------------------------------------------------------

# Panels of the CMS's own that say what nobody here asks.
PANELS_NOT_USED = {"locked_pages", "whats_new_in_wagtail_version"}


@hooks.register("construct_homepage_panels", order=900)
def choose_panels(request, panels):
    panels[:] = [panel for panel in panels if _name(panel) not in PANELS_NOT_USED]
    if reports.may_read(request.user):
        panels += [AttentionPanel(), DraftsPanel()]


def _name(panel):
    return getattr(panel, "name", "")


# --- Needs review ----------------------------------------------------------


class EditorsMenuItem(MenuItem):
    def is_shown(self, request):
        return reports.may_read(request.user)


@hooks.register("register_admin_urls")
def register_needs_review():
    view = reports.NeedsReview
    return [
        path("reports/needs-review/", view.as_view(), name="needs_review"),
        path(
            "reports/needs-review/results/",
            view.as_view(results_only=True),
            name="needs_review_results",
        ),
    ]


@hooks.register("register_reports_menu_item")
def register_needs_review_menu_item():
    return EditorsMenuItem(
        "Needs review", reverse("needs_review"), icon_name="time", order=10
    )


# --- Replaced guidance still cited -----------------------------------------


@hooks.register("register_admin_urls")
def register_replaced_guidance():
    return guidance_report.addresses()


@hooks.register("register_reports_menu_item")
def register_replaced_guidance_menu_item():
    return EditorsMenuItem(
        "Replaced guidance still cited",
        reverse(guidance_report.NAME),
        icon_name="warning",
        order=20,
    )


# --- Pages -----------------------------------------------------------------


@hooks.register("register_admin_viewset")
def register_event_chooser():
    return event_chooser


@hooks.register("register_admin_viewset")
def register_guidance_screens():
    return guidance_screens


@hooks.register("after_publish_page")
@hooks.register("after_unpublish_page")
@hooks.register("after_delete_page")
@hooks.register("after_move_page")
def show_the_places_anew(request, page):
    context.forget()
    front.forget()


@hooks.register("after_publish_page")
def say_what_follows(request, page):
    editing.say_what_follows(request, page)


@hooks.register("before_move_page")
def may_move(request, page, destination):
    return guards.may_move(request, page, destination)


@hooks.register("before_bulk_action")
def refuse_many(request, action_type, objects, action_class_instance):
    return editing.refuse_many(request, action_type, objects, action_class_instance)
