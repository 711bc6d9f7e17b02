"""Payers: the account in our books of a person, an organisation, or a guest."""

from django.db import IntegrityError, transaction

from portal.accounts.models import User

from .models import Payer


def of_user(user: User) -> Payer:
    """Return the payer that a person is, made the first time; two at once make one."""
    found = Payer.objects.filter(user=user).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return Payer.objects.create(
                user=user, name=user.name or user.email, email=user.email
            )
    except IntegrityError:
        return Payer.objects.get(user=user)
