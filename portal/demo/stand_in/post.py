"""Post: bring the stand-in's notices to our own door, signed as Stripe signs them."""

import json
import urllib.error
import urllib.request
from contextlib import suppress

import stripe
from django.conf import settings
from django.urls import reverse

from .books import Thing, turn

SECONDS = 5


def signed(notice: Thing, *, secret: str = "", at: int | None = None) -> dict[str, str]:
    """Return the body and the signature of a notice."""
    body = json.dumps(notice)
    secret = secret or settings.STRIPE_WEBHOOK_SECRETS[0]
    sign = stripe.WebhookSignature.generate_signature_header
    return {"body": body, "signature": sign(body, secret, at)}


def post_what_waits() -> None:
    """Post every notice that has not arrived yet; what fails is posted again later."""
    with turn() as books:
        waiting = books.notices(unposted=True)
    for number, notice in waiting:
        with suppress(urllib.error.URLError, TimeoutError, ConnectionError):
            _post(notice)
            with turn() as books:
                books.posted(number)


def _post(notice: Thing) -> None:
    letter = signed(notice)
    request = urllib.request.Request(  # noqa: S310 - our own address
        settings.BASE_URL + reverse("payments:stripe"),
        data=letter["body"].encode(),
        headers={
            "Content-Type": "application/json",
            "Stripe-Signature": letter["signature"],
        },
    )
    with urllib.request.urlopen(request, timeout=SECONDS):  # noqa: S310 - as above
        pass
