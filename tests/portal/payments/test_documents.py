"""What stands on paper. X1: what somebody typed stays text."""

from datetime import timedelta

import pytest

from portal.body.models import BusinessDetails
from portal.core import clock
from portal.core.money import Vat
from portal.payments import bills, documents, invoices, statements
from portal.payments.bills import Line
from tests.factories.payments import PURPOSE, PayerFactory, PaymentFactory, bill
from tests.rig.papers import opens_as_pdf, words_of_pdf

pytestmark = pytest.mark.django_db

AT = clock.now()


@pytest.fixture(autouse=True)
def _details():
    BusinessDetails.objects.update_or_create(
        pk=BusinessDetails.load().pk,
        defaults={
            "legal_name": "The Institute Limited",
            "address": "2 Low Road\nLeeds\nLS2 2BB",
            "company_number": "01234567",
            "vat_number": "GB 980 7806 84",
            "bank_name": "Invented Bank",
            "account_name": "The Institute Limited",
            "sort_code": "00-00-00",
            "account_number": "12345678",
            "invoice_footer": "Payment within 30 days.",
        },
    )


def issued(row):
    return invoices.issue(row, at=AT, by=None)


def words(invoice):
    made = invoices.pdf(invoice, at=AT)
    assert b"pdfuaid:part" in made
    assert opens_as_pdf(made)
    return words_of_pdf(made)


def test_an_invoice_says_who_what_and_how_to_pay():
    row = bills.write(
        payer=PayerFactory(name="Leeds Trust", contact="Payments team"),
        purpose=PURPOSE,
        lines=[
            Line("Membership, Practising", 6900, Vat.EXEMPT),
            Line("Handbook", 1200, Vat.ZERO, 2),
            Line("Course", 12000, Vat.STANDARD),
        ],
        at=AT,
        by=None,
        order_number="PO-4711",
    )
    invoice = issued(row)
    said = words(invoice)

    for part in (
        "Invoice INV-00001",
        "Leeds Trust",
        "Payments team",
        "The Institute Limited",
        "2 Low Road",
        "PO-4711",
        "GB 980 7806 84",
        "01234567",
        "£213.00",
        "£20.00",
        "Exempt",
        "00-00-00",
        "12345678",
        "Pay £213.00 by",
        "Payment within 30 days.",
    ):
        assert part in said
    assert documents.invoice_name(invoice) == "Invoice-INV-00001.pdf"


def test_a_settled_invoice_says_so_in_words_and_asks_for_nothing():
    row = bill()
    PaymentFactory(bill=row, paid_at=AT)
    said = words(issued(row))

    assert "Paid by bank transfer on" in said
    assert "How to pay" not in said


def test_a_part_that_is_paid_is_taken_off():
    row = bill()
    invoice = issued(row)
    PaymentFactory(bill=row, amount_pence=600)
    invoices.credit(row, pence=1000, reason="Late", at=AT, by=None)
    said = words(invoice)

    assert "Still to pay" in said
    assert "£80.00" in said


def test_a_credit_note_names_its_invoice_and_the_reason():
    row = bill()
    issued(row)
    note = invoices.credit(row, reason="Cancelled by us", at=AT, by=None)
    said = words(note)

    assert "Credit note CN-00001" in said
    assert "Invoice INV-00001" in said
    assert "Cancelled by us" in said
    assert "Nothing is to be paid on a credit note" in said


def test_an_invoice_credited_in_full_says_so():
    row = bill()
    invoice = issued(row)
    invoices.credit(row, reason="Cancelled", at=AT, by=None)

    assert "Credited in full" in words(invoice)


def test_an_invoice_of_nothing_asks_for_nothing():
    assert "Nothing to pay" in words(issued(bill(0)))


def test_a_late_invoice_says_when_it_was_due():
    invoice = issued(bill())
    made = invoices.pdf(invoice, at=AT + timedelta(days=60))

    assert "was to be paid by" in words_of_pdf(made)


def test_what_somebody_typed_stays_text():
    """X1, X6."""
    name = '#panic("x") </text> {{ 7*7 }} *b*'
    said = words(issued(bill(payer=PayerFactory(name=name))))

    assert '#panic("x")' in said
    assert "{{ 7*7 }}" in said


def test_a_statement_shows_balances_from_beginning_to_end():
    payer = PayerFactory(name="Leeds Trust")
    row = bill(payer=payer)
    issued(row)
    PaymentFactory(bill=row, amount_pence=10000, bank_reference="LEEDS 42", paid_at=AT)
    day = clock.uk_day(AT)
    statement = statements.of(payer, first=day, last=day)
    made = documents.statement_pdf(statement, at=AT)
    said = words_of_pdf(made)

    assert b"pdfuaid:part" in made
    for part in ("Leeds Trust", "INV-00001", "LEEDS 42", "£4.00 in your favour"):
        assert part in said


def test_a_statement_of_quiet_days_says_that():
    day = clock.uk_day(AT)
    statement = statements.of(PayerFactory(), first=day, last=day)

    assert "Nothing moved" in words_of_pdf(documents.statement_pdf(statement, at=AT))


def test_without_an_account_nothing_is_said_about_transfers():
    BusinessDetails.objects.update(account_number="")

    assert documents.pay_by_transfer(issued(bill())) == []
