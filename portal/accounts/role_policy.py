"""Role policy: how the staff screens ask whether a role may change a model.

Wagtail asks a permission policy; ours answers from the roles alone, so that what
somebody may do is written in one place and no group carries loose permissions.
"""

from collections.abc import Callable, Iterable

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.menu import MenuItem
from wagtail.permission_policies.base import BasePermissionPolicy

from .models import User
from .roles import Role, has_role


class RolePolicy(BasePermissionPolicy):
    """Let holders of these roles do everything with a model, and nobody else."""

    def __init__(self, model: type[Model], *roles: Role) -> None:
        super().__init__(model)
        self.roles = roles

    # Who may do one thing here may do all: the action is not asked for.

    def user_has_permission(self, user: User, action: str) -> bool:  # noqa: ARG002
        return has_role(user, *self.roles)

    def user_has_any_permission(
        self,
        user: User,
        actions: Iterable[str],  # noqa: ARG002
    ) -> bool:
        return has_role(user, *self.roles)

    def users_with_any_permission(
        self,
        actions: Iterable[str],  # noqa: ARG002
    ) -> QuerySet[User]:
        names = [role.value for role in (*self.roles, Role.ADMINISTRATOR)]
        return User.objects.filter(
            Q(is_superuser=True) | Q(groups__name__in=names), is_active=True
        ).distinct()


class RoleMenuItem(MenuItem):
    """A line of the menu for those who may open its screen."""

    def __init__(
        self,
        label: str,
        name: str,
        icon: str,
        order: int,
        *,
        may: Callable[[User | AnonymousUser], bool],
    ) -> None:
        super().__init__(label, reverse(name), icon_name=icon, order=order)
        self.may = may

    def is_shown(self, request: HttpRequest) -> bool:
        return self.may(request.user)
