"""One place from the form to the refund, by somebody without an account or script."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from playwright.sync_api import expect

from events.booking.tasks import give_all_back
from events.models import Booking
from portal.core import clock
from portal.payments.models import Refund
from tests.factories.paid_events import paid_event
from tests.fakes import stripe as fake
from tests.rig import mailbox

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _stripe(settings, live_server):
    settings.BASE_URL = live_server.url
    with fake.afresh():
        yield


def link_in_the_mail():
    text = mailbox.parts(mailbox.read(mail.outbox[-1]))["text/plain"]
    return re.search(r"\S+/events/booking/\S+", text).group()


def test_a_guest_books_pays_cancels_and_has_the_money_on_its_way(
    screen_of, live_server, hands
):
    event = paid_event(title="Awareness day")
    screen = screen_of(java_script_enabled=False)

    screen.goto(live_server.url + event.get_absolute_url())
    screen.get_by_role("complementary", name="Booking").get_by_role(
        "link", name="Book and pay"
    ).click()
    expect(screen.get_by_text("Members pay £95.00.")).to_be_visible()
    screen.get_by_label("Your name").fill("Wim Peters")
    screen.get_by_role("button", name="Keep this place for me").click()
    expect(screen.get_by_role("alert")).to_contain_text("Enter your e-mail address")
    expect(screen.get_by_label("Your name")).to_have_value("Wim Peters")
    screen.get_by_label("Your e-mail address").fill("wim@example.org")
    screen.get_by_label("I have read what comes back").check()
    screen.get_by_role("button", name="Keep this place for me").click()
    expect(screen.get_by_role("heading", level=1)).to_have_text("Look into your mail")

    screen.goto(link_in_the_mail())
    expect(screen.get_by_role("heading", level=1)).to_have_text(
        "A place is kept for you."
    )
    screen.get_by_role("button", name="Pay £125.00 by card").click()
    expect(screen.get_by_text("Test payment page.", exact=True)).to_be_visible()
    screen.get_by_role("button", name="Pay £125.00").click()

    expect(screen.get_by_role("heading", level=1)).to_have_text("You have a place.")
    screen.get_by_role("link", name="Cancel your place").click()
    expect(screen.get_by_text("£112.50 comes back", exact=True)).to_be_visible()
    screen.get_by_role("button", name="Cancel my place").click()
    expect(screen.get_by_role("heading", level=1)).to_have_text(
        "Your place is cancelled."
    )
    expect(screen.get_by_text("£112.50 goes back the way it was paid")).to_be_visible()
    hands.move_to(clock.now() + timedelta(minutes=6))
    give_all_back()
    screen.reload()
    expect(screen.get_by_text(re.compile("£112.50 (is|goes) back"))).to_be_visible()
    assert Refund.objects.get().amount_pence == 11250
    assert Booking.objects.get().is_cancelled
    assert screen.wrong == []
