"""What data protection adds to the staff screens: menu, screens, words of history."""

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from portal.accounts.role_policy import RoleMenuItem
from portal.core import history

from . import permissions
from .viewsets import RequestViewSet, RetentionViewSet

_requests = RequestViewSet()
_retention = RetentionViewSet()


@hooks.register("register_admin_viewset")
def register_viewsets():
    return [_requests, _retention]


@hooks.register("register_admin_menu_item")
def register_requests_menu():
    return RoleMenuItem(
        "Data requests",
        "staff_requests:request-list",
        _requests.icon,
        180,
        may=permissions.may_answer_requests,
    )


@hooks.register("register_settings_menu_item")
def register_retention_menu():
    return RoleMenuItem(
        "How long data is kept",
        "staff_retention:period-list",
        _retention.icon,
        900,
        may=permissions.may_set_periods,
    )


# --- History ---------------------------------------------------------------

LINES = {
    "my.download_asked": ("Ask for a download", "Asked for everything about them"),
    "my.download_ready": ("Finish a download", "The file with everything was made"),
    "my.erasure_asked": ("Ask for erasure", "Asked to be forgotten"),
    "my.erasure_put_off": ("Put erasure off", "The erasure was put off"),
    "my.erasure_withdrawn": ("Withdraw erasure", "Kept the account after all"),
    "my.erased": ("Erase", "Forgotten; rows let go of: {rows}"),
    "my.period_changed": (
        "Change a period",
        "{what}: kept for {after}, before {before}",
    ),
    "my.request_received": ("Receive a data request", "Received"),
    "my.request_taken": ("Take on a data request", "Took it on"),
    "my.request_noted": ("Note on a data request", "Added a note"),
    "my.request_answered": ("Answer a data request", "Answered: {answer}"),
}


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    history.register_lines(actions, LINES)
