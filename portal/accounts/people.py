"""People: accounts that staff open for others, their roles, and closing them."""

from collections.abc import Collection

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.db import transaction

from portal.core import history
from portal.core.errors import Refused

from .models import User
from .roles import Role, roles_of


class AccountRefused(Refused):
    """The account cannot be opened or changed like that."""


@transaction.atomic
def open_account(*, email: str, name: str, roles: Collection[Role], by: User) -> User:
    """Open an account without a password: a mailed code opens it the first time."""
    email = email.strip().lower()
    if User.objects.filter(email=email).exists():
        raise AccountRefused("There is an account with this address.")
    user = User.objects.create_user(email, name=name)
    EmailAddress.objects.create(user=user, email=email, primary=True)
    _set_roles(user, roles)
    history.record(user, "accounts.opened", by=by, facts={"roles": _names(roles)})
    get_adapter().send_mail("account/email/account_opened", email, {"user": user})
    return user


@transaction.atomic
def change(
    user: User, *, name: str, roles: Collection[Role], is_active: bool, by: User
) -> None:
    """Change name, roles and whether the account is open; roles hold at once."""
    before, after = roles_of(user), frozenset(roles)
    if user == by and (not is_active or _gives_up_administering(before, after)):
        raise AccountRefused(
            "Ask another administrator: nobody closes their own account or gives up "
            "administering by themselves."
        )
    if user.name != name:
        history.record(user, "accounts.renamed", by=by, facts={"before": user.name})
    if before != after:
        facts = {"before": _names(before), "after": _names(after)}
        history.record(user, "accounts.roles_changed", by=by, facts=facts)
        _set_roles(user, roles)
    if user.is_active != is_active:
        action = "accounts.reopened" if is_active else "accounts.closed"
        history.record(user, action, by=by)
    User.objects.filter(pk=user.pk).update(name=name, is_active=is_active)
    if not is_active:
        end_sessions(user)


def end_sessions(user: User) -> None:
    """End every session, so that none comes back with a reopened account."""
    for session in UserSession.objects.filter(user=user):
        session.end()


def retire(user: User, *, by: User | None) -> None:
    """Close an account whose owner goes on with another one, and leave a stub.

    Its address is free, and nothing in it or its history names anybody.
    """
    leave_a_stub(user, name="Closed account", email=f"closed-{user.pk}@closed.invalid")
    user.refresh_from_db()
    history.of(user).update(label=str(user))
    history.record(user, "accounts.closed", by=by)


def leave_a_stub(user: User, *, name: str, email: str) -> None:
    """Keep the row, which others point at, as one by which nobody gets in again."""
    end_sessions(user)
    user.groups.clear()
    user.user_permissions.clear()
    user.set_unusable_password()
    User.objects.filter(pk=user.pk).update(
        email=email,
        name=name,
        password=user.password,
        time_zone="",
        scheme="",
        is_active=False,
        is_staff=False,
        is_superuser=False,
        last_login=None,
    )


def _gives_up_administering(before: frozenset[Role], after: frozenset[Role]) -> bool:
    return Role.ADMINISTRATOR in before - after


def _set_roles(user: User, roles: Collection[Role]) -> None:
    user.groups.set(Group.objects.filter(name__in=[role.value for role in roles]))


def _names(roles: Collection[Role]) -> list[str]:
    return [role.label for role in Role if role in roles]
