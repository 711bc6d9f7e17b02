import pytest
from django.urls import reverse

from portal.core import clock, history
from portal.payments import invoices
from tests.factories.payments import PayerFactory, PaymentFactory, bill

pytestmark = pytest.mark.django_db

AT = clock.now()
LIST = reverse("staff_finance:payer-list")


def page(name, *args):
    return reverse(f"staff_finance:{name}", args=args)


@pytest.mark.parametrize(
    "words", ["leeds", "FINANCE@LEEDS", "team", "inv-00001", "PO-47", "reference"]
)
def test_a_payer_is_found_by_whatever_is_on_the_paper(client, finance, words):
    payer = PayerFactory(
        name="Leeds Trust", email="finance@leeds.example", contact="Team A"
    )
    row = bill(payer=payer, order_number="PO-4711")
    invoices.issue(row, at=AT, by=None)
    PayerFactory(name="Another")
    words = row.reference if words == "reference" else words

    shown = client.get(LIST, {"q": words}).text

    assert "Leeds Trust" in shown
    assert "Another" not in shown


@pytest.mark.parametrize("words", ["nobody", "\0", "%", "' or 1=1"])
def test_odd_words_find_nobody_and_break_nothing(client, finance, words):
    """A4, X5"""
    assert client.get(LIST, {"q": words}).status_code == 200


def test_the_page_of_a_payer_has_bills_and_statement(client, finance):
    payer = PayerFactory()
    row = bill(payer=payer)
    invoices.issue(row, at=AT, by=finance)
    PaymentFactory(bill=row, amount_pence=600)

    shown = client.get(page("payer-detail", payer.pk)).text

    for words in (row.reference, "INV-00001", "£90.00 to pay", "Part paid"):
        assert words in shown


@pytest.mark.parametrize(
    "days", [{"first": "x", "last": "y"}, {"first": "2027-01-01", "last": "2026-01-01"}]
)
def test_days_that_are_none_are_told(client, finance, days):
    payer = PayerFactory()

    shown = client.get(page("payer-detail", payer.pk), days)
    paper = client.get(page("payer-statement", payer.pk), days)

    assert 'role="alert"' in shown.text
    assert paper.status_code == 302


def test_the_statement_is_handed_out_as_pdf(client, finance):
    payer = PayerFactory()
    days = {"first": "2026-01-01", "last": "2026-12-31"}

    paper = client.get(page("payer-statement", payer.pk), days)

    assert paper.content.startswith(b"%PDF-")


def test_a_change_is_kept_with_who_made_it(client, finance):
    payer = PayerFactory(name="Leeds Trust")
    typed = {
        "name": "Leeds NHS Trust",
        "address": payer.address,
        "email": "New@Leeds.example",
        "needs_order_number": "on",
    }

    client.post(page("payer-change", payer.pk), typed)

    payer.refresh_from_db()
    assert (payer.name, payer.email, payer.needs_order_number) == (
        "Leeds NHS Trust",
        "new@leeds.example",
        True,
    )
    (said,) = history.of(payer)
    assert (said.message, said.user) == (
        "Changed: name, email, needs order number",
        finance,
    )


def test_saving_without_a_change_leaves_no_line(client, finance):
    payer = PayerFactory()
    typed = {"name": payer.name, "address": payer.address, "email": payer.email}

    client.post(page("payer-change", payer.pk), typed)

    assert not history.of(payer).exists()


def test_what_is_missing_is_told_and_nothing_typed_is_lost(client, finance):
    payer = PayerFactory()

    told = client.post(
        page("payer-change", payer.pk), {"name": "", "address": "New road"}
    )

    assert "Enter the name" in told.text
    assert "New road" in told.text


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_as_often_for_one_bill_as_for_three(
    client, finance, number, django_assert_max_num_queries
):
    payer = PayerFactory()
    for _ in range(number):
        invoices.issue(bill(payer=payer), at=AT, by=None)
    client.get(page("payer-detail", payer.pk))

    with django_assert_max_num_queries(28):
        client.get(page("payer-detail", payer.pk))
