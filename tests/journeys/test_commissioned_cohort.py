"""A commissioned cohort of 68 over three runs: from the first letter to the report.

A perinatal network commissions, an education fund pays, and the people come from
twelve boroughs: 46 from many agencies, and 22 from maternity.
"""

import csv
import io
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from events.commissioning.forms import began
from events.delivery import register_lines, registers
from events.models import (
    Booking,
    Commission,
    CommissionPlace,
    Enquiry,
    Event,
    Mark,
    Ticket,
    WayIn,
)
from portal.accounts.roles import Role
from portal.body.models import Agency, Area, Mailbox
from portal.core import clock
from portal.payments import ledger
from portal.payments.models import Invoice, OrderRequest
from tests.factories.accounts import UserFactory, staff
from tests.factories.events import EventFactory
from tests.rig.mailbox import deliver_due, parts

pytestmark = pytest.mark.django_db

LETTER = datetime(2026, 6, 1, 9, tzinfo=UTC)
RUNS = (
    (datetime(2026, 10, 1, 8, 30, tzinfo=UTC), 15, 8),
    (datetime(2026, 10, 8, 8, 30, tzinfo=UTC), 15, 8),
    (datetime(2026, 10, 15, 8, 30, tzinfo=UTC), 16, 6),
)
BOROUGHS = [f"Borough {letter}" for letter in "ABCDEFGHIJKL"]


def link_in(letter, marker):
    words = parts(letter)["text/plain"].split()
    return next(word for word in words if marker in word).removeprefix(
        "http://testserver"
    )


def path_of(url):
    return "/" + url.split("/", 3)[3] if "://" in url else url


@pytest.fixture
def team():
    browser = Client()
    browser.force_login(staff(Role.EVENTS))
    return browser


def test_a_commissioned_cohort_of_68_over_three_runs(team):
    Mailbox.objects.create(role=Mailbox.Role.EVENTS, address="events@body.example")
    areas = [Area.objects.create(name=name) for name in BOROUGHS]
    for name in ("Health", "Social care", "Police"):
        Agency.objects.create(name=name)
    with time_machine.travel(LETTER, tick=False):
        enquiry = _ask(areas)
        commission = _agree(team, enquiry, areas)
        events = _take_three_runs(team, commission)
        lead = _accept()
    with time_machine.travel(LETTER + timedelta(days=7), tick=False):
        _order(team, commission)
        _name_everybody(_signed_in(lead), commission, events)
    with time_machine.travel(LETTER + timedelta(days=90), tick=False):
        _change_of_mind(_signed_in(lead), commission)
    for event in events:
        _train(event)
    with time_machine.travel(datetime(2026, 11, 1, 12, tzinfo=UTC), tick=False):
        _report(_signed_in(lead), commission)
    assert ledger.faults() == []


def _ask(areas):
    """The network asks, without an account."""
    answer = Client().post(
        "/training/commission/",
        {
            "organisation": "Perinatal network",
            "name": "Ines Asker",
            "email": "ines@network.example",
            "places": "68",
            "areas": [area.pk for area in areas],
            "when": "October, three dates",
            "began": began(clock.now() - timedelta(minutes=4)),
        },
    )
    enquiry = Enquiry.objects.get()
    to_asker, to_team = deliver_due(clock.now())
    assert answer.status_code == 302
    assert enquiry.reference in to_asker["Subject"]
    assert to_team["To"] == "events@body.example"
    return enquiry


def _agree(team, enquiry, areas):
    """The events team quotes, and makes a commission of it."""

    def to(name):
        return reverse(f"staff_commissions:{name}", args=[enquiry.reference])

    team.post(
        to("enquiry-quote"),
        {
            "title": "Champion training",
            "places": "68",
            "runs": "Three runs of two days in October 2026",
            "price_pence": "18360",
            "vat": "exempt",
            "valid_until": "2026-07-01",
        },
    )
    team.post(reverse("staff_commissions:quote-send", args=[enquiry.reference, 1]))
    (quote,) = deliver_due(clock.now())
    assert [each.get_content_type() for each in quote.iter_attachments()] == [
        "application/pdf"
    ]
    team.post(
        to("enquiry-win"),
        {
            "title": "Champions for twelve boroughs",
            "commissioner": "Perinatal network",
            "funder": "Regional education fund",
            "places": "68",
            "strands": "Multi-agency: 46\nMaternity: 22",
            "areas": [area.pk for area in areas],
            "price_pence": "18360",
            "vat": "exempt",
            "names_until_days": "14",
            "payer_name": "Regional education fund",
            "payer_address": "1 High Street",
            "payer_email": "payables@fund.example",
            "needs_order_number": "on",
            "coordinator": "lead@network.example",
        },
    )
    commission = Commission.objects.get()
    assert commission.places == 68
    assert commission.footprint.count() == 12
    return commission


def _take_three_runs(team, commission):
    events = []
    here = reverse("staff_commissions:run-add", args=[commission.reference])
    multi, maternity = commission.strands.all()
    for starts_at, many, few in RUNS:
        event = EventFactory(
            title="Champion training",
            slug=f"champion-training-{starts_at:%d}",
            way_in=WayIn.COMMISSIONED,
            capacity=many + few,
            starts_at=starts_at,
            days=2,
            minutes=390,
        )
        answer = team.post(
            here,
            {
                "event": event.pk,
                f"strand_{multi.pk}": str(many),
                f"strand_{maternity.pk}": str(few),
            },
        )
        assert answer.status_code == 302
        events.append(event)
    assert Booking.objects.count() == 3
    assert [event.tickets.taking_a_place(clock.now()).count() for event in events] == [
        23,
        23,
        22,
    ]
    return events


def _accept():
    """The training lead opens the link, and accepts with an account."""
    letters = {letter["To"]: letter for letter in deliver_due(clock.now())}
    here = path_of(link_in(letters["lead@network.example"], "/coordinate/"))
    browser = Client()
    assert browser.get(here).status_code == 200
    lead = UserFactory(name="Lea Lead")
    browser.force_login(lead)
    assert browser.post(here).status_code == 302
    return lead


def _signed_in(user):
    browser = Client()
    browser.force_login(user)
    return browser


def _order(team, commission):
    """Finance gives the order number by its link, and has the invoice."""
    here = reverse("staff_commissions:invoice", args=[commission.reference])
    team.post(here, {"order_number": ""})
    (asked,) = deliver_due(clock.now())
    assert asked["To"] == "payables@fund.example"
    assert not Invoice.objects.exists()
    Client().post(path_of(link_in(asked, "/order")), {"number": "PO 2026/68"})

    invoice = Invoice.objects.get()
    assert OrderRequest.objects.get().answered_at is not None
    assert (invoice.total_pence, invoice.order_number) == (1_836_000, "PO 2026/68")
    assert [line.description.partition(": ")[2] for line in invoice.lines.all()] == [
        "23 places",
        "23 places",
        "22 places",
    ]
    deliver_due(clock.now())


def _name_everybody(coordinator, commission, events):
    """By list, one run after the other; the agencies are many and unequal."""
    for place, (event, (_, many, few)) in enumerate(zip(events, RUNS, strict=True)):
        rows = ["name,email,strand,agency,area"]
        for n in range(many + few):
            strand = "Multi-agency" if n < many else "Maternity"
            agency = "Health" if n >= many else ("Social care", "Health")[n % 2]
            if n == 5:
                agency = "Police"
            rows.append(
                f"Person {place}-{n},p{place}-{n}@trust.example,{strand},{agency},"
                f"{BOROUGHS[n % 12]}"
            )
        here = reverse(
            "commissions:name-list", args=[commission.reference, event.reference]
        )
        upload = io.BytesIO("\n".join(rows).encode())
        upload.name = "people.csv"
        answer = coordinator.post(here, {"file": upload})
        assert answer.status_code == 302, answer.content.decode()
    letters = deliver_due(clock.now())
    assert len(letters) == 68
    assert not any("£" in parts(letter)["text/plain"] for letter in letters)


def _change_of_mind(coordinator, commission):
    """One leaves and somebody comes instead; two change dates with each other."""

    def place(name):
        kept = CommissionPlace.objects.kept()
        return kept.select_related("run", "strand").get(ticket__name=name)

    def to(view, one):
        return reverse(f"commissions:{view}", args=[commission.reference, one.pk])

    coordinator.post(
        to("place", place("Person 0-3")),
        {"name": "Newcomer", "email": "newcomer@trust.example"},
    )
    first, second = place("Person 0-1"), place("Person 1-1")
    full = coordinator.post(to("move", first), {"to": second.run_id})
    assert "That run is full" in full.content.decode()
    coordinator.post(to("take-off", place("Person 1-2")))
    coordinator.post(to("move", first), {"to": second.run_id})
    assert place("Person 0-1").run_id == second.run_id
    coordinator.post(to("move", second), {"to": first.run_id})
    assert place("Person 1-1").run_id == first.run_id
    name = reverse(
        "commissions:name",
        args=[commission.reference, second.run.event.reference],
    )
    coordinator.post(
        name,
        {
            "strand": second.strand_id,
            "name": "Person 1-2b",
            "email": "again@trust.example",
        },
    )
    board = coordinator.get(
        reverse("commissions:commission", args=[commission.reference])
    ).content.decode()
    assert "68 places bought, all named" in board
    assert CommissionPlace.objects.kept().count() == 68
    deliver_due(clock.now())


def _train(event: Event):
    """Both days' registers; two of each run miss the second day."""
    trainer = UserFactory()
    absent = 2
    for number, sitting in enumerate(event.event_sessions.all()):
        with time_machine.travel(sitting.starts_at, tick=False):
            lines = register_lines.open_register(sitting)
            for place, line in enumerate(lines):
                gone = number and place < absent
                registers.mark(
                    line,
                    Mark.ABSENT if gone else Mark.PRESENT,
                    by=trainer,
                    at=clock.now(),
                    seen_version=line.version,
                    operation=uuid4(),
                )
        with time_machine.travel(sitting.ends_at, tick=False):
            registers.close(sitting, by=trainer, at=clock.now())


def _report(coordinator, commission):
    answer = coordinator.get(
        reverse("commissions:report-csv", args=[commission.reference])
    )
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))

    assert ["All", "", "68", "68", "62"] in rows
    assert [row[2:] for row in rows if row[0] == "Run"] == [
        ["23", "23", "21"],
        ["23", "23", "21"],
        ["22", "22", "20"],
    ]
    strands = {row[1]: row[2:4] for row in rows if row[0] == "Strand"}
    assert strands == {"Multi-agency": ["46", "46"], "Maternity": ["22", "22"]}
    agencies = {row[1]: row[4] for row in rows if row[0] == "Agency"}
    assert agencies["Police"] == "Not shown"
    said = answer.content.decode()
    assert not any(
        email in said
        for email in Ticket.objects.exclude(email="").values_list("email", flat=True)
    )
    own = coordinator.get(
        reverse("commissions:people-csv", args=[commission.reference])
    )
    assert "newcomer@trust.example" in own.content.decode()
