"""Stripe for the tests: the demonstration's stand-in, and a script of faults.

A fault is told beforehand: for which request, and what happens to it. `lost` is the
nasty one: the request is worked out, and the answer never arrives.
"""

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import stripe
from django.conf import settings
from django.urls import reverse

from portal.demo.stand_in import dealings
from portal.demo.stand_in.books import Books, Thing, turn
from portal.demo.stand_in.post import signed
from portal.demo.stand_in.wire import StandIn

SECRET = "whsec_tests"
RESET, TIMED_OUT, LOST = "reset", "timed out", "lost"


@dataclass
class Fault:
    wanted: str
    what: str | int | Callable[[], None]
    times: int = 1


@dataclass
class Script:
    """What goes wrong next, and every request that came."""

    faults: list[Fault] = field(default_factory=list)
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    # What the bank makes of the next refunds at first, by the order of asking.
    refunds: list[str] = field(default_factory=list)

    def goes_wrong(
        self, wanted: str, what: str | int | Callable[[], None], times: int = 1
    ) -> None:
        self.faults.append(Fault(wanted, what, times))

    def next_fault(self, method: str, path: str) -> Fault | None:
        for fault in self.faults:
            if fault.times and re.search(fault.wanted, f"{method} {path}"):
                fault.times -= 1
                return fault
        return None

    def count(self, wanted: str) -> int:
        return sum(bool(re.search(wanted, f"{m} {p}")) for m, p, _ in self.asked)

    def keys(self, wanted: str) -> set[str]:
        return {k for m, p, k in self.asked if re.search(wanted, f"{m} {p}")}


script = Script()


class ScriptedStripe(StandIn):
    def _sleep_time_seconds(self, num_retries: int) -> float:
        script.waits.append(super()._sleep_time_seconds(num_retries))
        return 0

    def request(self, method, url, headers, post_data=None, **more):
        path = url.removeprefix("https://api.stripe.com")
        key = (headers or {}).get("Idempotency-Key", "")
        script.asked.append((method.upper(), path, key))
        fault = script.next_fault(method.upper(), path)
        if fault is None:
            return super().request(method, url, headers, post_data, **more)
        if callable(fault.what):
            fault.what()
            return super().request(method, url, headers, post_data, **more)
        if fault.what == LOST:
            super().request(method, url, headers, post_data, **more)
        if isinstance(fault.what, str):
            raise stripe.APIConnectionError(fault.what, should_retry=True)
        said = {"error": {"type": "api_error", "message": "A fault."}}
        return json.dumps(said), fault.what, {"Request-Id": "req_fault"}

    def work_out(self, books, method, path, facts):
        if (method, path) == ("POST", "/v1/refunds") and script.refunds:
            status = script.refunds.pop(0)
            if status == "no":
                said = {"type": "invalid_request_error", "message": "Refused by bank."}
                return 400, json.dumps({"error": said})
            _, answer = super().work_out(books, method, path, facts)
            made = json.loads(answer)
            if "id" in made:
                made = books.get("refund", made["id"]) | {"status": status}
                books.keep(made)
            return (200 if "id" in made else 400), json.dumps(made)
        return super().work_out(books, method, path, facts)


@contextmanager
def afresh() -> Iterator[Script]:
    """Begin with empty books and an empty script."""
    _forget()
    yield script
    _forget()


def _forget() -> None:
    script.faults.clear()
    script.asked.clear()
    script.waits.clear()
    script.refunds.clear()
    path = Path(settings.STAND_IN_BOOKS)
    for each in (path, path.with_name(path.name + "-journal")):
        each.unlink(missing_ok=True)


# --- What happens at Stripe's ----------------------------------------------


def does(deed: Callable[..., Thing], *arguments: Any, **facts: Any) -> Thing:
    """Let something happen at Stripe's: `does(dealings.pay, session)`."""
    with turn() as books:
        return deed(books, *arguments, **facts)


def pay(session: str) -> Thing:
    return does(dealings.pay, session)


def change(kind: str, number: str, **facts: Any) -> Thing:
    """Change a thing behind everybody's back."""
    with turn() as books:
        return books.keep(books.get(kind, number) | facts)


def every(kind: str) -> list[Thing]:
    with turn() as books:
        return books.every(kind)


def one(kind: str) -> Thing:
    (found,) = every(kind)
    return found


def notices(*types: str) -> list[Thing]:
    """Return what Stripe has to tell, in the order in which it happened."""
    with turn() as books:
        told = [notice for _, notice in books.notices()]
    return [each for each in told if not types or each["type"] in types]


# --- The post --------------------------------------------------------------


def letter(
    notice: Thing | str, *, secret: str = SECRET, at: float | None = None
) -> dict[str, Any]:
    """Return what a test client needs to post a notice."""
    moment = int(time.time() if at is None else at)
    if isinstance(notice, str):
        sign = stripe.WebhookSignature.generate_signature_header
        made = {"body": notice, "signature": sign(notice, secret, moment)}
    else:
        made = signed(notice, secret=secret, at=moment)
    return {
        "path": reverse("payments:stripe"),
        "data": made["body"],
        "content_type": "application/json",
        "headers": {"Stripe-Signature": made["signature"]},
    }


def deliver(client: Any, *posted: Thing) -> list[int]:
    """Post notices at our door; return how each was answered."""
    return [client.post(**letter(each)).status_code for each in posted]


__all__ = ["Books", "deliver", "does", "every", "letter", "notices", "one", "pay"]
