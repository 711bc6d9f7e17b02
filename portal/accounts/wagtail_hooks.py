"""What accounts add to the staff screens: who may change what, and our stylesheet."""

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks
from wagtail.log_actions import LogFormatter
from wagtail.permissions import register_permission_policy

from portal.body.models import Agency, Area, Identity, Mailbox, Profession

from .models import User
from .role_policy import RolePolicy

# Accounts, and what belongs to the body itself, are for administrators alone.
for _model in (User, Identity, Mailbox, Profession, Agency, Area):
    register_permission_policy(_model, RolePolicy(_model))


@hooks.register("insert_global_admin_css")
def our_stylesheet():
    return format_html('<link rel="stylesheet" href="{}">', static("css/staff.css"))


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
}


@hooks.register("register_log_actions")
def register_log_actions(actions):
    for name, (label, says) in LINES.items():
        actions.register_action(name)(_line(label, says))


def _line(label, says):
    """Return a formatter: Wagtail wants a class for each action."""

    class Line(LogFormatter):
        def format_message(self, log_entry):
            return says.format(**{key: _read(v) for key, v in log_entry.data.items()})

    Line.label = label
    return Line


def _read(fact):
    return (", ".join(fact) or "none") if isinstance(fact, list) else fact or "none"
