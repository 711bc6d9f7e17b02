from datetime import date, timedelta

import pytest
from django.db import connection

from portal.core import clock, history
from portal.core.errors import Refused
from portal.payments import bank, bills, invoices, refunds
from portal.payments.bank_files import Columns
from portal.payments.models import (
    BankLine,
    BankMatch,
    BankStatement,
    PaymentStatus,
)
from tests.factories import payments
from tests.factories.accounts import UserFactory
from tests.factories.payments import PayerFactory, bill
from tests.rig.at_once import at_once

pytestmark = pytest.mark.django_db

AT = clock.now()
FILE = b"""Date,Description,Paid in
20/11/2026,LEEDS COMM NHS INV-00001,96.00
20/11/2026,MEMBER,69.00
20/11/2026,MEMBER,69.00
21/11/2026,no sum,x
"""


@pytest.fixture
def staff(db):
    return UserFactory()


def issued(*pence, **options):
    row = bill(*pence, **options)
    invoices.issue(row, at=AT, by=None)
    return row


def line(pence=9600, words="FASTER PAYMENT"):
    return bank.enter(
        received_on=date(2026, 11, 20), pence=pence, words=words, by=None, at=AT
    )


def brought(content=FILE, name="november.csv"):
    statement = bank.read_file(content, name=name, by=None, at=AT)
    return bank.bring_in(statement, by=None, at=AT)


def waiting():
    return [(one.words, one.left_pence) for one in BankLine.objects.unmatched()]


# --- Files -----------------------------------------------------------------


def test_a_file_is_looked_at_before_anything_comes_in():
    """F1"""
    statement = bank.read_file(FILE, name="november.csv", by=None, at=AT)
    table = bank.table_in(statement)

    found, known = bank.look_through(table, bank.columns_for(table))

    assert (len(found.rows), [one.line for one in found.faults], known) == (3, [5], 0)
    assert BankLine.objects.count() == 0


def test_what_is_brought_in_waits_and_the_file_is_forgotten():
    assert brought() == 3

    assert len(waiting()) == 3
    statement = BankStatement.objects.get()
    assert (statement.content, statement.line_count, statement.known_count) == (
        "",
        3,
        0,
    )


def test_the_same_file_again_changes_nothing():
    """F6"""
    brought()

    with pytest.raises(Refused, match="Nothing changed"):
        brought()
    assert BankLine.objects.count() == 3


def test_a_file_that_overlaps_brings_only_what_is_new():
    """F6"""
    brought()

    assert brought(FILE + b"22/11/2026,NEW,5.00\n", name="more.csv") == 1
    assert BankStatement.objects.get(name="more.csv").known_count == 3


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite takes turns")
@pytest.mark.django_db(transaction=True)
def test_two_who_bring_the_same_file_in_at_once_bring_it_once():
    """F6"""
    statement = bank.read_file(FILE, name="november.csv", by=None, at=AT)

    made = at_once([lambda: bank.bring_in(statement, by=None, at=AT)] * 3)

    assert sorted(str(isinstance(one, int)) for one in made) == [
        "False",
        "False",
        "True",
    ]
    assert BankLine.objects.count() == 3


def test_columns_that_nobody_knows_are_told_once_and_remembered():
    content = b"Tag,Wer,Summe\n20/11/2026,LEEDS,5.00\n"
    statement = bank.read_file(
        content.replace(b"Tag", b"Date"), name="x.csv", by=None, at=AT
    )
    table = bank.table_in(statement)
    assert bank.columns_for(table) is None
    with pytest.raises(Refused, match="which column"):
        bank.bring_in(statement, by=None, at=AT)

    bank.remember(table, Columns(day=0, words=(1,), amount=2))

    assert bank.bring_in(statement, by=None, at=AT) == 1
    assert waiting() == [("LEEDS", 500)]


# --- Proposals -------------------------------------------------------------


def whys(one):
    return [(each.bill, each.weight) for each in bank.proposals([one])[one.pk]]


def test_a_reference_on_the_transfer_is_the_likeliest():
    row = issued()
    other = issued()

    assert whys(line(words="LEEDS NHS INV 00001 THANKS")) == [(row, 12), (other, 1)]


@pytest.mark.parametrize("by", ["reference", "order_number"])
def test_the_bill_and_the_order_number_are_known_too(by):
    row = issued(order_number="PO-4711")

    assert whys(line(5000, words=f"x {getattr(row, by)} y")) == [(row, 8)]


def test_name_and_sum_are_thought_of():
    row = issued(payer=PayerFactory(name="Leeds Community Healthcare"))
    issued()

    assert whys(line(words="LEEDS COMM NHS"))[0] == (row, 4)


def test_the_only_bill_of_that_sum_is_thought_of():
    row = issued(1234)
    issued(5678)

    assert whys(line(1234)) == [(row, 2)]
    assert whys(line(99)) == []


@pytest.mark.parametrize("number", [1, 3])
def test_proposals_ask_as_often_for_one_line_as_for_three(
    number, django_assert_num_queries
):
    for _ in range(number):
        issued()
    lines = [line() for _ in range(number)]

    with django_assert_num_queries(2):
        bank.proposals(lines)


# --- Matching --------------------------------------------------------------


def test_a_match_settles_the_bill_and_delivers(staff):
    delivered = []

    def paid(payment, at):
        delivered.append(payment.amount_pence)
        return ""

    with payments.purpose("sold", paid=paid):
        row = issued(purpose="sold")
        made = bank.match(line(words="LEEDS 1"), row, by=staff, at=AT)

    assert (bills.owed_pence(row), delivered, waiting()) == (0, [9600], [])
    assert made.payment.bank_reference == "LEEDS 1"


def test_too_little_leaves_the_rest_owed(staff):
    row = issued()

    bank.match(line(9000), row, by=staff, at=AT)

    assert (bills.owed_pence(row), waiting()) == (600, [])


def test_too_much_waits_for_another_bill(staff):
    row, other = issued(), issued(400)
    one = line(10000)

    bank.match(one, row, by=staff, at=AT)
    assert waiting() == [("FASTER PAYMENT", 400)]
    bank.match(one, other, by=staff, at=AT)

    assert waiting() == []


@pytest.mark.parametrize("pence", [0, -1, 9601])
def test_no_more_than_there_is_can_be_matched(staff, pence):
    with pytest.raises(Refused):
        bank.match(line(), issued(20000), pence=pence, by=staff, at=AT)


def test_no_more_than_is_owed_can_be_matched(staff):
    row = issued()
    with pytest.raises(Refused, match="Only £96"):
        bank.match(line(20000), row, pence=9700, by=staff, at=AT)
    bank.match(line(), row, by=staff, at=AT)
    with pytest.raises(Refused, match="Nothing is owed"):
        bank.match(line(), row, by=staff, at=AT)


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite takes turns")
@pytest.mark.django_db(transaction=True)
def test_two_who_match_one_line_at_once_use_it_once():
    who = UserFactory()
    one, rows = line(), [issued(), issued()]

    made = at_once(
        [lambda row=row: bank.match(one, row, by=who, at=AT) for row in rows]
    )

    assert sum(isinstance(each, BankMatch) for each in made) == 1
    assert sum(isinstance(each, Refused) for each in made) == 1


def test_a_transfer_can_be_written_down_for_a_bill_at_once(staff):
    row = issued()

    bank.received(
        row,
        received_on=date(2026, 11, 20),
        pence=10000,
        words="Cheque 17",
        by=staff,
        at=AT,
    )

    assert (bills.owed_pence(row), waiting()) == (0, [("Cheque 17", 400)])


# --- Taking off ------------------------------------------------------------


def test_undone_the_sum_waits_again_and_the_bill_is_owed_again(staff):
    row, one = issued(), line()
    made = bank.match(one, row, by=staff, at=AT)

    bank.undo(made, why="Another Leeds", by=staff, at=AT + timedelta(days=1))

    made.payment.refresh_from_db()
    assert (made.payment.status, bills.owed_pence(row)) == (PaymentStatus.FAILED, 9600)
    assert waiting() == [("FASTER PAYMENT", 9600)]
    said = [entry.message for entry in history.of(one)]
    assert said[0] == f"£96.00 are not for bill {row.reference}: Another Leeds"
    with pytest.raises(Refused):
        bank.undo(made, why="Again", by=staff, at=AT)


def test_the_purpose_is_told_that_it_came_to_nothing(staff):
    told = []
    with payments.purpose(
        "sold", failed=lambda payment, _at: told.append(payment.bill_id)
    ):
        row = issued(purpose="sold")
        made = bank.match(line(), row, by=staff, at=AT)
        bank.undo(made, why="Wrong", by=staff, at=AT)

    assert told == [row.pk]


def test_what_went_back_is_not_taken_off(staff):
    made = bank.match(line(), issued(), by=staff, at=AT)
    refunds.ask(made.payment, pence=100, reason="Late", by=None, at=AT)

    with pytest.raises(Refused, match="gone back"):
        bank.undo(made, why="Wrong", by=staff, at=AT)


def test_what_is_not_for_us_is_set_aside_with_a_reason(staff):
    one = line()

    bank.set_aside(one, why="Interest", by=staff, at=AT)

    assert waiting() == []
    with pytest.raises(Refused):
        bank.match(one, issued(), by=staff, at=AT)
    with pytest.raises(Refused):
        bank.set_aside(one, why="Again", by=staff, at=AT)
    bank.take_back(one, by=staff)
    assert waiting() == [("FASTER PAYMENT", 9600)]
    with pytest.raises(Refused):
        bank.take_back(one, by=staff)


def test_undoing_a_match_brings_a_set_aside_rest_back_too(staff):
    one = line(10000)
    made = bank.match(one, issued(), by=staff, at=AT)
    bank.set_aside(one, why="Sent back", by=staff, at=AT)

    bank.undo(made, why="Wrong", by=staff, at=AT)

    assert waiting() == [("FASTER PAYMENT", 10000)]
