"""Members are found however their names are typed."""

import pytest

from membership import finding
from membership.models import Member
from tests.factories.membership import MemberFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "typed",
    [
        "siân o'brien",
        "SIAN OBRIEN",
        "  obrien   sian ",
        "O\N{RIGHT SINGLE QUOTATION MARK}Brien",
        "sian riverside",
        "lukasz@example",
        "Sia\N{COMBINING CIRCUMFLEX ACCENT}n",
        "hvp 4001",
        "sian 40017",
    ],
)
def test_case_accents_signs_and_spaces_decide_nothing(typed):
    sian = MemberFactory(
        name="Siân  O'Brien",
        employer="Riverside NHS Trust",
        email="lukasz@example.org",
        number="HVP-400170",
    )
    MemberFactory(name="Bo Lee", number="HVP-500012")

    assert list(finding.found(Member.objects.all(), typed)) == [sian]


def test_each_word_has_to_be_found():
    MemberFactory(name="Asha Rao", employer="Riverside")

    assert not finding.found(Member.objects.all(), "asha hillside").exists()


def test_a_nought_byte_is_no_letter():
    asha = MemberFactory(name="Asha Rao")

    assert list(finding.found(Member.objects.all(), "as\0ha")) == [asha]
