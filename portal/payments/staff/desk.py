"""The desk: everything about money that waits for a person, the oldest first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from portal.core import clock
from portal.payments import queries
from portal.payments.models import Difference

from .screens import for_finance, screen, url

SHOWN = 8
A_PAGE = 50


@dataclass(frozen=True)
class Line:
    """One thing that waits: what it is, whose, how much, since or until when."""

    title: str
    url: str
    who: str = ""
    pence: int | None = None
    on: date | None = None
    note: str = ""


@dataclass(frozen=True)
class Queue:
    key: str
    label: str
    words: str
    day_label: str
    rows: Callable[[datetime], QuerySet]
    line: Callable[[Any], Line]


@dataclass(frozen=True)
class Part:
    """A queue as the desk shows it."""

    queue: Queue
    count: int
    lines: list[Line]

    @property
    def more(self) -> int:
        return self.count - len(self.lines)


def _bill_url(bill: Any) -> str:
    return url("bill-detail", bill.reference)


def _of_order(request: Any) -> Line:
    bill = request.bill
    return Line(
        f"Bill {bill.reference}",
        _bill_url(bill),
        bill.payer.name,
        bill.total_pence,
        request.answer_by,
    )


def _of_bill(bill: Any) -> Line:
    return Line(
        f"Bill {bill.reference}",
        _bill_url(bill),
        bill.payer.name,
        bill.owed_pence,
        clock.uk_day(bill.made_at),
    )


def _of_overpaid(bill: Any) -> Line:
    return Line(
        f"Bill {bill.reference}",
        _bill_url(bill),
        bill.payer.name,
        bill.over_pence,
        clock.uk_day(bill.made_at),
    )


def _of_invoice(invoice: Any) -> Line:
    return Line(
        invoice.number,
        _bill_url(invoice.bill),
        invoice.bill.payer.name,
        invoice.total_pence,
        invoice.due_on,
        invoice.order_number,
    )


def _of_refund(refund: Any) -> Line:
    bill = refund.payment.bill
    asked = f"asked by {refund.asked_by}" if refund.asked_by else ""
    return Line(
        f"Bill {bill.reference}",
        _bill_url(bill),
        bill.payer.name,
        refund.amount_pence,
        clock.uk_day(refund.asked_at),
        capfirst(refund.failed_because or asked),
    )


def _of_dispute(dispute: Any) -> Line:
    bill = dispute.payment.bill
    until = dispute.answer_by
    return Line(
        f"Bill {bill.reference}",
        _bill_url(bill),
        bill.payer.name,
        dispute.amount_pence,
        clock.uk_day(until) if until else None,
        capfirst(dispute.reason.replace("_", " ")),
    )


def _of_line(line: Any) -> Line:
    return Line(
        line.words,
        url("line-match", line.pk),
        "",
        line.left_pence,
        line.received_on,
    )


def _of_difference(difference: Any) -> Line:
    return Line(
        difference.says,
        url("difference-clear", difference.pk),
        "",
        None,
        clock.uk_day(difference.found_at),
    )


QUEUES = (
    Queue(
        "overdue",
        "Overdue",
        "Reminders go by themselves; the last is yours to follow up.",
        "Due",
        lambda at: queries.overdue(clock.uk_day(at)),
        _of_invoice,
    ),
    Queue(
        "unmatched",
        "Transfers without a bill",
        "Say to which bill each belongs, or set it aside.",
        "Received",
        lambda _at: queries.lines_unmatched(),
        _of_line,
    ),
    Queue(
        "second-person",
        "Refunds that wait for a second person",
        "Somebody other than who asked decides.",
        "Asked",
        lambda _at: queries.refunds_for_second_person(),
        _of_refund,
    ),
    Queue(
        "refunds-failed",
        "Refunds that failed",
        "The bank or the card did not take them. Try again, or find another way.",
        "Asked",
        lambda _at: queries.refunds_failed(),
        _of_refund,
    ),
    Queue(
        "refunds-to-send",
        "Refunds to pay at the bank",
        "What came by transfer goes back by transfer; note it once it is sent.",
        "Asked",
        lambda _at: queries.refunds_to_send(),
        _of_refund,
    ),
    Queue(
        "disputes",
        "Disputed card payments",
        "Answer at Stripe before the day.",
        "Answer by",
        lambda _at: queries.disputes_open(),
        _of_dispute,
    ),
    Queue(
        "overpaid",
        "Paid more than is owed",
        "Send back what is over, or find its bill.",
        "Written",
        lambda _at: queries.overpaid(),
        _of_overpaid,
    ),
    Queue(
        "awaiting-order",
        "Waiting for a purchase order",
        "Withdrawn by themselves after the day.",
        "Until",
        lambda _at: queries.awaiting_order(),
        _of_order,
    ),
    Queue(
        "to-invoice",
        "To invoice",
        "Owed by organisations and guests, and nobody has sent an invoice.",
        "Written",
        queries.to_invoice,
        _of_bill,
    ),
    Queue(
        "differences",
        "Books that do not tie",
        "Found by comparing Stripe's books, and ours among themselves.",
        "Found",
        lambda _at: Difference.objects.filter(cleared_at=None),
        _of_difference,
    ),
)
BY_KEY = {queue.key: queue for queue in QUEUES}


def waiting(at: datetime) -> list[Part]:
    """Return the queues with something in them, two queries for each."""
    parts = []
    for queue in QUEUES:
        rows = queue.rows(at)
        lines = [queue.line(row) for row in rows[:SHOWN]]
        count = rows.count() if len(lines) == SHOWN else len(lines)
        parts.append(Part(queue, count, lines))
    return parts


@for_finance
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    parts = waiting(clock.now())
    return screen(
        request,
        "desk",
        title="Finance desk",
        parts=[part for part in parts if part.count],
        empty=[part.queue.label for part in parts if not part.count],
    )


@for_finance
@require_safe
def queue(request: HttpRequest, key: str) -> HttpResponse:
    found = BY_KEY.get(key)
    if found is None:
        raise Http404
    paginator = Paginator(found.rows(clock.now()), A_PAGE)
    page = paginator.get_page(request.GET.get("p"))
    return screen(
        request,
        "queue",
        title=found.label,
        queue=found,
        lines=[found.line(row) for row in page],
        page=page,
        elided_page_range=paginator.get_elided_page_range(page.number),
    )
