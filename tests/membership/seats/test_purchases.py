"""Purchases: from the order to places that are there, renewed, paid back."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from membership.errors import SeatRefused
from membership.models import (
    Grade,
    PaysBy,
    PurchaseKind,
    PurchaseStatus,
    Seat,
    SeatPurchase,
)
from membership.seats import offers, places, purchases, reminding
from membership.seats.places import Counts
from membership.terms import DAY
from portal.core import clock
from portal.notifications.models import Message
from portal.payments import bills, purchase_orders, refunds
from tests.factories.accounts import UserFactory, staff
from tests.factories.membership import paid
from tests.factories.organisations import (
    bought,
    claimed,
    coordinator_of,
    corporate_grade,
    ordered,
    organisation,
    terms_of,
    with_places,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def at():
    return clock.now()


@pytest.fixture
def today(at):
    return clock.uk_day(at)


def stranger():
    made = organisation()
    made.agreed_at = None
    made.save()
    return made


def renewed(made, stays, *, seats=None, at):
    purchase = purchases.renew(
        made,
        grade=corporate_grade(),
        seats=seats or len(stays),
        stays=[seat.pk for seat in stays],
        pays_by=PaysBy.INVOICE,
        by=coordinator_of(made),
        at=at,
    )
    paid(purchase.bill, at=at)
    purchase.refresh_from_db()
    return purchase


class TestOrdering:
    def test_places_are_there_when_the_money_is(self, at, today):
        made = organisation()
        purchase = ordered(made, 12)
        assert places.counts(made, at=at) == Counts()
        assert bills.owed_pence(purchase.bill) == 12 * 5900

        paid(purchase.bill)

        purchase.refresh_from_db()
        assert (purchase.status, purchase.starts_on) == (PurchaseStatus.OPEN, today)
        assert purchase.ends_on.replace(year=today.year) in {
            today - DAY,
            today.replace(day=28),
        }
        assert places.counts(made, at=at) == Counts(bought=12)
        assert Message.objects.filter(kind="membership/places_opened").count() == 1

    def test_a_stranger_by_card_waits_for_nobody(self):
        purchase = ordered(stranger(), pays_by=PaysBy.CARD)

        assert purchase.status == PurchaseStatus.TO_PAY

    def test_a_strangers_invoice_is_looked_at_first(self, at):
        made = stranger()
        purchase = ordered(made)
        assert (purchase.status, purchase.bill) == (PurchaseStatus.ASKED, None)
        with pytest.raises(SeatRefused):
            purchases.pay(purchase, by=coordinator_of(made), at=at)

        purchases.accept(purchase, by=staff(), at=at)

        made.refresh_from_db()
        assert purchase.status == PurchaseStatus.TO_PAY
        assert purchase.bill.invoices.exists()
        assert made.agreed_at == at

    def test_declined_says_why_and_is_over(self, at):
        purchase = ordered(stranger())

        purchases.decline(purchase, reason="Not an employer", by=staff(), at=at)

        assert purchase.declined_because == "Not an employer"
        with pytest.raises(SeatRefused, match="gone on"):
            purchases.accept(purchase, by=staff(), at=at)

    def test_where_an_order_number_is_needed_it_is_asked_for(self, at):
        made = organisation(needs_order_number=True)
        purchase = ordered(made)

        purchases.pay(purchase, by=coordinator_of(made), at=at)

        assert purchase.bill.order_requests.waiting().exists()
        assert not purchase.bill.invoices.exists()

    def test_more_places_last_as_long_as_the_others_and_cost_the_days_left(
        self, at, today
    ):
        made = with_places(2)
        first = made.purchases.get()
        SeatPurchase.objects.update(ends_on=today + 99 * DAY)

        more = ordered(made, 1)
        paid(more.bill)

        more.refresh_from_db()
        assert more.kind == PurchaseKind.MORE
        assert more.ends_on == today + 99 * DAY
        assert more.bill.total_pence == offers.price_of_more(first.grade, days=100)
        assert places.counts(made, at=at).bought == 3

    def test_more_places_paid_after_the_year_have_as_many_days(self, at, today):
        made = with_places(2)
        SeatPurchase.objects.update(ends_on=today + 9 * DAY)
        more = ordered(made, 1)
        later = at + timedelta(days=30)

        paid(more.bill, at=later)

        more.refresh_from_db()
        day = clock.uk_day(later)
        assert (more.starts_on, more.ends_on) == (day, day + 9 * DAY)

    def test_two_years_at_once_are_not_ordered(self):
        made = organisation()
        ordered(made)

        with pytest.raises(SeatRefused, match="waiting to be paid"):
            ordered(made)

    @pytest.mark.parametrize("seats", [0, 2001])
    def test_so_many_are_not_sold(self, seats):
        with pytest.raises(SeatRefused, match="between 1"):
            ordered(organisation(), seats)

    def test_nor_in_any_grade(self, at):
        made = organisation()
        other = Grade.objects.create(name="Friend", price_pence=100)

        with pytest.raises(SeatRefused, match="not sold"):
            purchases.order(
                made, grade=other, seats=1, pays_by="card", by=UserFactory(), at=at
            )

    def test_given_up_it_is_owed_no_more_and_money_goes_back(self, at):
        made = organisation()
        purchase = ordered(made)
        purchases.pay(purchase, by=coordinator_of(made), at=at)

        purchases.give_up(purchase, by=coordinator_of(made), at=at)

        purchase.refresh_from_db()
        assert purchase.status == PurchaseStatus.GIVEN_UP
        assert bills.owed_pence(purchase.bill) == 0
        with pytest.raises(SeatRefused):
            purchases.give_up(purchase, by=coordinator_of(made), at=at)
        assert ordered(made).status == PurchaseStatus.TO_PAY

    def test_what_waits_for_staff_can_be_given_up_too(self, at):
        made = stranger()
        purchase = ordered(made)

        purchases.give_up(purchase, by=coordinator_of(made), at=at)

        assert purchase.status == PurchaseStatus.GIVEN_UP

    def test_a_bill_that_finance_cancels_gives_the_order_up(self, at):
        purchase = ordered(organisation())

        purchase_orders.cancel(purchase.bill, reason="No number", at=at, by=None)

        purchase.refresh_from_db()
        assert purchase.status == PurchaseStatus.GIVEN_UP

    def test_money_for_places_that_are_paid_goes_back(self):
        made = organisation()
        purchase = ordered(made)
        paid(purchase.bill)

        again = paid(purchase.bill)

        assert "paid for already" in again.refunds.get().reason
        assert places.counts(made, at=clock.now()).bought == 3


class TestPaidBack:
    def test_people_are_told_and_count_to_the_end_of_the_day(self, at, today):
        made = organisation()
        purchase = ordered(made, 2)
        payment = paid(purchase.bill)
        user = UserFactory()
        claimed(made, user)

        refund = refunds.ask(
            payment, pence=payment.amount_pence, reason="Asked for", by=None, at=at
        )
        refunds.sent_by_bank(refund, by=staff(), at=at)

        purchase.refresh_from_db()
        assert purchase.status == PurchaseStatus.CLOSED
        assert places.counts(made, at=at) == Counts()
        assert terms_of(user) == [(today, today, "Corporate place")]
        assert user.member.subscriptions.counting().get().resigned_at == at
        assert Seat.objects.get().ended_because == "paid_back"

    def test_a_part_closes_nothing(self, at):
        made = organisation()
        purchase = ordered(made, 2)
        payment = paid(purchase.bill)

        refund = refunds.ask(payment, pence=100, reason="Kindness", by=None, at=at)
        refunds.sent_by_bank(refund, by=staff(), at=at)

        assert places.counts(made, at=at).bought == 2


class TestRenewing:
    @pytest.fixture
    def soon(self, today):
        """An organisation whose three places, two of them held, end in 20 days."""
        made = with_places(3)
        SeatPurchase.objects.update(ends_on=today + 20 * DAY)
        held = [claimed(made, UserFactory(name=name)) for name in ("Ann", "Bea")]
        return made, held

    def test_who_stays_goes_on_without_a_gap(self, soon, at, today):
        made, (ann, bea) = soon

        purchase = renewed(made, [ann], seats=2, at=at)

        last = today + 20 * DAY
        assert purchase.starts_on == last + DAY
        assert [row[:2] for row in terms_of(ann.term.member.user)] == [
            (today, last),
            (last + DAY, purchase.ends_on),
        ]
        assert len(terms_of(bea.term.member.user)) == 1
        # Until then the places of today are what counts.
        assert places.counts(made, at=at) == Counts(bought=3, claimed=2)
        then = at + timedelta(days=30)
        assert places.counts(made, at=then) == Counts(bought=2, claimed=1)

    def test_each_is_told_what_follows(self, soon, at):
        made, (ann, bea) = soon

        renewed(made, [ann], at=at)

        told = {
            kind: [row.to for row in Message.objects.filter(kind=f"membership/{kind}")]
            for kind in ("place_goes_on", "place_ends")
        }
        assert told == {
            "place_goes_on": [ann.term.member.reached_at],
            "place_ends": [bea.term.member.reached_at],
        }

    def test_whoever_left_before_it_was_paid_does_not_stay(self, soon, at):
        made, (ann, bea) = soon
        purchase = purchases.renew(
            made,
            grade=corporate_grade(),
            seats=2,
            stays=[ann.pk, bea.pk],
            pays_by=PaysBy.INVOICE,
            by=coordinator_of(made),
            at=at,
        )
        places.take_back(ann, by=coordinator_of(made), at=at)

        paid(purchase.bill)

        assert len(terms_of(ann.term.member.user)) == 1
        assert purchase.held.get().term.member == bea.term.member

    def test_a_place_taken_back_goes_with_the_one_of_the_next_year(self, soon, at):
        made, (ann, _) = soon
        purchase = renewed(made, [ann], at=at)

        places.take_back(ann, by=coordinator_of(made), at=at)

        assert not Seat.objects.taken().filter(purchase=purchase).exists()
        assert len(terms_of(ann.term.member.user)) == 1

    def test_fewer_places_than_people_are_refused(self, soon, at):
        made, held = soon

        with pytest.raises(SeatRefused, match="2 people are to stay"):
            renewed(made, held, seats=1, at=at)

    def test_a_year_ahead_is_too_early_and_twice_is_once(self, soon, at):
        early = with_places(name="Early")
        made, held = soon
        renewed(made, held, at=at)

        for one in (early, made):
            with pytest.raises(SeatRefused, match="too early"):
                renewed(one, [], seats=1, at=at)

    def test_in_grace_it_goes_on_from_the_last_day(self, soon, at, today):
        made, (ann, _) = soon
        later = at + timedelta(days=40)

        purchase = renewed(made, [ann], at=later)

        assert purchase.starts_on == today + 21 * DAY
        assert len(terms_of(ann.term.member.user)) == 2

    def test_long_after_it_begins_anew(self, soon, at):
        made, _ = soon
        later = at + timedelta(days=100)

        purchase = renewed(made, [], seats=2, at=later)

        assert purchase.starts_on == clock.uk_day(later)


class TestReminding:
    def test_at_60_30_and_7_days_once_each(self, at, today):
        made = with_places(2)
        SeatPurchase.objects.update(ends_on=today + 61 * DAY)
        sent = []

        for days in range(63):
            now = at + timedelta(days=days)
            if reminding.remind(at=now) + reminding.remind(at=now):
                sent.append(61 - days)

        assert sent == [60, 30, 7]
        to = set(
            Message.objects.filter(kind="membership/places_about_to_end").values_list(
                "to", flat=True
            )
        )
        assert to == {coordinator_of(made).email}

    def test_the_next_year_paid_there_is_nothing_to_say(self, at, today):
        made = with_places(2)
        SeatPurchase.objects.update(ends_on=today + 30 * DAY)
        reminding.remind(at=at)
        reminder = made.reminders.get()
        assert reminding.still_ends(reminder)

        renewed(made, [], seats=1, at=at)

        assert not reminding.still_ends(reminder)
        assert reminding.remind(at=at) == 0


@given(price=st.integers(0, 10**6), days=st.integers(-5, 400))
def test_the_price_of_days_never_passes_that_of_a_year(price, days):
    grade = Grade(price_pence=price)
    pence = offers.price_of_more(grade, days=days)

    assert 0 <= pence <= price
    assert pence <= offers.price_of_more(grade, days=days + 1)
    assert offers.price_of_more(grade, days=365) == price


def test_every_status_has_its_row():
    assert set(purchases.NEXT) == set(PurchaseStatus)


def test_bought_is_bought():
    assert bought(organisation()).status == PurchaseStatus.OPEN
