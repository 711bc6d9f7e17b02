"""Every page there is, in a browser: by rule, in both lights, wide and narrow."""

import time
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from tests.fakes import stripe as fakes
from tests.rig import showcase
from tests.rig.reader import Reader

# The showcase has an agreement that fails, put straight into its table.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.books_do_not_tie]


def test_every_address_has_something_to_show_or_is_no_page(case):
    """A new address stands in the showcase, or among what is no page."""
    elsewhere = tuple(showcase.ELSEWHERE)
    every = {name for name in showcase.names() if not name.startswith(elsewhere)}

    assert sorted(every - case.names() - showcase.NO_PAGES) == []
    assert sorted(showcase.NO_PAGES - every) == [], "names that are no more"
    here = Path(__file__).parent
    assert all((here / test).exists() for test in showcase.ELSEWHERE.values())


@pytest.fixture
def case(demonstration, transactional_db, settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path / "private"
    demonstration.put_up(settings.PRIVATE_ROOT)
    settings.SECOND_FACTOR_OBLIGED = False
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 3600
    # Stripe knows nothing yet, whatever an earlier test paid.
    with fakes.afresh():
        yield showcase.showcase()


def come_in(who):
    """Return the browser of somebody who is signed in, or half-way there."""
    client = Client()
    if who in showcase.HALF_WAY:
        name, form, _ = showcase.HALF_WAY[who]
        client.post(reverse(name), form)
        return client
    user = User.objects.get(email=f"{who}@demo.example")
    client.force_login(user)
    session = client.session
    # They have said who they are a moment ago, as some pages of the account ask.
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "reauthenticated": True}
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


@pytest.mark.long
@pytest.mark.parametrize("is_staff", [False, True], ids=["site", "staff"])
def test_nobody_is_shut_out_of_any_page(case, browser, live_server, is_staff):
    readers = {}
    found = {}
    looks = [look for look in case.looks if look.is_staff == is_staff]
    assert looks
    for look in looks:
        if look.who not in readers:
            client = come_in(look.who) if look.who else None
            readers[look.who] = Reader(browser, live_server.url, client)
        if faults := readers[look.who].faults(look.path, status=look.status):
            found[str(look)] = faults
    for reader in readers.values():
        reader.close()

    lines = [f"{look}\n  {fault}" for look, faults in found.items() for fault in faults]
    assert lines == [], "\n".join(lines)
