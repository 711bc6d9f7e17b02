import pytest
from django.urls import reverse

from portal.core import clock
from portal.payments import bills, invoices, payers
from tests.factories import payments
from tests.factories.accounts import UserFactory
from tests.factories.payments import PaymentFactory, bill

pytestmark = pytest.mark.django_db

AT = clock.now()
LIST = reverse("my:payments")


@pytest.fixture(autouse=True)
def _purpose():
    with payments.purpose():
        yield


@pytest.fixture
def me(client):
    user = UserFactory()
    client.force_login(user)
    return payers.of_user(user)


def test_nothing_yet_says_so(client, me):
    assert "Nothing to pay, and nothing paid" in client.get(LIST).text


def test_the_list_says_how_each_stands_and_gives_the_papers(client, me):
    paid, owed = bill(payer=me), bill(5000, payer=me)
    PaymentFactory(bill=paid)
    invoices.issue(paid, at=AT, by=None)
    invoices.issue(owed, at=AT, by=None)
    invoices.credit(owed, pence=1000, reason="Late", at=AT, by=None)

    shown = client.get(LIST).text

    for words in ("INV-00001", "INV-00002", "CN-00001", "£40.00 still to pay", "Paid"):
        assert words in shown
    pay = reverse("my:payment-start", args=[owed.reference])
    assert pay in shown
    assert reverse("my:payment-start", args=[paid.reference]) not in shown


def test_a_page_for_cards_that_was_left_leaves_nothing_behind(client, me):
    left = bill(payer=me)
    bills.withdraw(left, at=AT, by=None)

    assert left.reference not in client.get(LIST).text


def test_a_paper_is_handed_to_its_owner_alone(client, me):
    """F12, A2: somebody else's does not exist."""
    mine = invoices.issue(bill(payer=me), at=AT, by=None)
    other = invoices.issue(bill(), at=AT, by=None)

    got = client.get(reverse("my:payment-document", args=[mine.number]))
    refused = client.get(reverse("my:payment-document", args=[other.number]))

    assert got.content.startswith(b"%PDF-")
    assert (got["Cache-Control"], refused.status_code) == ("private, no-store", 404)


def test_paying_somebody_elses_bill_is_not_offered(client, me):
    path = reverse("my:payment-start", args=[bill().reference])

    assert client.post(path).status_code == 404


def test_a_refusal_is_shown_on_the_list(client, me):
    row = bill(payer=me)
    bills.withdraw(row, at=AT, by=None)
    path = reverse("my:payment-start", args=[row.reference])

    told = client.post(path, follow=True)

    assert "was withdrawn" in told.text


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_as_often_for_one_as_for_three(
    client, me, number, django_assert_max_num_queries
):
    for _ in range(number):
        invoices.issue(bill(payer=me), at=AT, by=None)
    client.get(LIST)

    with django_assert_max_num_queries(14):
        client.get(LIST)
