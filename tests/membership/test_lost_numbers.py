"""Getting a lost number back: to the address on file alone, and nobody learns of it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from membership import lost_numbers
from membership.errors import TryLater
from membership.models import LostNumber
from portal.core import clock
from portal.notifications import delivery
from portal.notifications.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.membership import current_member, lapsed_member

pytestmark = pytest.mark.django_db

PAGE = "/membership/number/lost/"


@pytest.fixture
def at():
    return clock.now()


def ask(email, at, *, asked_from="here"):
    return lost_numbers.ask(email, asked_from=asked_from, at=at)


def deliver_all(at):
    later = at + timedelta(minutes=30)
    for message in Message.objects.due(later).order_by("pk"):
        delivery.deliver(message, at=later)


@pytest.mark.parametrize("make", [current_member, lapsed_member])
def test_the_number_goes_to_the_address_on_file(at, mailoutbox, make):
    member = make(email="ann@example.org", account=False)

    ask(" Ann@Example.org ", at)
    deliver_all(at)

    (mail,) = mailoutbox
    assert mail.to == ["ann@example.org"]
    assert member.number in mail.body
    assert member.number not in mail.subject


def test_once_there_is_an_account_its_address_counts(at, mailoutbox):
    member = current_member(email="old@example.org")
    member.user.email = "new@example.org"
    member.user.save()

    ask("old@example.org", at)
    ask("new@example.org", at)
    deliver_all(at)

    assert [mail.to for mail in mailoutbox] == [["new@example.org"]]


@pytest.mark.parametrize("email", ["nobody@example.org", "user@example.org"])
def test_to_others_nothing_goes(at, mailoutbox, email):
    UserFactory(email="user@example.org")

    ask(email, at)
    deliver_all(at)

    assert mailoutbox == []


def test_the_page_says_and_does_the_same_whatever_was_typed(client):
    """L5: same words, same status, same questions to the database."""
    current_member(email="ann@example.org")
    client.post(PAGE, {"email": "warm@example.org"})
    answers, questions = [], []
    for email in ("ann@example.org", "nob@example.org"):
        with CaptureQueriesContext(connection) as asked:
            answers.append(client.post(PAGE, {"email": email}))
        questions.append([query["sql"].split(" ")[0] for query in asked])

    known, unknown = answers
    assert known.status_code == unknown.status_code == 200
    assert known.content == unknown.content
    assert questions[0] == questions[1]


def test_nobody_can_fill_a_mailbox(at, mailoutbox):
    current_member(email="ann@example.org")

    for minute in range(10):
        ask("ann@example.org", at + timedelta(minutes=minute))
    deliver_all(at)

    assert len(mailoutbox) == lost_numbers.MOST_MAILS_A_DAY


def test_very_many_from_one_network_wait(at):
    for number in range(lost_numbers.MOST_FROM_A_NETWORK):
        ask(f"a{number}@example.org", at)

    with pytest.raises(TryLater):
        ask("b@example.org", at)
    assert ask("b@example.org", at, asked_from="elsewhere")
    assert ask("b@example.org", at + lost_numbers.NETWORK_SPELL)


def test_what_was_typed_is_forgotten_after_a_day(at):
    ask("ann@example.org", at)

    assert lost_numbers.forget_old(at=at + timedelta(hours=23)) == 0
    assert lost_numbers.forget_old(at=at + timedelta(hours=24)) == 1
    assert not LostNumber.objects.exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [("", "Enter your e-mail address"), ("ann", "Enter an e-mail address, such as")],
)
def test_what_is_no_address_stays_in_the_form(client, typed, words):
    page = client.post(PAGE, {"email": typed}).content.decode()

    assert words in page
    assert f'value="{typed}"' in page or not typed
    assert reverse("membership:number-request") in page
