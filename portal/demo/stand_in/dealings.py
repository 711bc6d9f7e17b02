"""Dealings: what happens at Stripe's, whoever makes it happen.

A payer pays on a page, a bank says no, a year goes by, somebody complains. Each changes
the books, and writes the notices that Stripe would send.
"""

from typing import Any

from .books import Books, Thing, now

YEAR, MONTH = 365 * 24 * 60 * 60, 30 * 24 * 60 * 60
LENGTHS = {"year": YEAR, "month": MONTH}


class Refused(Exception):
    """Stripe's own no: a sentence, a code, and which fact it is about."""

    def __init__(
        self, says: str, *, code: str = "", param: str = "", status: int = 400
    ) -> None:
        super().__init__(says)
        self.says, self.code, self.param, self.status = says, code, param, status


# --- Pages -----------------------------------------------------------------


def page(books: Books, number: str) -> Thing:
    """Return a page as it is at this moment: one whose time is over has ended."""
    found = books.get("checkout.session", number)
    if found["status"] == "open" and found["expires_at"] <= now():
        end_page(books, found)
    return found


def end_page(books: Books, found: Thing) -> None:
    found |= {"status": "expired", "url": None}
    books.keep(found)
    books.tell("checkout.session.expired", found)


def pay(books: Books, number: str) -> Thing:
    """Let the payer's card be taken."""
    found = _open_page(books, number)
    if found["mode"] == "subscription":
        return _subscribe(books, found)
    _charge(books, _intent(books, found), found["amount_total"])
    found |= {"status": "complete", "payment_status": "paid", "url": None}
    books.keep(found)
    books.tell("checkout.session.completed", found)
    return found


def decline(books: Books, number: str) -> Thing:
    """Let the card be declined: the page stays open, for another one."""
    found = _open_page(books, number)
    if found["mode"] == "payment":
        _not_taken(books, _intent(books, found))
    return found


def pay_slowly(books: Books, number: str) -> Thing:
    """Let the payer finish while the bank has not said anything yet."""
    found = _open_page(books, number)
    books.keep(_intent(books, found) | {"status": "processing"})
    found |= {"status": "complete", "payment_status": "unpaid", "url": None}
    books.keep(found)
    books.tell("checkout.session.completed", found)
    return found


def arrive(books: Books, number: str) -> Thing:
    """Let the bank say yes at last."""
    found = books.get("checkout.session", number)
    intent = books.get("payment_intent", found["payment_intent"])
    _charge(books, intent, found["amount_total"])
    found["payment_status"] = "paid"
    books.keep(found)
    books.tell("checkout.session.async_payment_succeeded", found)
    return found


def bounce(books: Books, number: str) -> Thing:
    """Let the bank say no at last."""
    found = books.get("checkout.session", number)
    _not_taken(books, books.get("payment_intent", found["payment_intent"]))
    books.tell("checkout.session.async_payment_failed", found)
    return found


def _open_page(books: Books, number: str) -> Thing:
    found = page(books, number)
    if found["status"] != "open":
        raise Refused("This page is not open any more.")
    return found


def _intent(books: Books, found: Thing) -> Thing:
    if found["payment_intent"]:
        return books.get("payment_intent", found["payment_intent"])
    intent = books.new(
        "payment_intent",
        amount=found["amount_total"],
        currency=found["currency"],
        customer=found["customer"],
        metadata=found["metadata"],
        last_payment_error=None,
        canceled_at=None,
    )
    found["payment_intent"] = intent["id"]
    books.keep(found)
    return intent


def _not_taken(books: Books, intent: Thing) -> None:
    intent |= {
        "status": "requires_payment_method",
        "last_payment_error": {
            "type": "card_error",
            "code": "card_declined",
            "decline_code": "generic_decline",
            "message": "Your card was declined.",
        },
    }
    books.keep(intent)
    books.tell("payment_intent.payment_failed", intent)


def _charge(books: Books, intent: Thing, pence: int) -> Thing:
    charge = books.new(
        "charge",
        amount=pence,
        amount_captured=pence,
        amount_refunded=0,
        captured=True,
        paid=True,
        refunded=False,
        disputed=False,
        status="succeeded",
        currency=intent["currency"],
        customer=intent["customer"],
        payment_intent=intent["id"],
        metadata=intent["metadata"],
    )
    intent |= {
        "status": "succeeded",
        "amount_received": pence,
        "latest_charge": charge["id"],
        "last_payment_error": None,
    }
    books.keep(intent)
    return charge


# --- Subscriptions ---------------------------------------------------------


def _subscribe(books: Books, found: Thing) -> Thing:
    customer = found["customer"] or books.new("customer", email="")["id"]
    asked = found["_subscription"]
    begun = now()
    subscription = books.new(
        "subscription",
        customer=customer,
        status="active",
        metadata=asked["metadata"],
        description=asked.get("description"),
        cancel_at=None,
        cancel_at_period_end=False,
        canceled_at=None,
        ended_at=None,
        trial_end=None,
        trial_start=None,
    )
    (item,) = subscription["items"]["data"]
    item |= {
        "subscription": subscription["id"],
        "current_period_start": begun,
        "current_period_end": begun + LENGTHS[asked["interval"]],
    }
    item["price"] |= {
        "currency": found["currency"],
        "unit_amount": found["amount_total"],
        "recurring": {"interval": asked["interval"], "interval_count": 1},
    }
    books.keep(subscription)
    invoice = _collect(books, subscription, why="subscription_create")
    found |= {
        "status": "complete",
        "payment_status": "paid",
        "url": None,
        "customer": customer,
        "subscription": subscription["id"],
        "invoice": invoice["id"],
    }
    books.keep(found)
    books.tell("customer.subscription.created", subscription)
    books.tell("invoice.paid", invoice)
    books.tell("checkout.session.completed", found)
    return found


def renew(books: Books, number: str, *, pence: int | None = None) -> Thing:
    """Let a year or a month go by, and take the next sum."""
    subscription = books.get("subscription", number)
    (item,) = subscription["items"]["data"]
    if subscription["cancel_at_period_end"]:
        return cancel(books, number)
    length = LENGTHS[item["price"]["recurring"]["interval"]]
    item["current_period_start"] = item["current_period_end"]
    item["current_period_end"] += length
    subscription["status"] = "active"
    books.keep(subscription)
    invoice = _collect(books, subscription, why="subscription_cycle", pence=pence)
    books.tell("invoice.paid", invoice)
    books.tell("customer.subscription.updated", subscription)
    return invoice


def fail_to_renew(books: Books, number: str) -> Thing:
    """Let a year or a month go by, and the card be declined."""
    subscription = books.get("subscription", number)
    subscription["status"] = "past_due"
    books.keep(subscription)
    invoice = _collect(books, subscription, why="subscription_cycle", taken=False)
    books.tell("invoice.payment_failed", invoice)
    books.tell("customer.subscription.updated", subscription)
    return invoice


def cancel(books: Books, number: str) -> Thing:
    subscription = books.get("subscription", number)
    if subscription["status"] == "canceled":
        raise Refused(
            f"No such subscription: '{number}'",
            code="resource_missing",
            param="id",
            status=404,
        )
    subscription |= {"status": "canceled", "canceled_at": now(), "ended_at": now()}
    books.keep(subscription)
    books.tell("customer.subscription.deleted", subscription)
    return subscription


def let_end(books: Books, number: str, *, wanted: bool) -> Thing:
    subscription = books.get("subscription", number)
    if subscription["status"] == "canceled":
        raise Refused("A canceled subscription can only update its metadata.")
    (item,) = subscription["items"]["data"]
    subscription |= {
        "cancel_at_period_end": wanted,
        "cancel_at": item["current_period_end"] if wanted else None,
        "canceled_at": now() if wanted else None,
    }
    books.keep(subscription)
    books.tell("customer.subscription.updated", subscription)
    return subscription


def _collect(
    books: Books,
    subscription: Thing,
    *,
    why: str,
    pence: int | None = None,
    taken: bool = True,
) -> Thing:
    """Write an invoice of a subscription, and take its sum or not."""
    (item,) = subscription["items"]["data"]
    price = item["price"]
    due = price["unit_amount"] if pence is None else pence
    intent = books.new(
        "payment_intent",
        amount=due,
        currency=price["currency"],
        customer=subscription["customer"],
        last_payment_error=None,
        canceled_at=None,
    )
    if taken:
        _charge(books, intent, due)
    else:
        _not_taken(books, intent)
    invoice = books.new(
        "invoice",
        customer=subscription["customer"],
        currency=price["currency"],
        billing_reason=why,
        status="paid" if taken else "open",
        amount_due=due,
        amount_paid=due if taken else 0,
        amount_remaining=0 if taken else due,
        amount_overpaid=0,
        total=due,
        subtotal=due,
        parent={
            "type": "subscription_details",
            "quote_details": None,
            "subscription_details": {
                "metadata": subscription["metadata"],
                "subscription": subscription["id"],
            },
        },
    )
    books.new(
        "invoice_payment",
        invoice=invoice["id"],
        amount_requested=due,
        amount_paid=due if taken else None,
        currency=price["currency"],
        is_default=True,
        status="paid" if taken else "open",
        payment={"type": "payment_intent", "payment_intent": intent["id"]},
    )
    subscription["latest_invoice"] = invoice["id"]
    books.keep(subscription)
    return invoice


# --- Money back, and disputes ----------------------------------------------


def refund(books: Books, *, status: str = "succeeded", **asked: Any) -> Thing:
    """Send money back; `status` is what the bank makes of it at first."""
    charge = _charge_of(books, asked["payment_intent"])
    left = charge["amount"] - charge["amount_refunded"]
    pence = asked.get("amount", left)
    if left == 0:
        raise Refused(
            f"Charge {charge['id']} has already been refunded.",
            code="charge_already_refunded",
        )
    if pence > left:
        raise Refused(
            f"Refund amount ({pence}) is greater than unrefunded amount ({left}).",
            param="amount",
        )
    made = books.new(
        "refund",
        amount=pence,
        currency=charge["currency"],
        charge=charge["id"],
        payment_intent=charge["payment_intent"],
        metadata=asked.get("metadata") or {},
        status=status,
    )
    charge["amount_refunded"] += pence
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    books.keep(charge)
    books.tell("refund.created", made)
    books.tell("charge.refunded", charge)
    return made


def refund_goes(books: Books, number: str, *, status: str) -> Thing:
    """Let the bank say what became of a refund: "succeeded" or "failed"."""
    made = books.get("refund", number)
    made["status"] = status
    if status == "failed":
        made["failure_reason"] = "lost_or_stolen_card"
        charge = books.get("charge", made["charge"])
        charge["amount_refunded"] -= made["amount"]
        charge["refunded"] = False
        books.keep(charge)
    books.keep(made)
    books.tell("refund.failed" if status == "failed" else "refund.updated", made)
    return made


def dispute(books: Books, intent: str) -> Thing:
    charge = _charge_of(books, intent)
    charge["disputed"] = True
    books.keep(charge)
    made = books.new(
        "dispute",
        amount=charge["amount"],
        currency=charge["currency"],
        charge=charge["id"],
        payment_intent=intent,
        reason="fraudulent",
        status="needs_response",
    )
    made["evidence_details"]["due_by"] = now() + 7 * 24 * 60 * 60
    books.keep(made)
    books.tell("charge.dispute.created", made)
    return made


def decide(books: Books, number: str, *, status: str) -> Thing:
    """Let the bank decide a dispute: "won" or "lost"."""
    made = books.get("dispute", number)
    made["status"] = status
    books.keep(made)
    books.tell("charge.dispute.closed", made)
    return made


def _charge_of(books: Books, intent: str) -> Thing:
    found = books.find("payment_intent", intent)
    if found is None or not found["latest_charge"]:
        raise Refused(
            f"No such payment_intent: '{intent}'",
            code="resource_missing",
            param="payment_intent",
            status=404,
        )
    return books.get("charge", found["latest_charge"])
