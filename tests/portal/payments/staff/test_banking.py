import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.core import clock
from portal.payments import bank, bills, invoices
from portal.payments.models import BankColumns, BankLine, BankMatch, BankStatement
from tests.factories.payments import bill

pytestmark = pytest.mark.django_db

AT = clock.now()
FILE = b"""Date,Description,Paid in
20/11/2026,LEEDS COMM NHS INV-00001,96.00
21/11/2026,no sum,x
"""


def path(name, *args):
    return reverse(f"staff_finance:{name}", args=args)


def bring(client, content=FILE, name="november.csv"):
    file = SimpleUploadedFile(name, content, "text/csv")
    return client.post(path("statement-add"), {"file": file}, follow=True)


def issued(*pence):
    row = bill(*pence)
    invoices.issue(row, at=AT, by=None)
    return row


def line(pence=9600, words="FASTER PAYMENT"):
    return bank.enter(
        received_on=clock.uk_day(AT), pence=pence, words=words, by=None, at=AT
    )


def test_a_statement_is_looked_at_then_brought_in_then_matched(client, finance):
    row = issued()

    looked = bring(client)
    assert "Nothing is brought in yet" in looked.text
    assert "no sum in pounds" in looked.text
    assert not BankLine.objects.exists()
    statement = BankStatement.objects.get()
    told = client.post(path("statement-bring", statement.pk), follow=True)
    assert "INV-00001 stands on the transfer" in told.text
    one = BankLine.objects.get()
    told = client.post(
        path("line-match", one.pk), {"reference": row.reference}, follow=True
    )

    assert f"£96.00 are for bill {row.reference}" in told.text
    assert bills.owed_pence(row) == 0
    assert "LEEDS COMM NHS" in client.get(path("statement-detail", statement.pk)).text


def test_new_headings_are_asked_about_once(client, finance):
    content = b"When,Who,How much\n20/11/2026,LEEDS,5.00\n"
    content = content.replace(b"When", b"Day date")
    asked = bring(client, content)
    assert "new to us" in asked.text
    path_ = path("statement-detail", BankStatement.objects.get().pk)

    told = client.post(path_, {"day": 0, "money": 2, "words": [1]}, follow=True)

    assert "Bring in 1 transfer" in told.text
    assert BankColumns.objects.count() == 1
    assert "new to us" not in bring(client, content + b"21/11/2026,YORK,1.00\n").text


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"PK\x03\x04\x00\x01\x02", "no list of text"),
        (b"", "empty"),
        (b"just words", "headings"),
        (b'Date,Description,Paid in\n1,"open', "quotation"),
    ],
)
def test_a_file_that_is_no_statement_is_told(client, finance, content, told):
    """F2, F3"""
    answer = bring(client, content)

    assert told in answer.text
    assert not BankStatement.objects.exists()


def test_no_file_is_told(client, finance):
    assert "Choose the file" in client.post(path("statement-add"), {"csrf": ""}).text


def test_a_file_too_large_is_cut_off(client, finance):
    """F4, U5"""
    told = bring(client, b"x" * 5_200_000)

    assert "larger than 5 MB" in told.text


def test_the_same_file_again_says_so(client, finance):
    """F6"""
    bring(client)
    statement = BankStatement.objects.get()
    client.post(path("statement-bring", statement.pk))

    assert "Nothing changed" in bring(client).text
    again = client.post(path("statement-bring", statement.pk), follow=True)
    assert "brought in already" in again.text


def test_a_transfer_is_entered_by_hand(client, finance):
    typed = {
        "received_on": clock.uk_day(AT).isoformat(),
        "pounds": "12.50",
        "words": "Cheque",
    }

    client.post(path("line-enter"), typed)

    assert BankLine.objects.get().pence == 1250


@pytest.mark.parametrize("by", ["invoice", "bill"])
def test_a_bill_is_named_by_its_invoice_or_its_reference(client, finance, by):
    row, one = issued(), line()
    name = "inv-00001" if by == "invoice" else row.reference.lower()

    client.post(path("line-match", one.pk), {"reference": name, "pounds": "50"})

    assert bills.owed_pence(row) == 4600


@pytest.mark.parametrize("name", ["INV-9", "\0", "x" * 30, ""])
def test_a_bill_that_there_is_not_is_told(client, finance, name):
    one = line()

    told = client.post(path("line-match", one.pk), {"reference": name})

    assert told.status_code == 200
    assert not BankMatch.objects.exists()


def test_a_match_is_taken_off_with_a_reason(client, finance):
    row, one = issued(), line()
    made = bank.match(one, row, by=finance, at=AT)

    assert "Say why" in client.post(path("match-undo", made.pk), {"csrf": ""}).text
    told = client.post(path("match-undo", made.pk), {"reason": "Wrong"}, follow=True)

    assert "wait for their bill again" in told.text
    assert "Taken off" in told.text
    assert bills.owed_pence(row) == 9600


def test_a_transfer_is_set_aside_and_taken_back(client, finance):
    one = line(words="INTEREST")

    told = client.post(path("line-aside", one.pk), {"reason": "Interest"}, follow=True)
    assert "are set aside" in told.text
    assert "Put it into the queue" in client.get(path("line-match", one.pk)).text
    told = client.post(path("line-back", one.pk), follow=True)

    assert "in the queue again" in told.text


@pytest.mark.parametrize("number", [1, 3])
def test_the_bank_asks_as_often_for_one_as_for_three(
    client, finance, number, django_assert_max_num_queries
):
    for _ in range(number):
        issued()
        line()
        bank.match(line(), issued(), by=finance, at=AT)
    client.get(path("bank"))

    with django_assert_max_num_queries(24):
        client.get(path("bank"))
