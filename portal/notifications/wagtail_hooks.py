"""What the outbox adds to the staff screens: its list, and a word of history."""

from wagtail import hooks
from wagtail.log_actions import LogFormatter
from wagtail.permissions import register_permission_policy

from portal.accounts.role_policy import RoleMenuItem, RolePolicy

from . import permissions
from .models import Message
from .viewsets import MessageViewSet

register_permission_policy(Message, RolePolicy(Message, *permissions.ROOMS))

_messages = MessageViewSet()


@hooks.register("register_admin_viewset")
def register_viewset():
    return _messages


@hooks.register("register_admin_menu_item")
def register_menu():
    return RoleMenuItem(
        "Messages",
        _messages.get_url_name("message-list"),
        _messages.icon,
        170,
        may=permissions.may_see_messages,
    )


@hooks.register("register_log_actions")
def register_log_actions(actions):
    actions.register_action(
        "notifications.sent_again", "Send again", "Put it back into the outbox"
    )
    actions.register_action("notifications.wished")(
        _line("Wish for a stream", "Asked for: {stream}")
    )
    actions.register_action("notifications.wished_not")(
        _line("End a stream", "Wants no more: {stream}")
    )


def _line(label, says):
    """Return a formatter: Wagtail wants a class for each action."""

    class Line(LogFormatter):
        def format_message(self, log_entry):
            return says.format(stream=log_entry.data.get("stream", "nothing"))

    Line.label = label
    return Line
