"""What holds for every address that takes a POST, read off the map of the site."""

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from tests.factories.accounts import UserFactory
from tests.rig.url_map import every_address

pytestmark = pytest.mark.django_db

# The CMS's API checks for itself.
CHECKED_BY_THE_CMS = "/staff/api/"
# The middleware's check would throw away the words that somebody typed, or read a
# whole film first. These ask the same question themselves, and have tests for it.
CHECKED_INSIDE = {
    # A mail program presses it, with the token of the mail (RFC 8058).
    "/alerts/stop/some/",
    "/events/interest/stop/some/",
    "/data-protection/messages/some/",
    # Stripe signs what it sends.
    "/payments/stripe/",
    "/my/cpd/accounts/some/write/",
    "/my/cpd/notes/some/",
    "/staff/events/some/after/film/",
    "/staff/films/1/take/",
}
# These take a file: the size is limited first, and the proof asked for before anything.
CHECKED_FIRST = {
    "/join/evidence/",
    "/my/cpd/entries/some/evidence/",
    "/staff/finance/bank/statements/new/",
    "/staff/members/import/",
}
REFUSED = {403, 405}
# The log-in that the CMS would have leads on before it reads a form.
LEADS_ON = {"/staff/login/": 302}


def reachable():
    for address, pattern in every_address():
        try:
            if resolve(address).func is pattern.callback:
                yield address, pattern
        except Resolver404:
            continue


def test_the_map_is_read():
    addresses = [address for address, _ in reachable()]

    assert len(addresses) > 150
    assert "/membership/number/" in addresses
    assert "/accounts/login/" in addresses


def test_no_view_of_ours_is_spared_the_proof_that_a_form_is_ours():
    """L13."""
    spared = {
        address
        for address, pattern in every_address()
        if getattr(pattern.callback, "csrf_exempt", False)
    }

    ours = {one for one in spared if not one.startswith(CHECKED_BY_THE_CMS)}
    assert ours == CHECKED_INSIDE | CHECKED_FIRST


def test_a_post_without_that_proof_is_refused_everywhere():
    """L13."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(UserFactory(is_superuser=True, second_factor=True))

    answers = {
        address: client.post(address, {"some": "thing"}).status_code
        for address, _ in reachable()
        if address not in CHECKED_INSIDE
    }

    taken = {path: code for path, code in answers.items() if code not in REFUSED}
    assert taken == LEADS_ON
