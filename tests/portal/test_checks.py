"""What is checked before anybody is served."""

import psycopg
import pytest
from django.core import checks as django_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from psycopg import IsolationLevel

from portal import checks
from portal.notifications import kinds
from portal.notifications.kinds import Kind


@pytest.fixture
def wordless(monkeypatch):
    kind = Kind("membership/nothing_written", "Nothing", lambda _message, _at: None)
    monkeypatch.setitem(kinds._kinds, kind.key, kind)
    return kind


def test_every_message_can_be_written():
    assert checks.every_message_has_its_words() == []
    assert len(kinds.every_kind()) > 20


def test_a_message_without_words_stops_the_start(wordless):
    faults = checks.every_message_has_its_words()

    assert [fault.id for fault in faults] == ["portal.E001"] * 3
    with pytest.raises(ImproperlyConfigured, match=r"nothing_written\.html is missing"):
        checks.refuse_an_unsafe_start()


def test_a_stricter_isolation_stops_the_start(monkeypatch):
    """C3."""
    for level, ids in (
        (None, []),
        (IsolationLevel.READ_COMMITTED, []),
        (IsolationLevel.REPEATABLE_READ, ["portal.E002"]),
        (IsolationLevel.SERIALIZABLE, ["portal.E002"]),
    ):
        monkeypatch.setitem(
            connection.settings_dict, "OPTIONS", {"isolation_level": level}
        )
        assert [fault.id for fault in checks.places_are_counted_safely()] == ids


@pytest.mark.django_db
def test_what_production_sets_wins_over_the_server():
    """C3. A pool or a server set to REPEATABLE READ changes nothing."""
    here = connection.settings_dict
    with psycopg.connect(
        host=here["HOST"] or None,
        user=here["USER"] or None,
        password=here["PASSWORD"] or None,
        dbname=here["NAME"],
        options="-c default_transaction_isolation=repeatable\\ read",
    ) as own:
        asked = own.execute("SHOW transaction_isolation").fetchone()
        own.rollback()
        own.isolation_level = IsolationLevel.READ_COMMITTED
        answered = own.execute("SHOW transaction_isolation").fetchone()

    assert (asked, answered) == (("repeatable read",), ("read committed",))


@pytest.mark.parametrize(
    ("obliged", "demonstration", "ids"),
    [
        (True, False, []),
        (False, False, ["portal.E003"]),
        (True, True, ["portal.E003"]),
    ],
)
def test_roles_without_a_second_step_stop_the_start(
    settings, obliged, demonstration, ids
):
    """A17."""
    settings.SECOND_FACTOR_OBLIGED = obliged
    settings.DEMONSTRATION = demonstration

    assert [fault.id for fault in checks.roles_need_a_second_step()] == ids


def test_all_in_order_starts():
    checks.refuse_an_unsafe_start()


def test_card_payments_are_whole_or_plainly_off(settings):
    assert checks.card_payments_are_whole_or_off() == []

    settings.STRIPE_WEBHOOK_SECRETS = [""]
    (half,) = checks.card_payments_are_whole_or_off()
    settings.STRIPE_SECRET_KEY = ""
    (off,) = checks.card_payments_are_whole_or_off()

    assert half.id == "portal.E004"
    assert "not set up" in off.msg
    assert off.level < django_checks.ERROR


def test_in_the_open_nobody_plays_stripe_and_no_point_kills(settings):
    settings.KILL_POINTS = "tests.rig.kill_points.wait_here"
    here = checks.nothing_plays_stripe_in_the_open()
    settings.DEMONSTRATION = False

    faults = [fault.id for fault in checks.nothing_plays_stripe_in_the_open()]

    assert (here, faults) == ([], ["portal.E005", "portal.E006"])
    with pytest.raises(ImproperlyConfigured, match="Kill points"):
        checks.refuse_an_unsafe_start()
