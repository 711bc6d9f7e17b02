"""Payers: the account in our books of a person, an organisation, or a guest."""

from django.db import IntegrityError, transaction

from portal.accounts.models import User
from portal.core import history

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


def guest(*, name: str, email: str, address: str = "") -> Payer:
    """Return a payer for somebody without an account: each time a new one."""
    return Payer.objects.create(name=name, email=email, address=address)


def organisation(
    *,
    name: str,
    address: str,
    email: str,
    contact: str = "",
    vat_number: str = "",
    needs_order_number: bool = True,
) -> Payer:
    """Return the payer that an organisation is: the same for the same words.

    Another address, finance contact or VAT number is another payer, since nobody has
    proved to speak for the one that is there; staff join them. What is left empty
    says nothing against the one that is there.
    """
    facts = {"name": name, "address": address, "email": email, "user": None}
    more = {"contact": contact, "vat_number": vat_number}
    said = {field: value for field, value in more.items() if value}
    found = Payer.objects.filter(**facts, **said).order_by("pk").first()
    if found is not None:
        return found
    return Payer.objects.create(**facts, **more, needs_order_number=needs_order_number)


@transaction.atomic
def change(
    payer: Payer,
    *,
    name: str,
    address: str,
    contact: str,
    email: str,
    vat_number: str,
    needs_order_number: bool,
    by: User,
) -> None:
    """Change who a payer is and where invoices go. What was issued stays as it was."""
    wanted = {
        "name": name,
        "address": address,
        "contact": contact,
        "email": email,
        "vat_number": vat_number,
        "needs_order_number": needs_order_number,
    }
    row = Payer.objects.select_for_update().get(pk=payer.pk)
    changed = [field for field, value in wanted.items() if getattr(row, field) != value]
    if not changed:
        return
    for field in changed:
        setattr(row, field, wanted[field])
    row.save(update_fields=changed)
    facts = {"changed": ", ".join(field.replace("_", " ") for field in changed)}
    history.record(row, "payments.payer_changed", by=by, facts=facts)
