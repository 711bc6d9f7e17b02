"""What staff do with organisations."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from membership.models import Coordinator, Organisation, PurchaseStatus
from portal.accounts.roles import Role
from tests.factories.accounts import staff
from tests.factories.organisations import (
    claimed,
    corporate_grade,
    link,
    ordered,
    organisation,
    with_places,
)

pytestmark = pytest.mark.django_db

TYPED = {
    "name": "Ashvale Trust",
    "kind": "nhs",
    "address": "1 High Street",
    "invoice_email": "finance@ashvale.example",
}


@pytest.fixture
def browser(client):
    client.force_login(staff(Role.MEMBERSHIP))
    return client


def url(name, *args):
    return reverse(f"staff_organisations:{name}", args=args)


def test_an_organisation_is_entered_with_its_coordinator_and_places(browser):
    corporate_grade()
    page = browser.post(url("add"), TYPED | {"email": "coordinator@trust.example"})
    made = Organisation.objects.get()
    assert page["Location"] == url("sell", made.reference)
    assert Coordinator.objects.get().email == "coordinator@trust.example"

    grade = corporate_grade()
    browser.post(url("sell", made.reference), {"grade": grade.pk, "seats": "12"})

    purchase = made.purchases.get()
    assert purchase.status == PurchaseStatus.TO_PAY
    assert purchase.bill.invoices.exists()
    again = browser.post(
        url("sell", made.reference), {"grade": grade.pk, "seats": "12"}
    )
    assert "waiting to be paid" in again.content.decode()


def test_the_list_is_found_by_name_and_address(browser):
    claimed(with_places(4))
    organisation(name="Thornmere")

    [row] = browser.get(url("list") + "?q=ashvale%20trust").context["page"]

    assert (row.bought, row.claimed) == (4, 1)
    assert list(browser.get(url("list") + "?q=nobody%00").context["page"]) == []


def test_the_list_asks_as_much_for_three_as_for_one(browser):
    with_places()
    browser.get(url("list"))
    one = _queries(browser)
    for name in ("B", "C"):
        claimed(with_places(name=name))

    assert _queries(browser) == one


def _queries(browser):
    with CaptureQueriesContext(connection) as queries:
        browser.get(url("list"))
    return len(queries)


def test_one_shows_people_links_orders_and_history(browser):
    made = with_places()
    seat = claimed(made)
    link(made, "waits@trust.example")

    page = browser.get(url("detail", made.reference)).content.decode()

    assert seat.term.member.number in page
    assert "waits@trust.example" in page
    assert "places are paid" in page


def test_an_order_is_accepted_or_declined(browser):
    for answer, status in (
        ({"accept": "yes"}, PurchaseStatus.TO_PAY),
        ({"reason": "Unknown"}, PurchaseStatus.DECLINED),
    ):
        made = organisation()
        made.agreed_at = None
        made.save()
        purchase = ordered(made)
        path = url("answer", made.reference, purchase.reference)
        assert browser.get(path).status_code == 200
        waiting = browser.get(url("list") + "?show=waiting").context["page"]
        assert list(waiting) == [made]

        browser.post(path, answer)

        purchase.refresh_from_db()
        assert purchase.status == status
        assert browser.get(path).status_code == 404


def test_coordinators_are_asked_and_taken_off(browser):
    made = organisation()
    own = made.coordinators.get()
    path = url("coordinator-add", made.reference)
    assert browser.get(path).status_code == 200
    assert "already" in browser.post(path, {"email": own.email}).content.decode()

    browser.post(path, {"email": "new@trust.example"})
    browser.post(url("coordinator-end", made.reference, own.pk))

    assert [each.email for each in made.coordinators.standing()] == [
        "new@trust.example"
    ]
    assert (
        browser.post(url("coordinator-end", made.reference, own.pk)).status_code == 404
    )


def test_it_is_corrected(browser):
    made = organisation()
    path = url("correct", made.reference)
    assert browser.get(path).status_code == 200

    browser.post(path, TYPED | {"name": "Another name"})

    made.refresh_from_db()
    assert made.name == made.payer.name == "Another name"
