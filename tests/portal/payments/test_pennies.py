"""P20: whatever is billed, credited and sent back, it adds up in whole pence."""

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.core import clock
from portal.core.errors import Refused
from portal.core.money import RATES, Vat, vat_in
from portal.payments import bills, invoices, ledger, refunds
from portal.payments.bills import Line
from portal.payments.models import BillLine, PaymentStatus
from tests.factories.accounts import UserFactory
from tests.factories.payments import PURPOSE, PayerFactory, PaymentFactory

pytestmark = pytest.mark.django_db

AT = clock.now()
sums = st.integers(1, 30_000)
lines = st.lists(
    st.tuples(sums, st.sampled_from(Vat), st.integers(1, 3)), min_size=1, max_size=4
)
steps = st.lists(st.tuples(st.sampled_from(["credit", "refund"]), sums), max_size=4)


@given(st.integers(-1_000_000, 1_000_000), st.sampled_from(Vat))
def test_vat_is_to_the_penny(pence, vat):
    """P20: never half a penny or more from the exact share, and the rest is the net."""
    rate, found = RATES[vat], vat_in(pence, vat)

    assert abs(2 * (found * (100 + rate) - pence * rate)) <= 100 + rate
    assert vat_in(-pence, vat) == -found


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(lines, st.integers(0, 100), steps)
def test_nothing_is_ever_over_and_everything_ties(given_lines, percent_off, taken):
    """P20: lines add to the total; credits and refunds are refused before they pass."""
    who = UserFactory()
    wanted = [
        Line(f"Thing {number}", pence, vat, quantity)
        for number, (pence, vat, quantity) in enumerate(given_lines, 1)
    ]
    off = sum(line.total_pence for line in wanted) * percent_off // 100
    if off:
        wanted.append(Line("Discount", -off, given_lines[0][1]))
    bill = bills.write(
        payer=PayerFactory(), purpose=PURPOSE, lines=wanted, at=AT, by=None
    )
    payment = PaymentFactory(bill=bill)
    invoice = invoices.issue(bill, at=AT, by=None)

    for step, pence in taken:
        with suppress(Refused):
            if step == "credit":
                invoices.credit(bill, pence=pence, reason="x", at=AT, by=None)
                # What is credited is to go back: the books tie once it has.
                refund = refunds.ask(payment, pence=pence, reason="x", by=None, at=AT)
            else:
                refund = refunds.ask(payment, pence=pence, reason="x", by=None, at=AT)
            refunds.sent_by_bank(refund, at=AT, by=who)

    written = BillLine.objects.filter(bill=bill)
    invoice.refresh_from_db()
    payment.refresh_from_db()
    assert sum(line.total_pence for line in written) == bill.total_pence
    assert all(line.net_pence + line.vat_pence == line.total_pence for line in written)
    assert 0 <= invoice.credited_pence <= invoice.total_pence
    assert 0 <= payment.refunded_pence <= payment.amount_pence
    assert payment.status == PaymentStatus.PAID
    assert ledger.faults() == []
