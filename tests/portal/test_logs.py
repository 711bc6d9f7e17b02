"""Logs are one line of JSON each, without what people typed."""

import io
import json
import logging

import pytest

from portal import logs


@pytest.fixture
def written():
    """Everything that is logged while the test runs, as production would write it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.json_formatter())
    root = logging.getLogger()
    root.addHandler(handler)
    yield stream
    root.removeHandler(handler)


def test_a_line_end_in_what_is_logged_makes_no_second_line(written):
    """X10."""
    forged = 'a\r\n{"event": "forged", "level": "info"}'

    logging.getLogger("portal.tests").warning("asked for %s", forged)

    [line] = written.getvalue().splitlines()
    assert json.loads(line)["event"] == f"asked for {forged}"


@pytest.mark.django_db
def test_nothing_typed_is_logged(client, written):
    """W20. Neither passwords nor numbers nor codes nor tokens."""
    planted = ["planted-password", "HVP-104273", "HVP104273", "planted-token"]

    client.post("/accounts/login/", {"login": "a@b.example", "password": planted[0]})
    client.post("/membership/number/", {"number": planted[1]})
    client.post("/membership/number/code/", {"code": "483109267"})
    client.get(f"/membership/address/stop/{planted[3]}/")

    text = written.getvalue()
    assert "/membership/number/" in text
    assert [secret for secret in [*planted, "483109"] if secret in text] == []


@pytest.mark.parametrize(
    "address",
    [
        "/events/join/SECRET/",
        "/membership/card/SECRET/",
        "/drafts/SECRET/",
        "/events/invitation/SECRET/",
        "/events/feed/SECRET.ics",
        "/membership/address/prove/SECRET/",
        "/membership/address/stop/SECRET/?x=1",
    ],
)
def test_tokens_in_addresses_are_hidden(address):
    fields = logs.hide_tokens(None, "", {"request": f"GET {address}", "event": "x"})

    assert "SECRET" not in fields["request"]
