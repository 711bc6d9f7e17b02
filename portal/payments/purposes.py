"""Purposes: what money is for, each declared by the room that sells it.

Payments know no booking and no membership. When money came, failed or went back, the
purpose of the bill is called, in the transaction that moves the payment; exactly one
answers, and one that is missing stops the start.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from .models import Agreement, Bill, Payment, Refund


@dataclass(frozen=True)
class Purpose:
    """What follows when money moves for bills of one kind.

    `paid` delivers what was paid for and returns "". Where that is no longer possible
    it returns the reason, in words for the payer, and the whole payment is refunded.
    It is called once for each payment that arrives, the same bill paid twice included.

    `failed` is told that a payment came to nothing; `refunded` that one went back.

    `ordered` is told that the payer's purchase order has come, before the invoice is
    written: it delivers what is ordered and returns "", or the reason why it cannot.

    `reminded` is told that the payer was asked again for the purchase order number, so
    that whoever ordered can see to it too.

    `given_up` is told that a bill was withdrawn before it was paid: no purchase order
    came in time, or staff cancelled it. What was held for it can go.

    `lock` locks what `paid` and `ordered` lock first. It is called before a bill is
    locked that may be given up: whoever settles has what was paid for, then the bill.

    `renewed` writes the bill for the next year or month of an agreement; without it
    there are no agreements for this purpose. `agreement_failing` and `agreement_ended`
    follow what Stripe says of an agreement.

    `faults` says in which ways what was sold and its money do not tie: what about, and
    what is wrong. The ledger asks it.

    `where` is the path on which the payer reads how the thing paid for stands.
    """

    key: str
    label: str
    paid: Callable[[Payment, datetime], str]
    where: Callable[[Bill], str]
    failed: Callable[[Payment, datetime], None] | None = None
    refunded: Callable[[Refund, datetime], None] | None = None
    ordered: Callable[[Bill, datetime], str] | None = None
    reminded: Callable[[Bill, datetime], None] | None = None
    given_up: Callable[[Bill, datetime], None] | None = None
    lock: Callable[[Bill], object] | None = None
    renewed: Callable[[Agreement, datetime], Bill] | None = None
    agreement_failing: Callable[[Agreement, datetime], None] | None = None
    agreement_ended: Callable[[Agreement, datetime], None] | None = None
    faults: Callable[[], Iterable[tuple[str, str]]] | None = None


_purposes: dict[str, Purpose] = {}


def declare(purpose: Purpose) -> None:
    """Make a purpose known; two of one name stop the start."""
    if purpose.key in _purposes:
        raise RuntimeError(f"Two purposes are called {purpose.key}.")
    _purposes[purpose.key] = purpose


def every() -> tuple[Purpose, ...]:
    return tuple(_purposes.values())


def of(bill: Bill | Agreement) -> Purpose:
    return _purposes[bill.purpose]


def label_of(key: str) -> str:
    """Return what people call it; a purpose that is gone keeps its key."""
    known = _purposes.get(key)
    return known.label if known else key


def every_key() -> frozenset[str]:
    return frozenset(_purposes)
