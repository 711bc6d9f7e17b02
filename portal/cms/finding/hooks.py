"""What finding things adds to the staff screens: other names, and a fresh start."""

from django.contrib.auth.models import AnonymousUser
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.models import Page
from wagtail.permissions import register_permission_policy

from portal.accounts.models import User
from portal.accounts.role_policy import RoleMenuItem, RolePolicy
from portal.accounts.roles import Role, has_role
from portal.cms import parts
from portal.cms.finding import courses_known, topics_known
from portal.cms.models import OtherName


class OtherNameViewSet(ModelViewSet):
    """Words that people look for and pages do not use; former names above all."""

    model = OtherName
    name = "other_names"
    url_prefix = "other-names"
    icon = "search"
    menu_label = "Other names"
    add_to_admin_menu = False
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = False
    list_display = ("said", "meant")
    search_fields = ("said", "meant")
    search_backend_name = None
    ordering = ("said",)
    form_fields = ("said", "meant")


_other_names = OtherNameViewSet()
register_permission_policy(OtherName, RolePolicy(OtherName, Role.EDITOR))


@hooks.register("register_admin_viewset")
def register_other_names() -> OtherNameViewSet:
    return _other_names


@hooks.register("register_settings_menu_item")
def lead_to_other_names() -> MenuItem:
    index = _other_names.get_url_name("index")
    return RoleMenuItem("Other names", index, "search", 40, may=_may_edit)


def _may_edit(user: User | AnonymousUser) -> bool:
    return has_role(user, Role.EDITOR)


@hooks.register("after_publish_page")
@hooks.register("after_unpublish_page")
@hooks.register("after_delete_page")
@hooks.register("after_move_page")
def show_it_anew(request: object, page: Page) -> None:  # noqa: ARG001 - as Wagtail calls it
    topics_known.forget()
    courses_known.forget()
    parts.forget()
