"""Bills: written once, with their lines; and what is still owed on one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from portal.accounts.models import User
from portal.core import history
from portal.core.money import Vat, vat_in

from . import purposes
from .models import Bill, BillLine, Payer


@dataclass(frozen=True)
class Line:
    """One line of a bill: prices in pence, VAT included."""

    description: str
    unit_pence: int
    vat: Vat
    quantity: int = 1

    @property
    def total_pence(self) -> int:
        return self.unit_pence * self.quantity


@transaction.atomic
def write(
    *,
    payer: Payer,
    purpose: str,
    lines: Sequence[Line],
    at: datetime,
    by: User | None,
    order_number: str = "",
) -> Bill:
    """Write a bill. A discount is a line below nothing; the sum never is.

    A purpose that nobody declared, a bill without lines and a sum below nothing are
    mistakes of the caller's: ValueError.
    """
    total = sum(line.total_pence for line in lines)
    if purpose not in purposes.every_key() or not lines or total < 0:
        raise ValueError(f"No bill for {purpose} over {total} pence.")
    bill = Bill.objects.create(
        payer=payer,
        purpose=purpose,
        total_pence=total,
        order_number=order_number,
        made_at=at,
    )
    BillLine.objects.bulk_create(
        BillLine(
            bill=bill,
            position=position,
            description=line.description,
            quantity=line.quantity,
            unit_pence=line.unit_pence,
            total_pence=line.total_pence,
            vat=line.vat,
            vat_pence=vat_in(line.total_pence, line.vat),
        )
        for position, line in enumerate(lines, 1)
    )
    history.record(bill, "payments.bill_written", by=by, facts={"pence": total})
    return bill


def withdraw(bill: Bill, *, at: datetime, by: User | None) -> None:
    """Stop owing a bill that nobody has paid; an invoice for it is credited first."""
    if Bill.objects.filter(pk=bill.pk, withdrawn_at=None).update(withdrawn_at=at):
        history.record(bill, "payments.bill_withdrawn", by=by)


def is_overpaid(bill: Bill) -> bool:
    """Say whether more has come in, less what went back, than the bill is for."""
    return over_pence(bill) > 0


def over_pence(bill: Bill) -> int:
    """Return by how much more came in than the bill is for, less what went back."""
    row: Any = Bill.objects.overpaid().filter(pk=bill.pk).first()
    return int(row.over_pence) if row is not None else 0


def owed_pence(bill: Bill) -> int:
    """Return what is still to be paid of the bill, from the rows as they are."""
    # Any, since what a query adds to its rows is in no class.
    fresh: Any = Bill.objects.with_owed().get(pk=bill.pk)
    return int(fresh.owed_pence)
