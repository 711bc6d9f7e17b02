"""F11: lists for the ledger, safe against formulas and still to be added up."""

import csv
import io
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook

from portal.core import clock
from portal.core.money import Vat
from portal.payments import bank, exports, figures, invoices, refunds
from portal.payments.exports import Contents
from portal.payments.models import Refund
from tests.factories.accounts import UserFactory
from tests.factories.payments import PayerFactory, PaymentFactory, bill

pytestmark = pytest.mark.django_db

AT = clock.now()
TODAY = clock.uk_day(AT)
FORMULA = '=HYPERLINK("http://x.example")'


def rows(contents, **days):
    days = {"first": TODAY, "last": TODAY} | days
    return list(exports.rows(contents, **days))


def issued(*pence, **options):
    row = bill(*pence, **options)
    invoices.issue(row, at=AT, by=None)
    return row


def refund(payment):
    who = UserFactory(name="Fin")
    made = refunds.ask(payment, pence=100, reason="Late", by=who, at=AT)
    refunds.sent_by_bank(made, at=AT, by=who)
    return made


def test_documents_stand_line_by_line_credit_notes_below_nothing():
    row = issued(9600, 1200, order_number="PO 7")
    invoices.credit(row, lines={2: 600}, reason="Late", at=AT, by=None)

    found = rows(Contents.DOCUMENTS)

    assert [(one[2], one[3], *map(str, one[13:16])) for one in found] == [
        ("INV-00001", "", "80", "16", "96"),
        ("INV-00001", "", "10", "2", "12"),
        ("CN-00001", "INV-00001", "-5", "-1", "-6"),
    ]
    assert all(len(one) == len(exports.HEADERS[Contents.DOCUMENTS]) for one in found)


def test_vat_by_treatment_ties_with_the_documents():
    issued(9600)
    exempt = issued(5000, vat=Vat.EXEMPT)
    invoices.credit(exempt, pence=1000, reason="Late", at=AT, by=None)

    assert [tuple(map(str, one)) for one in rows(Contents.VAT)] == [
        ("Standard rate, 20 %", "80", "16", "96"),
        ("Exempt", "40", "0", "40"),
    ]


def test_payments_refunds_and_transfers_are_listed():
    row = issued()
    payment = PaymentFactory(bill=row, paid_at=AT, bank_reference="LEEDS")
    refund(payment)
    bank.enter(received_on=TODAY, pence=500, words="YORK", by=None, at=AT)

    (paid,), (back,), (line,) = (
        rows(contents)
        for contents in (Contents.PAYMENTS, Contents.REFUNDS, Contents.BANK)
    )

    assert (paid[5], str(paid[6]), paid[8]) == ("INV-00001", "96", "LEEDS")
    assert (str(back[5]), back[6], back[7]) == ("1", "Late", "Fin")
    assert (line[1], str(line[4])) == ("YORK", "5")


def test_other_days_are_left_out():
    issued()
    PaymentFactory(bill=bill(), paid_at=AT)
    tomorrow = TODAY + timedelta(days=1)

    for contents in Contents:
        assert rows(contents, first=tomorrow, last=tomorrow) == []


def test_what_begins_like_a_formula_runs_nowhere():
    """F11"""
    issued(payer=PayerFactory(name=FORMULA), order_number="-12.50")
    days = {"first": TODAY, "last": TODAY}

    text = "".join(exports.csv(Contents.DOCUMENTS, **days)).removeprefix("\ufeff")
    (_, line) = csv.reader(io.StringIO(text))
    book = load_workbook(io.BytesIO(exports.workbook(**days)))

    assert (line[4], line[8]) == (f"'{FORMULA}", "-12.50")
    cells = next(iter(book.worksheets[0].iter_rows(min_row=2)))
    assert (cells[4].data_type, cells[4].value) == ("s", FORMULA)
    # A sum is a number, so that a ledger can add it up.
    assert (cells[15].data_type, cells[15].value) == ("n", 96)
    assert [sheet.freeze_panes for sheet in book] == ["A2"] * len(Contents)


@pytest.mark.parametrize("contents", [Contents.DOCUMENTS, Contents.PAYMENTS])
@pytest.mark.parametrize("number", [1, 3])
def test_a_list_asks_as_often_for_one_as_for_three(
    contents, number, django_assert_num_queries
):
    for _ in range(number):
        PaymentFactory(bill=issued(), paid_at=AT)

    with django_assert_num_queries(1):
        rows(contents)


# --- Figures ---------------------------------------------------------------


def test_income_is_counted_by_month_in_the_uk():
    first = clock.start_of_uk_day(date(2026, 7, 1))
    PaymentFactory(bill=bill(1000), paid_at=first - timedelta(seconds=1))
    july = PaymentFactory(bill=bill(2000), paid_at=first)
    back = refund(july)
    Refund.objects.filter(pk=back.pk).update(ended_at=first + timedelta(days=40))

    made = figures.income(first=date(2026, 6, 1), last=date(2026, 8, 31))

    assert made.labels == ["Things"]
    assert [(m.month, m.by_purpose, m.back_pence) for m in made.months] == [
        (date(2026, 6, 1), [1000], 0),
        (date(2026, 7, 1), [2000], 0),
        (date(2026, 8, 1), [0], 100),
    ]
    assert (made.totals, made.back_pence, made.kept_pence, made.most_pence) == (
        [3000],
        100,
        2900,
        2000,
    )


def test_a_year_without_money_is_twelve_empty_months():
    made = figures.income(first=date(2026, 1, 1), last=date(2026, 12, 31))

    assert (len(made.months), made.most_pence, made.totals) == (12, 0, [])


def test_months_go_over_the_end_of_a_year():
    made = figures.income(first=date(2026, 12, 5), last=date(2027, 1, 5))

    assert [month.month for month in made.months] == [
        date(2026, 12, 1),
        date(2027, 1, 1),
    ]
