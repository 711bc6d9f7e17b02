"""What the books say about people. By law they are kept; names need not be."""

from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from portal.core import clock, privacy
from portal.core.privacy import (
    NO_ADDRESS,
    OTHERS,
    OURS,
    OWNER,
    SECRET,
    Holds,
    Nobody,
    Obstacle,
    Period,
    Person,
    Room,
)
from portal.core.words import pounds

from . import bills, queries
from .models import (
    Agreement,
    AgreementStatus,
    Bill,
    Dispute,
    DisputeStatus,
    Invoice,
    Payer,
    Refund,
    RefundStatus,
)

LAW = (
    "Company and tax law have us keep the books for six years after the financial "
    "year: sums, days and numbers stay, and a pseudonym stands for your name."
)
PSEUDONYM = "Former customer {pk}"
UNDER_WAY = (
    RefundStatus.ASKED,
    RefundStatus.TO_SEND,
    RefundStatus.PENDING,
)
RUNNING = (AgreementStatus.ACTIVE, AgreementStatus.FAILING)
PAYER_WORDS = {
    "name": PSEUDONYM,
    "address": "",
    "email": NO_ADDRESS,
    "contact": "",
    "vat_number": "",
}


def _payers(person: Person) -> Q:
    return Q(user=person.user)


def _obstacles(person: Person, _at: datetime) -> list[Obstacle]:
    mine = {"payment__bill__payer__user": person.user}
    found = []
    under_way = Q(status__in=UNDER_WAY) | Q(
        pk__in=queries.refunds_failed().values("pk")
    )
    if Refund.objects.filter(under_way, **mine).exists():
        found.append(Obstacle("A refund to you is still on its way."))
    if Dispute.objects.filter(status=DisputeStatus.OPEN, **mine).exists():
        found.append(
            Obstacle("Your bank is still looking into a payment that was disputed.")
        )
    running = Agreement.objects.filter(
        payer__user=person.user, status__in=RUNNING, end_asked_at=None
    )
    if running.exists():
        found.append(
            Obstacle(
                "You agreed that we take a payment by card again and again. Stop that "
                "first, on the page about your membership."
            )
        )
    open_bills = Bill.objects.filter(payer__user=person.user, withdrawn_at=None)
    owed = sum(bills.owed_pence(bill) for bill in open_bills)
    if owed:
        found.append(Obstacle(f"There are bills of yours to pay: {pounds(owed)}."))
    return found


# --- Erasing ---------------------------------------------------------------


def _rewrite(_person: Person, invoices: QuerySet[Any]) -> int:
    return _without_parties(invoices)


def _without_parties(invoices: QuerySet[Any]) -> int:
    """Put the pseudonym where an invoice has its payer."""
    number = 0
    for invoice in invoices.select_related("bill"):
        name = PSEUDONYM.format(pk=invoice.bill.payer_id)
        facts = {**invoice.facts, "payer": {"name": name}}
        Invoice.objects.filter(pk=invoice.pk).update(
            facts=facts, order_number="", reason=""
        )
        number += 1
    return number


def _dealt_with_long_ago(limit: date) -> QuerySet[Any]:
    made = Bill.objects.filter(payer=OuterRef("pk"))
    later = made.filter(made_at__gte=clock.end_of_uk_day(limit))
    named = Payer.objects.exclude(name__startswith=PSEUDONYM.partition("{")[0])
    return named.filter(Exists(made)).exclude(Exists(later))


def _without_names(payers: QuerySet[Any]) -> int:
    keys = list(payers.values_list("pk", flat=True))
    _without_parties(Invoice.objects.filter(bill__payer__in=keys))
    return privacy.blank(Payer.objects.filter(pk__in=keys), PAYER_WORDS)


ROOM = Room(
    "payments",
    "Bills and payments",
    (
        Holds(
            "payments.Dispute",
            "payment__bill__payer__user",
            "amount_pence status reason opened_at ended_at answer_by",
            hides={"payment stripe_id": OURS},
            keeps=LAW,
            stays="stripe_id reason",
        ),
        Holds(
            "payments.Refund",
            "payment__bill__payer__user",
            "amount_pence status reason made_elsewhere asked_at sent_at ended_at "
            "failed_because",
            hides={
                "payment key stripe_id again_of": OURS,
                "asked_by approved_by": OTHERS,
            },
            keeps=LAW,
            blanks={"reason": "Erased", "failed_because": ""},
            stays="key stripe_id",
        ),
        Holds(
            "payments.Payment",
            "bill__payer__user",
            "bill method status amount_pence started_at paid_at failed_at "
            "failed_because refunded_pence bank_reference",
            hides={
                "agreement key session intent stripe_invoice looked_at": OURS,
                "page_url page_until": SECRET,
            },
            keeps=LAW,
            blanks={"failed_because": "", "bank_reference": "", "page_url": ""},
            stays="key session intent stripe_invoice",
        ),
        Holds(
            "payments.InvoiceLine",
            "invoice__bill__payer__user",
            "invoice position description quantity unit_pence total_pence vat "
            "vat_pence",
            hides={"credits": OURS},
            keeps=LAW,
            blanks={"description": "Erased"},
        ),
        Holds(
            "payments.Invoice",
            "bill__payer__user",
            "kind number bill issued_on due_on order_number reason total_pence "
            "credited_pence facts",
            hides={"credits": OURS},
            keeps=LAW,
            erase=_rewrite,
        ),
        Holds(
            "payments.BillLine",
            "bill__payer__user",
            "bill position description quantity unit_pence total_pence vat vat_pence",
            keeps=LAW,
            blanks={"description": "Erased"},
        ),
        Holds(
            "payments.OrderRequest",
            "bill__payer__user",
            "bill asked_at answer_by answered_at ended_at",
            hides={"token": SECRET},
        ),
        Holds(
            "payments.BillReminder",
            "bill__payer__user",
            "bill stage posted_at",
        ),
        Holds(
            "payments.Bill",
            "payer__user",
            "reference purpose total_pence order_number made_at withdrawn_at",
            hides={"payer": OWNER},
            keeps=LAW,
            blanks={"order_number": ""},
            stays="reference purpose",
        ),
        Holds(
            "payments.Agreement",
            "payer__user",
            "purpose interval amount_pence status begun_at ends_at end_asked_at "
            "ended_at",
            hides={"payer": OWNER, "stripe_id": OURS},
            keeps=LAW,
            stays="purpose stripe_id",
        ),
        Holds(
            "payments.Payer",
            _payers,
            "name address email contact vat_number needs_order_number",
            hides={"user": OWNER, "stripe_customer": OURS},
            keeps=LAW,
            blanks=PAYER_WORDS,
            stays="stripe_customer",
        ),
        Nobody(
            "payments.BankStatement payments.BankLine payments.BankMatch "
            "payments.Difference",
            "what the bank and Stripe say came in, which is the body's own account",
            deeds="brought_by entered_by matched_by cleared_by undone_by set_aside_by",
        ),
        Nobody(
            "payments.Notice payments.NumberRange payments.PaymentPolicy "
            "payments.BankColumns",
            "what keeps the books going",
        ),
    ),
    obstacles=_obstacles,
    periods=(
        Period(
            "payments.names",
            "Names and addresses on bills and invoices",
            "Six years after the end of the financial year, by company and tax law. "
            "After that sums and numbers stay, and the names go.",
            7,
            "years",
            _dealt_with_long_ago,
            end=_without_names,
            at_least_days=7 * 365,
        ),
    ),
)
