"""Delivery: once, in order, while it is true, and never lost."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction
from django.template import engines

from portal.core import clock
from portal.core.errors import Refused
from portal.notifications import delivery, kinds, tasks
from portal.notifications.kinds import Attachment, Kind, Prepared
from portal.notifications.models import MOST_ATTEMPTS, Message, Outcome
from portal.notifications.post import post
from tests.factories.accounts import UserFactory
from tests.fakes.mail_server import mail_server
from tests.rig.at_once import at_once

pytestmark = pytest.mark.django_db

KIND = "tests/plain"
WORDS = {
    "emails/tests/plain.subject.txt": "News for {{ name }}",
    "emails/tests/plain.txt": "Hello {{ name }}",
    "emails/tests/plain.html": "<h1>Hello {{ name }}</h1>",
}


class Notice:
    """The facts behind the message of these tests."""

    def __init__(self):
        self.true = True
        self.name = "Wren"
        self.to = ""
        self.sent = []
        self.fails = None

    def prepare(self, message, at):
        if self.fails:
            raise self.fails
        if not self.true:
            return None
        return Prepared({"name": self.name}, to=self.to)

    def note(self, message, at):
        self.sent.append(message.pk)


@pytest.fixture
def notice(monkeypatch):
    facts = Notice()
    monkeypatch.setitem(
        kinds._kinds, KIND, Kind(KIND, "Plain", facts.prepare, facts.note)
    )
    for name in ("text", "pages"):
        words = {path: engines[name].from_string(text) for path, text in WORDS.items()}
        real = engines[name].get_template
        monkeypatch.setattr(
            engines[name],
            "get_template",
            lambda path, words=words, real=real: words.get(path) or real(path),
        )
    return facts


@pytest.fixture
def at():
    """A moment by which everything that a test writes is due."""
    return clock.now() + timedelta(seconds=30)


@pytest.fixture
def server(settings):
    with mail_server() as (told, port):
        settings.MAILERS = {
            "default": {
                "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
                "OPTIONS": {"host": "127.0.0.1", "port": port, "timeout": 5},
            }
        }
        yield told


def write(to="wren@example.org", **more):
    return post(KIND, to=to, **more)


def state(message):
    return Message.objects.get(pk=message.pk)


# --- Once ------------------------------------------------------------------


def test_a_message_goes_once(notice, at, mailoutbox):
    message = write()

    outcomes = [delivery.deliver(message, at=at) for _ in range(3)]

    assert outcomes == [Outcome.SENT, Outcome.WAITING, Outcome.WAITING]
    assert len(mailoutbox) == 1
    assert notice.sent == [message.pk]


@pytest.mark.django_db(transaction=True)
def test_ten_workers_at_once_send_it_once(notice, at, mailoutbox):
    """I15, M9. Claimed by compare-and-set."""
    with transaction.atomic():
        message = write(due_at=at)
    at_once([partial(delivery.deliver, message, at=at)] * 10)

    assert len(mailoutbox) == 1


@pytest.mark.django_db(transaction=True)
def test_with_the_claim_off_it_goes_several_times(notice, at, mailoutbox, monkeypatch):
    """I15, M9. The control: without the claim the test above would prove nothing."""
    with transaction.atomic():
        message = write(due_at=at)

    class Unclaimed(type(Message.objects.all())):
        def due(self, at):
            return self

    monkeypatch.setattr(Message.objects, "due", Unclaimed(Message).due)

    at_once([partial(delivery.deliver, message, at=at)] * 10)

    assert len(mailoutbox) > 1


def test_a_worker_that_died_before_sending_leaves_it_to_the_next(notice, at):
    """I3."""
    message = write()
    Message.objects.update(claimed_until=at + delivery.CLAIM, attempts=1)

    assert delivery.deliver(message, at=at) == Outcome.WAITING
    assert delivery.deliver(message, at=at + delivery.CLAIM) == Outcome.SENT


def test_a_worker_that_died_after_sending_sends_the_same_message_again(
    notice, at, mailoutbox
):
    """I3, I6. One duplicate at most, under the same Message-ID."""
    message = write()
    delivery.deliver(message, at=at)
    Message.objects.update(
        outcome=Outcome.WAITING, sent_at=None, claimed_until=at + delivery.CLAIM
    )

    delivery.deliver(message, at=at + delivery.CLAIM)

    first, second = (sent.message()["Message-ID"] for sent in mailoutbox)
    assert first == second == message.message_id


def test_a_frozen_worker_writes_nothing_stale(notice, at, mailoutbox):
    """I16. It thaws after another has sent and noted."""
    message = write()
    frozen = state(message)
    delivery.deliver(message, at=at)

    delivery._failed(frozen, ConnectionError(), at + timedelta(minutes=10))
    delivery._close(frozen, Outcome.FAILED, trouble="late")

    assert (state(message).outcome, state(message).trouble) == (Outcome.SENT, "")


def test_of_many_the_rest_goes_once_after_a_crash(notice, at, mailoutbox):
    """M9."""
    for n in range(60):
        write(f"person{n}@example.org")
    for message in Message.objects.order_by("pk")[:25]:
        delivery.deliver(message, at=at)

    for _ in range(2):
        tasks.deliver_due()

    assert len(mailoutbox) == 60
    assert len({sent.to[0] for sent in mailoutbox}) == 60


# --- While it is true ------------------------------------------------------


def test_what_is_no_longer_true_is_not_sent(notice, at, mailoutbox):
    """M10."""
    message = write()
    notice.true = False

    assert delivery.deliver(message, at=at) == Outcome.OVERTAKEN
    assert mailoutbox == []


def test_what_comes_too_late_is_not_sent(notice, at, mailoutbox):
    """I17."""
    message = write(not_after=at + timedelta(hours=1))

    assert delivery.deliver(message, at=at + timedelta(hours=1)) == Outcome.OVERTAKEN
    assert mailoutbox == []


def test_its_words_are_made_when_it_goes(notice, at, mailoutbox):
    message = write()
    notice.name = "Wren Ōta"

    delivery.deliver(message, at=at)

    assert mailoutbox[0].subject == "News for Wren Ōta"


def test_it_waits_for_its_time(notice, at, mailoutbox):
    message = write(due_at=at + timedelta(hours=1))

    assert delivery.deliver(message, at=at) == Outcome.WAITING
    tasks.deliver_due()
    assert mailoutbox == []
    assert delivery.deliver(message, at=at + timedelta(hours=1)) == Outcome.SENT


def test_without_a_recipient_it_waits_for_one_to_be_found(notice, at, mailoutbox):
    lost, found = write(to=""), write(to="", facts={"n": 2})

    assert delivery.deliver(lost, at=at) == Outcome.OVERTAKEN
    notice.to = "wren@example.org"
    assert delivery.deliver(found, at=at) == Outcome.SENT
    assert (state(found).to, mailoutbox[0].to) == (
        "wren@example.org",
        ["wren@example.org"],
    )


# --- In order --------------------------------------------------------------


def test_a_thread_leaves_in_the_order_it_was_written(notice, at, mailoutbox):
    """M10. A cancellation never overtakes its invitation."""
    user = UserFactory()
    first, second = write(subject=user), write(subject=user)

    assert delivery.deliver(second, at=at) == Outcome.WAITING
    assert delivery.deliver(first, at=at) == Outcome.SENT
    assert delivery.deliver(second, at=at) == Outcome.SENT


def test_another_thread_does_not_wait(notice, at):
    write(subject=UserFactory())

    assert delivery.deliver(write(subject=UserFactory()), at=at) == Outcome.SENT


def test_a_reminder_for_next_week_keeps_nothing_waiting(notice, at):
    user = UserFactory()
    write(subject=user, due_at=at + timedelta(days=7))

    assert delivery.deliver(write(subject=user), at=at) == Outcome.SENT


def test_threads_that_wait_keep_nobody_else_back(notice, at, mailoutbox, monkeypatch):
    """I5. A full batch of them would otherwise be all that is ever looked at."""
    monkeypatch.setattr(tasks, "BATCH", 3)
    user = UserFactory()
    first = write(subject=user)
    for _ in range(5):
        write(subject=user)
    Message.objects.filter(pk=first.pk).update(claimed_until=at + timedelta(hours=1))
    write("lark@example.org")

    tasks.deliver_due()

    assert [sent.to for sent in mailoutbox] == [["lark@example.org"]]


# --- Never lost ------------------------------------------------------------


def test_a_mail_server_that_is_busy_is_asked_again(notice, at, server):
    """I5."""
    server.to_data = "451 later"
    message = write()
    moment = at
    for _ in range(6):
        assert delivery.deliver(message, at=moment) == Outcome.WAITING
        assert state(message).trouble == "SMTPDataError"
        assert delivery.deliver(message, at=moment) == Outcome.WAITING
        moment = state(message).claimed_until
    server.to_data = "250 OK"

    assert delivery.deliver(message, at=moment) == Outcome.SENT
    assert len(server.taken) == 1
    assert (moment - at).total_seconds() / 60 == 1 + 2 + 5 + 5 + 10 + 15


def test_six_hours_without_a_mail_server_lose_nothing(notice, at, settings):
    """I5."""
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": 1, "timeout": 1},
        }
    }
    message = write()
    moment = at
    while moment < at + timedelta(hours=6):
        assert delivery.deliver(message, at=moment) == Outcome.WAITING
        moment = state(message).claimed_until

    assert state(message).trouble == "ConnectionRefusedError"
    settings.MAILERS = {
        "default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}
    }
    assert delivery.deliver(message, at=moment) == Outcome.SENT


def test_after_a_day_of_trying_it_fails_where_staff_see_it(notice, at, server):
    """I5."""
    server.to_data = "451 later"
    message = write()
    moment = at
    for _ in range(MOST_ATTEMPTS):
        delivery.deliver(message, at=moment)
        moment = state(message).claimed_until or moment

    assert state(message).outcome == Outcome.FAILED
    assert timedelta(hours=20) < moment - at < timedelta(hours=24)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [("550 no such person", Outcome.FAILED), ("450 busy", Outcome.WAITING)],
)
def test_a_refused_recipient_is_final_only_if_the_server_says_so(
    notice, at, server, answer, outcome
):
    """M5. And the address is not noted."""
    server.to_recipient = answer
    message = write()

    assert delivery.deliver(message, at=at) == outcome
    assert state(message).trouble == "SMTPRecipientsRefused"


def test_refused_words_are_final(notice, at, server):
    """M5."""
    server.to_data = "554 looks like spam"

    assert delivery.deliver(write(), at=at) == Outcome.FAILED


def test_a_link_dropped_before_the_answer_gives_one_duplicate_at_most(
    notice, at, server
):
    """I6."""
    server.hang_up_after_data = True
    message = write()
    assert delivery.deliver(message, at=at) == Outcome.WAITING
    server.hang_up_after_data = False
    assert delivery.deliver(message, at=state(message).claimed_until) == Outcome.SENT

    assert [taken["Message-ID"] for taken in server.taken] == [message.message_id] * 2


def test_a_message_that_cannot_be_written_keeps_nobody_else_back(
    notice, at, mailoutbox
):
    broken = post("accounts/password_changed", to="wren@example.org")
    Message.objects.filter(pk=broken.pk).update(kind="gone/altogether")
    write("lark@example.org")

    tasks.deliver_due()

    assert [sent.to for sent in mailoutbox] == [["lark@example.org"]]
    assert (state(broken).outcome, state(broken).trouble) == (
        Outcome.WAITING,
        "KeyError",
    )


def test_what_fails_after_sending_does_not_send_again(notice, at, mailoutbox):
    def broken(message, at):
        raise ZeroDivisionError

    kinds._kinds[KIND] = Kind(KIND, "Plain", notice.prepare, broken)
    message = write()

    assert delivery.deliver(message, at=at) == Outcome.SENT
    assert delivery.deliver(message, at=at + timedelta(hours=1)) == Outcome.WAITING
    assert len(mailoutbox) == 1
    assert state(message).trouble == "after sending: ZeroDivisionError"


def test_staff_put_a_failed_message_back(notice, at, mailoutbox):
    message = write()
    Message.objects.update(outcome=Outcome.FAILED, attempts=48, trouble="x")

    delivery.try_again(state(message), at=at)

    assert delivery.deliver(message, at=at) == Outcome.SENT
    assert len(mailoutbox) == 1


def test_neither_a_sent_nor_a_forgotten_message_goes_again(notice, at):
    sent, forgotten = write(), write(forget_facts=True, facts={"token": "x"})
    delivery.deliver(sent, at=at)
    delivery._close(forgotten, Outcome.FAILED)

    for message in (sent, forgotten):
        with pytest.raises(Refused):
            delivery.try_again(state(message), at=at)
    assert state(forgotten).facts == {}


# --- How it is made --------------------------------------------------------

PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{% include 'base.html' %}{{ settings.SECRET_KEY }}",
    "[link](https://evil.example)",
    "<a href='https://evil.example'>Verify now</a>",
    "&lt;b&gt;",
    "%s%n${7*7}",
]


@pytest.mark.parametrize("name", PAYLOADS)
def test_html_in_a_name_is_shown_as_text(notice, at, mailoutbox, name):
    """M2."""
    notice.name = name

    delivery.deliver(write(), at=at)

    [sent] = mailoutbox
    html = sent.alternatives[0].content
    assert sent.body == f"Hello {name}\n"
    assert sent.subject == f"News for {name}"
    assert "<script" not in html
    assert "<img" not in html
    assert "<a " not in html


@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r", "\u2028", "\x0b", "\x85"])
def test_a_line_end_in_a_name_ends_no_header(notice, at, server, ending):
    """M1."""
    notice.name = f"Wren{ending}Bcc: everybody@example.org"

    assert delivery.deliver(write(), at=at) == Outcome.SENT

    [taken] = server.taken
    assert taken["Subject"] == "News for Wren Bcc: everybody@example.org"
    assert taken["Bcc"] is None


def test_both_parts_and_what_mail_programs_ask_for(notice, at, server, monkeypatch):
    """M12."""
    monkeypatch.setattr(
        notice,
        "prepare",
        lambda _message, _at: Prepared(
            {"name": "Ŵren"},
            attachments=(Attachment("slides.pdf", b"%PDF", "application/pdf"),),
            calendar=("REQUEST", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"),
        ),
    )
    kinds._kinds[KIND] = Kind(KIND, "Plain", notice.prepare)

    message = write()
    delivery.deliver(message, at=at)

    [taken] = server.taken
    types = [part.get_content_type() for part in taken.walk()]
    calendar = next(p for p in taken.walk() if p.get_content_type() == "text/calendar")
    assert types == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/pdf",
    ]
    assert calendar.get_param("method") == "REQUEST"
    assert taken["Message-ID"] == message.message_id
    assert taken["Auto-Submitted"] == "auto-generated"
    assert taken["To"] == "wren@example.org"
    assert taken["From"]
    assert taken["Date"]
    assert len(bytes(taken)) < 100_000
