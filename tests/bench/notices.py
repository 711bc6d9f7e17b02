"""Measure a burst of Stripe's notices, with pages served in the meantime."""

import json
import statistics
import time
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings

from portal.demo.stand_in.post import signed
from portal.payments.models import Notice
from tests.rig import clients
from tests.rig.server import Server

NOTICES = 500
AT_ONCE = 20
PAGES = 40
WITHIN_SECONDS = 10


def letters(number: int, *, secret: str) -> list[clients.Request]:
    """Return so many notices, each about something else, signed now."""
    written = []
    for n in range(number):
        notice = {
            "id": f"evt_burst{n}",
            "object": "event",
            "type": "checkout.session.completed",
            "api_version": "2026-10-28.endive",
            "created": int(time.time()),
            "livemode": settings.STRIPE_LIVE,
            "data": {"object": {"id": f"cs_test_burst{n}"}},
        }
        letter = signed(notice, secret=secret)
        headers = {
            "Stripe-Signature": letter["signature"],
            "Content-Type": "application/json",
        }
        assert json.loads(letter["body"])["id"] == notice["id"]
        written.append(
            clients.Request(
                "POST", "/payments/stripe/", headers=headers, body=letter["body"]
            )
        )
    return written


def burst(
    running: Server, *, secret: str, secure: bool
) -> tuple[list[clients.Answer], list[clients.Answer], float]:
    """Post all of them, and ask for pages at the same time."""
    posts = letters(NOTICES, secret=secret)
    pages = [clients.Request("GET", "/events/")] * PAGES
    began = time.perf_counter()
    with ThreadPoolExecutor(1) as other:
        seen = other.submit(
            clients.ask_all, running.port, pages, at_once=2, secure=secure
        )
        answers = clients.ask_all(running.port, posts, at_once=AT_ONCE, secure=secure)
        took = time.perf_counter() - began
        return answers, seen.result(), took


def measure(running: Server) -> None:
    answers, pages, took = burst(
        running, secret=settings.STRIPE_WEBHOOK_SECRETS[0], secure=True
    )
    seconds = [answer.seconds for answer in answers]
    print(
        f"Notices: {NOTICES} in {took:.1f} s, statuses "
        f"{sorted({answer.status for answer in answers})}, "
        f"{Notice.objects.count()} kept, median {statistics.median(seconds):.2f} s, "
        f"p95 {clients.percentile(seconds, 0.95):.2f} s; meanwhile {PAGES} pages, "
        f"statuses {sorted({page.status for page in pages})}, p95 "
        f"{clients.percentile([page.seconds for page in pages], 0.95):.2f} s"
    )
