"""Payers: the same organisation once, and nobody's details lost or written over."""

import pytest

from portal.payments import payers

pytestmark = pytest.mark.django_db

TRUST = {"name": "Trust", "address": "1 High Street", "email": "ap@trust.example"}


def test_the_same_words_are_the_same_payer():
    first = payers.organisation(**TRUST, contact="Ann", vat_number="GB1")

    assert payers.organisation(**TRUST, contact="Ann", vat_number="GB1") == first
    assert payers.organisation(**TRUST) == first


@pytest.mark.parametrize(
    "other",
    [
        {"address": "2 High Street"},
        {"email": "finance@trust.example"},
        {"contact": "Bea"},
        {"vat_number": "GB2"},
    ],
)
def test_what_was_typed_otherwise_stands_in_a_payer_of_its_own(other):
    said = {**TRUST, "contact": "Ann", "vat_number": "GB1"}
    first = payers.organisation(**said)

    second = payers.organisation(**(said | other))

    assert second != first
    for field, value in (said | other).items():
        assert getattr(second, field) == value
