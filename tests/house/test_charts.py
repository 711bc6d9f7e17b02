"""The charts in the rules pages say what the tables in the code say."""

import re
from pathlib import Path

from events.booking import bookings
from events.models import BookingStatus

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


def test_every_status_has_its_row():
    assert set(bookings.NEXT) == set(BookingStatus)
