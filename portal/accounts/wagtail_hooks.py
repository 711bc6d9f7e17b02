"""What accounts add to the staff screens: who may change what, and our stylesheet."""

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy

from portal.body.models import Agency, Area, Identity, Mailbox, Profession
from portal.core import history

from . import lost_steps
from .models import User
from .role_policy import RoleMenuItem, RolePolicy
from .viewsets import LostStepViewSet

# Accounts, and what belongs to the body itself, are for administrators alone.
for _model in (User, Identity, Mailbox, Profession, Agency, Area):
    register_permission_policy(_model, RolePolicy(_model))


@hooks.register("insert_global_admin_css")
def our_stylesheet():
    return format_html('<link rel="stylesheet" href="{}">', static("css/staff.css"))


_lost_steps = LostStepViewSet()


@hooks.register("register_admin_viewset")
def register_lost_steps():
    return _lost_steps


@hooks.register("register_admin_menu_item")
def register_lost_steps_menu():
    return RoleMenuItem(
        "Lost second steps",
        "staff_lost_steps:list",
        _lost_steps.icon,
        185,
        may=lost_steps.may_see,
    )


# --- History ---------------------------------------------------------------

# What the filter of a history calls the step, and what its line says.
LINES = {
    "accounts.opened": ("Open account", "Opened the account; roles: {roles}"),
    "accounts.renamed": ("Rename account", "Changed the name; it was {before}"),
    "accounts.roles_changed": (
        "Change roles",
        "Changed the roles from {before} to {after}",
    ),
    "accounts.closed": ("Close account", "Closed the account"),
    "accounts.reopened": ("Reopen account", "Opened the account again"),
    "accounts.details_changed": ("Change details", "Changed: {changed}"),
    "accounts.registration_changed": (
        "Change registration",
        "Changed the registration with a regulator",
    ),
    "accounts.step_lost": (
        "Note lost second step",
        "Said that the second step is lost",
    ),
    "accounts.step_agreed": (
        "Agree to a lost second step",
        "Agreed that it is the owner; the second step goes in 72 hours",
    ),
    "accounts.step_dropped": ("Drop lost second step", "Dropped the lost second step"),
    "accounts.step_stopped": (
        "Stop lost second step",
        "Stopped by the owner: the second step stays",
    ),
    "accounts.step_removed": (
        "Take second step off",
        "The second step was taken off, after the wait",
    ),
}


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    history.register_lines(actions, LINES, empty="none")
