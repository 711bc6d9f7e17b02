"""The charts in the rules pages say what the tables in the code say."""

import re
from datetime import date, timedelta
from pathlib import Path

from events.booking import bookings
from events.commissioning import enquiries
from events.models import BookingStatus, EnquiryStage
from membership import applications
from membership.models import ApplicationStatus
from membership.seats import purchases
from membership.standing import Standing, State
from portal.cms.models.consultation_status import ConsultationStatus, status_on
from portal.payments import agreements, refunds
from portal.payments.models import AgreementStatus, RefundStatus

RULES = Path(__file__).parents[2] / "docs" / "rules"


def arrows(page):
    text = (RULES / page).read_text()
    chart = re.search(r"```\n(.*?)```", text, re.DOTALL)
    assert chart is not None
    return set(re.findall(r"^(\w+) +──▶ (\w+)", chart[1], re.MULTILINE))


def test_booking_steps_are_those_of_the_chart():
    allowed = {
        (before.value, after.value)
        for before, steps in bookings.NEXT.items()
        for after in steps
    }

    assert arrows("booking.md") == allowed


def _drawn(table):
    return {(one.value, two.value) for one, steps in table.items() for two in steps}


def test_money_moves_as_its_charts_say():
    text = (RULES / "money.md").read_text()
    charts = [
        set(re.findall(r"^(\w+) +──▶ (\w+)", chart, re.MULTILINE))
        for chart in re.findall(r"```\n(.*?)```", text, re.DOTALL)
    ]

    assert charts[:2] == [
        {("due", "paid"), ("due", "failed"), ("failed", "paid"), ("paid", "failed")},
        _drawn(refunds.NEXT),
    ]
    assert set(refunds.NEXT) == set(RefundStatus)
    assert set(agreements.NEXT) == set(AgreementStatus)


def test_orders_of_places_are_those_of_the_chart():
    allowed = {
        (before.value, after.value)
        for before, steps in purchases.NEXT.items()
        for after in steps
    }

    assert arrows("employers.md") == allowed


def test_enquiries_move_as_their_chart_says():
    assert arrows("commissions.md") == _drawn(enquiries.NEXT)


def test_every_status_has_its_row():
    assert set(enquiries.NEXT) == set(EnquiryStage)
    assert set(bookings.NEXT) == set(BookingStatus)
    assert set(applications.NEXT) == set(ApplicationStatus)


def test_the_steps_of_an_application_are_those_of_the_chart():
    allowed = {
        (before.value, after.value)
        for before, steps in applications.NEXT.items()
        for after in steps
    }

    assert arrows("membership.md") == allowed


def test_every_standing_has_its_row_and_is_good_as_the_table_says():
    text = (RULES / "membership.md").read_text()
    rows = re.findall(r"^\| (\w+) \| [^|]+ \| (yes|no) \|$", text, re.MULTILINE)

    assert dict(rows) == {
        state.value: "yes" if Standing(state).good else "no" for state in State
    }


def test_a_consultation_stands_as_the_table_says():
    text = (RULES / "consultations.md").read_text()
    cells = re.findall(r"^\| (\w+) \| (\w+) \| (\w+) \| (\w+) \|$", text, re.MULTILINE)
    day = date(2027, 3, 28)
    days = {
        "behind": day - timedelta(days=1),
        "today": day,
        "ahead": day + timedelta(days=1),
        "none": None,
    }

    said = [
        (
            status,
            status_on(
                day,
                opens_on=days[opens],
                closes_on=days[closes],
                outcome_on=days[outcome],
            ),
        )
        for opens, closes, outcome, status in cells[1:]
    ]

    assert len(said) == 8
    assert {status for _, status in said} == set(ConsultationStatus)
    assert [(status, status) for status, _ in said] == said
