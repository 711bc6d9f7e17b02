"""Cookies: what a browser keeps of ours before anybody chose anything."""

import pytest
from django.conf import settings
from django.test import Client

from tests.factories.events import EventFactory

pytestmark = pytest.mark.django_db

NEEDED = {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}


def test_a_visitor_keeps_nothing_but_session_and_form_guard():
    """D10: so there is no banner, since there is nothing to agree to."""
    event = EventFactory()
    visitor = Client()

    for path in (
        "/",
        "/news/",
        "/events/",
        event.get_absolute_url(),
        f"/events/book/{event.reference}/",
        "/library/",
        "/search/?q=sleep",
        "/accounts/login/",
        "/accounts/signup/",
        "/no-such-page/",
    ):
        visitor.get(path)

    assert settings.CSRF_COOKIE_NAME in visitor.cookies
    assert set(visitor.cookies) <= NEEDED
