"""One more year, by card, by invoice and as was agreed."""

from datetime import timedelta

import pytest

from membership import purposes, renewals, resignations, standing
from membership.errors import ChangeRefused
from membership.models import Renewal, Subscription
from membership.renewals import Employer
from membership.standing import State
from membership.terms import months_on
from portal.core import clock
from portal.notifications.models import Message
from portal.payments import payers, refunds
from portal.payments.models import Agreement, Bill, Invoice, Refund
from tests.factories.accounts import UserFactory
from tests.factories.membership import (
    GradeFactory,
    current_member,
    grace_member,
    lapsed_member,
    paid,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TRUST = Employer("Trust", "1 High Street", "", "Finance@trust.example", "PO 1")


@pytest.fixture
def at():
    return clock.now()


@pytest.fixture
def today(at):
    return clock.uk_day(at)


def begin(member, at, **asked):
    grade = asked.pop("grade", None) or member.subscriptions.first().grade
    return renewals.begin(
        member, grade=grade, by=member.user, at=at, **{"interval": "year"} | asked
    )


def last_of(member):
    return member.subscriptions.counting().first()


def agreement_of(member, at, **facts):
    return Agreement.objects.create(
        payer=payers.of_user(member.user),
        purpose="membership",
        interval="year",
        amount_pence=6900,
        begun_at=at - timedelta(days=365),
        **{"status": "active"} | facts,
    )


@pytest.mark.parametrize("make", [current_member, grace_member])
def test_in_time_and_in_grace_it_goes_on_from_the_last_day(make, at):
    member = make()
    before = last_of(member).ends_on

    paid(begin(member, at).bill, at=at)

    term = last_of(member)
    assert term.starts_on == before + DAY
    assert term.ends_on == months_on(term.starts_on, 12) - DAY
    assert Message.objects.filter(kind="membership/renewed").exists()


def test_after_grace_it_begins_today_in_any_grade(at, today):
    member = lapsed_member()
    friend = GradeFactory(name="Friend", price_pence=3900)
    assert friend in renewals.grades_for(member, on=today)

    paid(begin(member, at, grade=friend).bill, at=at)

    assert (last_of(member).starts_on, last_of(member).grade) == (today, friend)


def test_asked_again_the_same_it_is_one_bill(at):
    member = current_member()

    assert begin(member, at) == begin(member, at)
    assert Bill.objects.count() == 1


def test_asked_otherwise_the_open_one_is_given_up(at):
    member = current_member()
    grade = last_of(member).grade
    grade.month_pence = 625
    grade.save()
    first = begin(member, at)

    second = begin(member, at, interval="month")

    first.refresh_from_db()
    assert first.ended_at == at
    assert Bill.objects.get(pk=first.bill.pk).withdrawn_at == at
    assert Renewal.objects.open().get() == second


def test_paid_twice_the_second_goes_back(at):
    member = current_member()
    bill = begin(member, at).bill
    paid(bill, at=at)

    paid(bill, at=at)

    assert Subscription.objects.counting().count() == 2
    assert Refund.objects.get().amount_pence == bill.total_pence


def test_by_invoice_the_employer_owes_it(at):
    member = current_member()
    renewal = begin(member, at, employer=TRUST)

    renewals.pay_by_invoice(renewal, by=member.user, at=at)

    invoice = Invoice.objects.get()
    assert invoice.bill.payer.email == "finance@trust.example"
    assert invoice.order_number == "PO 1"
    with pytest.raises(ChangeRefused):
        begin(member, at)


def test_nobody_pays_for_years_ahead(at):
    member = current_member()
    paid(begin(member, at).bill, at=at)

    with pytest.raises(ChangeRefused):
        begin(member, at)


def test_paying_on_takes_a_resignation_back(at, today):
    member = current_member()
    resignations.resign(member, at_once=False, by=member.user, at=at)

    paid(begin(member, at).bill, at=at)

    assert resignations.resigned(member, on=today) is None


# --- As was agreed ---------------------------------------------------------


@pytest.mark.books_do_not_tie
def test_an_agreement_writes_the_bill_of_the_next_year(at):
    member = current_member()
    agreement = agreement_of(member, at)

    bill = purposes.renewed(agreement, at)

    assert bill.total_pence == 6900
    assert Renewal.objects.get().agreement == agreement
    paid(bill, at=at)
    assert member.subscriptions.count() == 2


@pytest.mark.books_do_not_tie
def test_money_for_nobody_goes_back(at):
    agreement = Agreement.objects.create(
        payer=payers.of_user(UserFactory()),
        purpose="membership",
        interval="year",
        amount_pence=6900,
        begun_at=at,
        status="active",
    )

    paid(purposes.renewed(agreement, at), at=at)

    assert Refund.objects.get().amount_pence == 6900


def test_a_failing_card_is_told_with_the_page_to_mend_it(at):
    member = current_member()

    purposes.agreement_failing(agreement_of(member, at, status="failing"), at)

    assert Message.objects.get().kind == "membership/payment_failing"


def test_an_end_is_told_unless_the_member_ended_it(at):
    member = current_member()
    purposes.agreement_ended(agreement_of(member, at, status="ended"), at)
    own = agreement_of(member, at, status="ended", ends_at=at)

    purposes.agreement_ended(own, at)

    assert Message.objects.count() == 1


# --- Money back ------------------------------------------------------------


def _refund(payment, pence, at):
    return refunds.ask(payment, pence=pence, reason="Asked for", by=None, at=at)


def test_a_term_that_has_not_begun_is_withdrawn_when_all_is_paid_back(at, today):
    member = current_member()
    before = last_of(member).ends_on
    payment = paid(begin(member, at).bill, at=at)

    purposes.refunded(_refund(payment, payment.amount_pence, at), at)

    assert last_of(member).ends_on == before
    assert Message.objects.filter(kind="membership/paid_back").count() == 1


def test_a_term_that_runs_ends_today_when_all_is_paid_back(at, today):
    member = lapsed_member()
    payment = paid(begin(member, at).bill, at=at)
    later = at + timedelta(days=5)

    purposes.refunded(_refund(payment, payment.amount_pence, later), later)

    on = clock.uk_day(later)
    assert standing.standing_of(member, on=on).state is State.CURRENT
    assert standing.standing_of(member, on=on + DAY).state is State.RESIGNED


def test_a_part_paid_back_changes_no_day(at):
    member = current_member()
    payment = paid(begin(member, at).bill, at=at)
    after = last_of(member).ends_on

    purposes.refunded(_refund(payment, 100, at), at)

    assert last_of(member).ends_on == after


def test_the_refund_of_a_second_payment_leaves_the_term(at):
    member = current_member()
    bill = begin(member, at).bill
    paid(bill, at=at)
    after = last_of(member).ends_on
    paid(bill, at=at)

    purposes.refunded(Refund.objects.get(), at)

    assert last_of(member).ends_on == after


def test_where_the_payer_reads_how_it_stands(at):
    assert purposes.where(begin(current_member(), at).bill) == "/my/membership/"
