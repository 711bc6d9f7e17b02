"""What nobody told us is found, and where the books differ is said."""

from datetime import timedelta

import pytest

from portal.core import clock
from portal.demo.stand_in import dealings
from portal.payments import checkout, differences, reconciliation, settlement, tasks
from portal.payments.errors import StepRefused
from portal.payments.models import Difference, Interval, Payment, Refund
from tests.factories.accounts import UserFactory
from tests.fakes import stripe as fake
from tests.rig import till as rig

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stripe")]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def payment(till):
    bill = till.bill()
    checkout.start(bill=bill, at=clock.now())
    return bill.payments.get()


def test_neither_notice_nor_return_and_yet_delivered(payment):
    """P6: within a cycle, and once however many cycles."""
    fake.pay(payment.session)
    for minutes in (1, 3, 4):
        reconciliation.follow_open_pages(at=clock.now() + minutes * MINUTE)

    assert rig.delivered(payment.bill) == 1


def test_an_open_page_is_asked_about_in_turn_and_not_each_minute(payment, stripe):
    now = clock.now()
    for minutes in range(3, 12):
        reconciliation.follow_open_pages(at=now + minutes * MINUTE)

    assert stripe.count("GET /v1/checkout/sessions/") == 1


def test_a_page_whose_time_is_over_is_closed(payment, time_machine):
    """P14"""
    Payment.objects.update(page_until=clock.now())

    reconciliation.follow_open_pages(at=clock.now() + 3 * MINUTE)

    assert fake.one("checkout.session")["status"] == "expired"
    assert rig.noted("failed", payment.bill) == 1


def test_one_that_always_fails_does_not_keep_the_others_back(till, payment, stripe):
    other = till.bill()
    checkout.start(bill=other, at=clock.now())
    fake.pay(other.payments.get().session)
    stripe.goes_wrong(payment.session, fake.RESET, times=100)

    reconciliation.follow_open_pages(at=clock.now() + 3 * MINUTE)

    assert rig.delivered(other) == 1


def test_a_page_that_stripe_does_not_know_comes_to_nothing(payment):
    Payment.objects.update(session="cs_test_gone")

    reconciliation.follow_open_pages(at=clock.now() + 3 * MINUTE)

    payment.refresh_from_db()
    assert payment.status == "failed"


def test_a_bank_that_never_answers_ends_on_a_desk(payment):
    fake.does(dealings.pay_slowly, payment.session)

    reconciliation.follow_open_pages(at=clock.now() + timedelta(days=15))

    assert Difference.objects.get().key == f"stuck {payment.key}"


# --- The long round --------------------------------------------------------


def test_after_an_old_backup_todays_payments_are_found_and_nothing_is_charged(
    till, stripe
):
    """I14: refunds and renewals as well."""
    known, forgotten = till.bill(), till.bill()
    for bill in (known, forgotten):
        checkout.start(bill=bill, at=clock.now(), interval=Interval.YEAR)
        fake.pay(bill.payments.get().session)
    settlement.look(known.payments.get(), at=clock.now())
    number = known.payments.get().agreement.stripe_id
    fake.does(dealings.renew, number)
    intent = known.payments.get().intent
    fake.does(dealings.refund, payment_intent=intent, amount=100)
    forgotten.payments.all().delete()
    posts = stripe.count("POST")

    for _ in range(2):
        reconciliation.compare(at=clock.now())

    assert stripe.count("POST") == posts
    assert rig.delivered() == 2
    assert Refund.objects.get().made_elsewhere
    unknown = Difference.objects.values_list("says", flat=True)
    assert all(says.startswith("Stripe took money") for says in unknown)
    assert len(unknown) == 1


def test_a_silent_stripe_cuts_the_round_short_and_breaks_nothing(payment, stripe):
    stripe.goes_wrong(".", fake.RESET, times=1000)

    assert reconciliation.compare(at=clock.now()) == 0
    tasks.follow_what_is_open()
    tasks.follow_refunds()
    tasks.compare_books()


def test_without_a_key_the_rounds_rest(payment, stripe, settings):
    settings.STRIPE_SECRET_KEY = ""
    before = len(stripe.asked)

    tasks.follow_what_is_open()
    tasks.follow_refunds()
    tasks.compare_books()

    assert len(stripe.asked) == before


def test_a_difference_is_written_once_and_cleared_by_one():
    at, by = clock.now(), UserFactory()
    found = differences.report("sum cs_1", "Not what was asked for.", at=at)
    again = differences.report("sum cs_1", "Not what was asked for.", at=at)

    differences.clear(found, how="Refunded by hand", at=at, by=by)
    with pytest.raises(StepRefused):
        differences.clear(again, how="Twice", at=at, by=by)

    assert found == again
    assert Difference.objects.get().cleared_how == "Refunded by hand"


def test_tasks_of_rows_that_are_gone_do_nothing(stripe):
    tasks.settle_notice(0)
    tasks.send_refund(0)
    tasks.end_agreement(0)

    assert stripe.asked == []
