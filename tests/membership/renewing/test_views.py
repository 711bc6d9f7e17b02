"""What members do with their membership, on their screens."""

from datetime import timedelta

import pytest

from membership import resignations, standing
from membership.models import Member
from membership.standing import State
from portal.core import clock
from portal.payments import payers
from portal.payments.models import Agreement, Invoice
from tests.factories.accounts import UserFactory
from tests.factories.membership import (
    GradeFactory,
    current_member,
    grace_member,
    lapsed_member,
)

pytestmark = pytest.mark.django_db
STRIPE = "https://pay.example/page"
PATHS = ("renew", "mend", "grade", "resign", "pause")


@pytest.fixture
def today():
    return clock.today()


@pytest.fixture(autouse=True)
def stripe(monkeypatch):
    """Stand in for the pages at Stripe; what they settle is tested with payments."""
    asked = []

    def start(*, bill, at, interval=None):
        asked.append((bill.total_pence, interval))
        return STRIPE

    for room in ("renewals", "changes"):
        monkeypatch.setattr(f"membership.{room}.checkout.start", start)
    monkeypatch.setattr(
        "portal.payments.agreements.customer_portal",
        lambda _payer, *, back_to: f"{STRIPE}{back_to}",
    )
    return asked


@pytest.fixture
def of(client):
    """Return a way to sign a member in."""

    def signed_in(member):
        client.force_login(member.user)
        return client

    return signed_in


def agreement_of(member, **facts):
    return Agreement.objects.create(
        payer=payers.of_user(member.user),
        purpose="membership",
        interval="year",
        amount_pence=6900,
        begun_at=clock.now() - timedelta(days=100),
        **{"status": "active"} | facts,
    )


@pytest.mark.parametrize("make", [current_member, grace_member, lapsed_member])
def test_renewing_by_card(of, make, stripe):
    page = of(make())
    assert page.get("/membership/renew/").status_code == 200

    answer = page.post("/membership/renew/", {"interval": "year", "pays_by": "card"})

    assert answer.url == STRIPE
    assert stripe == [(6900, None)]


def test_renewing_automatically_is_agreed_by_a_tick(of, stripe):
    page = of(current_member())

    page.post(
        "/membership/renew/", {"interval": "year", "pays_by": "card", "renews": "on"}
    )

    assert stripe == [(6900, "year")]


def test_renewing_by_invoice(of):
    member = current_member()
    member.subscriptions.first().grade.__class__.objects.update(may_pay_by_invoice=True)

    answer = of(member).post(
        "/membership/renew/",
        {
            "interval": "year",
            "pays_by": "invoice",
            "payer_name": "Trust",
            "payer_address": "1 High Street",
            "payer_email": "finance@trust.example",
        },
        follow=True,
    )

    assert Invoice.objects.get().bill.payer.name == "Trust"
    assert "The invoice goes to finance@trust.example" in answer.text


def test_who_comes_back_may_choose_the_grade(of, stripe):
    page = of(lapsed_member())
    GradeFactory(name="Friend", price_pence=3900)
    assert "Friend, £39" in page.get("/membership/renew/").text

    page.post(
        "/membership/renew/?grade=friend", {"interval": "year", "pays_by": "card"}
    )

    assert stripe == [(3900, None)]


def test_mending_leads_to_the_page_for_cards_and_back(of):
    member = grace_member()
    agreement_of(member, status="failing")
    page = of(member)
    assert "Your card could not be charged" in page.get("/my/membership/").text
    assert "Mend your payment" in page.get("/membership/mend/").text

    assert page.post("/membership/mend/").url == f"{STRIPE}/my/membership/"


def test_without_an_agreement_there_is_nothing_to_mend(of):
    assert of(current_member()).get("/membership/mend/").url == "/my/membership/"


def test_switching_automatic_renewal_off_and_on(of, monkeypatch):
    told = []
    for name in ("stop", "resume"):
        monkeypatch.setattr(
            f"portal.payments.agreements.{name}",
            lambda _agreement, name=name, **_facts: told.append(name),
        )
    member = current_member()
    agreement_of(member)
    page = of(member)
    assert "Switch it off" in page.get("/my/membership/").text

    page.post("/membership/automatic/", {"off": "yes"})
    page.post("/membership/automatic/", {"on": "yes"})

    assert told == ["stop", "resume"]


def test_the_price_of_another_grade_is_shown_before_it_is_confirmed(of, stripe):
    member = current_member()
    GradeFactory(name="Fellow", price_pence=9900)
    page = of(member)
    listed = page.get("/membership/grade/").text

    shown = page.get("/membership/grade/?grade=fellow").text
    answer = page.post("/membership/grade/", {"grade": "fellow"})

    days = (member.subscriptions.get().ends_on - clock.today()).days + 1
    pence = round(3000 * days / 365)
    assert "Fellow" in listed
    assert f"for {days} of 365 days" in shown
    assert answer.url == STRIPE
    assert stripe == [(pence, None)]


def test_to_a_cheaper_grade_one_press_is_enough(of, today):
    member = current_member()
    GradeFactory(name="Friend", price_pence=100)

    of(member).post("/membership/grade/", {"grade": "friend"})

    assert standing.standing_of(member, on=today).grade.name == "Friend"


def test_resigning_says_what_stays_and_can_be_taken_back(of, today):
    member = current_member()
    page = of(member)
    assert "Your CPD record" in page.get("/membership/resign/").text

    page.post("/membership/resign/", {"when": "now"})
    assert "Stay a member" in page.get("/my/membership/").text
    page.post("/membership/resign/undo/")

    assert resignations.resigned(member, on=today) is None


def test_resigning_asks_when(of):
    answer = of(current_member()).post("/membership/resign/", {"when": "never"})

    assert answer.status_code == 200


def test_pausing_shows_the_new_last_day_first(of, today):
    GradeFactory(may_pause=True)
    member = current_member()
    page = of(member)
    days = {
        "from_on": (today + timedelta(days=1)).isoformat(),
        "until": (today + timedelta(days=10)).isoformat(),
    }
    shown = page.post("/membership/pause/", days).text
    assert Member.objects.get().subscriptions.count() == 1

    page.post("/membership/pause/", days | {"confirm": "yes"})

    assert "would then run until" in shown
    tomorrow = today + timedelta(days=1)
    assert standing.standing_of(member, on=tomorrow).state is State.PAUSED
    page.post("/membership/pause/end/")
    assert standing.standing_of(member, on=tomorrow).state is State.CURRENT


def test_a_pause_that_is_refused_says_why(of, today):
    GradeFactory(may_pause=True)
    day = today.isoformat()

    answer = of(current_member()).post(
        "/membership/pause/", {"from_on": day, "until": day}
    )

    assert "tomorrow at the earliest" in answer.text


@pytest.mark.parametrize("path", PATHS)
def test_who_is_no_member_is_led_to_joining(client, path):
    client.force_login(UserFactory())

    assert client.get(f"/membership/{path}/").url == "/join/"


@pytest.mark.parametrize("path", PATHS)
def test_who_lapsed_gets_an_answer_everywhere(of, path):
    assert of(lapsed_member()).get(f"/membership/{path}/").status_code in {200, 302}
