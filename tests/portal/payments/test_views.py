"""Stripe's page for cards and receipts, for whoever has paid by card."""

import pytest

from portal.core import clock
from portal.payments import checkout, payers, settlement
from portal.payments.models import Interval
from tests.factories.accounts import UserFactory
from tests.fakes import stripe as fake

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stripe")]
CARDS = "/payments/cards/"


@pytest.fixture
def user(client):
    user = UserFactory()
    client.force_login(user)
    return user


def test_a_payer_is_led_to_their_cards_and_back(client, user, till):
    bill = till.bill(payer=payers.of_user(user))
    checkout.start(bill=bill, at=clock.now(), interval=Interval.YEAR)
    fake.pay(bill.payments.get().session)
    settlement.look(bill.payments.get(), at=clock.now())

    answer = client.post(CARDS, {"next": "/my/"})

    page = fake.one("billing_portal.session")
    assert answer["Location"] == page["url"]
    assert page["return_url"] == "http://testserver/my/"


@pytest.mark.parametrize("way", ["", "/my/", "//evil.example/", "https://evil.example"])
def test_without_a_card_one_is_told_so_and_stays_here(client, user, way):
    answer = client.post(CARDS, {"next": way}, follow=True)

    assert "There is no card of yours" in answer.content.decode()
    assert answer.redirect_chain[0][0].startswith("/my/")


def test_a_silent_stripe_is_said(client, user, till, stripe):
    payer = payers.of_user(user)
    payer.stripe_customer = "cus_1"
    payer.save()
    stripe.goes_wrong(".", fake.RESET, times=5)

    answer = client.post(CARDS, follow=True)

    assert "not answering just now" in answer.content.decode()


def test_it_is_for_people_who_are_signed_in(client):
    assert client.post(CARDS)["Location"].startswith("/accounts/login/")
    assert client.get(CARDS).status_code == 405
