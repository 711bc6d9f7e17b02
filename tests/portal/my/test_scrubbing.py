"""A copy for testing: no planted word is left in any table (D14)."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from membership.models import Member
from portal.accounts.models import User
from portal.my import scrubbing
from tests.rig.planting import Garden

# What is planted was never paid.
pytestmark = [pytest.mark.django_db, pytest.mark.books_do_not_tie]

MARK = "Mirabelle"


@pytest.fixture
def garden(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path / "private"
    settings.MEDIA_ROOT = tmp_path / "media"
    return Garden(MARK).plant()


def tables_with(mark):
    """Return every table in which the mark stands, sealed or not."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - our own tables
            if any(mark.lower() in str(row).lower() for row in cursor.fetchall()):
                found.add(table)
    return found


def test_no_planted_word_is_left_in_a_copy(garden):
    """D14: the words were there, and are in no table afterwards."""
    assert len(tables_with(MARK)) > 30

    scrubbing.scrub()

    assert tables_with(MARK) == set()


def test_one_person_stays_one_person(garden):
    """Who was one address is one still, and nobody can sign in as them."""
    scrubbing.scrub()

    user = User.objects.get(pk=garden.user.pk)
    assert user.email.endswith("@scrubbed.invalid")
    assert user.emailaddress_set.get().email == user.email
    assert not user.has_usable_password()
    member = Member.objects.get(pk=garden.rows[Member].pk)
    assert (member.name, member.email) == (f"Person {member.pk}", user.email)
    # A key, as after an erasure: without the names it says nothing.
    assert member.number == garden.rows[Member].number


def test_the_portals_own_database_is_never_scrubbed(garden, settings):
    name = str(connection.settings_dict["NAME"])
    with pytest.raises(CommandError, match="the portal's own database"):
        call_command("scrub_copy", name)
    settings.IS_A_COPY = True
    with pytest.raises(CommandError, match="Name it to scrub it"):
        call_command("scrub_copy", "another")
    assert tables_with(MARK)

    call_command("scrub_copy", name)

    assert not tables_with(MARK)
