"""Claiming: by the link, signed in or not; and giving the place back."""

import pytest
from django.urls import reverse

from membership.models import Member, Seat
from portal.core import clock, tokens
from tests.factories.accounts import UserFactory
from tests.factories.membership import GradeFactory, current_member
from tests.factories.organisations import claimed, link, with_places

pytestmark = pytest.mark.django_db
PATH = "/organisations/claim/known/"


@pytest.fixture
def asked():
    made = with_places()
    return link(
        made, "secret@trust.example", name="Ms Secret", token=tokens.hashed("known")
    )


def test_a_visitor_reads_the_offer_and_of_nobody_else(client, asked):
    page = client.get(PATH)

    assert page.status_code == 200
    assert b"Ashvale Trust" in page.content
    assert b"ecret" not in page.content
    assert page["Cache-Control"] == "no-store, private"


def test_looking_claims_nothing_and_a_visitor_cannot(client, asked):
    client.post(PATH)
    client.force_login(UserFactory())
    client.get(PATH)

    asked.refresh_from_db()
    assert asked.claimed_at is None


def test_signed_in_it_is_claimed_once(client, asked):
    user = UserFactory()
    client.force_login(user)

    answer = client.post(PATH, follow=True)

    assert Member.objects.get(user=user).number in answer.content.decode()
    assert client.post(PATH).status_code == 410


def test_who_pays_themselves_is_told_plainly_what_happens(client, asked):
    member = current_member()
    member.subscriptions.update(ends_on=clock.today().replace(day=28))
    if member.subscriptions.get().ends_on < clock.today():
        member.subscriptions.update(ends_on=clock.today())
    client.force_login(member.user)

    page = client.get(PATH).content.decode()

    assert "You have paid for a membership yourself" in page
    assert "switched off" in page


def test_a_refusal_is_said_on_the_page(client, asked):
    user = UserFactory()
    claimed(asked.organisation, user)
    client.force_login(user)

    assert b"already" in client.get(PATH).content
    assert b"already" in client.post(PATH).content


@pytest.mark.parametrize("token", ["unknown", "%00"])
def test_a_link_that_is_over_says_so(client, token):
    assert client.get(f"/organisations/claim/{token}/").status_code == 410
    assert client.get(f"/organisations/coordinate/{token}/").status_code == 410


def test_a_member_gives_the_place_back_and_is_led_to_an_own_membership(client):
    GradeFactory(name="Practising")
    user = UserFactory()
    claimed(with_places(), user)
    client.force_login(user)
    path = reverse("organisations:leave")
    assert client.get(path).status_code == 200

    answer = client.post(path)

    assert answer["Location"] == reverse("membership:renew")
    assert not Seat.objects.taken().exists()
    page = client.get(answer["Location"])
    assert page.context["grade"].name == "Practising"
    assert client.get(path).status_code == 302


def test_whose_own_membership_runs_goes_back_to_it(client):
    member = current_member()
    member.subscriptions.update(ends_on=clock.today())
    claimed(with_places(), member.user)
    client.force_login(member.user)

    answer = client.post(reverse("organisations:leave"))

    assert answer["Location"] == reverse("my:membership")


def test_my_membership_says_who_pays(client):
    user = UserFactory()
    claimed(with_places(), user)
    client.force_login(user)

    page = client.get(reverse("my:membership")).content.decode()

    assert "Ashvale Trust" in page
    assert reverse("organisations:leave") in page
    assert reverse("membership:resign") not in page
