import pytest
from django.urls import reverse

from portal.core import clock
from portal.payments import differences
from portal.payments.exports import Contents
from tests.factories.payments import PaymentFactory, bill

pytestmark = pytest.mark.django_db

AT = clock.now()
EXPORT = reverse("staff_finance:export")
INCOME = reverse("staff_finance:income")
DAYS = {"first": "2026-01-01", "last": "2026-12-31"}


@pytest.mark.parametrize("contents", Contents)
def test_each_list_is_handed_out(client, finance, contents):
    got = client.get(EXPORT, {**DAYS, "contents": contents.value, "form": "csv"})

    assert b"".join(got.streaming_content).startswith(b"\xef\xbb\xbf")
    assert got["Content-Disposition"].startswith("attachment")
    assert "no-store" in got["Cache-Control"]


def test_all_of_it_is_one_workbook(client, finance):
    got = client.get(EXPORT, {**DAYS, "contents": "vat", "form": "xlsx"})

    assert got.content.startswith(b"PK")


@pytest.mark.parametrize(
    "typed",
    [
        {"first": "x", "last": "y", "contents": "vat", "form": "csv"},
        {**DAYS, "contents": "everything", "form": "csv"},
        {"first": "1990-01-01", "last": "2026-01-01", "contents": "vat", "form": "csv"},
    ],
)
def test_what_cannot_be_made_is_told(client, finance, typed):
    got = client.get(EXPORT, typed)

    assert got.status_code == 200
    assert "Download" in got.text


def test_income_is_shown_by_month(client, finance):
    PaymentFactory(bill=bill())

    shown = client.get(INCOME).text

    assert "Things" in shown
    assert "£96.00" in shown
    assert 'role="alert"' in client.get(INCOME, {"first": "x", "last": "x"}).text


def test_a_difference_is_cleared_once(client, finance):
    found = differences.report("key", "Stripe has more", at=AT)
    path = reverse("staff_finance:difference-clear", args=[found.pk])

    assert "Say why" in client.post(path, {"csrf": ""}).text
    told = client.post(path, {"reason": "Entered by hand"}, follow=True)

    assert "The difference is cleared" in told.text
    assert "cleared this already" in client.post(path, {"reason": "x"}).text
