"""allauth's pages in our frame and our words, below a strict policy."""

import re

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core import mail
from django.test import Client

from portal.accounts import forms, wording
from tests.factories.accounts import PASSWORD, UserFactory

ENTRANCE = (
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/login/code/",
    "/accounts/password/reset/",
    "/accounts/inactive/",
)
OWN = (
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/logout/",
    "/accounts/sessions/",
    "/accounts/reauthenticate/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
)
# allauth's own words, and those that the house does not use.
FOREIGN = ("Sign Up", "Sign In", "Please", "successfully", "Two-Factor", "placeholder=")


def check(html: str) -> None:
    assert html.count("<h1") == 1
    assert '<header class="masthead">' in html
    assert " style=" not in html
    assert re.findall(r"<script(?![^>]*(?:src=|application/json))", html) == []
    assert [word for word in FOREIGN if word in html] == []


@pytest.mark.django_db
@pytest.mark.parametrize("address", ENTRANCE)
def test_pages_on_the_way_in_are_ours(client: Client, address: str) -> None:
    check(client.get(address).content.decode())


@pytest.mark.django_db
@pytest.mark.parametrize("address", OWN)
def test_pages_of_an_account_are_ours(client: Client, address: str) -> None:
    user = UserFactory()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    answer = client.get(address)

    assert answer.status_code == 200
    check(answer.content.decode())


@pytest.mark.django_db
def test_pages_of_a_second_step_are_ours(client: Client) -> None:
    user = UserFactory(second_factor=True)
    codes = RecoveryCodes.activate(user)
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    step = client.get("/accounts/2fa/authenticate/")
    client.post("/accounts/2fa/authenticate/", {"code": codes.get_unused_codes()[0]})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    pages = [
        client.get(f"/accounts/2fa/{address}/")
        for address in (
            "recovery-codes",
            "recovery-codes/generate",
            "totp/deactivate",
        )
    ]

    assert [page.status_code for page in pages] == [200, 200, 200]
    for page in [step, *pages]:
        check(page.content.decode())


@pytest.mark.django_db
def test_an_empty_form_says_what_to_enter(client: Client) -> None:
    html = client.post("/accounts/login/").content.decode()

    assert "<title>Error: Sign in" in html
    assert "Two things to put right" in html
    assert html.count("Enter your e-mail address") == 2
    assert html.count("Enter your password") == 2


@pytest.mark.django_db
def test_the_page_after_asking_for_a_code_is_the_same_for_everybody(
    client: Client,
) -> None:
    UserFactory(email="known@example.org")

    pages = []
    for address in ("known@example.org", "nobody@example.org"):
        visitor = Client()
        page = visitor.post("/accounts/login/code/", {"email": address}, follow=True)
        html = page.content.decode().replace(address, "THE ADDRESS")
        pages.append(re.sub(r'value="\w{64}"', "", html))

    assert pages[0] == pages[1]


@pytest.mark.django_db
def test_a_new_password_is_typed_once(client: Client) -> None:
    user = UserFactory()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})

    client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "another long password"},
    )

    user.refresh_from_db()
    assert user.check_password("another long password")


def test_every_error_of_allauth_that_can_be_met_is_in_our_words() -> None:
    words = [*wording.ACCOUNT_ERRORS.values(), *wording.SECOND_STEP_ERRORS.values()]

    assert [word for word in words if re.search(r"[Pp]lease|successful|!", word)] == []


@pytest.mark.django_db
def test_signing_up_asks_for_a_name_an_address_and_a_password() -> None:
    assert list(forms.SignupForm().fields) == ["name", "email", "password1"]


@pytest.mark.django_db
def test_signing_up_ends_with_a_code_and_a_page_of_ones_own(
    client: Client, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            "/accounts/signup/",
            {
                "name": "Ŵyn",
                "email": "wyn@example.org",
                "password1": "three small words",
            },
        )
    code = re.search(r"^    (\S+)$", mail.outbox[0].body, re.MULTILINE)[1]

    answer = client.post("/accounts/confirm-email/", {"code": code.lower()})

    assert answer.headers["Location"] == "/my/"
