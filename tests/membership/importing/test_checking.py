"""The dry run: what each row would do, and that nothing is done."""

from datetime import date

import pytest

from membership.models import ImportedMember, ImportStage, Member
from portal.core import clock
from tests.factories.accounts import UserFactory
from tests.factories.membership import (
    GradeFactory,
    MemberFactory,
    SubscriptionFactory,
    application_of,
)

from .conftest import outcomes

pytestmark = pytest.mark.django_db


def reasons(batch, line=2):
    return " ".join(batch.rows.get(line=line).reasons)


def changes(batch, line=2):
    return [
        (one["field"], one["before"], one["after"])
        for one in batch.rows.get(line=line).changes
    ]


@pytest.fixture
def asha(practising):
    member = MemberFactory(
        number="HVP-104273", name="Asha Rao", email="asha@example.org", employer="Trust"
    )
    SubscriptionFactory(
        member=member,
        grade=practising,
        starts_on=date(2026, 4, 1),
        ends_on=date(2027, 3, 31),
    )
    return member


def test_bad_rows_among_good_ones_are_told_by_line_and_reason(bring):
    """F1: of 1,000 rows 40 are bad, and each says why; nothing is done."""
    good = [
        f"A{n},Person {n},p{n}@example.org,Practising,2026-04-01,2027-03-31,Trust"
        for n in range(960)
    ]
    bad = [
        "X,Short,x@example.org",
        "X1,Long,x1@example.org,Practising,2026-04-01,2027-03-31,Trust,more",
        "X2,Bad mail,at example,Practising,2026-04-01,2027-03-31,Trust",
        "X3,Bad day,x3@example.org,Practising,2026-02-31,2027-03-31,Trust",
        "X4,Turned round,x4@example.org,Practising,2027-04-01,2026-03-31,Trust",
        ",,,,,,Nobody",
        "1.23E+05,Shortened,x5@example.org,Practising,2026-04-01,2027-03-31,Trust",
        "X6,Serial,x6@example.org,Practising,45000,2027-03-31,Trust",
    ] * 5

    batch = bring(*good[:500], *bad, *good[500:])

    faults = batch.rows.filter(outcome="fault")
    assert (batch.stage, batch.total, batch.progress) == ("checked", 1000, 1000)
    assert [row.line for row in faults] == list(range(502, 542))
    assert [row.reasons[0][:44] for row in faults[:8]] == [
        "The line has only 3 of the 7 cells.",
        "The line has 8 cells, and the headings are 7"[:44],
        "“at example” is not an e-mail address.",
        "First day: “2026-02-31” is not a day.",
        "The last day comes before the first.",
        "There is no name.",
        "A spreadsheet has shortened the number to “1"[:44],
        "First day: “45000” is how a spreadsheet coun"[:44],
    ]
    assert set(outcomes(batch).values()) == {"new", "fault"}
    assert Member.objects.count() == 0


def test_a_row_says_which_field_changes_from_what_to_what(bring, asha):
    batch = bring(
        "hvp 104273,Asha Rao-Lee,asha@example.org,Practising,,2028-03-31,Riverside"
    )

    assert changes(batch) == [
        ("name", "Asha Rao", "Asha Rao-Lee"),
        ("employer", "Trust", "Riverside"),
        (
            "term",
            "1 April 2026 to 31 March 2027, Practising",
            "1 April 2027 to 31 March 2028, Practising",
        ),
    ]
    assert outcomes(batch) == {2: "changed"}


@pytest.mark.parametrize(
    "line",
    [
        "HVP-104273,Asha Rao,asha@example.org,Practising,2026-04-01,2027-03-31,Trust",
        "HVP-104273,ASHA  RAO,,,,,".replace("ASHA  RAO", "Asha Rao"),
        ",Asha Rao,ASHA@example.org,,,2027-03-31,",
        # Many systems give the day somebody first joined with the present last day.
        "HVP-104273,Asha Rao,,Practising,2011-05-01,2027-03-31,",
    ],
)
def test_what_is_here_already_changes_nothing(bring, asha, line):
    assert outcomes(bring(line)) == {2: "unchanged"}


def test_a_changed_address_waits_for_a_person(bring, asha):
    """F7: it is never chosen by itself."""
    batch = bring("HVP-104273,Asha Rao,new@example.org,,,,")

    row = batch.rows.get()
    assert (row.outcome, row.chosen) == ("address", False)
    assert changes(batch) == [("email", "asha@example.org", "new@example.org")]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("A9,Bo Lee,asha@example.org,,,,", "is the address of Asha Rao"),
        (",Bo Lee,asha@example.org,,,,", "is the address of Asha Rao"),
        ("HVP-104273,Bo Lee,bo@example.org,,,,", "The number belongs to Asha Rao"),
        (",Asha Rao,,,,,", "has the same name"),
    ],
)
def test_who_may_be_another_goes_to_a_person(bring, asha, line, words):
    """F7."""
    batch = bring(line)

    assert outcomes(batch) == {2: "person"}
    assert words in reasons(batch)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("A1,Jo,jo@example.org", "A-1,Al,al@example.org"),
        ("A1,Jo,jo@example.org", "A2,Al,JO@example.org"),
        (",Jo,jo@example.org", "A2,Jo,jo@example.org"),
        (",Jo,", ",jo,"),
    ],
)
def test_a_number_or_address_twice_in_a_file_goes_to_a_person(bring, first, second):
    """F7: both rows, since nobody can say which is right."""
    batch = bring(first, second, headings="Number,Name,E-mail")

    assert outcomes(batch) == {2: "person", 3: "person"}
    assert "Line 3" in reasons(batch, 2)
    assert "Line 2" in reasons(batch, 3)


def test_two_terms_of_one_person_are_two_rows(bring):
    """CiviCRM writes a row for each membership."""
    person = "A1,Jo,jo@example.org,Practising"

    batch = bring(
        f"{person},2025-04-01,2026-03-31,", f"{person},2026-04-01,2027-03-31,"
    )

    assert outcomes(batch) == {2: "new", 3: "changed"}


def test_lost_noughts_are_told_by_the_file_and_by_the_list(bring):
    """F8."""
    MemberFactory(number="000077", name="On file")

    batch = bring("004711,Jo,", "815,Al,", "77,Bo,", headings="Number,Name,E-mail")
    alone = bring("77,Bo,", headings="Number,Name,E-mail")

    assert outcomes(batch) == {2: "new", 3: "fault", 4: "fault"}
    assert "has lost its own" in reasons(batch, 3)
    assert outcomes(alone) == {2: "person"}
    assert "noughts may be lost" in reasons(alone)


def test_an_earlier_last_day_is_shown_as_moving_back(bring, asha):
    batch = bring("HVP-104273,Asha Rao,,,,2026-06-30,")

    row = batch.rows.get()
    assert (row.outcome, row.moves_back) == ("changed", True)
    assert changes(batch) == [
        (
            "term",
            "1 April 2026 to 31 March 2027, Practising",
            "1 April 2026 to 30 June 2026, Practising",
        )
    ]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"resigned_at": clock.now()}, "was given up"),
        ({"paused_until": date(2030, 1, 1)}, "is paused"),
    ],
)
@pytest.mark.parametrize("last", ["2026-06-30", "2029-03-31"])
def test_a_term_that_ended_by_a_step_here_goes_to_a_person(
    bring, asha, fields, words, last
):
    asha.subscriptions.update(**fields)

    batch = bring(f"HVP-104273,Asha Rao,,,,{last},")

    assert outcomes(batch) == {2: "person"}
    assert words in reasons(batch)


def test_a_term_paid_for_here_is_not_cut_short_by_a_file(bring, asha, practising):
    bill = _a_bill()
    asha.subscriptions.update(bill=bill)

    batch = bring("HVP-104273,Asha Rao,,,,2026-06-30,")

    assert outcomes(batch) == {2: "person"}
    assert "was paid for here" in reasons(batch)


def _a_bill():
    from membership import applications  # noqa: PLC0415 - for the one test

    user = UserFactory()
    application = application_of(user)
    del applications
    from portal.payments import bills, payers  # noqa: PLC0415 - as above
    from portal.payments.bills import Line  # noqa: PLC0415 - as above

    return bills.write(
        payer=payers.of_user(application.user),
        purpose="membership",
        lines=[Line("A year", 6900, "exempt")],
        at=clock.now(),
        by=None,
    )


def test_another_grade_holds_from_the_day_of_the_file(bring, asha):
    friend = GradeFactory(name="Friend")
    today = clock.today()
    asha.subscriptions.update(
        starts_on=today.replace(year=today.year - 1),
        ends_on=today.replace(year=today.year + 1),
    )

    batch = bring(
        f"HVP-104273,Asha Rao,,{friend},,{today.replace(year=today.year + 1)},"
    )

    ((field, before, after),) = changes(batch)
    assert field == "term"
    assert "Practising" in before
    assert after.count("Practising") == after.count("Friend") == 1


def test_marks_of_civicrm_are_respected(bring):
    headings = (
        "Contact ID,External Identifier,Display Name,Email,On Hold,Deceased,"
        "Contact is in Trash,Membership Type,Test,Membership Expiration Date,"
        "Membership Status,Membership ID,Birth Date,Note(s)"
    )

    batch = bring(
        "1,A1,Jo,jo@example.org,0,0,0,Practising,No,2027-03-31,Current,9,1980-01-01,x",
        "2,A2,Al,al@example.org,1,0,0,Practising,No,2027-03-31,Current,9,1980-01-01,x",
        "3,A3,Bo,bo@example.org,0,1,0,Practising,No,2027-03-31,Current,9,1980-01-01,x",
        "4,A4,Cy,cy@example.org,0,0,1,Practising,No,2027-03-31,Current,9,1980-01-01,x",
        "5,A5,Di,di@example.org,0,0,0,Practising,Yes,2027-03-31,Current,9,1980-01-01,x",
        "6,A6,Ed,ed@example.org,0,0,0,Practising,No,2027-03-31,Cancelled,9,1980-01-01,x",
        headings=headings,
    )

    assert outcomes(batch) == {
        2: "new",
        3: "new",
        4: "person",
        5: "fault",
        6: "fault",
        7: "person",
    }
    assert batch.rows.get(line=3).email == ""
    kept = " ".join(str(row.values) for row in ImportedMember.objects.all())
    assert "1980" not in kept


def test_a_file_that_cannot_be_read_is_refused_with_its_reason(bring):
    """F3."""
    batch = bring('A1,"Jo', headings="Number,Name")

    assert batch.stage == ImportStage.REFUSED
    assert "do not close" in batch.refusal


def test_checking_asks_the_same_for_one_row_and_for_many(
    bring, django_assert_max_num_queries
):
    line = "A{0},Jo {0},jo{0}@example.org,Practising,2026-04-01,2027-03-31,Trust"
    bring(line.format(0))
    with django_assert_max_num_queries(60):
        bring(*(line.format(n) for n in range(300)))
