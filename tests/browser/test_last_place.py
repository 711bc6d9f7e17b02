"""The last place that costs something, and the list: given up by one, paid by the next.

And a commissioned cohort of 68, named by lists. Without script.
"""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from events.booking.tasks import pass_places_on
from events.models import Booking, BookingStatus, Ticket
from portal.core import clock
from tests.factories import commissions
from tests.factories.accounts import UserFactory
from tests.factories.paid_events import paid_event
from tests.fakes import stripe as fake

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _stripe(settings, live_server):
    settings.BASE_URL = live_server.url
    with fake.afresh():
        yield


def book_and_pay(screen):
    """From the page that asks who comes, or how it is paid, to the place."""
    screen.get_by_label("I have read what comes back").check()
    screen.get_by_role("button").and_(screen.locator("main form .btn")).last.click()
    screen.get_by_role("button", name="Pay £125.00").click()
    expect(screen.get_by_role("heading", level=1)).to_have_text("You have a place.")


def test_the_last_place_goes_to_the_next_on_the_list(screen_of, live_server, hands):
    event = paid_event(title="Awareness day", capacity=1)
    first, second = UserFactory(name="Ann Moss"), UserFactory(name="Bea Lark")
    start = live_server.url + reverse("events:booking-start", args=[event.reference])

    ann = screen_of(first, java_script_enabled=False)
    ann.goto(start)
    book_and_pay(ann)

    bea = screen_of(second, java_script_enabled=False)
    bea.goto(live_server.url + event.get_absolute_url())
    bea.get_by_role("button", name="Join the waiting list").click()
    bea.goto(live_server.url + event.get_absolute_url())
    expect(bea.get_by_text("You are first on the waiting list.")).to_be_visible()

    ann.get_by_role("link", name="Cancel your place").click()
    ann.get_by_role("button", name="Cancel my place").click()
    hands.move_to(clock.now() + timedelta(minutes=6))
    pass_places_on()

    bea.goto(live_server.url + event.get_absolute_url())
    bea.get_by_role("button", name="Take the place and pay").click()
    book_and_pay(bea)

    assert Booking.objects.get(booker=first).status == BookingStatus.CANCELLED
    assert Booking.objects.get(booker=second).is_confirmed
    assert (ann.wrong, bea.wrong) == ([], [])


def test_a_cohort_of_68_is_named_by_lists_over_three_runs(screen_of, live_server):
    commission = commissions.agreed(("Multi-agency", 46), ("Maternity", 22))
    shared = [(40, 15, 8), (47, 15, 8), (54, 16, 6)]
    for days, many, few in shared:
        commissions.taken(commission, commissions.closed_run(days=days), many, few)
    lead = screen_of(commissions.coordinator_of(commission), java_script_enabled=False)
    board = live_server.url + reverse(
        "commissions:commission", args=[commission.reference]
    )

    for number, (_, many, few) in enumerate(shared):
        lead.goto(board)
        # A run that is full asks for nobody any more.
        lead.get_by_role("link", name="Enter a list").first.click()
        lead.get_by_label("One person a line").fill(
            "\n".join(
                f"Person {n}, person-{number}-{n}@network.example"
                for n in range(many + few)
            )
        )
        lead.get_by_role("button", name="Name them").click()

    lead.goto(board)
    expect(lead.get_by_text("68 places bought")).to_be_visible()
    named = Ticket.objects.kept().exclude(email="")
    assert named.count() == 68
    expect(lead.locator("body")).not_to_contain_text("£")
    assert lead.wrong == []
