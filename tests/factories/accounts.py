"""Accounts: people who can sign in."""

import factory
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.models import Group

from portal.accounts.models import User
from portal.accounts.roles import Role

PASSWORD = "a good long password"


class UserFactory(factory.django.DjangoModelFactory[User]):
    """An account with a proved address; `verified=False` leaves it unproved.

    `roles=[Role.EDITOR]` gives roles, `second_factor=True` enrols a second factor.
    """

    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Person {n}")
    password = factory.django.Password(PASSWORD)
    verified = True
    roles: tuple[Role, ...] = ()
    second_factor = False

    @classmethod
    def _create(cls, model_class, *args, verified, roles, second_factor, **fields):
        user = super()._create(model_class, *args, **fields)
        EmailAddress.objects.create(
            user=user, email=user.email, verified=verified, primary=True
        )
        user.groups.set(Group.objects.filter(name__in=[role.value for role in roles]))
        if second_factor:
            totp.TOTP.activate(user, totp.generate_totp_secret())
        return user


def staff(*roles: Role, **fields: object) -> User:
    """Return an account with these roles, and the second factor they oblige it to."""
    return UserFactory(roles=roles, second_factor=True, **fields)
