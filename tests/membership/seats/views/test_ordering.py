"""Ordering places: the first ones, more of them, the next year; and paying."""

import pytest
from django.urls import reverse

from membership.models import Organisation, PurchaseStatus, SeatPurchase
from membership.terms import DAY
from portal.core import clock
from portal.payments import invoices
from tests.factories.accounts import UserFactory
from tests.factories.organisations import (
    claimed,
    coordinator_of,
    corporate_grade,
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
    "seats": "12",
    "pays_by": "invoice",
}


@pytest.fixture
def browser(client):
    client.force_login(UserFactory())
    corporate_grade()
    return client


def url(name, made, *more):
    return reverse(f"organisations:{name}", args=[made.reference, *more])


def test_an_organisation_asks_for_itself(browser):
    page = browser.post(reverse("organisations:join"), TYPED, follow=True)

    made = Organisation.objects.get()
    assert made.agreed_at is None
    assert made.purchases.get().status == PurchaseStatus.ASKED
    assert "with the membership team" in page.content.decode()


def test_a_fault_loses_nothing_and_makes_nothing(browser):
    page = browser.post(reverse("organisations:join"), TYPED | {"seats": "none"})

    assert page.context["form"]["name"].value() == "Ashvale Trust"
    assert not Organisation.objects.exists()


def test_when_cards_are_away_the_order_is_there_and_can_be_paid_later(browser):
    page = browser.post(
        reverse("organisations:join"), TYPED | {"pays_by": "card"}, follow=True
    )

    assert page.status_code == 200
    assert SeatPurchase.objects.get().status == PurchaseStatus.TO_PAY


def test_more_places_by_invoice(client):
    made = with_places()
    client.force_login(coordinator_of(made))
    assert client.get(url("order", made)).context["days"] >= 365

    page = client.post(
        url("order", made),
        {"seats": "2", "pays_by": "invoice", "order_number": "PO 7"},
        follow=True,
    )

    purchase = made.purchases.get(kind="more")
    invoice = invoices.of_bill(purchase.bill)
    assert invoice.order_number == "PO 7"
    assert "The invoice goes to" in page.content.decode()
    paper = client.get(url("document", made, invoice.number))
    assert paper["Content-Type"] == "application/pdf"
    assert client.get(url("document", made, "INV-999")).status_code == 404


def test_a_number_that_is_needed_is_asked_for(client):
    made = organisation(needs_order_number=True)
    client.force_login(coordinator_of(made))
    corporate_grade()

    page = client.post(
        url("order", made), {"seats": "2", "pays_by": "invoice"}, follow=True
    )

    assert "for the order number" in page.content.decode()


def test_the_next_year_for_those_who_are_ticked(client):
    made = with_places(3)
    SeatPurchase.objects.update(ends_on=clock.today() + 30 * DAY)
    ann, _bea = claimed(made), claimed(made)
    client.force_login(coordinator_of(made))
    path = url("renew", made)
    form = client.get(path).context["form"]
    assert len(form["stays"].value()) == 2
    few = {"stays": [ann.pk, _bea.pk], "seats": "1", "pays_by": "invoice"}
    page = client.post(path, few)
    assert "at least as many" in str(page.context["form"].errors)

    client.post(path, few | {"stays": [ann.pk]})

    purchase = made.purchases.get(kind="renewal")
    assert [each.seat for each in purchase.stays.all()] == [ann]
    # Ordered once: the page leads back.
    assert client.get(path).status_code == 302
    step = client.get(url("order-step", made, purchase.reference))
    assert ann.term.member.name in step.content.decode()


def test_too_early_there_is_nothing_to_renew(client):
    made = with_places()
    client.force_login(coordinator_of(made))

    assert client.get(url("renew", made)).status_code == 302


def test_an_order_is_given_up(client):
    made = organisation()
    purchase = ordered(made)
    client.force_login(coordinator_of(made))
    path = url("order-step", made, purchase.reference)
    assert client.get(path).status_code == 200

    client.post(path, {"give_up": "yes"})

    purchase.refresh_from_db()
    assert purchase.status == PurchaseStatus.GIVEN_UP
    assert client.get(path).status_code == 404


def test_two_years_at_once_are_refused_on_the_page(client):
    made = organisation()
    ordered(made)
    client.force_login(coordinator_of(made))

    page = client.post(url("order", made), {"seats": "2", "pays_by": "invoice"})

    assert "waiting to be paid" in page.context["refusal"].message
