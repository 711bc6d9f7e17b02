"""The staff screens: an enquiry from its letter to the invoice, without retyping."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.booking.places import Delegate
from events.catalogue import policies
from events.commissioning import commissions, delegates
from events.models import BookingPolicy, Commission, Enquiry, Quote
from portal.accounts.roles import Role
from portal.body.models import Area
from portal.core import clock
from portal.payments.models import Invoice
from tests.factories.accounts import staff
from tests.factories.commissions import agreed, asked, closed_run, somebody, taken
from tests.rig.mailbox import deliver_due

pytestmark = pytest.mark.django_db


@pytest.fixture
def me(client):
    user = staff(Role.EVENTS)
    client.force_login(user)
    return user


def url(name, *args):
    return reverse(f"staff_commissions:{name}", args=args)


def text(answer):
    return answer.content.decode()


def quote_form(**fields):
    return {
        "title": "Champion training",
        "places": "68",
        "runs": "Three runs in October",
        "price_pence": "18,360",
        "vat": "exempt",
        "includes": "Lunch",
        "terms": "As ever",
        "valid_until": f"{clock.today() + timedelta(days=30)}",
        **fields,
    }


def test_an_enquiry_becomes_a_commission_without_retyping(client, me, at):
    leeds, york = Area.objects.create(name="Leeds"), Area.objects.create(name="York")
    enquiry = asked(places=68)
    client.post(url("enquiry-take", enquiry.reference), {"owner": me.pk})
    client.post(
        url("enquiry-contacted", enquiry.reference),
        {"words": "Wants October", "due_on": f"{clock.today()}"},
    )
    client.post(url("enquiry-quote", enquiry.reference), quote_form())
    quote = Quote.objects.get()
    paper = client.get(url("quote-document", enquiry.reference, 1))
    client.post(url("quote-send", enquiry.reference, 1))

    assert paper["Content-Type"] == "application/pdf"
    assert (quote.price_pence, quote.places) == (1_836_000, 68)
    assert deliver_due(at)[-1]["To"] == enquiry.email
    form = text(client.get(url("enquiry-win", enquiry.reference)))
    for known in ("Champion training", "Perinatal network", "18360", "Everybody: 68"):
        assert known in form, known

    made = client.post(
        url("enquiry-win", enquiry.reference),
        {
            "title": "Champions for London",
            "commissioner": "Perinatal network",
            "funder": "Education funder",
            "places": "68",
            "strands": "Multi-agency: 46\nMaternity 22",
            "areas": [leeds.pk],
            "area_places": "york: 20",
            "price_pence": "18360",
            "vat": "exempt",
            "names_until_days": "14",
            "payer_name": "Perinatal network",
            "payer_address": "1 High Street",
            "payer_email": "finance@network.example",
            "needs_order_number": "on",
            "coordinator": "co@network.example",
        },
    )

    commission = Commission.objects.get()
    assert made["Location"] == url("commission-detail", commission.reference)
    enquiry.refresh_from_db()
    assert (enquiry.stage, commission.enquiry) == ("won", enquiry)
    assert [(row.name, row.places) for row in commission.strands.all()] == [
        ("Multi-agency", 46),
        ("Maternity", 22),
    ]
    assert commission.coordinators.get().email == "co@network.example"
    assert [(row.area, row.places) for row in commission.areas.all()] == [
        (leeds, None),
        (york, 20),
    ]


@pytest.mark.parametrize(
    ("typed", "stands"),
    [("", "before at 30 per cent"), ("Agreed by telephone", "by telephone")],
)
def test_a_second_quote_proposes_the_terms_that_it_is_frozen_with(
    client, me, typed, stands
):
    enquiry = asked()
    proposed = client.get(url("enquiry-quote", enquiry.reference)).context["form"]
    terms = typed or proposed["terms"].value()
    client.post(url("enquiry-quote", enquiry.reference), quote_form(terms=terms))
    policy = BookingPolicy.load()
    policy.part_percent = 30
    policy.save()
    policies.forget()

    second = client.get(url("enquiry-quote", enquiry.reference)).context["form"]

    assert stands in second["terms"].value()


@pytest.mark.parametrize(
    ("strands", "said"),
    [
        ("Multi-agency", "is no name with a number"),
        ("Multi-agency: 20\nMaternity: 22", "together, and 68 were bought"),
        ("", "Enter at least one strand"),
    ],
)
def test_a_mistake_in_the_agreement_keeps_the_enquiry_open(client, me, strands, said):
    enquiry = asked(places=68)
    client.post(url("enquiry-quote", enquiry.reference), quote_form())

    answer = client.post(
        url("enquiry-win", enquiry.reference),
        {
            "title": "T",
            "commissioner": "C",
            "places": "68",
            "strands": strands,
            "price_pence": "1",
            "vat": "exempt",
            "names_until_days": "14",
            "payer_name": "P",
            "payer_address": "A street",
            "payer_email": "p@x.example",
        },
    )

    assert said in text(answer)
    assert "A street" in text(answer)
    assert not Commission.objects.exists()
    enquiry.refresh_from_db()
    assert enquiry.stage == "quoted"


def test_the_list_marks_what_is_overdue_in_constant_queries(client, me, at):
    asked(email="a@x.example")
    Enquiry.objects.update(due_on=clock.today() - timedelta(days=1))
    client.get(url("enquiry-list"))
    counted = []
    for number in (1, 2):
        with CaptureQueriesContext(connection) as seen:
            answer = client.get(url("enquiry-list"))
        counted.append(len(seen))
        asked(email=f"{number}@x.example")

    assert counted[0] == counted[1]
    assert text(answer).count("Overdue</span>") == 1
    assert "Overdue (1)" in text(answer)
    overdue = text(client.get(f"{url('enquiry-list')}?show=overdue"))
    assert overdue.count("title-wrapper") == 1
    assert "found by that" in text(client.get(f"{url('enquiry-list')}?q=%00nobody"))


def test_notes_are_kept_and_a_lost_one_says_why(client, me):
    enquiry = asked()
    here = url("enquiry-detail", enquiry.reference)
    client.post(here, {"words": "Call after ten"})
    client.post(url("enquiry-lose", enquiry.reference), {"reason": "No budget"})

    said = text(client.get(here))

    assert "Call after ten" in said
    assert "No budget" in said
    assert "Nothing came of it: No budget" in said
    twice = client.post(url("enquiry-lose", enquiry.reference), {"reason": "Again"})
    assert "moved on" in text(twice)


def test_runs_are_added_and_the_invoice_is_sent(client, me, at):
    commission = agreed(("Multi-agency", 4), ("Maternity", 2))
    event = closed_run(capacity=6)
    first, second = commission.strands.all()
    here = url("run-add", commission.reference)
    form = {"event": event.pk, f"strand_{first.pk}": "4", f"strand_{second.pk}": "9"}

    assert client.post(here, form).status_code == 200
    assert not commission.runs.exists()
    client.post(here, form | {f"strand_{second.pk}": "2"})
    assert event.tickets.taking_a_place(at).count() == 6

    client.post(url("invoice", commission.reference), {"order_number": "PO 3"})
    assert Invoice.objects.get().order_number == "PO 3"
    said = text(client.get(url("commission-detail", commission.reference)))
    assert Invoice.objects.get().number in said
    again = client.post(url("invoice", commission.reference), {"order_number": "PO 3"})
    assert "The invoice has been sent" in text(again)


def test_what_comes_back_is_said_before_places_are_given_back(client, me, at):
    commission = agreed(("All", 4), price_pence=40_000)
    run = taken(commission, closed_run(days=40), 4)
    here = url("places-give-back", commission.reference, run.event.reference)

    said = text(client.post(here, {"number": "2"}))
    assert "£180.00 comes off" in said
    assert len(commissions.unnamed(run)) == 4

    client.post(here, {"number": "2", "give_back": "yes"})
    assert len(commissions.unnamed(run)) == 2
    too_many = client.post(here, {"number": "3", "give_back": "yes"})
    assert "Only 2 places have no name" in text(too_many)


def test_coordinators_are_asked_and_taken_off(client, me):
    commission = agreed()
    client.post(url("coordinator-add", commission.reference), {"email": "co@x.example"})
    asked_one = commission.coordinators.get()

    client.post(url("coordinator-end", commission.reference, asked_one.pk))

    asked_one.refresh_from_db()
    assert asked_one.ended_at is not None


def test_a_commission_is_corrected_listed_and_reported(client, me, at):
    commission = agreed()
    run = taken(commission, closed_run(), 2)
    delegates.name(
        run, Delegate("Ada", "ada@x.example"), strand=None, by=somebody(), at=at
    )
    client.post(
        url("commission-correct", commission.reference),
        {
            "title": "Champions of the north",
            "commissioner": "Network",
            "names_until_days": "7",
        },
    )

    listed = text(client.get(f"{url('commission-list')}?q=champions"))
    assert "Champions of the north" in listed
    cells = " ".join(listed.split())
    assert "<td>6</td> <td>2</td> <td>1</td>" in cells
    for paper in ("report-pdf", "report-csv"):
        answer = client.get(url(paper, commission.reference))
        assert answer.status_code == 200
        assert b"ada@x.example" not in answer.content


def test_finance_has_it_on_its_desk_and_staff_with_both_roles_a_link(client, at):
    commission = agreed(("All", 1), order_number="PO 1")
    taken(commission, closed_run(), 1)
    client.force_login(staff(Role.EVENTS, Role.FINANCE))
    client.post(url("invoice", commission.reference), {"order_number": "PO 1"})
    commission.refresh_from_db()
    bill = reverse("staff_finance:bill-detail", args=[commission.bill.reference])

    assert bill in text(client.get(url("commission-detail", commission.reference)))
    assert "Commissioned training" in text(client.get(bill))
    client.force_login(staff(Role.EVENTS))
    assert bill not in text(client.get(url("commission-detail", commission.reference)))


@pytest.mark.parametrize("role", [Role.FINANCE, Role.EDITOR, Role.MEMBERSHIP])
def test_the_screens_are_for_events_administrators(client, role):
    commission, enquiry = agreed(), asked()
    client.force_login(staff(role))

    for page in (
        url("enquiry-list"),
        url("enquiry-detail", enquiry.reference),
        url("commission-list"),
        url("commission-detail", commission.reference),
        url("report-csv", commission.reference),
    ):
        assert client.get(page).status_code in {302, 403}, page
