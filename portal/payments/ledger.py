"""The ledger: in which ways do our books not tie, to the penny?

Only questions: nothing is put right here. An empty answer means that every payment is
delivered and invoiced or sent back, that no more went back than came, and that every
document adds up. It runs each night, on the finance desk, and after every test.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from portal.core.money import pounds

from . import differences, purposes
from .models import (
    Agreement,
    AgreementStatus,
    Bill,
    BillLine,
    Dispute,
    DisputeStatus,
    Invoice,
    InvoiceLine,
    Kind,
    Method,
    NumberRange,
    Payment,
    PaymentStatus,
    Refund,
    RefundStatus,
)
from .refunds import GIVEN_UP


@dataclass(frozen=True)
class Fault:
    """One way in which the books do not tie: what about, and what is wrong."""

    about: str
    says: str


def faults() -> list[Fault]:
    """Return every way in which the books do not tie."""
    found: list[Fault] = []
    for check in (
        _refunds_tie,
        _cards_are_documented,
        _nothing_is_kept_for_nothing,
        _bills_add_up,
        _documents_add_up,
        _credits_tie,
        _numbers_have_no_gaps,
        _agreements_have_begun,
    ):
        found += check()
    for purpose in purposes.every():
        if purpose.faults is not None:
            found += [Fault(about, says) for about, says in purpose.faults()]
    return found


def report(*, at: datetime) -> int:
    """Put each fault before the finance desk, once; return how many there are."""
    found = faults()
    for fault in found:
        differences.report(
            f"ledger {fault.about}: {fault.says}"[:160],
            f"{fault.about}: {fault.says}",
            at=at,
        )
    return len(found)


def _sum(rows: Any, to: str, of: str) -> Coalesce:
    grouped = rows.filter(**{to: OuterRef("pk")}).order_by().values(to)
    return Coalesce(Subquery(grouped.annotate(all=Sum(of)).values("all")), 0)


def _refunds_tie() -> Iterator[Fault]:
    live = Refund.objects.exclude(status__in=GIVEN_UP)
    lost = Dispute.objects.filter(status=DisputeStatus.LOST)
    rows = Payment.objects.annotate(
        back=_sum(live, "payment", "amount_pence"),
        lost=_sum(lost, "payment", "amount_pence"),
    )
    for row in rows.exclude(back=F("refunded_pence")):
        yield Fault(
            str(row),
            f"{pounds(row.refunded_pence)} are marked as going back, and its refunds "
            f"come to {pounds(row.back)}",
        )
    for row in rows.filter(amount_pence__lt=F("back") + F("lost")):
        yield Fault(str(row), "more went back than came in, by refund and dispute")
    for row in rows.exclude(status=PaymentStatus.PAID).filter(back__gt=0):
        yield Fault(str(row), "money goes back that never came")


def _with_what_is_kept() -> Any:  # rows with sums, which no type can say
    paid = Payment.objects.filter(status=PaymentStatus.PAID)
    issued = Invoice.objects.filter(kind=Kind.INVOICE)
    notes = Invoice.objects.filter(kind=Kind.CREDIT_NOTE)
    by_hand = paid.exclude(method=Method.CARD)
    return Bill.objects.annotate(
        came=_sum(paid, "bill", "amount_pence"),
        back=_sum(paid, "bill", "refunded_pence"),
        issued=_sum(issued, "bill", "total_pence"),
        noted=_sum(notes, "bill", "total_pence"),
        by_hand=_sum(by_hand, "bill", "amount_pence"),
    ).annotate(kept=F("came") - F("back"), stands=F("issued") - F("noted"))


def _cards_are_documented() -> Iterator[Fault]:
    """Paid by card means delivered and invoiced, or sent back: nothing between."""
    bills = _with_what_is_kept()
    cards = bills.filter(by_hand=0, came__gt=0)
    failed = _with_refund(RefundStatus.FAILED)
    for row in cards.filter(kept__gt=F("stands")).exclude(failed):
        yield Fault(
            str(row),
            f"{pounds(row.kept)} are kept, documents stand for {pounds(row.stands)}",
        )


def _with_refund(status: RefundStatus) -> Q:
    """Pick bills with a refund that stands so, which the desk knows of.

    One that failed is still owed; one that waits for a second person is not credited
    before it is approved.
    """
    return Q(pk__in=Refund.objects.filter(status=status).values("payment__bill"))


def _nothing_is_kept_for_nothing() -> Iterator[Fault]:
    """A bill that was paid stands for what was kept, unless a dispute was lost."""
    bills = _with_what_is_kept().filter(came__gte=F("total_pence"), came__gt=0)
    waiting = _with_refund(RefundStatus.ASKED)
    for row in bills.filter(stands__gt=F("kept")).exclude(waiting):
        yield Fault(
            str(row),
            f"documents stand for {pounds(row.stands)}, {pounds(row.kept)} are kept",
        )


def _bills_add_up() -> Iterator[Fault]:
    rows = Bill.objects.annotate(lines_=_sum(BillLine.objects, "bill", "total_pence"))
    for row in rows.exclude(lines_=F("total_pence")):
        yield Fault(str(row), f"its lines come to {pounds(row.lines_)}")
    twice = Bill.objects.filter(invoices__kind=Kind.INVOICE).annotate(
        papers=Count("invoices")
    )
    for bill in twice.filter(papers__gt=1):
        yield Fault(str(bill), "it has more than one invoice")


def _documents_add_up() -> Iterator[Fault]:
    rows = Invoice.objects.annotate(
        lines_=_sum(InvoiceLine.objects, "invoice", "total_pence")
    )
    for row in rows.exclude(lines_=F("total_pence")):
        yield Fault(str(row), f"its lines come to {pounds(row.lines_)}")
    uneven = rows.filter(kind=Kind.INVOICE).exclude(total_pence=F("bill__total_pence"))
    for row in uneven:
        yield Fault(str(row), "it is not over the sum of its bill")


def _credits_tie() -> Iterator[Fault]:
    notes = Invoice.objects.filter(kind=Kind.CREDIT_NOTE)
    rows = Invoice.objects.filter(kind=Kind.INVOICE).annotate(
        noted=_sum(notes, "credits", "total_pence")
    )
    for row in rows.exclude(noted=F("credited_pence")):
        yield Fault(str(row), f"its credit notes come to {pounds(row.noted)}")
    for row in rows.filter(noted__gt=F("total_pence")):
        yield Fault(str(row), "more was credited than it was over")


def _numbers_have_no_gaps() -> Iterator[Fault]:
    for row in NumberRange.objects.all():
        count = Invoice.objects.filter(kind=row.kind).count()
        if count != row.last:
            yield Fault(str(row), f"{row.last} numbers were given to {count} documents")


def _agreements_have_begun() -> Iterator[Fault]:
    going = (AgreementStatus.ACTIVE, AgreementStatus.FAILING)
    rows = Agreement.objects.filter(status__in=going)
    paid = Payment.objects.filter(status=PaymentStatus.PAID).exclude(agreement=None)
    for row in rows.exclude(pk__in=paid.values("agreement")):
        yield Fault(str(row), "it runs, and nothing was ever paid for it")
    for row in rows.filter(stripe_id=""):
        yield Fault(str(row), "it runs, and Stripe's name for it is missing")
