"""The messages of the books: one function for each, posted in the verb's transaction.

What each says, and whether it is still true when its turn comes, is in
`invoice_letters`.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import models

from portal.notifications.post import post

from .models import BillReminder, Invoice, OrderRequest, Payer

REMINDED_WITHIN = timedelta(days=5)


def invoice_issued(invoice: Invoice, *, at: datetime) -> None:
    _tell(
        "payments/invoice",
        invoice.bill.payer,
        about=invoice,
        facts={"invoice": invoice.pk},
        at=at,
    )


def credit_note_issued(note: Invoice, *, at: datetime) -> None:
    _tell(
        "payments/credit_note",
        note.bill.payer,
        about=note,
        facts={"invoice": note.pk},
        at=at,
    )


def order_number_wanted(request: OrderRequest, token: str, *, at: datetime) -> None:
    """Send the link. The clear token is in the outbox until it has gone."""
    payer = request.bill.payer
    post(
        "payments/order_number_wanted",
        to=payer.email,
        subject=request,
        user=payer.user,
        facts={"request": request.pk, "token": token},
        forget_facts=True,
        at=at,
    )


def order_request_ended(request: OrderRequest, *, at: datetime) -> None:
    _tell(
        "payments/order_request_ended",
        request.bill.payer,
        about=request,
        facts={"request": request.pk},
        at=at,
    )


def payment_reminder(reminder: BillReminder, *, at: datetime) -> None:
    """Remind payer and finance contact. Not sent once its stage is long past."""
    _tell(
        "payments/payment_reminder",
        reminder.bill.payer,
        about=reminder,
        facts={"reminder": reminder.pk},
        not_after=at + REMINDED_WITHIN,
        at=at,
    )


def recipients(payer: Payer) -> list[str]:
    """Return the address for invoices, and the payer's own where it is another."""
    own = payer.user.email if payer.user else ""
    return list(dict.fromkeys(filter(None, (payer.email.lower(), own.lower()))))


def _tell(
    kind: str,
    payer: Payer,
    *,
    about: models.Model,
    facts: dict[str, Any],
    at: datetime,
    not_after: datetime | None = None,
) -> None:
    for address in recipients(payer):
        post(
            kind,
            to=address,
            subject=about,
            user=payer.user,
            facts=facts,
            not_after=not_after,
            at=at,
        )
