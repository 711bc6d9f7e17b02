"""D6: a stolen dump does not tell what is sealed, and keys can be renewed."""

import pytest
from django.core.management import call_command
from django.db import connection

from portal.accounts import details
from portal.accounts.models import ProfessionalRegistration
from portal.core import clock, sealed
from tests.factories.accounts import UserFactory

PIN = "12A3456E"


@pytest.fixture
def registered(db):
    user = UserFactory()
    details.register(user, regulator="nmc", pin=PIN, at=clock.now())
    return user


def lies_as():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pin FROM accounts_professionalregistration")
        return cursor.fetchone()[0]


def test_it_cannot_be_read_in_the_database_and_can_by_its_owner(registered):
    assert PIN not in lies_as()
    assert details.registration_of(registered).pin == PIN


def test_it_is_sealed_differently_each_time():
    assert sealed.seal(PIN) != sealed.seal(PIN)
    assert sealed.seal("") == sealed.opened("") == ""


def test_without_the_key_nothing_is_said(registered, settings):
    settings.SECRET_KEY = "another key that did not seal it"

    assert details.registration_of(registered).pin == ""


def test_the_key_can_be_renewed(registered, settings, capsys):
    """The old one reads until everything is sealed anew, and is then thrown away."""
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "the new key"
    before = lies_as()
    assert details.registration_of(registered).pin == PIN

    call_command("seal_anew")
    settings.SECRET_KEY_FALLBACKS = []

    assert "Sealed anew: 1." in capsys.readouterr().out
    assert lies_as() != before
    assert details.registration_of(registered).pin == PIN


def test_sealed_text_cannot_be_searched_for():
    with pytest.raises(TypeError, match="cannot be searched"):
        ProfessionalRegistration.objects.filter(pin=PIN)
