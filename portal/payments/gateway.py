"""The gateway: the only module that talks to Stripe, and what Stripe's answers mean.

Everything leaves here as one of our own frozen classes. Short time-outs, two retries
with growing, uneven waits under the same idempotency key (the library does that), and
then `PaymentsAway`: a caller never waits for Stripe inside a transaction.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, partial
from typing import Any
from urllib.parse import urlsplit

import stripe
import structlog
from django.conf import settings
from django.utils.module_loading import import_string

from .errors import PaymentsAway, PaymentsOff

log = structlog.get_logger(__name__)

CURRENCY = "gbp"
TIMEOUTS = (3.05, 8)
RETRIES = 2
TOLERANCE_SECONDS = 300
A_PAGE = 100
OUR_MARK = "portal"
FAULT_AT_THEIRS = 500
CONFLICT = 409

# Nothing about how long our calls took goes anywhere.
stripe.enable_telemetry = False


class SaidNo(Exception):
    """Stripe understood and refused. `key_spent`: the key came with other facts."""

    def __init__(
        self, says: str, *, code: str = "", param: str = "", key_spent: bool = False
    ) -> None:
        super().__init__(says)
        self.says = says
        self.code = code
        self.param = param
        self.key_spent = key_spent

    @property
    def is_missing(self) -> bool:
        return self.code == "resource_missing"


class Stumbled(PaymentsAway):
    """Stripe answered with a fault of its own, and says so again under this key."""


class NotFromStripe(Exception):
    """What was posted does not prove that it comes from Stripe."""


@dataclass(frozen=True)
class Line:
    description: str
    unit_pence: int
    quantity: int


@dataclass(frozen=True)
class Page:
    """A page on which somebody pays: Stripe calls it a Checkout Session."""

    id: str
    url: str
    status: str
    payment_status: str
    pence: int
    currency: str
    live: bool
    key: str
    ours: bool
    until: datetime
    intent: str
    intent_status: str
    trouble: str
    invoice: str
    subscription: str
    customer: str

    @property
    def is_open(self) -> bool:
        return self.status == "open"

    @property
    def is_paid(self) -> bool:
        return self.status == "complete" and self.payment_status in {
            "paid",
            "no_payment_required",
        }

    @property
    def is_over(self) -> bool:
        """Say whether nothing can be paid on it or come of it any more."""
        if self.status == "complete" and self.payment_status == "unpaid":
            return self.intent_status in {"requires_payment_method", "canceled"}
        return self.status == "expired"


@dataclass(frozen=True)
class Collected:
    """One sum that a subscription took or failed to take: an invoice at Stripe."""

    id: str
    status: str
    pence: int
    due_pence: int
    currency: str
    live: bool
    why: str
    intent: str
    subscription: str
    key: str
    ours: bool

    @property
    def is_first(self) -> bool:
        return self.why == "subscription_create"


@dataclass(frozen=True)
class Subscription:
    id: str
    status: str
    live: bool
    paid_until: datetime | None
    ends_at: datetime | None
    key: str
    ours: bool


@dataclass(frozen=True)
class MoneyBack:
    """A refund as Stripe has it."""

    id: str
    status: str
    pence: int
    currency: str
    intent: str
    trouble: str
    key: str
    made_at: datetime


@dataclass(frozen=True)
class Complaint:
    """A dispute as Stripe has it."""

    id: str
    status: str
    pence: int
    intent: str
    reason: str
    live: bool
    opened_at: datetime
    answer_by: datetime | None


@dataclass(frozen=True)
class Said:
    """What a notice says: look there. Nothing else in it is believed."""

    id: str
    type: str
    about: str
    live: bool
    api_version: str
    made_at: datetime


# --- The wire --------------------------------------------------------------


def is_set_up() -> bool:
    return bool(settings.STRIPE_SECRET_KEY)


@cache
def _client(key: str, http_client: str) -> stripe.StripeClient:
    wire = (
        import_string(http_client)()
        if http_client
        else stripe.RequestsClient(timeout=TIMEOUTS)
    )
    return stripe.StripeClient(key, http_client=wire, max_network_retries=RETRIES)


def _v1() -> Any:
    if not is_set_up():
        raise PaymentsOff
    return _client(settings.STRIPE_SECRET_KEY, settings.STRIPE_HTTP_CLIENT).v1


def _ask(what: Callable[[], Any]) -> dict[str, Any]:
    """Ask, and put Stripe's errors into ours; no answer of theirs reaches a log."""
    try:
        answer = what()
    except stripe.IdempotencyError as error:
        raise SaidNo(
            "The key came with other facts.", code="key_spent", key_spent=True
        ) from error
    except (stripe.InvalidRequestError, stripe.CardError) as error:
        raise SaidNo(
            str(error.user_message or ""),
            code=str(error.code or ""),
            param=str(error.param or ""),
        ) from error
    except (stripe.APIConnectionError, stripe.RateLimitError) as error:
        log.warning("stripe_away", trouble=type(error).__name__)
        raise PaymentsAway from error
    except stripe.StripeError as error:
        status = error.http_status or 0
        log.warning("stripe_stumbled", trouble=type(error).__name__, status=status)
        if status >= FAULT_AT_THEIRS:
            raise Stumbled from error
        # A wrong key, a right that it lacks, a conflict: ours to mend, not the payer's.
        raise PaymentsAway from error
    return dict(answer.to_dict())


def _every(what: Callable[[dict[str, Any]], Any]) -> Iterator[dict[str, Any]]:
    """Yield what all the pages of a list hold."""
    more: dict[str, Any] = {"limit": A_PAGE}
    while True:
        found = _ask(partial(what, more))
        yield from found["data"]
        if not found.get("has_more") or not found["data"]:
            return
        more = {"limit": A_PAGE, "starting_after": found["data"][-1]["id"]}


def site() -> str:
    """Return the mark by which one account can serve several sites."""
    return str(urlsplit(settings.BASE_URL).netloc)


def marks(key: str) -> dict[str, str]:
    return {OUR_MARK: site(), "key": key}


# --- Paying ----------------------------------------------------------------


def open_page(
    *,
    key: str,
    lines: list[Line],
    name: str,
    success_url: str,
    cancel_url: str,
    until: datetime,
    customer: str = "",
    email: str = "",
    interval: str = "",
) -> Page:
    """Open the page for a payment; asked again under the same key, the same page."""
    items: list[dict[str, Any]] = []
    for line in lines:
        price: dict[str, Any] = {
            "currency": CURRENCY,
            "unit_amount": line.unit_pence,
            "product_data": {"name": line.description},
        }
        if interval:
            price["recurring"] = {"interval": interval}
        items.append({"price_data": price, "quantity": line.quantity})
    facts: dict[str, Any] = {
        "mode": "subscription" if interval else "payment",
        "line_items": items,
        "client_reference_id": key,
        "metadata": marks(key),
        "success_url": success_url,
        "cancel_url": cancel_url,
        "expires_at": int(until.timestamp()),
        "allowed_payment_method_types": ["card"],
        "locale": "en-GB",
        # A price is in pounds, whatever the reader's country.
        "adaptive_pricing": {"enabled": False},
        "expand": PAGE_WITH,
    }
    if customer:
        facts["customer"] = customer
    elif email:
        facts["customer_email"] = email
    if interval:
        facts["subscription_data"] = {"metadata": marks(key), "description": name}
    else:
        facts["submit_type"] = "pay"
        facts["payment_intent_data"] = {"metadata": marks(key), "description": name}
    sessions = _v1().checkout.sessions
    return _page(_ask(lambda: sessions.create(facts, {"idempotency_key": key})))


PAGE_WITH = ["payment_intent", "invoice", "invoice.payments"]


def page(session: str) -> Page:
    sessions = _v1().checkout.sessions
    return _page(_ask(lambda: sessions.retrieve(session, {"expand": PAGE_WITH})))


def close_page(session: str) -> Page:
    """Close a page; one that is closed or paid already is left as it is."""
    sessions = _v1().checkout.sessions
    try:
        _ask(lambda: sessions.expire(session))
    except SaidNo as no:
        if no.is_missing:
            raise
        # "Only open Checkout Sessions can be expired": whether it was paid on, or
        # had ended by itself, the page itself says.
    return page(session)


def page_of_intent(intent: str) -> Page | None:
    sessions = _v1().checkout.sessions
    found = _ask(lambda: sessions.list({"payment_intent": intent, "limit": 1}))["data"]
    return page(found[0]["id"]) if found else None


def pages_since(since: datetime, until: datetime | None = None) -> Iterator[Page]:
    """Yield every page made since then, as the list has them, nothing expanded."""
    span = {"gte": int(since.timestamp())}
    if until is not None:
        span["lte"] = int(until.timestamp())
    sessions = _v1().checkout.sessions
    return map(_page, _every(lambda more: sessions.list({"created": span, **more})))


def _page(raw: Mapping[str, Any]) -> Page:
    intent = raw.get("payment_intent")
    invoice = raw.get("invoice")
    intent_id, intent_status, trouble = _id(intent), "", ""
    if isinstance(intent, dict):
        intent_status = str(intent.get("status") or "")
        trouble = _trouble(intent)
    elif isinstance(invoice, dict):
        intent_id = _intent_of(invoice)
    meta = raw.get("metadata") or {}
    return Page(
        id=raw["id"],
        url=str(raw.get("url") or ""),
        status=str(raw.get("status") or ""),
        payment_status=str(raw.get("payment_status") or ""),
        pence=int(raw.get("amount_total") or 0),
        currency=str(raw.get("currency") or ""),
        live=bool(raw["livemode"]),
        key=str(raw.get("client_reference_id") or ""),
        ours=meta.get(OUR_MARK) == site(),
        until=_moment(raw["expires_at"]),
        intent=intent_id,
        intent_status=intent_status,
        trouble=trouble,
        invoice=_id(invoice),
        subscription=_id(raw.get("subscription")),
        customer=_id(raw.get("customer")),
    )


def _trouble(intent: Mapping[str, Any]) -> str:
    error = intent.get("last_payment_error") or {}
    return str(error.get("decline_code") or error.get("code") or "")[:200]


# --- Agreements ------------------------------------------------------------


def make_customer(*, name: str, email: str, key: str) -> str:
    facts = {"name": name, "email": email, "metadata": marks(key)}
    customers = _v1().customers
    return str(
        _ask(lambda: customers.create(facts, {"idempotency_key": key}))["id"],
    )


def customer_portal(*, customer: str, back_to: str) -> str:
    sessions = _v1().billing_portal.sessions
    facts = {"customer": customer, "return_url": back_to, "locale": "en-GB"}
    return str(_ask(lambda: sessions.create(facts))["url"])


def subscription(number: str) -> Subscription:
    subscriptions = _v1().subscriptions
    return _subscription(_ask(lambda: subscriptions.retrieve(number)))


def let_end(number: str, *, wanted: bool) -> Subscription:
    """Let a subscription end with what is paid, or go on after all."""
    subscriptions = _v1().subscriptions
    facts = {"cancel_at_period_end": wanted}
    return _subscription(_ask(lambda: subscriptions.update(number, facts)))


def end_subscription(number: str) -> Subscription:
    """End it at once; one that has ended is left as it is."""
    subscriptions = _v1().subscriptions
    facts = {"invoice_now": False, "prorate": False}
    try:
        return _subscription(_ask(lambda: subscriptions.cancel(number, facts)))
    except SaidNo as no:
        if no.is_missing:
            return subscription(number)
        raise


def _subscription(raw: Mapping[str, Any]) -> Subscription:
    items = (raw.get("items") or {}).get("data") or []
    paid_until = items[0].get("current_period_end") if items else None
    ends = raw.get("cancel_at")
    if raw.get("cancel_at_period_end"):
        ends = ends or paid_until
    meta = raw.get("metadata") or {}
    return Subscription(
        id=raw["id"],
        status=str(raw.get("status") or ""),
        live=bool(raw["livemode"]),
        paid_until=_maybe(paid_until),
        ends_at=_maybe(ends),
        key=str(meta.get("key") or ""),
        ours=meta.get(OUR_MARK) == site(),
    )


COLLECTED_WITH = ["payments"]


def collected(invoice: str) -> Collected:
    invoices = _v1().invoices
    return _collected(
        _ask(lambda: invoices.retrieve(invoice, {"expand": COLLECTED_WITH}))
    )


def collected_by_intent(intent: str) -> Collected | None:
    payments = _v1().invoice_payments
    facts = {"payment": {"type": "payment_intent", "payment_intent": intent}}
    found = _ask(lambda: payments.list({**facts, "limit": 1}))["data"]
    return collected(_id(found[0]["invoice"])) if found else None


def collected_since(since: datetime) -> Iterator[Collected]:
    span = {"gte": int(since.timestamp())}
    invoices = _v1().invoices
    return map(
        _collected,
        _every(
            lambda more: invoices.list(
                {"created": span, "expand": ["data.payments"], **more}
            )
        ),
    )


def _collected(raw: Mapping[str, Any]) -> Collected:
    parent = (raw.get("parent") or {}).get("subscription_details") or {}
    meta = parent.get("metadata") or {}
    return Collected(
        id=raw["id"],
        status=str(raw.get("status") or ""),
        pence=int(raw.get("amount_paid") or 0),
        due_pence=int(raw.get("amount_due") or 0),
        currency=str(raw.get("currency") or ""),
        live=bool(raw["livemode"]),
        why=str(raw.get("billing_reason") or ""),
        intent=_intent_of(raw),
        subscription=_id(parent.get("subscription")),
        key=str(meta.get("key") or ""),
        ours=meta.get(OUR_MARK) == site(),
    )


def _intent_of(invoice: Mapping[str, Any]) -> str:
    payments = (invoice.get("payments") or {}).get("data") or []
    found = [
        _id((each.get("payment") or {}).get("payment_intent")) for each in payments
    ]
    return next(filter(None, found), "")


# --- Money back, and disputes ----------------------------------------------


def refund(*, intent: str, pence: int, key: str) -> MoneyBack:
    """Ask for money to go back; asked again under the same key, it goes back once."""
    facts = {"payment_intent": intent, "amount": pence, "metadata": marks(key)}
    refunds = _v1().refunds
    return _back(_ask(lambda: refunds.create(facts, {"idempotency_key": key})))


def money_back(number: str) -> MoneyBack:
    refunds = _v1().refunds
    return _back(_ask(lambda: refunds.retrieve(number)))


def all_back_of(intent: str) -> list[MoneyBack]:
    refunds = _v1().refunds
    every = _every(lambda more: refunds.list({"payment_intent": intent, **more}))
    return [_back(each) for each in every]


def back_since(since: datetime) -> Iterator[MoneyBack]:
    span = {"gte": int(since.timestamp())}
    refunds = _v1().refunds
    return map(_back, _every(lambda more: refunds.list({"created": span, **more})))


def intent_of_charge(charge: str) -> str:
    charges = _v1().charges
    return _id(_ask(lambda: charges.retrieve(charge)).get("payment_intent"))


def _back(raw: Mapping[str, Any]) -> MoneyBack:
    return MoneyBack(
        id=raw["id"],
        status=str(raw.get("status") or ""),
        pence=int(raw["amount"]),
        currency=str(raw.get("currency") or ""),
        intent=_id(raw.get("payment_intent")),
        trouble=str(raw.get("failure_reason") or "")[:200],
        key=str((raw.get("metadata") or {}).get("key") or ""),
        made_at=_moment(raw["created"]),
    )


def dispute(number: str) -> Complaint:
    disputes = _v1().disputes
    return _complaint(_ask(lambda: disputes.retrieve(number)))


def disputes_since(since: datetime) -> Iterator[Complaint]:
    span = {"gte": int(since.timestamp())}
    disputes = _v1().disputes
    return map(
        _complaint, _every(lambda more: disputes.list({"created": span, **more}))
    )


def _complaint(raw: Mapping[str, Any]) -> Complaint:
    evidence = raw.get("evidence_details") or {}
    return Complaint(
        id=raw["id"],
        status=str(raw.get("status") or ""),
        pence=int(raw["amount"]),
        intent=_id(raw.get("payment_intent")),
        reason=str(raw.get("reason") or "")[:60],
        live=bool(raw["livemode"]),
        opened_at=_moment(raw["created"]),
        answer_by=_maybe(evidence.get("due_by")),
    )


# --- Notices ---------------------------------------------------------------


def read_notice(body: bytes, signature: str, *, at: datetime) -> Said:
    """Return what a notice says, if Stripe signed it within the last five minutes.

    The library's own reading breaks on what is not UTF-8 before it checks, and on a
    list after it, and takes a signature from the future for good; so each is seen to
    here.
    """
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotFromStripe("not text") from error
    if not any(_is_signed(text, signature, each) for each in _secrets()):
        raise NotFromStripe("not signed by Stripe, or too long ago")
    signed = re.search(r"(?:^|,)t=(\d{1,12})(?:,|$)", signature)
    if signed is None or int(signed[1]) > at.timestamp() + TOLERANCE_SECONDS:
        raise NotFromStripe("signed in the future")
    try:
        raw = json.loads(text)
        return _said(raw)
    except (ValueError, RecursionError, TypeError, KeyError, AttributeError) as error:
        raise NotFromStripe("not a notice") from error


def _secrets() -> list[str]:
    return [each for each in settings.STRIPE_WEBHOOK_SECRETS if each]


def _is_signed(text: str, signature: str, secret: str) -> bool:
    try:
        stripe.WebhookSignature.verify_header(
            text, signature, secret, TOLERANCE_SECONDS
        )
    except (stripe.SignatureVerificationError, ValueError, TypeError):
        return False
    return True


def _said(raw: Any) -> Said:
    about = raw["data"]["object"].get("id") or ""
    said = Said(
        id=raw["id"],
        type=raw["type"],
        about=about,
        live=raw["livemode"],
        api_version=str(raw.get("api_version") or "")[:40],
        made_at=_moment(raw["created"]),
    )
    names = (said.id, said.type, said.about)
    if not all(re.fullmatch(r"[A-Za-z0-9_.]{0,120}", name) for name in names):
        raise ValueError("a name that Stripe would not give")
    if not said.id or not said.type or not isinstance(said.live, bool):
        raise ValueError("a notice without a name")
    return said


def _id(thing: Any) -> str:
    """Return the id of what Stripe gave as an id, or as the whole thing, or not."""
    return str(thing["id"]) if isinstance(thing, dict) else str(thing or "")


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(int(seconds), tz=UTC)


def _maybe(seconds: int | None) -> datetime | None:
    return None if seconds is None else _moment(seconds)
