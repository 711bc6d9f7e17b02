"""Going to Stripe's page: one page per bill, whatever happens in between."""

from datetime import timedelta

import pytest

from portal.core import clock
from portal.core.errors import Refused
from portal.core.money import Vat
from portal.demo.stand_in import dealings
from portal.payments import bills, checkout, settlement
from portal.payments.bills import Line
from portal.payments.errors import BillWithdrawn, PaymentsAway, PaymentsOff
from portal.payments.models import Agreement, Interval, Payment
from tests.fakes import stripe as fake
from tests.fakes.stripe import LOST, RESET
from tests.rig import till as rig

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stripe")]


@pytest.fixture
def bill(till):
    return till.bill()


def start(bill, **more):
    return checkout.start(bill=bill, at=more.pop("at", clock.now()), **more)


def test_start_leads_to_a_page_over_what_is_owed(bill):
    address = start(bill)

    page = fake.one("checkout.session")
    assert address == page["url"]
    assert (page["amount_total"], page["currency"]) == (9600, "gbp")
    payment = bill.payments.get()
    assert (payment.status, payment.session) == ("due", page["id"])


def test_two_presses_are_one_page(bill):
    assert start(bill) == start(bill)
    assert len(fake.every("checkout.session")) == 1


def test_a_page_that_was_made_and_never_noted_is_the_page(bill, stripe):
    """P1: asked again under the same key, Stripe gives the same page."""
    stripe.goes_wrong("POST /v1/checkout/sessions", LOST, times=3)
    with pytest.raises(PaymentsAway):
        start(bill)

    address = start(bill, at=clock.now() + timedelta(minutes=5))

    assert address == fake.one("checkout.session")["url"]
    assert len(stripe.keys("POST /v1/checkout/sessions")) == 1
    assert bill.payments.count() == 1


@pytest.mark.parametrize("fault", [RESET, 409, 500, 503])
def test_a_hiccup_is_tried_again_under_the_same_key(bill, stripe, fault):
    """P15"""
    stripe.goes_wrong("POST /v1/checkout/sessions", fault, times=2)

    assert start(bill)

    assert stripe.count("POST /v1/checkout/sessions") == 3
    assert len(stripe.keys("POST /v1/checkout/sessions")) == 1
    assert stripe.waits == sorted(stripe.waits)
    assert stripe.waits[0] > 0


@pytest.mark.parametrize("fault", [RESET, 429, 500])
def test_a_silent_stripe_gives_a_clear_answer_and_loses_nothing(bill, stripe, fault):
    """P15, P16"""
    stripe.goes_wrong(".", fault, times=10)

    with pytest.raises(PaymentsAway, match="Nothing was taken"):
        start(bill)

    stripe.faults.clear()
    assert start(bill) == fake.one("checkout.session")["url"]


def test_after_a_fault_of_its_own_stripe_is_asked_under_a_new_key(bill, stripe):
    """P15: under the old key it would give the same fault again for a day."""
    stripe.goes_wrong("POST /v1/checkout/sessions", 500, times=3)
    with pytest.raises(PaymentsAway):
        start(bill)

    start(bill)

    assert len(stripe.keys("POST /v1/checkout/sessions")) == 2
    assert sorted(bill.payments.values_list("status", flat=True)) == ["due", "failed"]


def test_after_a_day_a_page_never_shown_gives_way_to_a_new_one(
    bill, stripe, time_machine
):
    """P15"""
    stripe.goes_wrong("POST /v1/checkout/sessions", RESET, times=3)
    with pytest.raises(PaymentsAway):
        start(bill)

    time_machine.move_to(clock.now() + checkout.SAME_PAGE_WITHIN)
    start(bill)

    assert sorted(bill.payments.values_list("status", flat=True)) == ["due", "failed"]


def test_a_changed_address_does_not_block_the_way(bill, stripe):
    """The key has been used with other facts: a new payment takes its place."""
    stripe.goes_wrong("POST /v1/checkout/sessions", LOST, times=3)
    with pytest.raises(PaymentsAway):
        start(bill)
    bill.payer.email = "new@trust.example"
    bill.payer.save()

    assert start(bill)

    assert len(stripe.keys("POST /v1/checkout/sessions")) == 2


def test_a_bill_of_nothing_asks_stripe_nothing(till, stripe):
    """P17"""
    bill = till.bill(
        lines=[Line("A seat", 9600, Vat.EXEMPT), Line("A gift", -9600, Vat.EXEMPT)]
    )

    address = start(bill)
    again = start(bill)

    assert address == again == f"/seats/{bill.reference}/"
    assert stripe.asked == []
    assert rig.delivered(bill) == 1
    assert bill.payments.get().method == "nothing"


def test_a_paid_bill_leads_to_what_was_paid_for(bill):
    start(bill)
    fake.pay(fake.one("checkout.session")["id"])
    settlement.look(bill.payments.get(), at=clock.now())

    assert start(bill) == f"/seats/{bill.reference}/"
    assert len(fake.every("checkout.session")) == 1


def test_paid_and_not_yet_told_is_found_out_before_a_second_page(bill, time_machine):
    start(bill)
    fake.pay(fake.one("checkout.session")["id"])

    time_machine.move_to(clock.now() + timedelta(hours=24))

    assert start(bill) == f"/seats/{bill.reference}/"
    assert rig.delivered(bill) == 1


def test_an_ended_page_gives_way_to_a_new_one(bill, time_machine):
    first = start(bill)

    time_machine.move_to(clock.now() + timedelta(hours=24))
    second = start(bill)

    assert first != second
    assert sorted(bill.payments.values_list("status", flat=True)) == ["due", "failed"]


def test_while_a_bank_takes_its_time_there_is_no_second_page(bill):
    start(bill)
    fake.does(dealings.pay_slowly, fake.one("checkout.session")["id"])

    with pytest.raises(Refused, match="on its way"):
        start(bill, at=clock.now() + timedelta(hours=24))


def test_lines_below_nothing_are_shown_as_one_sum(till):
    lines = [Line("A seat", 9600, Vat.EXEMPT), Line("Early", -600, Vat.EXEMPT)]
    bill = till.bill(lines=lines)

    start(bill)

    (line,) = fake.one("checkout.session")["_lines"]
    assert line["price_data"]["unit_amount"] == 9000
    assert bill.reference in line["price_data"]["product_data"]["name"]


def test_too_little_for_a_card_is_said(till):
    with pytest.raises(Refused, match=r"£0\.20 is too little"):
        start(till.bill(lines=[Line("A pin", 20, Vat.EXEMPT)]))


def test_a_withdrawn_bill_is_not_paid(bill):
    bills.withdraw(bill, at=clock.now(), by=None)

    with pytest.raises(BillWithdrawn):
        start(bill)


def test_without_a_key_card_payments_are_plainly_off(bill, settings):
    settings.STRIPE_SECRET_KEY = ""

    with pytest.raises(PaymentsOff, match="not set up"):
        start(bill)


# --- Automatic renewal -----------------------------------------------------


def test_an_interval_makes_an_agreement_and_a_customer(bill):
    start(bill, interval=Interval.YEAR)

    page = fake.one("checkout.session")
    assert page["mode"] == "subscription"
    agreement = Agreement.objects.get()
    assert (agreement.status, agreement.amount_pence) == ("begun", 9600)
    bill.payer.refresh_from_db()
    assert bill.payer.stripe_customer == fake.one("customer")["id"]


def test_a_changed_mind_about_renewal_closes_the_other_page(bill):
    start(bill, interval=Interval.YEAR)

    start(bill)

    new, old = fake.every("checkout.session")
    assert {old["status"], new["status"]} == {"expired", "open"}
    assert Agreement.objects.get().status == "ended"


def test_a_customer_that_stripe_forgot_is_made_again(bill):
    bill.payer.stripe_customer = "cus_gone"
    bill.payer.save()

    start(bill, interval=Interval.YEAR)

    bill.payer.refresh_from_db()
    assert bill.payer.stripe_customer == fake.one("customer")["id"]


# --- Closing ---------------------------------------------------------------


def test_a_payer_renamed_before_the_customer_was_noted_can_pay(till, stripe):
    """P15: the same key with other facts would be refused for a day."""
    first = till.bill()
    start(first, interval=Interval.YEAR)
    payer = first.payer
    payer.stripe_customer = ""
    payer.name = "Another name"
    payer.save()

    address = start(till.bill(payer=payer), interval=Interval.YEAR)

    payer.refresh_from_db()
    assert address
    assert payer.stripe_customer
    assert len(fake.every("customer")) == 2


def test_close_ends_the_page(bill):
    start(bill)

    checkout.close(bill=bill, at=clock.now())

    assert fake.one("checkout.session")["status"] == "expired"
    assert bill.payments.get().status == "failed"
    assert rig.noted("failed", bill) == 1


def test_close_takes_what_was_paid_already(bill):
    """P14"""
    start(bill)
    fake.pay(fake.one("checkout.session")["id"])

    checkout.close(bill=bill, at=clock.now())

    assert bill.payments.get().status == "paid"
    assert rig.delivered(bill) == 1


def test_close_waits_for_a_silent_stripe(bill, stripe):
    """P14: the wish stands in the row."""
    start(bill)
    stripe.goes_wrong(".", RESET, times=10)

    checkout.close(bill=bill, at=clock.now())

    payment = Payment.objects.get()
    assert payment.status == "due"
    assert payment.page_until <= clock.now()


def test_close_of_nothing_open_does_nothing(bill, stripe):
    checkout.close(bill=bill, at=clock.now())

    assert stripe.asked == []
