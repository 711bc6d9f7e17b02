"""The coordinator's pages: theirs alone, and every step by a form."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.booking.places import Delegate
from events.commissioning import commissions, coordinators, delegates, invoicing
from events.models import ClaimLink, CommissionPlace, Ticket
from portal.core import tokens
from tests.factories.accounts import UserFactory
from tests.factories.commissions import (
    agreed,
    closed_run,
    coordinator_of,
    somebody,
    taken,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def commission():
    made = agreed()
    taken(made, closed_run(days=40, title="March"), 2, 1)
    taken(made, closed_run(days=60, title="May"), 2, 1)
    return made


@pytest.fixture
def me(client, commission):
    user = coordinator_of(commission)
    client.force_login(user)
    return user


def name(run, who="Ada", *, at):
    return delegates.name(
        run,
        Delegate(who, f"{who}@trust.example".lower()),
        strand=None,
        by=somebody(),
        at=at,
    )


def url(which, commission, *args):
    return reverse(f"commissions:{which}", args=[commission.reference, *args])


def every_page(commission, place, invoice):
    run = commission.runs.first().event.reference
    return [
        url("commission", commission),
        *(url(each, commission) for each in ("report-pdf", "report-csv", "people-csv")),
        url("document", commission, invoice.number),
        *(url(each, commission, run) for each in ("name", "name-list", "links")),
        url("place", commission, place.pk),
        url("move", commission, place.pk),
        url("coordinators", commission),
    ]


def test_a_coordinator_sees_their_own_and_for_others_there_is_none(
    client, commission, me, at
):
    place = name(commission.runs.first(), at=at)
    invoice = invoicing.send(commission, order_number="P1", by=somebody(), at=at)
    pages = every_page(commission, place, invoice)
    assert [page for page in pages if client.get(page).status_code != 200] == []

    other = coordinator_of(agreed())
    for stranger in (UserFactory(), other, somebody()):
        client.force_login(stranger)
        for page in pages:
            assert client.get(page).status_code == 404, page
            assert client.post(page).status_code in {404, 405}, page
    client.logout()
    assert {client.get(page).status_code for page in pages} == {302}


def test_a_place_of_another_commission_is_not_reached_through_ones_own(
    client, commission, me, at
):
    theirs = agreed()
    place = name(taken(theirs, closed_run(), 1), at=at)

    for which in ("place", "move"):
        assert client.get(url(which, commission, place.pk)).status_code == 404
    assert client.post(url("take-off", commission, place.pk)).status_code == 404
    foreign = theirs.runs.get().event.reference
    assert client.post(url("name", commission, foreign)).status_code == 404


def test_who_coordinates_no_more_sees_it_no_more(client, commission, me, at):
    coordinators.end(commission.coordinators.get(), by=somebody(), at=at, by_staff=True)

    assert client.get(url("commission", commission)).status_code == 404


def test_somebody_is_named_by_hand(client, commission, me):
    run = commission.runs.first()
    strand = commission.strands.get(name="Maternity")
    said = {"strand": strand.pk, "name": "Ada Lane", "email": "Ada@trust.example"}

    answer = client.post(
        url("name", commission, run.event.reference), said, follow=True
    )

    ticket = Ticket.objects.get(email="ada@trust.example")
    assert ticket.commission_place.strand == strand
    assert "Ada Lane" in answer.content.decode()
    again = client.post(url("name", commission, run.event.reference), said)
    assert "Ada Lane" in again.content.decode()
    assert Ticket.objects.exclude(email="").count() == 1


def test_of_a_list_nobody_is_named_until_all_are_right_or_that_is_asked(
    client, commission, me
):
    run = commission.runs.first()
    here = url("name-list", commission, run.event.reference)
    text = "Ada, ada@x.example\nnobody\nBea, bea@x.example"

    answer = client.post(here, {"people": text})

    said = answer.content.decode()
    assert "Line 2" in said
    assert "Name the 2 that are right" in said
    assert "ada@x.example" in said
    assert not Ticket.objects.exclude(email="").exists()
    client.post(here, {"people": text, "others": "yes"})
    assert set(Ticket.objects.exclude(email="").values_list("name", flat=True)) == {
        "Ada",
        "Bea",
    }


def test_more_people_than_places_are_said_line_by_line(client, commission, me):
    run = commission.runs.first()
    text = "\n".join(f"P{n}, p{n}@x.example" for n in range(4))

    answer = client.post(
        url("name-list", commission, run.event.reference), {"people": text}
    )

    assert "has a name" in answer.content.decode()
    assert not Ticket.objects.exclude(email="").exists()


def test_links_go_to_addresses_and_the_claimed_place_stays_the_commissions(
    client, commission, me, at
):
    run = commission.runs.first()
    here = url("links", commission, run.event.reference)

    assert (
        "Line 2"
        in client.post(here, {"people": "ada@x.example\nbroken"}).content.decode()
    )
    client.post(here, {"people": "ada@x.example\n\nADA@x.example\nbea@x.example"})

    links = ClaimLink.objects.order_by("pk")
    assert [link.email for link in links] == ["ada@x.example", "bea@x.example"]
    assert all(link.ticket.commission_place.run == run for link in links)
    too_many = "\n".join(f"p{n}@x.example" for n in range(4))
    assert "without a name" in client.post(here, {"people": too_many}).content.decode()


def test_a_leaver_is_swapped_moved_and_taken_off(client, commission, me, at):
    march, may = commission.runs.all()
    place = name(march, at=at)

    client.post(
        url("place", commission, place.pk), {"name": "Bea", "email": "bea@x.example"}
    )
    assert Ticket.objects.get(commission_place=place).name == "Bea"

    client.post(url("move", commission, place.pk), {"to": may.pk})
    moved = CommissionPlace.objects.kept().get(ticket__name="Bea")
    assert moved.run == may

    client.post(url("take-off", commission, moved.pk))
    assert len(commissions.unnamed(may)) == 3


def test_what_cannot_be_done_is_said_and_leads_back(client, commission, me, at):
    march, may = commission.runs.all()
    place = name(march, at=at)
    name(may, at=at)

    answer = client.post(url("move", commission, place.pk), {"to": may.pk})
    assert "has a place" in answer.content.decode()
    wrong = client.post(url("move", commission, place.pk), {"to": "x"})
    assert wrong.status_code == 200


def test_the_board_takes_as_many_queries_for_one_name_as_for_three(
    client, commission, me, at
):
    here, asked = url("commission", commission), []
    client.get(here)
    for who in ("Ada", "Bea", "Cleo"):
        name(commission.runs.first(), who, at=at)
        with CaptureQueriesContext(connection) as seen:
            client.get(here)
        asked.append(len(seen))

    assert len(set(asked)) == 1


def test_accepting_needs_an_account_and_a_press(client, commission, at):
    asked = coordinators.ask(
        commission, email="new@network.example", by=somebody(), at=at
    )
    asked.token = tokens.hashed("clear")
    asked.save()
    here = reverse("commissions:accept", args=["clear"])

    first = client.get(here)
    assert first["Cache-Control"] == "no-store, private"
    assert client.post(here).status_code == 200
    user = UserFactory()
    client.force_login(user)
    client.get(here)
    assert coordinators.of(user) == []
    assert client.post(here)["Location"] == url("commission", commission)
    assert client.get(here).status_code == 410
    assert coordinators.of(user) == [commission]


def test_a_second_coordinator_is_asked_and_the_first_steps_down(
    client, commission, me, at
):
    here = url("coordinators", commission)
    mine = commission.coordinators.get()
    end = url("coordinator-end", commission, mine.pk)
    client.post(end)
    assert coordinators.of(me) == [commission]

    client.post(here, {"email": "second@network.example"})
    second = commission.coordinators.get(email="second@network.example")
    coordinators.accept(second, user=UserFactory(), at=at)
    client.post(end)
    assert coordinators.of(me) == []


def test_home_leads_to_the_one_commission(client, commission, me):
    assert client.get("/commissions/")["Location"] == url("commission", commission)
    client.force_login(UserFactory())
    assert "You coordinate none" in client.get("/commissions/").content.decode()


def test_a_delegate_says_that_they_cannot_come(client, commission, at):
    delegate = UserFactory(email="ada@trust.example")
    place = name(commission.runs.first(), at=at)
    place.refresh_from_db()
    booking = place.ticket.booking
    here = reverse("commissions:step-back", args=[booking.reference])
    client.force_login(delegate)

    page = client.get(booking.get_absolute_url()).content.decode()
    assert here in page
    assert "£" not in page
    client.get(here)
    assert len(commissions.unnamed(place.run)) == 2
    client.post(here)
    assert len(commissions.unnamed(place.run)) == 3
    assert client.get(here).status_code == 404


def test_a_delegate_cannot_give_up_everybodys_places(client, commission, at):
    delegate = UserFactory(email="ada@trust.example")
    place = name(commission.runs.first(), at=at)
    place.refresh_from_db()
    client.force_login(delegate)

    reference = place.ticket.booking.reference
    assert (
        client.post(reverse("my:booking-cancel", args=[reference])).status_code == 404
    )
