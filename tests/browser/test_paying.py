"""Paying on the demonstration's test page, without script and under the strict policy.

From the press of Pay on, all is the product's: the signed notice at our door, the
return page, the settlement.
"""

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from portal.core import clock
from portal.payments import checkout, webhooks
from portal.payments.models import Interval, Notice
from tests.factories import payments
from tests.fakes import stripe as fake
from tests.rig import till as rig

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def till():
    made = rig.Till()
    answers = made.answers() | {"where": lambda _bill: "/events/"}
    with payments.purpose(rig.SEATS, **answers):
        yield made


@pytest.fixture(autouse=True)
def _stripe(settings, live_server):
    settings.BASE_URL = live_server.url
    with fake.afresh():
        yield


@pytest.fixture
def bill(till):
    return till.bill()


def open_page(screen_of, bill, **more):
    screen = screen_of(java_script_enabled=False)
    screen.goto(checkout.start(bill=bill, at=clock.now(), **more))
    return screen


def test_a_declined_card_then_a_good_one(screen_of, bill, live_server):
    screen = open_page(screen_of, bill)
    expect(screen.get_by_text("Test payment page.", exact=True)).to_be_visible()
    expect(screen.get_by_text("No card is charged")).to_be_visible()

    screen.get_by_role("button", name="Let the card be declined").click()
    expect(screen.get_by_role("alert")).to_contain_text("declined")
    screen.get_by_role("button", name="Pay £96.00").click()

    expect(screen).to_have_url(f"{live_server.url}/events/")
    assert rig.standing(bill)["delivered"] == 1
    told = set(Notice.objects.values_list("type", "outcome"))
    assert ("checkout.session.completed", "Followed") in told
    assert cache.get(webhooks.REFUSED) is None
    assert screen.wrong == []


def test_leaving_without_paying(screen_of, bill, live_server):
    screen = open_page(screen_of, bill)

    screen.get_by_role("link", name="Leave without paying").click()

    expect(screen).to_have_url(f"{live_server.url}/events/")
    assert rig.delivered() == 0


def test_a_bank_that_takes_its_time(screen_of, bill):
    screen = open_page(screen_of, bill)

    screen.get_by_role("button", name="let the bank take its time").click()

    expect(screen.get_by_role("heading", level=1)).to_have_text(
        "Your payment is on its way"
    )
    fake.does(fake.dealings.arrive, bill.payments.get().session)
    screen.get_by_role("link", name="Look again").click()
    expect(screen.get_by_role("heading", level=1)).to_contain_text("Events")
    assert rig.delivered(bill) == 1


def test_a_year_goes_by_on_the_page_for_cards(screen_of, bill, live_server):
    screen = open_page(screen_of, bill, interval=Interval.YEAR)
    expect(screen.get_by_text("until you stop it")).to_be_visible()
    screen.get_by_role("button", name="Pay £96.00").click()
    bill.payer.refresh_from_db()
    screen.goto(
        checkout.gateway.customer_portal(
            customer=bill.payer.stripe_customer, back_to=f"{live_server.url}/events/"
        )
    )

    screen.get_by_role("button", name="the payment succeed").click()
    expect(screen.get_by_text("Taken next on")).to_be_visible()
    renewed = rig.delivered()
    screen.get_by_role("button", name="Stop automatic renewal").click()
    expect(screen.get_by_text("nothing more is taken")).to_be_visible()

    assert renewed == 2
    assert bill.payer.agreements.get().ends_at is not None
    screen.get_by_role("link", name="Back to the portal").click()
    expect(screen).to_have_url(f"{live_server.url}/events/")
