"""What the body adds to the staff screens: its name and look, its lists."""

from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import policy_registry

from . import identity
from .models import Identity
from .viewsets import AgencyViewSet, AreaViewSet, MailboxViewSet, ProfessionViewSet

_lists = [MailboxViewSet(), ProfessionViewSet(), AgencyViewSet(), AreaViewSet()]


@hooks.register("register_admin_viewset")
def register_viewsets():
    return _lists


class ListMenuItem(MenuItem):
    def __init__(self, viewset, order):
        super().__init__(
            viewset.menu_label,
            viewset.menu_url,
            icon_name=viewset.icon,
            order=order,
        )
        self.model = viewset.model

    def is_shown(self, request):
        policy = policy_registry.get_by_type(self.model)
        return policy.user_has_permission(request.user, "change")


def _menu_item(viewset, order):
    return lambda: ListMenuItem(viewset, order)


for _order, _viewset in enumerate(_lists, start=30):
    hooks.register("register_settings_menu_item", _menu_item(_viewset, _order))


@hooks.register("after_edit_setting")
def show_the_new_look(request, setting):
    if isinstance(setting, Identity):
        identity.forget()
