"""The pages on which a member is let in by number, and the links of an address."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from membership import addresses
from membership.models import AddressChange, CodeRequest
from portal.core import clock
from portal.notifications import delivery
from portal.notifications.models import Message
from tests.factories.membership import current_member

pytestmark = pytest.mark.django_db

NUMBER = reverse("membership:number-request")
CODE = reverse("membership:code")


def deliver_everything():
    for message in Message.objects.due(clock.now()).order_by("pk"):
        delivery.deliver(message, at=clock.now())


def mailed_code():
    return re.search(r"^ {4}([\d ]+)$", mail.outbox[-1].body, re.MULTILINE)[1]


def ask(client, number, **more):
    return client.post(NUMBER, {"number": number, **more})


def without_chance(response):
    """Return the page without what is random on every page."""
    return re.sub(
        rb'(name="csrfmiddlewaretoken" value=|nonce=)"[^"]+"', b"", response.content
    )


def test_the_number_signs_a_member_in_and_leads_back(client):
    member = current_member(account=False)

    asked = ask(client, member.number, next="/membership/number/?back")
    deliver_everything()
    entered = client.post(CODE, {"code": mailed_code()})

    member.refresh_from_db()
    assert (asked.status_code, asked.url) == (302, CODE)
    assert (entered.status_code, entered.url) == (302, "/membership/number/?back")
    assert int(client.session["_auth_user_id"]) == member.user.pk


def test_the_page_is_the_same_for_every_number(client):
    """L5. Same status, same bytes, same statements."""
    member = current_member()
    answers = []
    for number in (member.number, "HVP-999993", "rubbish"):
        client.cookies.clear()
        client.get(NUMBER)
        with CaptureQueriesContext(connection) as queries:
            asked = ask(client, number)
        page = client.get(CODE)
        wrong = client.post(CODE, {"code": "123 456"})
        answers.append(
            (
                asked.status_code,
                asked.content,
                without_chance(page),
                without_chance(wrong),
                len(queries),
            )
        )

    assert answers[0] == answers[1] == answers[2]


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:x()"],
)
def test_the_way_back_is_never_to_another_site(client, elsewhere):
    member = current_member()
    ask(client, member.number, next=elsewhere)
    deliver_everything()

    entered = client.post(CODE, {"code": mailed_code()})

    assert CodeRequest.objects.get().next_url == ""
    assert entered.url == reverse(settings.LOGIN_REDIRECT_URL)


def test_a_second_factor_is_still_asked_for(client):
    member = current_member()
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(member.user, secret)
    ask(client, member.number, next="/membership/number/")
    deliver_everything()

    entered = client.post(CODE, {"code": mailed_code()})
    assert entered.url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session

    counter = next(totp.yield_hotp_counters_from_time())
    app_code = totp.format_hotp_value(totp.hotp_value(secret, counter))
    finished = client.post(entered.url, {"code": app_code})

    assert finished.url == "/membership/number/"
    assert int(client.session["_auth_user_id"]) == member.user.pk
    assert Authenticator.objects.filter(user=member.user).exists()


def test_the_session_gets_a_new_key(client):
    """L1."""
    member = current_member()
    ask(client, member.number)
    before = client.session.session_key
    deliver_everything()

    client.post(CODE, {"code": mailed_code()})

    assert client.session.session_key != before


def test_a_wrong_code_says_what_to_do(client):
    ask(client, current_member().number)
    with time_machine.travel(clock.now() + timedelta(minutes=1), tick=False):
        wrong = client.post(CODE, {"code": "000000"})
        soon = client.post(CODE, {"code": "000000"})

    assert "That code is not right" in wrong.text
    assert "<title>Error: Look in your e-mail" in wrong.text
    assert "Wait 1 second" in soon.text


def test_nothing_typed_is_a_slip_and_no_try(client):
    ask(client, current_member().number)

    empty_code = client.post(CODE, {"code": " "})
    empty_number = client.post(NUMBER, {"number": ""})

    assert "<title>Error: " in empty_code.text
    assert "Enter the code from the e-mail" in empty_code.text
    assert "Enter your membership number" in empty_number.text
    assert CodeRequest.objects.get().failures == 0


def test_without_having_asked_there_is_no_code_page(client):
    assert client.get(CODE).url == NUMBER
    assert client.post(CODE, {"code": "123456"}).url == NUMBER


def test_the_number_is_in_no_address(client):
    member = current_member()

    asked = ask(client, member.number)

    assert member.number not in asked.url
    assert member.uniform_number not in asked.url


@pytest.mark.parametrize("typed", ["\x00", "a" * 50, "\u202e", "😀", "-"])
def test_rubbish_is_answered(client, typed):
    assert ask(client, typed).status_code in {200, 302}


# --- The links of a change of address ---------------------------------------


@pytest.fixture
def links():
    member = current_member(email="old@example.org")
    addresses.propose(member, "new@example.org", by=None, at=clock.now())
    deliver_everything()
    return [
        re.search(r"http://testserver(/membership/address/\S+)", message.body)[1]
        for message in mail.outbox
    ]


def test_opening_a_link_changes_nothing(client, links):
    pages = [client.get(link) for link in links]

    change = AddressChange.objects.get()
    assert (change.proved_at, change.stopped_at) == (None, None)
    assert [page.headers["Referrer-Policy"] for page in pages] == ["same-origin"] * 2
    assert all("no-store" in page.headers["Cache-Control"] for page in pages)
    assert all("noindex" in page.headers["X-Robots-Tag"] for page in pages)


def test_the_new_address_is_proved_by_pressing(client, links):
    prove, _ = links

    page = client.post(prove)

    assert AddressChange.objects.get().proved_at is not None
    assert "We write to new@example.org from" in page.text


def test_the_old_address_stops_the_change(client, links):
    prove, stop = links
    client.post(prove)

    page = client.post(stop)

    assert AddressChange.objects.get().stopped_at is not None
    assert "The old address stays" in page.text
    assert "This link has ended" in client.post(prove).text


def test_a_link_of_one_purpose_does_nothing_for_the_other(client, links):
    """M8."""
    prove, stop = links

    client.post(prove.replace("/prove/", "/stop/"))
    client.post(stop.replace("/stop/", "/prove/"))

    change = AddressChange.objects.get()
    assert (change.proved_at, change.stopped_at) == (None, None)


@pytest.mark.parametrize("purpose", ["address-prove", "address-stop"])
def test_a_bad_link_is_answered_with_a_page(client, purpose):
    page = client.get(reverse(f"membership:{purpose}", args=["made-up"]))

    assert page.status_code == 200
    assert "This link has ended" in page.text


def test_a_slip_of_the_finger_is_told_once_whoever_has_the_number(client):
    """By arithmetic: what is said is the same for numbers there are and are not."""
    old = current_member(number="HVP-104270")
    answers = []
    for number in (old.number, "HVP-104271"):
        client.cookies.clear()
        client.get(NUMBER)
        with CaptureQueriesContext(connection) as queries:
            told = ask(client, number)
        answers.append(
            (
                told.status_code,
                without_chance(told).replace(number.encode(), b""),
                len(queries),
            )
        )
        assert "the last one does not fit the others" in told.text
        # A number from before may look like this: sent once more, it passes.
        again = ask(client, number.lower(), looked_at=number)
        assert again.url == CODE

    assert answers[0] == answers[1]


@pytest.mark.parametrize("number", ["A-7", "000123", "HVP-99", "rubbish"])
def test_numbers_of_another_look_are_not_checked(client, number):
    assert ask(client, number).url == CODE
