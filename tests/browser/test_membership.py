"""A membership from beginning to end: joined, paid, booked with, lapsed, renewed.

One person's story on a telephone. Stripe's page is the demonstration's test page; what
comes of it is settled as ever.
"""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import expect

from membership.models import Member
from portal.accounts.models import User
from portal.core import clock
from tests.factories.events import EventFactory
from tests.factories.membership import GradeFactory
from tests.fakes import stripe as fakes
from tests.rig.mailbox import deliver_due, parts, read

from .conftest import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"viewport": {"width": 390, "height": 844}}
PAY = re.compile("^Pay £[0-9.]+$")


@pytest.fixture(autouse=True)
def stripe(settings, live_server):
    settings.BASE_URL = live_server.url
    with fakes.afresh():
        yield


@pytest.fixture
def page(screen_of):
    return screen_of(**PHONE)


def _code():
    """Read the code as it came, whoever was quicker to send it."""
    deliver_due(clock.now())
    letter = parts(read(mail.outbox[-1]))["text/plain"]
    found = re.search(r"^ {4}(\S+)\s*$", letter, re.MULTILINE)
    assert found is not None, letter
    return found[1]


def _make_an_account(page):
    page.get_by_label("Your name").fill("Ngozi Adler")
    page.get_by_label("E-mail address").fill("ngozi@example.org")
    page.get_by_label("Password").fill("a good long password")
    page.get_by_role("button", name="Make my account").click()
    code = page.locator("input[name=code]")
    expect(code).to_be_visible()
    code.fill(_code())
    code.press("Enter")


def test_join_pay_card_book_lapse_renew(page, live_server, hands):
    GradeFactory(month_pence=625, description="For those in practice.")
    event = EventFactory(
        title="Safe sleep", starts_at=clock.now() + timedelta(days=3), capacity=20
    )
    booking_page = reverse("events:booking-start", args=[event.reference])

    # An account with a proved address, made on the way.
    page.goto(f"{live_server.url}/join/")
    page.get_by_role("link", name="Choose Practising").click()
    page.get_by_role("link", name="Make an account").click()
    _make_an_account(page)

    # A few steps, and a way back that loses nothing.
    page.get_by_label("Where you work or study").fill("Ashvale Community Trust")
    page.get_by_role("button", name="Save and go on").click()
    page.goto(f"{live_server.url}/my/")
    page.get_by_role("link", name="Go on with your application").click()
    page.get_by_label("By the year").check()
    page.get_by_label("I pay, by card").check()
    expect(page.get_by_label("Renew automatically")).not_to_be_checked()
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_text("Ashvale Community Trust")).to_be_visible()
    page.get_by_role("button", name="Go on and pay").click()
    page.get_by_role("button", name=PAY).click()

    # The number at once, and the card.
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome, Ngozi Adler")
    member = Member.objects.get(user__email="ngozi@example.org")
    expect(page.get_by_text(member.number)).to_be_visible()
    page.get_by_role("link", name="Show my membership card").click()
    expect(page.locator("main")).to_contain_text("Ngozi Adler")

    page.goto(live_server.url + booking_page)
    page.get_by_role("button", name="Confirm my place").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have a place.")

    # A year and the days of grace later.
    last = member.subscriptions.get().ends_on
    hands.move_to(clock.start_of_uk_day(last + timedelta(days=31)))
    other = EventFactory(
        title="Feeding", starts_at=clock.now() + timedelta(days=3), capacity=20
    )
    sign_in(page.context, live_server, User.objects.get(email="ngozi@example.org"))
    page.goto(
        f"{live_server.url}{reverse('events:booking-start', args=[other.reference])}"
    )
    expect(page.locator("main")).to_contain_text("Your membership ended on")
    page.goto(f"{live_server.url}/my/membership/")
    page.get_by_role("link", name="Renew my membership").click()
    page.get_by_label("By the year").check()
    page.get_by_label("I pay, by card").check()
    page.get_by_role("button", name="Go on and pay").click()
    page.get_by_role("button", name=PAY).click()

    expect(page.locator("main")).to_contain_text("Practising member, current until")
    assert Member.objects.get() == member
    page.goto(
        f"{live_server.url}{reverse('events:booking-start', args=[other.reference])}"
    )
    page.get_by_role("button", name="Confirm my place").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have a place.")
    assert page.wrong == []
