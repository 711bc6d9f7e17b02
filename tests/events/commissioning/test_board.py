"""The board and the reports: bought, named, trained, and nobody recognised."""

import csv
import io
from collections import defaultdict
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.booking import places
from events.commissioning import board, commissions, delegates, reports
from events.models import Attendance, CommissionPlace, EventSession, Mark, Ticket
from portal.body.models import Agency, Area
from tests.factories.commissions import agreed, closed_run, somebody, taken
from tests.rig.papers import words_of_paper

pytestmark = pytest.mark.django_db


def named(run, number, *, at, **fields):
    return [
        delegates.name(
            run,
            places.Delegate(f"P{n}", f"{run.pk}-{n}-{fields}@x.example"[:40], **fields),
            strand=None,
            by=somebody(),
            at=at,
        )
        for n in range(number)
    ]


def close(run, marks, *, at):
    """Take the register: so many came to every sitting, the others to the first."""
    sittings = list(run.event.event_sessions.all())
    tickets = Ticket.objects.filter(commission_place__run=run).exclude(email="")
    for ticket, everything in zip(tickets.order_by("pk"), marks, strict=False):
        for number, sitting in enumerate(sittings):
            came = everything or not number
            Attendance.objects.create(
                event_session=sitting,
                ticket=ticket,
                mark=Mark.PRESENT if came else Mark.ABSENT,
                marked_at=at,
            )
    EventSession.objects.filter(event=run.event).update(register_closed_at=at)


def line(row):
    return row.label, row.bought, row.named, row.to_name, row.trained


def test_it_counts_by_strand_area_and_run(at):
    leeds, york = Area.objects.create(name="Leeds"), Area.objects.create(name="York")
    commission = agreed(areas=[(leeds, 4), (york, None)])
    run = taken(commission, closed_run(days=40, days_long=1), 3, 1)
    taken(commission, closed_run(days=60), 1)
    named(run, 2, at=at, area=leeds)
    named(run, 1, at=at)

    found = board.of(commission, at=at)

    assert line(found.total) == ("All", 6, 3, 3, 0)
    assert [line(row) for row in found.strands] == [
        ("Multi-agency", 4, 3, 1, 0),
        ("Maternity", 2, 0, 2, 0),
    ]
    assert [(row.label, row.bought, row.named) for row in found.areas] == [
        ("Leeds", 4, 2),
        ("York", None, 0),
        (board.ELSEWHERE, None, 1),
    ]
    assert [line(run.line)[1:] for run in found.runs] == [(4, 3, 1, 0), (1, 0, 1, 0)]
    assert found.on_no_run == 1


def test_without_a_footprint_each_area_that_is_said_is_counted(at):
    leeds = Area.objects.create(name="Leeds")
    run = taken(agreed(("All", 3)), closed_run(), 3)
    named(run, 2, at=at, area=leeds)
    named(run, 1, at=at)

    found = board.of(run.commission, at=at)

    assert [(row.label, row.bought, row.named) for row in found.areas] == [
        ("Leeds", None, 2),
        (board.ELSEWHERE, None, 1),
    ]


def test_trained_is_who_came_to_every_session_of_a_closed_register(at):
    commission = agreed(("All", 3))
    run = taken(commission, closed_run(days_long=2), 3)
    named(run, 3, at=at)
    close(run, [True, True, False], at=at)

    assert board.of(commission, at=at).total.trained == 2
    EventSession.objects.filter(number=2).update(register_closed_at=None)
    assert board.of(commission, at=at).total.trained == 0


def test_what_was_given_back_is_bought_no_more(at):
    commission = agreed(("All", 3))
    run = taken(commission, closed_run(), 3)
    commissions.give_back(run, 1, by=somebody(), at=at)

    found = board.of(commission, at=at)

    assert (found.total.bought, found.runs[0].line.bought, found.on_no_run) == (2, 2, 0)


def test_an_empty_place_is_offered_for_a_name_until_the_run_ends(at):
    commission = agreed(("All", 1))
    run = taken(commission, closed_run(days_long=2), 1)
    event = run.event

    def takes_names(moment):
        return board.of(commission, at=moment).runs[0].takes_names

    assert takes_names(event.starts_at + timedelta(hours=1))
    assert not takes_names(event.ends_at)


def test_seventy_places_take_as_many_queries_as_one(at):
    asked = []
    for number in (1, 3, 20):
        commission = agreed(("All", number))
        run = taken(commission, closed_run(), number)
        named(run, number, at=at)
        with CaptureQueriesContext(connection) as seen:
            reports.as_csv(board.of(commission, at=at))
        asked.append(len(seen))

    assert asked[0] == asked[1] == asked[2]


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        ([12, 7], [12, 7]),
        ([12, 4, 7], [12, None, None]),
        ([12, 4, 3], [12, None, None]),
        # Of two that make two, each is one: a third goes with them.
        ([12, 1, 1, 7], [12, None, None, None]),
        # Of two that make eight, each is four.
        ([12, 4, 4, 7], [12, None, None, None]),
        # Not the next smallest: that it was the smallest would say too much.
        ([7, 4, 12], [7, None, None]),
        # Where nobody is counted, somebody might be.
        ([4, 0], [None, None]),
        ([12, 0], [12, 0]),
        # The sum of one is the one.
        ([4], None),
        ([12], [12]),
        ([], []),
    ],
)
def test_small_numbers_are_hidden(numbers, shown):
    assert reports.hide_small(numbers) == shown


@pytest.mark.parametrize("rows", [1, 2, 3, 4])
def test_nobody_works_out_a_small_number_from_the_total(rows):
    """Even by trying, with these very rules, all tables that could look the same."""
    known = []
    for total in range(25):
        alike = defaultdict(list)
        for numbers in shared_out(total, rows):
            shown = reports.hide_small(numbers)
            if shown is not None:
                alike[tuple(shown)].append(numbers)
        known += [
            tables
            for tables in alike.values()
            for values in zip(*tables, strict=True)
            if len(set(values)) == 1 and 0 < values[0] < reports.SMALLEST
        ]

    assert known == []


def shared_out(total, rows):
    """Return every table of so many rows that has this sum."""
    if rows == 1:
        return [(total,)]
    return [
        (first, *rest)
        for first in range(total + 1)
        for rest in shared_out(total - first, rows - 1)
    ]


def test_who_was_not_named_was_not_trained_which_hides_nothing():
    north, south = board.Line("North", 12, 12, 3), board.Line("South", 0, 0, 0)
    assert reports._careful([north, south]) == []

    south.named = 5
    hidden = reports.HIDDEN
    assert reports._careful([north, south]) == [
        ("North", "12", "12", hidden),
        ("South", "0", "5", hidden),
    ]


@pytest.fixture
def done(at):
    """Twelve trained, four of them of one agency, three of one area."""
    health = Agency.objects.create(name="Health")
    police = Agency.objects.create(name="Police")
    leeds, york = Area.objects.create(name="Leeds"), Area.objects.create(name="York")
    commission = agreed(("All", 12), areas=[(leeds, None), (york, None)])
    run = taken(commission, closed_run(title="March"), 12)
    named(run, 8, at=at, kind_of_agency=health, area=leeds, agency="=HYPERLINK()")
    named(run, 4, at=at, kind_of_agency=police, area=york)
    close(run, [True] * 12, at=at)
    return commission


def test_the_report_names_nobody_and_hides_small_numbers(done, at):
    found = board.of(done, at=at)

    said = words_of_paper(reports.as_pdf(found, at=at))
    rows = list(csv.reader(io.StringIO(reports.as_csv(found).decode("utf-8-sig"))))

    assert "12 places bought, 12 named, 12 trained" in said
    for ticket in Ticket.objects.exclude(email=""):
        assert ticket.email not in said
        assert ticket.email not in str(rows)
    assert ["Run", "1 January 2027: March", "12", "12", "12"] in rows
    assert [row for row in rows if row[0] == "Agency"] == [
        ["Agency", "Health", "", "", reports.HIDDEN],
        ["Agency", "Police", "", "", reports.HIDDEN],
    ]
    assert ["Area", "York", "", reports.HIDDEN, reports.HIDDEN] in rows
    assert ["All", "", "12", "12", "12"] in rows


def test_the_coordinators_own_list_has_names_and_runs_no_formula(done, at):
    found = board.of(done, at=at)

    rows = list(csv.reader(io.StringIO(reports.people_csv(found).decode("utf-8-sig"))))

    assert len(rows) == 1 + CommissionPlace.objects.count()
    assert {row[7] for row in rows[1:]} == {"'=HYPERLINK()", ""}
    assert {row[9] for row in rows[1:]} == {"Trained"}
