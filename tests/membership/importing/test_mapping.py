"""What columns mean: proposed, asked, remembered."""

import pytest

from membership.importing import mapping
from membership.importing.surveying import Column
from portal.core import clock
from tests.factories.accounts import UserFactory
from tests.factories.membership import GradeFactory

CIVICRM = [
    "Contact ID", "Contact Type", "External Identifier", "Sort Name", "Display Name",
    "First Name", "Middle Name", "Last Name", "Birth Date", "Deceased",
    "Contact is in Trash", "Current Employer", "Email", "On Hold", "Note(s)",
    "Membership Type", "Test", "Member Since", "Membership Start Date",
    "Membership Expiration Date", "Source", "Membership Status", "Membership ID",
]  # fmt: skip
EVENTBRITE_UK = [
    "Order no.", "Order Date", "First Name", "Surname", "Email", "Quantity",
    "Price Tier", "Ticket Type", "Attendee #", "Currency", "Total Paid",
    "Attendee Status", "Home Postcode",
]  # fmt: skip


def named(headings):
    proposal = mapping.propose(headings)
    return (
        proposal.source,
        {key: headings[at] for key, at in proposal.columns.items()},
        proposal.asked,
    )


def test_a_membership_export_of_civicrm_is_recognised():
    source, columns, asked = named(CIVICRM)

    assert (source, asked) == ("CiviCRM", {})
    assert columns == {
        "number": "External Identifier",
        "name": "Display Name",
        "email": "Email",
        "grade": "Membership Type",
        "starts_on": "Membership Start Date",
        "ends_on": "Membership Expiration Date",
        "employer": "Current Employer",
        "joined_on": "Member Since",
        "status": "Membership Status",
        "deceased": "Deceased",
        "in_trash": "Contact is in Trash",
        "on_hold": "On Hold",
        "is_test": "Test",
    }


@pytest.mark.parametrize("order", ["Order no.", "Order #", "Order No."])
def test_an_attendee_report_of_eventbrite_is_recognised(order):
    source, columns, asked = named([order, *EVENTBRITE_UK[1:]])

    assert (source, asked) == ("Eventbrite", {})
    assert columns == {
        "first_name": "First Name",
        "last_name": "Surname",
        "email": "Email",
        "grade": "Ticket Type",
        "starts_on": "Order Date",
        "status": "Attendee Status",
    }


@pytest.mark.parametrize(
    "headings",
    [
        ["MEMBERSHIP NUMBER", "full_name", "E-Mail"],
        ["Mitgliedsnummer", "Vollständiger Name", "E-Mail-Adresse"],
        ["Numéro de membre", "Nom complet", "Courriel"],
        ["Rhif Aelodaeth", "Enw llawn", "E-bost"],
    ],
)
def test_other_case_and_other_languages_are_understood(headings):
    """F13."""
    _, columns, _ = named(headings)

    assert set(columns) >= {"number", "name"}


def test_a_heading_that_stands_twice_is_asked_about():
    """F13."""
    _, columns, asked = named(["Number", "Name", "Email", "E-mail", "email"])

    assert "email" not in columns
    assert asked == {"email": [2, 4]}


def test_a_foreign_heading_is_left_to_a_person():
    """F13."""
    _, columns, asked = named(["会员号", "姓名", "電子郵件"])

    assert (columns, asked) == ({}, {})
    assert len(mapping.questions({"columns": columns}, [])) == 2


def test_the_same_headings_in_other_case_are_the_same_file():
    assert mapping.fingerprint(["Name", "E-mail"]) == mapping.fingerprint(
        ["NAME ", "e mail"]
    )
    assert mapping.fingerprint(["A", "B"]) != mapping.fingerprint(["B", "A"])


@pytest.mark.parametrize(
    ("column", "asks", "told"),
    [
        (Column(either=3), True, "day"),
        (Column(either=3, day_first=1), False, "day"),
        (Column(either=3, month_first=1), False, "month"),
        (Column(day_first=1, month_first=1), True, "month"),
        (Column(), False, "day"),
    ],
)
def test_the_order_of_days_is_asked_where_it_could_be_either(column, asks, told):
    columns = {"name": 1, "number": 2, "ends_on": 0}

    assert mapping.asks_order(columns, [column]) is asks
    assert mapping.order_told(columns, [column]) == told
    assert bool(mapping.questions({"columns": columns}, [column])) is asks
    assert mapping.questions({"columns": columns, "order": "day"}, [column]) == []


def test_one_column_cannot_be_two_things():
    (fault,) = mapping.questions({"columns": {"name": 0, "number": 0}}, [])

    assert fault == (
        "One column cannot be whole name and membership number at the same time."
    )


@pytest.mark.django_db
def test_a_mapping_is_remembered_by_the_headings():
    grade = GradeFactory()
    headings = ["No", "Who"]
    said = {"columns": {"number": 0, "name": 1}, "grades": {"A": grade.pk, "B": 0}}

    mapping.remember(headings, said, by=UserFactory(), at=clock.now())
    mapping.remember(headings, said, by=None, at=clock.now())

    again = mapping.remembered(mapping.fingerprint(["NO", "who"]))
    assert again == said | {"grades": {"A": grade.pk}}
    assert mapping.remembered(mapping.fingerprint(["Other"])) is None


@pytest.mark.django_db
def test_grades_of_the_same_name_match_by_themselves():
    grade = GradeFactory(name="Practising")

    assert mapping.grades_by_name(["PRACTISING ", "Friend"]) == {
        "PRACTISING ": grade.pk
    }
