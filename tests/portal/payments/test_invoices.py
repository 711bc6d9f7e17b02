from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from portal.body.models import BusinessDetails
from portal.core import clock, history
from portal.core.errors import Refused
from portal.core.money import Vat
from portal.payments import bills, invoices
from portal.payments.errors import (
    BillWithdrawn,
    NothingToCredit,
    OrderNumberNeeded,
    TooMuchCredited,
)
from portal.payments.models import Invoice, Kind, NumberRange
from tests.factories.accounts import UserFactory
from tests.factories.payments import PayerFactory, PaymentFactory, bill
from tests.rig.at_once import at_once

pytestmark = pytest.mark.django_db

AT = clock.now()


def issue(row, **options):
    return invoices.issue(row, at=AT, by=None, **options)


def credit(row, **options):
    options.setdefault("reason", "Not delivered")
    return invoices.credit(row, at=AT, by=None, **options)


def lines_of(invoice):
    return list(
        invoice.lines.values_list(
            "description", "quantity", "unit_pence", "total_pence", "vat", "vat_pence"
        )
    )


# --- Invoices --------------------------------------------------------------


def test_an_invoice_copies_the_lines_of_its_bill_and_is_due_by_the_policy():
    row = bill(9600, 1250, vat=Vat.REDUCED)

    invoice = issue(row)

    assert lines_of(invoice) == [
        ("Thing 1", 1, 9600, 9600, "reduced", 457),
        ("Thing 2", 1, 1250, 1250, "reduced", 60),
    ]
    assert (invoice.total_pence, invoice.due_on) == (
        10850,
        clock.uk_day(AT) + timedelta(days=30),
    )


def test_asking_again_gives_the_same_invoice():
    row = bill()

    assert issue(row) == issue(row)
    assert NumberRange.objects.get(kind=Kind.INVOICE).last == 1


def test_a_bill_cannot_have_two_invoices_whatever_the_code_does():
    first = issue(bill())

    first.pk, first.number = None, "INV-99999"
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save()


def test_a_named_day_is_kept():
    day = clock.uk_day(AT) + timedelta(days=3)

    assert issue(bill(), due_on=day).due_on == day


def test_what_is_paid_already_is_due_on_no_day():
    row = bill()
    PaymentFactory(bill=row)

    assert issue(row).due_on is None


def test_seller_and_payer_stay_as_they_were_that_day():
    details = BusinessDetails.load()
    details.legal_name = "The Institute Ltd"
    details.save()
    payer = PayerFactory(name="Leeds Trust")
    invoice = issue(bill(payer=payer))

    details.legal_name = "Another"
    details.save()
    payer.name = "Moved Trust"
    payer.save()

    invoice.refresh_from_db()
    assert invoice.facts["seller"]["name"] == "The Institute Ltd"
    assert invoice.facts["payer"]["name"] == "Leeds Trust"


def test_no_invoice_without_the_order_number_that_the_payer_needs():
    payer = PayerFactory(needs_order_number=True)

    with pytest.raises(OrderNumberNeeded):
        issue(bill(payer=payer))
    assert issue(bill(payer=payer, order_number="PO 7")).order_number == "PO 7"


def test_money_that_came_gets_an_invoice_whatever_is_missing():
    row = bill(payer=PayerFactory(needs_order_number=True))
    PaymentFactory(bill=row)
    bills.withdraw(row, at=AT, by=None)

    assert issue(row).total_pence == 9600


def test_a_withdrawn_bill_gets_no_invoice():
    row = bill()
    bills.withdraw(row, at=AT, by=None)

    with pytest.raises(BillWithdrawn):
        issue(row)


def test_a_bill_of_nothing_has_an_invoice_of_nothing():
    assert issue(bill(0)).total_pence == 0


def test_history_says_who_issued_and_credited():
    row, staff = bill(), UserFactory(name="Fin Ance")
    invoices.issue(row, at=AT, by=staff)
    invoices.credit(row, reason="Course cancelled", at=AT, by=staff)

    said = [(line.message, line.user) for line in history.of(row)]

    assert said == [
        ("Issued CN-00001 of £96.00: Course cancelled", staff),
        ("Issued INV-00001 of £96.00", staff),
        ("Wrote a bill of £96.00", None),
    ]


# --- Numbers ---------------------------------------------------------------


def test_a_document_that_is_taken_back_gives_its_number_back():
    with transaction.atomic():
        issue(bill())
        transaction.set_rollback(True)

    assert issue(bill()).number == "INV-00001"


def _race(rows):
    return at_once([lambda row=row: issue(row) for row in rows])


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite takes turns")
@pytest.mark.django_db(transaction=True)
def test_invoices_at_once_are_numbered_without_gap_or_double():
    rows = [bill() for _ in range(8)]

    made = _race(rows)

    assert sorted(invoice.number for invoice in made) == [
        f"INV-{number:05}" for number in range(1, 9)
    ]


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite takes turns")
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_same_race_gives_a_number_twice(monkeypatch):
    """The rig does race: only the lock makes the test before this one pass."""

    def unlocked(kind):
        numbers = NumberRange.objects.get(kind=kind)
        numbers.last += 1
        numbers.save(update_fields=["last"])
        return numbers.number

    monkeypatch.setattr(invoices, "_take_number", unlocked)
    doubled = []

    for _ in range(10):
        doubled += [
            trouble
            for trouble in _race([bill() for _ in range(8)])
            if isinstance(trouble, IntegrityError)
        ]
        if doubled:
            break

    assert doubled


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite takes turns")
@pytest.mark.django_db(transaction=True)
def test_the_same_bill_asked_for_at_once_gets_one_invoice():
    row = bill()

    made = _race([row] * 6)

    assert {invoice.number for invoice in made} == {"INV-00001"}


# --- Credit notes ----------------------------------------------------------


def test_a_credit_note_takes_back_everything_with_its_lines():
    row = bill(9600, 2400)
    invoice = issue(row)

    note = credit(row)

    assert (note.number, note.credits, note.total_pence) == (
        "CN-00001",
        invoice,
        12000,
    )
    assert lines_of(note) == lines_of(invoice)
    assert note.facts == invoice.facts
    assert bills.owed_pence(row) == 0


def test_parts_tie_to_the_penny():
    row = bill(1000, 1000, 1000)
    invoice = issue(row)

    notes = [credit(row, pence=1000) for _ in range(3)]

    assert [note.total_pence for note in notes] == [1000, 1000, 1000]
    taken = sum(line[5] for note in notes for line in lines_of(note))
    assert taken == sum(line[5] for line in lines_of(invoice))
    with pytest.raises(NothingToCredit):
        credit(row)


def test_a_part_of_a_line_is_one_of_that_price():
    row = bill(9600, 2400)
    issue(row)

    note = credit(row, lines={2: 1200})

    assert lines_of(note) == [("Thing 2", 1, 1200, 1200, "standard", 200)]


def test_never_more_than_the_invoice():
    row = bill()
    issue(row)
    credit(row, pence=9000)

    with pytest.raises(TooMuchCredited):
        credit(row, pence=601)
    with pytest.raises(TooMuchCredited):
        credit(row, lines={1: 601})


def test_never_more_than_the_invoice_where_a_discount_is_left_out():
    row = bill(10000, -2000)
    issue(row)

    with pytest.raises(TooMuchCredited):
        credit(row, lines={1: 10000})


def test_the_database_refuses_what_the_code_would_not():
    invoice = issue(bill())

    invoice.credited_pence = 9601
    with pytest.raises(IntegrityError), transaction.atomic():
        invoice.save()


@pytest.mark.parametrize("pence", [0, -5])
def test_a_credit_note_of_nothing_is_refused(pence):
    row = bill()
    issue(row)

    with pytest.raises(NothingToCredit):
        credit(row, pence=pence)


def test_without_an_invoice_there_is_nothing_to_credit():
    with pytest.raises(NothingToCredit):
        credit(bill())


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite takes turns")
@pytest.mark.django_db(transaction=True)
def test_credits_at_once_never_pass_the_invoice():
    row = bill()
    issue(row)

    made = at_once([lambda: credit(row, pence=4000) for _ in range(5)])

    assert sum(isinstance(one, Invoice) for one in made) == 2
    assert sum(isinstance(one, Refused) for one in made) == 3
