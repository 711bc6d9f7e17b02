"""Signing up and in: what a session is worth, and how tries are slowed."""

import re
from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.core import clock
from portal.notifications import delivery
from portal.notifications.models import Message
from tests.factories.accounts import PASSWORD, UserFactory
from tests.rig.at_once import at_once

pytestmark = pytest.mark.django_db

LOG_IN = reverse("account_login")
OWN_PAGE = reverse("my:account")
TOO_MANY = "That was too many tries"


def sign_in(client, user, password=PASSWORD, **more):
    return client.post(LOG_IN, {"login": user.email, "password": password}, **more)


def is_in(client):
    return client.get(OWN_PAGE).status_code == 200


def latest_code():
    for message in Message.objects.due(clock.now()).order_by("pk"):
        delivery.deliver(message, at=clock.now())
    return re.search(r"^ {4}(\S+)$", mail.outbox[-1].body, re.MULTILINE)[1]


# --- Sessions --------------------------------------------------------------


def test_a_session_fixed_before_signing_in_is_not_kept(client):
    """L1."""
    client.get(LOG_IN)
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    before = session.session_key

    sign_in(client, UserFactory())

    assert client.session.session_key != before


def test_a_new_password_ends_every_other_session(client):
    """L2."""
    user, other = UserFactory(), Client()
    sign_in(client, user)
    sign_in(other, user)

    client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": "quite another long one"},
    )

    assert (is_in(client), is_in(other)) == (False, False)
    sign_in(client, user, "quite another long one")
    assert is_in(client)


def test_an_account_that_is_closed_is_out_at_once(client):
    """L2."""
    user = UserFactory()
    sign_in(client, user)
    assert is_in(client)

    User.objects.filter(pk=user.pk).update(is_active=False)

    assert not is_in(client)
    sign_in(client, user)
    assert not is_in(client)


def test_signing_out_everywhere_ends_the_others(client):
    """L2."""
    user, other = UserFactory(), Client()
    sign_in(client, user)
    sign_in(other, user)
    assert (is_in(client), is_in(other)) == (True, True)

    client.post(reverse("usersessions_list"))

    assert (is_in(client), is_in(other)) == (True, False)


def test_opening_the_sign_out_page_signs_nobody_out(client):
    """L13."""
    sign_in(client, UserFactory())

    client.get(reverse("account_logout"))
    assert is_in(client)

    client.post(reverse("account_logout"))
    assert not is_in(client)


def test_signing_in_leads_back_only_to_our_own_pages(client):
    user = UserFactory()

    outside = sign_in(client, user, QUERY_STRING="next=https://evil.example/")
    client.logout()
    inside = client.post(
        f"{LOG_IN}?next=/membership/number/",
        {"login": user.email, "password": PASSWORD, "next": "/membership/number/"},
    )

    assert "evil" not in outside.url
    assert inside.url == "/membership/number/"


# --- Limits ----------------------------------------------------------------


def test_many_passwords_at_one_account_are_slowed(client):
    """L3."""
    user = UserFactory()
    answers = [
        sign_in(client, user, f"guess {n}", REMOTE_ADDR=f"10.0.0.{n}").text
        for n in range(10)
    ]

    assert [TOO_MANY in answer for answer in answers] == [False] * 5 + [True] * 5
    assert TOO_MANY in sign_in(client, user, REMOTE_ADDR="10.0.1.1").text


def test_one_password_at_many_accounts_is_slowed(client):
    """L3."""
    users = [UserFactory() for _ in range(65)]

    answers = [sign_in(client, user, "Summer 2026!").text for user in users]

    assert [TOO_MANY in answer for answer in answers] == [False] * 60 + [True] * 5


def test_a_hospital_may_sign_in_all_at_once():
    """L10. And nobody's good sign-in clears what another's wrong ones count."""
    guessed = UserFactory()
    for n in range(5):
        sign_in(Client(), guessed, f"guess {n}")
    colleagues = [UserFactory() for _ in range(30)]

    let_in = [sign_in(Client(), user).status_code == 302 for user in colleagues]

    assert all(let_in)
    assert TOO_MANY in sign_in(Client(), guessed, "guess 6").text


def test_a_forged_address_changes_nothing(client, settings):
    """L4. With one proxy before us, only what that proxy adds is believed."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    users = [UserFactory() for _ in range(61)]

    answers = [
        sign_in(
            client, user, "guess", HTTP_X_FORWARDED_FOR=f"10.9.8.{n}, 192.0.2.1"
        ).text
        for n, user in enumerate(users)
    ]

    assert TOO_MANY in answers[-1]


def test_without_a_proxy_the_header_is_not_believed_at_all(client):
    """L4."""
    users = [UserFactory() for _ in range(61)]

    answers = [
        sign_in(client, user, "guess", HTTP_X_FORWARDED_FOR=f"10.9.8.{n}").text
        for n, user in enumerate(users)
    ]

    assert TOO_MANY in answers[-1]


@pytest.mark.django_db(transaction=True)
def test_guesses_at_the_edge_of_the_limit_overrun_it_by_little():
    """L11. Fifty at once, of which five are allowed."""
    user = UserFactory()
    tries = [partial(sign_in, Client(), user, f"guess {n}") for n in range(50)]

    answers = at_once(tries)

    looked_at = [answer for answer in answers if "is not right" in answer.text]
    slowed = [answer for answer in answers if TOO_MANY in answer.text]
    assert 1 <= len(looked_at) <= 5
    assert len(looked_at) + len(slowed) == 50


def test_a_cache_that_is_down_lets_nobody_guess(client, monkeypatch):
    """I10."""
    user = UserFactory()
    client.raise_request_exception = False

    def broken(*args, **kwargs):
        raise ConnectionError

    for name in ("get", "set", "add"):
        monkeypatch.setattr(type(cache._connections["default"]), name, broken)

    answers = [sign_in(client, user, f"guess {n}").status_code for n in range(100)]

    assert set(answers) == {500}


# --- Codes -----------------------------------------------------------------


def ask_for_a_code(client, user):
    client.post(reverse("account_request_login_code"), {"email": user.email})
    return latest_code()


def enter(client, code):
    return client.post(reverse("account_confirm_login_code"), {"code": code})


def test_a_mailed_code_works_once(client, settings):
    """L9."""
    user = UserFactory()
    code = ask_for_a_code(client, user)
    other = Client()
    other.cookies[settings.SESSION_COOKIE_NAME] = client.session.session_key

    enter(client, code)
    client.post(reverse("account_logout"))
    enter(other, code)

    assert not is_in(other)


@pytest.mark.parametrize(("seconds", "let_in"), [(595, True), (605, False)])
def test_a_mailed_code_is_good_for_ten_minutes(client, seconds, let_in):
    user = UserFactory()
    code = ask_for_a_code(client, user)

    with time_machine.travel(clock.now() + timedelta(seconds=seconds)):
        enter(client, code)
        assert is_in(client) is let_in


def test_a_code_that_waited_too_long_is_not_sent(client):
    """I17."""
    client.post(reverse("account_request_login_code"), {"email": UserFactory().email})
    message = Message.objects.get()

    assert (message.not_after - message.created_at).total_seconds() == 600
    assert message.facts["code"]
    delivery.deliver(message, at=message.not_after)
    message.refresh_from_db()
    assert (message.outcome, message.facts, mail.outbox) == ("overtaken", {}, [])


def test_whether_an_address_has_an_account_is_not_told(client):
    """L5. Same page, same status; the mail says it, to its owner alone."""
    pages = []
    for email in (UserFactory().email, "nobody@example.org"):
        client.cookies.clear()
        asked = client.post(reverse("account_request_login_code"), {"email": email})
        page = client.get(asked.url).text.replace(email, "ADDRESS")
        pages.append(re.sub(r'(csrfmiddlewaretoken" value=|nonce=)"[^"]+"', "", page))

    assert pages[0] == pages[1]


# --- Signing up ------------------------------------------------------------


def sign_up(client, email, password=PASSWORD, name="Wren"):
    return client.post(
        reverse("account_signup"),
        {"name": name, "email": email, "password1": password},
    )


def test_an_account_opens_once_its_address_is_proved(client):
    sign_up(client, "wren@example.org")
    assert not is_in(client)

    client.post(reverse("account_email_verification_sent"), {"code": latest_code()})

    assert is_in(client)
    assert User.objects.get().has_usable_password()


def test_a_password_chosen_by_somebody_else_opens_nothing(client):
    """L14. Signed up for by a stranger, then opened by its owner with a code."""
    sign_up(Client(), "wren@example.org", password="known to the stranger")
    mail.outbox.clear()
    Message.objects.all().delete()
    owner = User.objects.get()

    enter(client, ask_for_a_code(client, owner))
    stranger = Client()
    sign_in(stranger, owner, "known to the stranger")

    assert (is_in(client), is_in(stranger)) == (True, False)


@pytest.mark.parametrize(
    "password",
    [
        "password12",
        "qwertyuiop",
        "1234567890",
        "wren@example.org",
        "wrenhouse1",
        "short one",
    ],
)
def test_weak_passwords_are_refused(client, password):
    """L16. Common, short, or one's own name."""
    sign_up(client, "wren@example.org", password, name="Wrenhouse")

    assert not User.objects.exists()


@pytest.mark.parametrize(
    "password",
    [
        "a" * 40 + "b" * 40,
        "correct horse battery staple",
        "  spaces kept at both ends  ",
        "naïve façade 🦉🦉🦉",
    ],
)
def test_long_and_odd_passwords_are_kept_exactly(client, password):
    """L16."""
    sign_up(client, "wren@example.org", password)

    user = User.objects.get()
    assert user.check_password(password)
    assert not user.check_password(password.strip() + "x")
    assert user.check_password(password.strip()) is (password == password.strip())


def test_a_line_end_in_a_name_is_taken_out_on_entry(client):
    """M1."""
    sign_up(client, "wren@example.org", name="Wren\r\nBcc: everybody@example.org")

    assert User.objects.get().name == "Wren Bcc: everybody@example.org"


def test_a_forged_host_reaches_no_mail(client):
    """L8."""
    forged = client.post(
        reverse("account_reset_password"),
        {"email": UserFactory().email},
        HTTP_HOST="evil.example",
    )
    client.post(reverse("account_reset_password"), {"email": UserFactory().email})
    latest_code()

    assert forged.status_code == 400
    for message in mail.outbox:
        assert "evil.example" not in message.body
        assert "http://testserver" in message.body


CHANGE = {"email": "new@example.org", "action_add": ""}


def test_a_changed_address_is_told_to_the_old_one_and_holds_once_proved(client):
    """M11."""
    user = UserFactory(email="old@example.org")
    sign_in(client, user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    client.post(reverse("account_email"), CHANGE)
    assert User.objects.get().email == "old@example.org"

    client.post(reverse("account_email_verification_sent"), {"code": latest_code()})
    told = Message.objects.filter(to="old@example.org")

    assert User.objects.get().email == "new@example.org"
    assert [message.kind for message in told] == ["accounts/email_changed"]


def test_the_password_is_asked_before_an_address_changes(client):
    """M11."""
    sign_in(client, UserFactory(email="old@example.org"))

    answer = client.post(reverse("account_email"), CHANGE)

    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert not Message.objects.exists()
