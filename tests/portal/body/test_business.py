"""Details on invoices: written in one way, and refused where they cannot be right."""

import pytest
from django.core.exceptions import ValidationError

from portal.body.models import BusinessDetails

GIVEN = {
    "account_name": "The Institute",
    "sort_code": "00 00 00",
    "account_number": "1234 5678",
    "vat_number": "gb980780684",
}


def test_numbers_are_written_as_they_are_printed():
    details = BusinessDetails(**GIVEN)

    details.clean()

    assert (details.sort_code, details.account_number, details.vat_number) == (
        "00-00-00",
        "12345678",
        "GB 980 7806 84",
    )
    assert details.takes_transfers


def test_nothing_need_be_given():
    details = BusinessDetails()

    details.clean()

    assert not details.takes_transfers


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("sort_code", "00-00-0", "six digits"),
        ("sort_code", "00-00-0x", "six digits"),
        ("account_number", "1234567", "eight digits"),
        ("vat_number", "GB 980 7806 85", "check digits"),
    ],
)
def test_a_mistyped_number_is_told_at_its_field(field, value, told):
    details = BusinessDetails(**{**GIVEN, field: value})

    with pytest.raises(ValidationError) as no:
        details.clean()

    assert told in no.value.message_dict[field][0]


@pytest.mark.parametrize("missing", ["account_name", "sort_code", "account_number"])
def test_half_an_account_is_refused(missing):
    details = BusinessDetails(**{**GIVEN, missing: ""})

    with pytest.raises(ValidationError, match="belong together"):
        details.clean()
