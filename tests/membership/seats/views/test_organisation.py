"""The coordinator's page: their own organisation, and of its people only names."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from membership.errors import SeatRefused
from membership.models import Coordinator, Seat, SeatInvitation
from membership.seats import organisations, places
from portal.core import clock, tokens
from tests.factories.accounts import UserFactory
from tests.factories.organisations import (
    claimed,
    coordinator_of,
    link,
    organisation,
    with_places,
)

pytestmark = pytest.mark.django_db


def url(name, made, *more):
    return reverse(f"organisations:{name}", args=[made.reference, *more])


@pytest.fixture
def made():
    return with_places(3)


@pytest.fixture
def browser(client, made):
    client.force_login(coordinator_of(made))
    return client


def test_the_page_says_how_the_places_stand(browser, made):
    claimed(made, UserFactory(name="Nerys Vale"))
    link(made, "bea@trust.example")

    page = browser.get(url("organisation", made))

    assert page.context["counts"] == places.Counts(bought=3, claimed=1, asked=1)
    assert b"Nerys Vale" in page.content
    assert b"bea@trust.example" in page.content


def test_of_people_it_shows_names_and_days_alone(browser, made):
    user = UserFactory(name="Nerys Vale", email="private@home.example")
    places.claim(link(made, "nerys@trust.example"), user=user, at=clock.now())

    for path in (url("organisation", made), url("take-back", made, _seat())):
        page = browser.get(path).content.decode()
        assert "private@home.example" not in page
        assert user.member.number not in page


def _seat():
    return Seat.objects.get().pk


def test_another_organisation_does_not_exist_for_them(browser):
    other = with_places(name="Thornmere")
    seat = claimed(other)
    asked = link(other)
    mate = other.coordinators.get()

    for name, more in (
        ("organisation", ()),
        ("invite", ()),
        ("take-back", (seat.pk,)),
        ("order", ()),
        ("renew", ()),
        ("details", ()),
        ("coordinators", ()),
        ("document", ("INV-1",)),
    ):
        assert browser.get(url(name, other, *more)).status_code == 404, name
    for name, more in (("link", asked.pk), ("coordinator-end", mate.pk)):
        assert browser.post(url(name, other, more)).status_code == 404
    # Nor through one's own address.
    own = Coordinator.objects.acting().exclude(pk=mate.pk).get().organisation
    for name, more in (("link", asked.pk), ("coordinator-end", mate.pk)):
        assert browser.post(url(name, own, more)).status_code == 404
    assert browser.post(url("take-back", own, seat.pk)).status_code == 404


def test_the_page_asks_as_much_for_three_as_for_one(browser, made):
    claimed(made)
    link(made)
    more = with_places(9, name="More", coordinator=coordinator_of(made))
    for _ in range(3):
        claimed(more)
        link(more)
    browser.get(url("organisation", made))

    assert _queries(browser, more) == _queries(browser, made)


def _queries(browser, made):
    with CaptureQueriesContext(connection) as queries:
        browser.get(url("organisation", made))
    return len(queries)


class TestSendingLinks:
    def test_a_pasted_list_goes_out(self, browser, made):
        answer = browser.post(
            url("invite", made), {"people": "Ann, ann@t.example\nbea@t.example"}
        )

        assert answer.status_code == 302
        assert set(SeatInvitation.objects.values_list("name", "email")) == {
            ("Ann", "ann@t.example"),
            ("", "bea@t.example"),
        }

    def test_with_a_fault_nothing_goes_and_nothing_is_lost(self, browser, made):
        typed = "Ann, ann@t.example\nNobody"

        page = browser.post(url("invite", made), {"people": typed})

        assert not SeatInvitation.objects.exists()
        assert [who.line for who in page.context["left"]] == [2]
        assert page.context["form"]["people"].value() == typed

    def test_the_others_can_go_and_the_rest_stays(self, browser, made):
        page = browser.post(
            url("invite", made),
            {"people": "Ann, ann@t.example\nNobody", "others": "yes"},
        )

        assert SeatInvitation.objects.get().email == "ann@t.example"
        assert page.context["form"]["people"].value() == "Nobody"

    def test_a_file_is_read_into_the_box_where_it_has_faults(self, browser, made):
        file = SimpleUploadedFile("people.csv", b"Name,Email\nAnn,ann@t.example\nBea,")

        page = browser.post(url("invite", made), {"file": file})

        assert "Bea" in page.context["form"]["people"].value()
        assert "ann@t.example" in page.context["form"]["people"].value()

    def test_more_than_are_free_are_said_before_anything_goes(self, browser, made):
        people = "\n".join(f"a{number}@t.example" for number in range(4))

        page = browser.post(url("invite", made), {"people": people})

        assert not SeatInvitation.objects.exists()
        assert "No place is free" in page.context["left"][0].fault

    def test_nothing_typed_or_nothing_readable(self, browser, made):
        assert browser.post(url("invite", made), {}).status_code == 200
        file = SimpleUploadedFile("people.xlsx", b"PK\x03\x04no")
        page = browser.post(url("invite", made), {"file": file})
        assert page.context["refusal"]

    def test_a_link_is_sent_again_or_taken_back(self, browser, made):
        asked = link(made)
        before = asked.token

        browser.post(url("link", made, asked.pk), {"again": "yes"})
        asked.refresh_from_db()
        assert asked.token != before
        browser.post(url("link", made, asked.pk), {"withdraw": "yes"})
        asked.refresh_from_db()
        assert asked.withdrawn_at


def test_a_place_is_taken_back(browser, made):
    seat = claimed(made)
    path = url("take-back", made, seat.pk)
    assert browser.get(path).status_code == 200

    browser.post(path)

    assert not Seat.objects.taken().exists()
    assert browser.get(path).status_code == 404


class TestCoordinators:
    def test_a_second_one_is_asked_and_accepts_by_the_link(self, browser, made, client):
        browser.post(url("coordinators", made), {"email": "Second@t.example"})
        asked = Coordinator.objects.get(email="second@t.example")
        Coordinator.objects.filter(pk=asked.pk).update(token=tokens.hashed("known"))
        second = UserFactory()
        path = reverse("organisations:coordinator-accept", args=["known"])
        client.logout()
        assert client.get(path).status_code == 200
        client.force_login(second)

        client.post(path)

        assert organisations.coordinated_by(second) == [made]
        assert client.get(url("organisation", made)).status_code == 200
        assert client.get(path).status_code == 410

    def test_the_last_one_stays(self, browser, made):
        own = made.coordinators.get()

        page = browser.post(url("coordinator-end", made, own.pk), follow=True)

        assert "Somebody has to look after" in page.content.decode()
        assert made.coordinators.acting().count() == 1

    def test_one_of_two_steps_down(self, browser, made):
        other = UserFactory()
        asked = organisations.ask_coordinator(
            made, email=other.email, by=other, at=clock.now()
        )
        organisations.accept(asked, user=other, at=clock.now())
        own = made.coordinators.get(user=coordinator_of(made))

        browser.post(url("coordinator-end", made, own.pk))

        assert browser.get(url("organisation", made)).status_code == 404

    def test_a_page_that_was_open_when_the_link_ran_out_takes_nobody_in(self, made):
        at, user = clock.now(), UserFactory()
        asked = organisations.ask_coordinator(made, email=user.email, by=user, at=at)

        with pytest.raises(SeatRefused, match="has run out"):
            organisations.accept(asked, user=user, at=asked.until)

        assert organisations.coordinated_by(user) == []

    def test_who_acts_already_is_not_asked_again(self, browser, made):
        page = browser.post(
            url("coordinators", made), {"email": coordinator_of(made).email}
        )

        assert "already" in str(page.context["form"].errors)


def test_details_are_changed_and_a_fault_loses_nothing(browser, made):
    path = url("details", made)
    page = browser.post(path, {"name": "New name", "kind": "nhs"})
    assert page.context["form"]["name"].value() == "New name"

    browser.post(
        path,
        {
            "name": "New name",
            "kind": "council",
            "address": "Here",
            "invoice_email": "Finance@t.example",
        },
    )

    made.refresh_from_db()
    assert (made.name, made.kind) == ("New name", "council")
    assert made.payer.email == "finance@t.example"


def test_home_leads_each_to_theirs(client):
    assert client.get(reverse("organisations:home")).status_code == 200
    made = organisation()
    client.force_login(coordinator_of(made))
    assert client.get(reverse("organisations:home"))["Location"] == url(
        "organisation", made
    )
