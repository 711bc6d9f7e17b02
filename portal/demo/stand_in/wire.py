"""The wire: what Stripe's library meets in place of the network.

A request is checked against the library's own types, answered once per idempotency key,
and worked out in one turn at the books.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import stripe
from django.conf import settings
from django.urls import reverse
from stripe import params as library
from stripe.params import billing_portal, checkout

from . import dealings, params
from .books import Books, Thing, now, turn
from .dealings import Refused

type Answer = tuple[str, int, Mapping[str, str]]
type Deed = Callable[[Books, Thing, str], Thing]

SOONEST, LATEST = 30 * 60, 24 * 60 * 60
LEAST_PENCE = 30


class StandIn(stripe.HTTPClient):
    """Stripe, as far as this portal knows it."""

    name = "stand-in"

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        **_: Any,
    ) -> Answer:
        asked = urlsplit(url)
        method = method.upper()
        form = parse_qsl(
            post_data if method == "POST" else asked.query, keep_blank_values=True
        )
        key = (headers or {}).get("Idempotency-Key", "") if method == "POST" else ""
        with turn() as books:
            status, answer = self._once(books, method, asked.path, form, key)
        return answer, status, {"Request-Id": "req_stand_in"}

    def close(self) -> None:
        """Nothing is open."""

    def _once(
        self,
        books: Books,
        method: str,
        path: str,
        form: list[tuple[str, str]],
        key: str,
    ) -> tuple[int, str]:
        """Answer, or answer as before what was asked under this key before."""
        asked = json.dumps([method, path, sorted(form)])
        before = books.answered(key) if key else None
        if before is not None:
            if before[0] != asked:
                return 400, _fault(
                    "Keys for idempotent requests can only be used with the same "
                    "parameters they were first used with.",
                    kind="idempotency_error",
                )
            return before[1], before[2]
        status, answer = self.work_out(books, method, path, params.read(form))
        if key:
            books.answer(key, asked, status, answer)
        return status, answer

    def work_out(
        self, books: Books, method: str, path: str, facts: Thing
    ) -> tuple[int, str]:
        for wanted, pattern, kind, deed in ROUTES:
            found = re.fullmatch(pattern, path)
            if found is None or wanted != method:
                continue
            if faults := params.faults_in(facts, kind):
                return 400, _fault("; ".join(faults), param=faults[0])
            number = found[1] if found.re.groups else ""
            try:
                return 200, json.dumps(deed(books, params.typed(facts, kind), number))
            except Refused as no:
                return no.status, _fault(no.says, code=no.code, param=no.param)
            except KeyError:
                says = f"No such thing: '{number}'"
                return 404, _fault(says, code="resource_missing", param="id")
        return 404, _fault(f"Unrecognized request URL ({method}: {path}).")


def _fault(
    says: str,
    *,
    kind: str = "invalid_request_error",
    code: str = "",
    param: str = "",
) -> str:
    fault = {"type": kind, "message": says, "code": code or None, "param": param}
    return json.dumps({"error": fault})


# --- What can be asked -----------------------------------------------------


def _open_page(books: Books, facts: Thing, _: str) -> Thing:
    ahead = facts["expires_at"] - now()
    # A minute's grace, as clocks differ.
    if not SOONEST - 60 <= ahead <= LATEST + 60:
        raise Refused(
            "The `expires_at` timestamp must be between 30 minutes and 24 hours from "
            "Checkout Session creation.",
            param="expires_at",
        )
    if "customer" in facts:
        _known(books, "customer", facts["customer"], param="customer")
    lines = facts["line_items"]
    total = sum(one["price_data"]["unit_amount"] * one["quantity"] for one in lines)
    if any(one["price_data"]["unit_amount"] < 0 for one in lines):
        raise Refused("Invalid non-negative integer", param="unit_amount")
    if total < LEAST_PENCE:
        raise Refused(
            "The Checkout Session's total amount due must add up to at least £0.30 gbp",
            code="amount_too_small",
        )
    recurring = lines[0]["price_data"].get("recurring")
    if (facts["mode"] == "subscription") != (recurring is not None):
        raise Refused("Prices and mode do not fit each other.", param="mode")
    made = books.new(
        "checkout.session",
        mode=facts["mode"],
        status="open",
        payment_status="unpaid",
        amount_total=total,
        amount_subtotal=total,
        currency=lines[0]["price_data"]["currency"],
        client_reference_id=facts.get("client_reference_id"),
        metadata=facts.get("metadata") or {},
        success_url=facts["success_url"],
        cancel_url=facts.get("cancel_url"),
        expires_at=facts["expires_at"],
        customer=facts.get("customer"),
        customer_email=facts.get("customer_email"),
        customer_details=None,
        payment_intent=None,
        invoice=None,
        subscription=None,
        _lines=lines,
        _subscription={
            "interval": recurring["interval"],
            **facts.get("subscription_data", {}),
        }
        if recurring
        else None,
    )
    made["url"] = settings.BASE_URL + reverse("demo:pay", args=[made["id"]])
    return books.keep(made)


def _see_page(books: Books, facts: Thing, number: str) -> Thing:
    return _expanded(books, dealings.page(books, number), facts)


def _expanded(books: Books, page: Thing, facts: Thing) -> Thing:
    wanted = facts.get("expand", [])
    seen = dict(page)
    if "payment_intent" in wanted and seen["payment_intent"]:
        seen["payment_intent"] = books.get("payment_intent", seen["payment_intent"])
    if "invoice" in wanted and seen["invoice"]:
        inner = {"expand": ["payments"] if "invoice.payments" in wanted else []}
        seen["invoice"] = _see_invoice(books, inner, seen["invoice"])
    return {name: value for name, value in seen.items() if name[0] != "_"}


def _expire_page(books: Books, facts: Thing, number: str) -> Thing:
    found = dealings.page(books, number)
    if found["status"] != "open":
        raise Refused(
            'Only Checkout Sessions with a status in ["open"] can be expired. This '
            f"Checkout Session has a status of {found['status']}.",
        )
    dealings.end_page(books, found)
    return _expanded(books, found, facts)


def _list_pages(books: Books, facts: Thing, _: str) -> Thing:
    every = [
        dealings.page(books, each["id"]) for each in books.every("checkout.session")
    ]
    wanted = facts.get("payment_intent")
    if wanted:
        every = [each for each in every if each["payment_intent"] == wanted]
    return _listed([_expanded(books, each, {}) for each in every], facts)


def _see(kind: str) -> Deed:
    return lambda books, _facts, number: books.get(kind, number)


def _see_invoice(books: Books, facts: Thing, number: str) -> Thing:
    return _with_payments(books, books.get("invoice", number), facts.get("expand", []))


def _with_payments(books: Books, invoice: Thing, wanted: list[str]) -> Thing:
    if not {"payments", "data.payments"} & set(wanted):
        return invoice
    made = [
        each
        for each in books.every("invoice_payment")
        if each["invoice"] == invoice["id"]
    ]
    return invoice | {"payments": _listed(made, {})}


def _list_invoices(books: Books, facts: Thing, _: str) -> Thing:
    wanted = facts.get("expand", [])
    every = [_with_payments(books, each, wanted) for each in books.every("invoice")]
    return _listed(every, facts)


def _list_invoice_payments(books: Books, facts: Thing, _: str) -> Thing:
    intent = facts["payment"]["payment_intent"]
    every = [
        each
        for each in books.every("invoice_payment")
        if each["payment"]["payment_intent"] == intent
    ]
    return _listed(every, facts)


def _make_customer(books: Books, facts: Thing, _: str) -> Thing:
    return books.new("customer", **facts)


def _open_portal(books: Books, facts: Thing, _: str) -> Thing:
    _known(books, "customer", facts["customer"], param="customer")
    made = books.new(
        "billing_portal.session",
        customer=facts["customer"],
        return_url=facts["return_url"],
        flow=None,
    )
    made["url"] = settings.BASE_URL + reverse("demo:cards", args=[made["id"]])
    return books.keep(made)


def _let_end(books: Books, facts: Thing, number: str) -> Thing:
    return dealings.let_end(books, number, wanted=facts["cancel_at_period_end"])


def _cancel(books: Books, _facts: Thing, number: str) -> Thing:
    return dealings.cancel(books, number)


def _refund(books: Books, facts: Thing, _: str) -> Thing:
    return dealings.refund(books, **facts)


def _list_of_intent(kind: str) -> Deed:
    def listing(books: Books, facts: Thing, _: str) -> Thing:
        wanted = facts.get("payment_intent")
        every = books.every(kind)
        if wanted:
            every = [each for each in every if each["payment_intent"] == wanted]
        return _listed(every, facts)

    return listing


def _known(books: Books, kind: str, number: str, *, param: str) -> None:
    if books.find(kind, number) is None:
        says = f"No such {kind}: '{number}'"
        raise Refused(says, code="resource_missing", param=param)


def _listed(every: list[Thing], facts: Thing) -> Thing:
    span = facts.get("created") or {}
    first, last = span.get("gte", 0), span.get("lte", 2**40)
    every = [each for each in every if first <= each["created"] <= last]
    if after := facts.get("starting_after"):
        names = [each["id"] for each in every]
        every = every[names.index(after) + 1 :]
    limit = facts.get("limit", 10)
    return {
        "object": "list",
        "data": every[:limit],
        "has_more": len(every) > limit,
        "url": "/v1/list",
    }


_ID = r"([^/]+)"
ROUTES: list[tuple[str, str, Any, Deed]] = [
    (
        "POST",
        rf"/v1/checkout/sessions/{_ID}/expire",
        checkout.SessionExpireParams,
        _expire_page,
    ),
    ("GET", rf"/v1/checkout/sessions/{_ID}", checkout.SessionRetrieveParams, _see_page),
    ("POST", "/v1/checkout/sessions", checkout.SessionCreateParams, _open_page),
    ("GET", "/v1/checkout/sessions", checkout.SessionListParams, _list_pages),
    ("POST", "/v1/customers", library.CustomerCreateParams, _make_customer),
    (
        "POST",
        "/v1/billing_portal/sessions",
        billing_portal.SessionCreateParams,
        _open_portal,
    ),
    (
        "GET",
        rf"/v1/subscriptions/{_ID}",
        library.SubscriptionRetrieveParams,
        _see("subscription"),
    ),
    ("POST", rf"/v1/subscriptions/{_ID}", library.SubscriptionUpdateParams, _let_end),
    ("DELETE", rf"/v1/subscriptions/{_ID}", library.SubscriptionCancelParams, _cancel),
    ("GET", rf"/v1/invoices/{_ID}", library.InvoiceRetrieveParams, _see_invoice),
    ("GET", "/v1/invoices", library.InvoiceListParams, _list_invoices),
    (
        "GET",
        "/v1/invoice_payments",
        library.InvoicePaymentListParams,
        _list_invoice_payments,
    ),
    ("POST", "/v1/refunds", library.RefundCreateParams, _refund),
    ("GET", rf"/v1/refunds/{_ID}", library.RefundRetrieveParams, _see("refund")),
    ("GET", "/v1/refunds", library.RefundListParams, _list_of_intent("refund")),
    ("GET", rf"/v1/charges/{_ID}", library.ChargeRetrieveParams, _see("charge")),
    ("GET", rf"/v1/disputes/{_ID}", library.DisputeRetrieveParams, _see("dispute")),
    ("GET", "/v1/disputes", library.DisputeListParams, _list_of_intent("dispute")),
]
