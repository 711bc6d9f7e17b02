"""What the events rooms add to the staff screens: menu, screens, lines of history."""

from django.db.models import Model
from django.http import HttpRequest
from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy

from portal.accounts.role_policy import RolePolicy
from portal.core import history

from .booking import permissions
from .booking.viewsets import EventViewSet
from .cascade.viewsets import ProgrammeViewSet, champions_screens
from .catalogue import policies
from .catalogue.viewsets import CourseViewSet, EventSeriesViewSet, TopicViewSet
from .commissioning.viewsets import CommissionViewSet
from .delivery import staff_recordings, staff_views, template_views
from .history_lines import LINES
from .models import (
    AttendancePolicy,
    BookingPolicy,
    Champion,
    ChampionProgramme,
    Commission,
    Course,
    Enquiry,
    Event,
    EventSeries,
    Topic,
)

for _model in (
    Champion,
    ChampionProgramme,
    Commission,
    Course,
    Enquiry,
    Event,
    EventSeries,
    Topic,
    BookingPolicy,
    AttendancePolicy,
):
    register_permission_policy(_model, RolePolicy(_model, *permissions.RUNS_EVENTS))


# --- Screens ---------------------------------------------------------------


class StaffScreens(EventViewSet):
    """The events screens of every room, below one address."""

    def get_urlpatterns(self):
        return [
            # Before the addresses of single events, which take any word.
            path(
                "reflection-sheet/",
                template_views.reflection_template,
                name="reflection-template",
            ),
            path(
                "reflection-sheet/<int:template_id>/",
                template_views.reflection_template_file,
                name="reflection-template-file",
            ),
            *super().get_urlpatterns(),
            path(
                "<reference:reference>/joining-link/",
                staff_views.joining_link,
                name="joining-link",
            ),
            path(
                "<reference:reference>/joining-link/numbers/",
                staff_views.joining_numbers,
                name="joining-numbers",
            ),
            path("<reference:reference>/after/", staff_recordings.after, name="after"),
            path(
                "<reference:reference>/after/film/",
                staff_recordings.film,
                name="after-film",
            ),
            path(
                "<reference:reference>/after/handouts/<reference:handout_reference>/remove/",
                staff_recordings.handout_remove,
                name="handout-remove",
            ),
        ]


_screens = StaffScreens()
_series = EventSeriesViewSet()
_topics = TopicViewSet()
_courses = CourseViewSet()
_commissions = CommissionViewSet()
_programmes = ProgrammeViewSet()


@hooks.register("register_admin_viewset")
def register_viewsets():
    return [
        _screens,
        _series,
        _topics,
        _courses,
        champions_screens,
        _programmes,
        _commissions,
    ]


class RoleMenuItem(MenuItem):
    """A line of the menu for those who may open its screen."""

    def __init__(self, label, name, icon, order, *, may):
        super().__init__(label, reverse(name), icon_name=icon, order=order)
        self.may = may

    def is_shown(self, request):
        return self.may(request.user)


@hooks.register("register_admin_menu_item")
def register_events_menu():
    runs, explains = permissions.may_run_events, permissions.may_explain_refusals
    lines = [
        ("All events", _screens.get_url_name("event-list"), "date", runs),
        ("New event", _screens.get_url_name("event-add"), "plus", runs),
        ("Why refused?", _screens.get_url_name("refusal"), "help", explains),
        ("Courses", _courses.get_url_name("index"), _courses.icon, runs),
        ("Wanted dates", _screens.get_url_name("demand"), "calendar-alt", runs),
        ("Enquiries", _commissions.get_url_name("enquiry-list"), "mail", runs),
        ("Commissions", _commissions.get_url_name("commission-list"), "group", runs),
        ("Series", _series.get_url_name("index"), _series.icon, runs),
        ("Topics", _topics.get_url_name("index"), _topics.icon, runs),
        ("Champions", champions_screens.get_url_name("index"), "group", runs),
        (
            "Champion programmes",
            _programmes.get_url_name("index"),
            _programmes.icon,
            runs,
        ),
        (
            "Reflection sheet",
            _screens.get_url_name("reflection-template"),
            "doc-full",
            runs,
        ),
    ]
    items = [
        RoleMenuItem(label, name, icon, order, may=may)
        for order, (label, name, icon, may) in enumerate(lines)
    ]
    return SubmenuMenuItem("Events", Menu(items=items), icon_name="date", order=150)


@hooks.register("after_edit_setting")
def count_by_the_new_policy(_request: HttpRequest, setting: Model) -> None:
    if isinstance(setting, BookingPolicy):
        policies.forget()


# --- History ---------------------------------------------------------------


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    history.register_lines(actions, LINES)
