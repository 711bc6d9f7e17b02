"""Does Stripe itself accept what we send? Asked of its test mode: nobody is charged.

Set STRIPE_TEST_KEY=sk_test_… to run it; everything else here plays Stripe.
"""

import os
import secrets
from datetime import timedelta

import pytest

from portal.core import clock
from portal.payments import gateway

KEY = os.environ.get("STRIPE_TEST_KEY", "")

pytestmark = [
    pytest.mark.skipif(
        not KEY.startswith(("sk_test_", "rk_test_")),
        reason="Only Stripe's test mode can prove this: set STRIPE_TEST_KEY=sk_test_…",
    ),
    pytest.mark.enable_socket,
]


@pytest.fixture(autouse=True)
def _test_mode(settings):
    settings.STRIPE_SECRET_KEY = KEY
    settings.STRIPE_HTTP_CLIENT = ""
    settings.BASE_URL = "https://portal.example"


def open_page(key, **more):
    facts = {
        "key": key,
        "lines": [gateway.Line("A seat", 9600, 1)],
        "name": "Seats, bill TEST",
        "success_url": "https://portal.example/?session_id={CHECKOUT_SESSION_ID}",
        "cancel_url": "https://portal.example/",
        "until": clock.now() + timedelta(hours=2),
        "email": "payer@example.org",
    }
    return gateway.open_page(**facts | more)


@pytest.fixture
def key():
    return f"verification-{secrets.token_hex(8)}"


def test_a_page_is_opened_found_and_closed(key):
    until = clock.now() + timedelta(hours=2)
    page = open_page(key, until=until)
    again = open_page(key, until=until)

    assert page.id == again.id
    assert (page.pence, page.currency, page.live) == (9600, "gbp", False)
    assert gateway.page(page.id).is_open
    assert gateway.close_page(page.id).is_over
    assert gateway.close_page(page.id).is_over


def test_the_same_key_with_other_facts_is_refused(key):
    open_page(key)

    with pytest.raises(gateway.SaidNo) as refused:
        open_page(key, lines=[gateway.Line("A seat", 9700, 1)])

    assert refused.value.key_spent


def test_a_page_for_a_subscription_is_opened(key):
    customer = gateway.make_customer(
        name="Trust", email="payer@example.org", key=f"{key}-customer"
    )

    page = open_page(key, customer=customer, email="", interval="year")

    assert page.is_open
    assert page.customer == customer


def test_pages_are_listed_with_our_mark(key):
    page = open_page(key)

    listed = gateway.pages_since(clock.now() - timedelta(minutes=5))

    assert any(each.id == page.id and each.ours for each in listed)


@pytest.mark.parametrize(
    "look",
    [
        gateway.page,
        gateway.collected,
        gateway.subscription,
        gateway.money_back,
        gateway.dispute,
        gateway.intent_of_charge,
    ],
)
def test_what_does_not_exist_is_missing(look):
    with pytest.raises(gateway.SaidNo) as refused:
        look("nothing_of_this_name")

    assert refused.value.is_missing


def test_too_little_is_named_as_such(key):
    with pytest.raises(gateway.SaidNo) as refused:
        open_page(key, lines=[gateway.Line("A pin", 10, 1)])

    assert refused.value.code == "amount_too_small"


def test_lists_are_taken():
    since = clock.now() - timedelta(days=1)

    for listing in (
        gateway.collected_since(since),
        gateway.back_since(since),
        gateway.disputes_since(since),
    ):
        assert list(listing) is not None
