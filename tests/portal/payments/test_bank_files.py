"""Files of British banks, whole and broken (F1 to F4, F8, F13)."""
# ruff: noqa: E501 - the rows stand as the banks write them

from datetime import date

import pytest

from portal.core.errors import Refused
from portal.payments import bank_files
from portal.payments.bank_files import Columns

BANKS = {
    "Barclays": """Number,Date,Account,Amount,Subcategory,Memo
    ,21/11/2026,20-00-00 12345678,213.00,Counter Credit,LEEDS COMM NHS   INV-00042 BGC
    ,20/11/2026,20-00-00 12345678,-45.10,Direct Debit,ELECTRICITY
""",
    "HSBC": """Date,Type,Description,Paid out,Paid in,Balance
21 Nov 2026,CR,LEEDS COMM NHS INV-00042,,213.00,1200.00
20 Nov 2026,DD,ELECTRICITY,45.10,,987.00
""",
    "Lloyds": """Transaction Date,Transaction Type,Sort Code,Account Number,Transaction Description,Debit Amount,Credit Amount,Balance
21/11/2026,FPI,'30-00-00,12345678,LEEDS COMM NHS INV-00042,,213.00,1200.00
20/11/2026,DD,'30-00-00,12345678,ELECTRICITY,45.10,,987.00
""",
    "NatWest": """Date, Type, Description, Value, Balance, Account Name, Account Number
21/11/2026,BAC,"'LEEDS COMM NHS , INV-00042",213.00,1200.00,"'THE INSTITUTE","'600000-12345678"
20/11/2026,D/D,"'ELECTRICITY",-45.10,987.00,"'THE INSTITUTE","'600000-12345678"
""",
    "Nationwide": """"Account Name:","Charity ****1234"
"Account Balance:","£1200.00"

"Date","Transaction type","Description","Paid out","Paid in","Balance"
"21 Nov 2026","Bank credit","LEEDS COMM NHS INV-00042","","£213.00","£1200.00"
"20 Nov 2026","Direct debit","ELECTRICITY","£45.10","","£987.00"
""",
    "Co-operative": """Date,Description,Type,Money In,Money Out,Balance
2026-11-21,LEEDS COMM NHS INV-00042,CREDIT,213.00,,1200.00
2026-11-20,ELECTRICITY,DEBIT,,45.10,987.00
""",
    "Starling": """Date,Counter Party,Reference,Type,Amount (GBP),Balance (GBP),Spending Category,Notes
21/11/2026,LEEDS COMM NHS,INV-00042,FASTER PAYMENT,213.00,1200.00,INCOME,
20/11/2026,ELECTRICITY,A1,DIRECT DEBIT,-45.10,987.00,BILLS,
""",
    "semicolons": """Date;Narrative;Credit;Debit
21/11/26;LEEDS COMM NHS INV-00042;213,00;
""".replace("213,00", "213.00"),
}
HEADINGS = "Date,Description,Paid in\n"


def read(text):
    table = bank_files.table_of(text)
    columns = bank_files.recognised(table.headings)
    assert columns is not None
    return bank_files.read(table, columns)


@pytest.mark.parametrize("bank", BANKS)
def test_the_headings_of_british_banks_are_known(bank):
    """F3, F13"""
    found = read(BANKS[bank])

    assert found.faults == []
    (row,) = found.rows
    assert (row.received_on, row.pence) == (date(2026, 11, 21), 21300)
    assert "LEEDS COMM NHS" in row.words
    assert "INV-00042" in row.words


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_any_letters_a_bank_uses_are_read(encoding):
    """F2"""
    text = HEADINGS + "21/11/2026,Café £ INV-1,10.00\n"

    assert bank_files.text_of(text.encode(encoding)) == text


def test_a_file_that_is_no_text_is_refused_by_name():
    """F2"""
    with pytest.raises(Refused, match="no list of text"):
        bank_files.text_of(b"PK\x03\x04" + b"\x00\x01" * 50)


def test_a_file_too_large_is_refused_early():
    """F4"""
    with pytest.raises(Refused, match="5 MB"):
        bank_files.text_of(b"x" * (bank_files.MOST_BYTES + 1))


@pytest.mark.parametrize(
    "text",
    [
        HEADINGS + "21/11/2026,x,1.00\n" * 20_001,
        HEADINGS + ",".join(["x"] * 61) + "\n",
    ],
)
def test_too_many_rows_or_columns_are_refused(text):
    """F4"""
    with pytest.raises(Refused):
        bank_files.table_of(text)


def test_an_unclosed_quotation_is_refused_and_swallows_no_rows():
    """F3"""
    with pytest.raises(Refused, match="quotation"):
        bank_files.table_of(HEADINGS + '21/11/2026,"open,1.00\n22/11/2026,x,2.00\n')


@pytest.mark.parametrize("text", ["", "\n\n", "one,two\n1,2\n", "just words\n"])
def test_what_is_no_statement_is_refused(text):
    with pytest.raises(Refused, match="headings"):
        bank_files.table_of(text)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("45000,x,1.00", "no day"),
        ("31/02/2026,x,1.00", "no day"),
        ("11/21/2026,x,1.00", "no day"),
        ("01/01/1970,x,1.00", "no day"),
        ("21/11/2026,x,1.23E+05", "no sum"),
        ("21/11/2026,x,1.234", "no sum"),
        ("21/11/2026,x,ten", "no sum"),
        ("21/11/2026,x,99999999999", "more than"),
        ("21/11/2026,,1.00", "who paid"),
        ("21/11/2026", "cells stand here"),
    ],
)
def test_each_faulty_row_is_told_with_its_line_and_its_reason(row, why):
    """F1, F8: never silent, and the good rows beside it are read."""
    found = read(HEADINGS + f"20/11/2026,good,2.00\n{row}\n22/11/2026,fine,3.00\n")

    assert [fault.line for fault in found.faults] == [3]
    assert why in found.faults[0].why
    assert [each.pence for each in found.rows] == [200, 300]


@pytest.mark.parametrize(
    ("typed", "pence"),
    [
        ("£1,234.50", 123450),
        ("12", 1200),
        ("12.5", 1250),
        ("+3.00", 300),
        ("-3.00", -300),
        ("-£3.00", -300),
        ("£-3.00", -300),
        ("(3.00)", -300),
        ("3.00 CR", 300),
        ("3.00DR", -300),
    ],
)
def test_sums_are_read_as_banks_write_them(typed, pence):
    assert bank_files.pence_of(typed) == pence


def test_the_same_sum_twice_on_one_day_is_two_sums():
    found = read(HEADINGS + "21/11/2026,MEMBER,69.00\n" * 2)

    assert len({row.fingerprint for row in found.rows}) == 2


@pytest.mark.parametrize(
    "headings",
    [
        ["Datum", "Text", "Betrag"],
        ["Date", "Description", "Something"],
        ["Date", "Date", "Description", "Amount"],
        ["Date", "Amount", "Balance"],
    ],
)
def test_unknown_or_doubled_headings_are_asked_about(headings):
    """F13"""
    assert bank_files.recognised(headings) is None


def test_what_was_told_of_columns_can_be_kept():
    told = Columns(day=1, words=(0, 2), amount=3)

    assert Columns.from_data(told.as_data()) == told


def test_line_ends_within_a_cell_do_not_break_it():
    found = read(HEADINGS + '21/11/2026,"LEEDS\r\nNHS",1.00\n')

    assert found.rows[0].words == "LEEDS NHS"
