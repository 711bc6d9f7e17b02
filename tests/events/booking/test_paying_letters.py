"""Paying letters: the sum that is still to pay, of a move as of any place."""

import pytest

from events.booking import emails, moving, paying
from events.errors import StepRefused
from portal.notifications.models import Message
from portal.payments import payers
from tests.events.booking.test_moving import another, one, runs  # noqa: F401
from tests.events.booking.test_naming import (  # noqa: F401 - fixtures
    AT,
    PRICE,
    course,
    noon,
)
from tests.rig.mailbox import deliver_due, parts


def begun(runs, *, more):  # noqa: F811
    run, _ = runs
    booking = moving.move(
        one(run), another(run, pence=PRICE + more, days=30), by=None, at=AT
    )
    Message.objects.all().delete()
    return booking


def trust():
    return payers.organisation(name="Trust", address="1 High", email="ap@t.example")


def said_to(email):
    (letter,) = [one for one in deliver_due(AT) if one["To"] == email]
    return " ".join(parts(letter)["text/plain"].split())


def test_a_place_kept_for_a_move_names_the_difference(runs):  # noqa: F811
    emails.place_kept(begun(runs, more=3000), at=AT)

    said = said_to("lee@trust.example")

    assert "£30" in said
    assert "£155" not in said
    assert "stays yours" in said


def test_an_order_for_a_move_names_the_difference(runs):  # noqa: F811
    booking = begun(runs, more=10000)

    paying.pay_by_invoice(booking, payer=trust(), order_number="", at=AT, by=None)

    said = said_to("lee@trust.example")
    assert "£100" in said
    assert "£225" not in said


def test_an_invoice_is_judged_by_the_difference(runs):  # noqa: F811
    booking = begun(runs, more=3000)

    with pytest.raises(StepRefused, match="from £95"):
        paying.pay_by_invoice(booking, payer=trust(), order_number="1", at=AT, by=None)
