"""Pages made for one person stay out of every cache but theirs."""

import pytest
from django.urls import reverse

from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

PUBLIC = "/accounts/inactive/"


def test_pages_of_somebody_signed_in_are_stored_nowhere(client):
    client.force_login(UserFactory())

    for path in (PUBLIC, reverse("my:account")):
        control = client.get(path).headers["Cache-Control"]
        assert "no-store" in control
        assert "private" in control


def test_a_visitors_page_says_nothing_and_asks_nothing(
    client, django_assert_max_num_queries
):
    client.get(PUBLIC)

    with django_assert_max_num_queries(0):
        answer = client.get(PUBLIC)

    assert "no-store" not in answer.headers.get("Cache-Control", "")
    assert "Set-Cookie" not in answer.headers


def test_what_a_view_says_itself_is_kept(client):
    client.force_login(UserFactory())

    answer = client.get("/brand/1.css")

    assert "immutable" in answer.headers["Cache-Control"]


def test_a_stale_cookie_is_a_visitor(client, settings):
    client.cookies[settings.SESSION_COOKIE_NAME] = "gone"

    assert client.get(PUBLIC).status_code == 200


def test_cookies_are_as_closed_as_production_has_them(client, settings):
    """L12."""
    settings.SESSION_COOKIE_NAME = "__Host-session"
    settings.CSRF_COOKIE_NAME = "__Host-csrf"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    user = UserFactory()

    client.post(
        reverse("account_login"),
        {"login": user.email, "password": PASSWORD},
        secure=True,
    )

    assert set(client.cookies) == {"__Host-session", "__Host-csrf"}
    for cookie in client.cookies.values():
        assert cookie["secure"]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert cookie["path"] == "/"
        assert not cookie["domain"]
