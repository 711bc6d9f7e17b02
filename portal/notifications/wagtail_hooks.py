"""What the outbox adds to the staff screens: its list, and a word of history."""

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy

from portal.accounts.role_policy import RoleMenuItem, RolePolicy
from portal.core import history

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


LINES = {
    "notifications.sent_again": ("Send again", "Put it back into the outbox"),
    "notifications.wished": ("Wish for a stream", "Asked for: {stream}"),
    "notifications.wished_not": ("End a stream", "Wants no more: {stream}"),
}


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    history.register_lines(actions, LINES)
