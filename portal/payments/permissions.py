"""Permissions: which roles keep the books."""

from django.contrib.auth.models import AnonymousUser

from portal.accounts.models import User
from portal.accounts.roles import Role, has_role

# Invoices, credit notes, transfers, refunds, the policy, the details on invoices.
KEEPS_THE_BOOKS = (Role.FINANCE,)


def may_keep_books(user: User | AnonymousUser) -> bool:
    return has_role(user, *KEEPS_THE_BOOKS)
