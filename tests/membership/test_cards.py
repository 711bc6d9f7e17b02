"""The membership card: whose it is, what its code tells, and that it can be ended."""

from datetime import timedelta
from functools import partial
from io import BytesIO

import pytest
from django.urls import reverse
from PIL import Image

from membership import cards
from membership.models import Member
from portal.core import clock, history
from tests.factories.accounts import UserFactory
from tests.factories.membership import current_member, grace_member, lapsed_member
from tests.rig.at_once import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return current_member(name="Ann Ash-Ŵyn", email="ann@example.org")


@pytest.fixture
def mine(client, member):
    client.force_login(member.user)
    return client


def token_of(member):
    cards.card_of(member, on=clock.today())
    return Member.objects.get(pk=member.pk).card_token


def scan(client, token):
    return client.get(reverse("membership:card", args=[token]))


def test_the_page_shows_name_number_grade_and_code(mine, member):
    page = mine.get(reverse("my:card")).content.decode()

    for words in ("Ann Ash-Ŵyn", member.number, "Practising member", "<svg"):
        assert words in page
    assert page.count("<style") == page.count(" style=") == 0


@pytest.mark.parametrize("make", [lapsed_member, None])
@pytest.mark.parametrize("name", ["card", "card-pdf", "card-png"])
def test_without_good_standing_there_is_none(client, make, name):
    user = make().user if make else UserFactory()
    client.force_login(user)

    answer = client.get(reverse(f"my:{name}"), follow=True)

    assert answer.redirect_chain == [(reverse("my:membership"), 302)]
    assert "There is a card while your membership runs" in answer.content.decode()


def test_in_grace_there_is_one(client):
    assert cards.card_of(grace_member(), on=clock.today()).number


def test_as_pdf_and_as_picture(mine):
    paper = mine.get(reverse("my:card-pdf"))
    picture = mine.get(reverse("my:card-png"))

    assert paper.content.startswith(b"%PDF-")
    assert b"pdfuaid:part" in paper.content
    assert picture.headers["Content-Type"] == "image/png"
    assert picture.headers["Cache-Control"] == "private, no-store"
    drawn = Image.open(BytesIO(picture.content))
    assert drawn.width > 1200


def test_a_name_of_any_length_stays_on_one_card(member):
    """X3."""
    Member.objects.filter(pk=member.pk).update(name="Wilhelmina-Anastasia " * 7)
    card = cards.card_of(Member.objects.get(pk=member.pk), on=clock.today())

    assert b"/Count 1" in cards.as_pdf(card)


def test_who_scans_it_reads_that_it_is_good_and_no_more(client, member):
    """V1, V2: 128 bits, and neither number nor address nor anything else."""
    token = token_of(member)

    answer = scan(client, token)

    page = answer.content.decode()
    assert len(token) >= 22
    assert "Good today" in page
    assert "Ann Ash-Ŵyn" in page
    for private in (member.number, "ann@example.org", member.employer or "Ashvale"):
        assert private not in page
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Cache-Control"] == "no-store, private"


def test_once_the_membership_has_ended_it_names_nobody(client, member):
    token = token_of(member)
    member.subscriptions.update(ends_on=clock.today() - timedelta(days=100))

    page = scan(client, token).content.decode()

    assert "not good today" in page
    assert "Ann Ash" not in page


def test_a_new_code_ends_the_old_one(mine, client, member):
    old = token_of(member)

    mine.post(reverse("my:card"))

    new = token_of(member)
    assert scan(client, old).status_code == 404
    assert scan(client, new).status_code == 200
    assert history.of(member).filter(action="membership.card_renewed").count() == 1


@pytest.mark.parametrize("token", ["x", "None", "0" * 22])
def test_a_guessed_code_is_not_known(client, member, token):
    """V1: a member who never had a card is behind no code."""
    assert scan(client, token).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_at_once_agree_on_one_code():
    member = current_member()
    rows = [Member.objects.get(pk=member.pk) for _ in range(6)]

    made = at_once([partial(cards.card_of, row, on=clock.today()) for row in rows])

    assert len({card.address for card in made}) == 1
