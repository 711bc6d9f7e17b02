"""Alerts: begun by a mailed link, each thing once, ended by one press."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.test import Client

from events.models import Topic
from portal.cms.alerts import alerts
from portal.cms.alerts.alerts import Wish
from portal.cms.finding import index
from portal.cms.models import Alert, AlertItem, AlertRequest, Often, SearchEntry
from portal.core import clock
from portal.core.clock import UK
from portal.notifications.delivery import deliver
from portal.notifications.models import Message, Outcome
from tests.factories.accounts import UserFactory
from tests.factories.cms import NewsPageFactory
from tests.factories.events import EventFactory, place

pytestmark = pytest.mark.django_db

ADDRESS = "reader@mail.example"


@pytest.fixture
def sleep():
    return Topic.objects.create(name="Sleep", slug="sleep")


@pytest.fixture
def feeding():
    return Topic.objects.create(name="Feeding", slug="feeding")


def uk(*numbers):
    return datetime(*numbers, tzinfo=UK)


def follow(*topics, email=ADDRESS, often=Often.AT_ONCE, everything=False, days=1):
    return alerts.keep(
        email,
        Wish(often, everything, topics),
        at=clock.now() - timedelta(days=days),
    )


def news(*topics, at=None, **fields):
    page = NewsPageFactory(**fields)
    page.topics = list(topics)
    page.first_published_at = page.last_published_at = at or clock.now()
    page.save()
    return page


def run(at=None):
    at = at or clock.now()
    alerts.note_what_is_new(at=at)
    number = alerts.post_what_waits(at=at)
    for message in Message.objects.filter(outcome=Outcome.WAITING).order_by("pk"):
        deliver(message, at=at)
    return number


def form(*topics, **fields):
    return {
        "topics": [topic.pk for topic in topics],
        "often": "weekly",
        "email": ADDRESS,
        **fields,
    }


def link_in(message, part):
    return next(
        word.removeprefix("http://testserver")
        for word in message.body.split()
        if f"/alerts/{part}/" in word
    )


# --- Beginning -------------------------------------------------------------


def test_alerts_begin_with_a_mailed_link(client, sleep):
    answer = client.post("/alerts/", form(sleep))
    assert answer["Location"] == "/alerts/sent/"
    assert not Alert.objects.exists()
    run()
    path = link_in(mail.outbox[0], "confirm")

    looked = client.get(path)
    assert not Alert.objects.exists()
    client.post(path)

    alert = Alert.objects.get()
    assert (alert.email, alert.often, set(alert.topics.all())) == (
        ADDRESS,
        "weekly",
        {sleep},
    )
    assert looked["Cache-Control"] == "no-store, private"
    assert not AlertRequest.objects.exists()


def test_the_link_works_once(client, sleep):
    client.post("/alerts/", form(sleep))
    run()
    path = link_in(mail.outbox[0], "confirm")
    client.post(path)

    again = client.post(path)

    assert again.status_code == 200
    assert "This link has ended" in again.content.decode()


def test_the_link_holds_for_three_days(client, sleep):
    client.post("/alerts/", form(sleep))
    run()
    path = link_in(mail.outbox[0], "confirm")
    AlertRequest.objects.update(asked_at=clock.now() - timedelta(days=3, minutes=1))

    client.post(path)

    assert not Alert.objects.exists()


def test_the_token_is_stored_nowhere_in_clear(client, sleep):
    client.post("/alerts/", form(sleep))
    run()
    token = link_in(mail.outbox[0], "confirm").split("/")[3]

    assert Message.objects.get().facts == {}
    assert AlertRequest.objects.get().token_hash != token


def test_a_known_address_gets_the_same_answer(client, sleep):
    unknown = client.post("/alerts/", form(sleep, email="other@mail.example"))
    follow(sleep)
    known = client.post("/alerts/", form(sleep))

    assert (known.status_code, known["Location"]) == (
        unknown.status_code,
        unknown["Location"],
    )
    assert Message.objects.count() == 2


def test_nobodys_mailbox_is_filled(client, sleep, feeding):
    client.post("/alerts/", form(sleep))
    client.post("/alerts/", form(feeding))

    assert Message.objects.count() == 1
    assert set(AlertRequest.objects.get().topics.all()) == {feeding}


def test_a_topic_is_to_be_chosen(client):
    answer = client.post("/alerts/", form())

    assert "Choose a topic, or everything we publish" in answer.content.decode()


def test_who_is_signed_in_has_proved_an_address(client, sleep):
    user = UserFactory()
    client.force_login(user)

    client.post("/alerts/", form(sleep, often="daily"))
    assert Alert.objects.get().user == user
    client.post("/alerts/", {"stop": "yes"})

    assert not Alert.objects.exists()
    assert not Message.objects.exists()


def test_addresses_never_confirmed_are_forgotten(client, sleep):
    client.post("/alerts/", form(sleep))
    at = clock.now()

    assert alerts.forget_unconfirmed(at=at) == 0
    alerts.forget_unconfirmed(at=at + alerts.LINK_HOLDS)
    alerts.forget_unconfirmed(at=at + alerts.LINK_HOLDS)

    assert not AlertRequest.objects.exists()


# --- Telling ---------------------------------------------------------------


def test_what_is_new_is_told_to_those_who_follow_the_topic(sleep, feeding):
    follow(sleep)
    follow(feeding, email="feeding@mail.example")
    follow(email="all@mail.example", everything=True)
    news(sleep, title="Safer sleep", standfirst="What changed.")

    run()

    assert sorted(sent.to[0] for sent in mail.outbox) == ["all@mail.example", ADDRESS]
    assert mail.outbox[0].subject == "Safer sleep"
    assert "What changed." in mail.outbox[0].body


def test_a_second_run_tells_nobody_twice(sleep):
    follow(sleep)
    news(sleep)
    run()

    assert run() == 0
    assert len(mail.outbox) == 1


def test_a_correction_tells_nobody(sleep):
    follow(sleep)
    page = news(sleep, title="Safer sleep")
    run()
    page.title = "Safer sleep, corrected"
    page.save_revision().publish()

    run()

    assert len(mail.outbox) == 1


def test_a_new_index_tells_nobody_again(sleep):
    follow(sleep)
    news(sleep)
    run()
    SearchEntry.objects.all().delete()
    index.renew(at=clock.now())

    run()

    assert len(mail.outbox) == 1


def test_what_came_out_before_somebody_asked_is_not_told(sleep):
    news(sleep, at=clock.now() - timedelta(hours=3))
    follow(sleep, days=0)

    assert run() == 0


def test_scheduled_publishing_is_told_when_it_is_out(sleep):
    """S4: late when the worker was down, and then right."""
    follow(sleep)
    page = NewsPageFactory(title="Embargoed", live=False)
    page.topics = [sleep]
    page.go_live_at = clock.now() + timedelta(hours=1)
    page.save_revision().publish()
    assert run() == 0

    page.refresh_from_db()
    page.go_live_at = clock.now() - timedelta(minutes=1)
    page.save_revision().publish()
    run()

    assert [sent.subject for sent in mail.outbox] == ["Embargoed"]


def test_what_was_taken_down_meanwhile_is_not_told(sleep):
    follow(sleep)
    page = news(sleep)
    at = clock.now()
    alerts.note_what_is_new(at=at)
    alerts.post_what_waits(at=at)
    page.unpublish()

    assert deliver(Message.objects.get(), at=at) == Outcome.OVERTAKEN


def test_new_events_are_told_too(sleep):
    follow(sleep)
    event = EventFactory(title="Sleep hour", published_at=clock.now())
    event.topics.add(sleep)
    index.renew_events(at=clock.now())

    run()

    assert mail.outbox[0].subject == "Sleep hour"


@pytest.mark.parametrize(
    ("often", "noted", "looked", "sent"),
    [
        # A Wednesday, and the morning after.
        ("daily", uk(2026, 12, 9, 10), uk(2026, 12, 9, 18), False),
        ("daily", uk(2026, 12, 9, 10), uk(2026, 12, 10, 7, 29), False),
        ("daily", uk(2026, 12, 9, 10), uk(2026, 12, 10, 7, 30), True),
        ("weekly", uk(2026, 12, 9, 10), uk(2026, 12, 13, 18), False),
        ("weekly", uk(2026, 12, 9, 10), uk(2026, 12, 14, 7, 30), True),
        # The worker was down on Monday.
        ("weekly", uk(2026, 12, 9, 10), uk(2026, 12, 16, 12), True),
        # Summer time: half past seven is half past seven.
        ("daily", uk(2026, 3, 28, 10), uk(2026, 3, 29, 7, 30), True),
    ],
)
def test_some_hear_in_the_morning(sleep, often, noted, looked, sent):
    alert = follow(sleep, often=often)
    AlertItem.objects.create(alert=alert, key="page:1", noted_at=noted)

    assert alerts.post_what_waits(at=looked) == sent


def test_one_mail_holds_all_that_waited(sleep):
    alert = follow(sleep, often=Often.DAILY)
    for number in range(3):
        news(sleep, title=f"Item {number}")
    alerts.note_what_is_new(at=clock.now())
    alert.items.update(noted_at=clock.now() - timedelta(days=2))

    run()

    assert len(mail.outbox) == 1
    assert mail.outbox[0].subject == "Item 0, and 2 more"


def test_members_things_are_told_by_title_and_summary(sleep):
    follow(sleep)
    news(sleep, body=[("prose", "<p>turquoise rhinoceros</p>")], readers="members")

    run()

    assert "(for members)" in mail.outbox[0].body
    assert "rhinoceros" not in mail.outbox[0].body


# --- Ending ----------------------------------------------------------------


@pytest.fixture
def sent(sleep):
    follow(sleep)
    news(sleep)
    run()
    return mail.outbox[0]


def test_every_alert_can_be_ended_by_one_press(sent):
    """M7: as RFC 8058 asks, with no cookie, no form of ours and no page before."""
    link = sent.extra_headers["List-Unsubscribe"].strip("<>")
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = link.removeprefix("http://testserver")
    strict = Client(enforce_csrf_checks=True)

    looked = strict.get(path)
    assert Alert.objects.exists()
    pressed = strict.post(path, {"List-Unsubscribe": "One-Click"})
    twice = strict.post(path, {"List-Unsubscribe": "One-Click"})

    assert not Alert.objects.exists()
    assert {looked.status_code, pressed.status_code, twice.status_code} == {200}
    assert strict.get(path).status_code == 200


def test_a_link_that_is_none_is_no_error(client):
    for path in ("stop", "change", "confirm"):
        assert client.get(f"/alerts/{path}/nonsense:x/").status_code == 200
    assert client.post("/alerts/stop/nonsense/").status_code == 200


def test_a_link_works_for_its_purpose_alone(sent, client):
    """M8"""
    token = link_in(sent, "change").split("/")[3]

    client.post(f"/alerts/stop/{token}/")

    assert Alert.objects.exists()


def test_a_link_of_an_ended_wish_opens_no_later_one(sent, client, sleep):
    old = link_in(sent, "stop")
    client.post(old)
    follow(sleep)

    client.post(old)

    assert Alert.objects.exists()


def test_alerts_are_changed_by_the_link_in_a_mail(sent, client, feeding):
    path = link_in(sent, "change")
    assert ADDRESS in client.get(path).content.decode()

    client.post(path, form(feeding, often="daily"))

    alert = Alert.objects.get()
    assert (alert.often, set(alert.topics.all())) == ("daily", {feeding})


def test_who_ended_alerts_still_hears_of_bookings(sent, client):
    """M6: two streams."""
    from events.booking import emails  # noqa: PLC0415 - of this test alone

    user = UserFactory(email=ADDRESS)
    client.post(link_in(sent, "stop"))
    ticket = place(EventFactory(), user)
    emails.booking_confirmed(ticket.booking, at=clock.now())

    run()

    assert len(mail.outbox) == 2
    assert "List-Unsubscribe" not in mail.outbox[1].extra_headers


class TestFollowingAnAccount:
    """Alerts of somebody with an account go wherever the account is reached."""

    def moved(self, user, to):
        user.emailaddress_set.update(email=to)
        user.email = to
        user.save()

    def test_they_follow_a_change_of_address(self, sleep):
        user = UserFactory(email="old@mail.example")
        alert = follow(sleep, email="old@mail.example")
        self.moved(user, "new@mail.example")
        news(sleep)

        run()

        assert alert.user == user
        assert [each.to for each in mail.outbox] == [["new@mail.example"]]

    def test_those_begun_before_the_account_are_taken_over(self, sleep):
        follow(sleep, email="old@mail.example")
        user = UserFactory(email="old@mail.example")

        alerts.follow_accounts()
        self.moved(user, "new@mail.example")

        assert (Alert.objects.get().user, Alert.objects.get().email) == (user, "")
        assert alerts.of_account(user) == Alert.objects.get()

    def test_the_old_address_can_be_somebody_else_s(self, sleep, feeding):
        user = UserFactory(email="old@mail.example")
        mine = follow(sleep, email="old@mail.example")
        self.moved(user, "new@mail.example")

        theirs = follow(feeding, email="old@mail.example")

        assert mine != theirs
        assert list(mine.topics.all()) == [sleep]

    def test_an_address_that_nobody_proved_takes_nothing_over(self, sleep):
        follow(sleep, email="old@mail.example")
        UserFactory(email="old@mail.example", verified=False)

        alerts.follow_accounts()

        assert Alert.objects.get().user is None

    def test_a_closed_account_hears_nothing(self, sleep):
        user = UserFactory(email="old@mail.example")
        follow(sleep, email="old@mail.example")
        user.is_active = False
        user.save()
        news(sleep)

        assert run() == 0
