"""Reminding of a term's end: five times at most, each once, never once paid on."""

from datetime import UTC, date, datetime, time, timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from membership import reminders
from membership.models import Member, Reminder, Stage
from membership.reminders import stage_on
from portal.notifications import delivery
from portal.notifications.models import Message, Outcome
from tests.factories.accounts import UserFactory
from tests.factories.membership import SubscriptionFactory, current_member
from tests.rig.at_once import at_once

ENDS = date(2027, 3, 31)
GRACE = 30


def on(day):
    return datetime.combine(day, time(8, 12), tzinfo=UTC)


def days_before(number):
    return ENDS - timedelta(days=number)


@pytest.fixture
def member(db):
    member = current_member(name="Ann Ash", email="ann@example.org", account=False)
    member.subscriptions.update(starts_on=date(2026, 4, 1), ends_on=ENDS)
    return member


def posted():
    return list(Message.objects.filter(kind="membership/renewal_reminder"))


@pytest.mark.parametrize(
    ("before", "stage"),
    [
        (61, None),
        (60, Stage.SIXTY_DAYS),
        (31, Stage.SIXTY_DAYS),
        (30, Stage.THIRTY_DAYS),
        (8, Stage.THIRTY_DAYS),
        (7, Stage.SEVEN_DAYS),
        (1, Stage.SEVEN_DAYS),
        (0, Stage.LAST_DAY),
        (-6, Stage.LAST_DAY),
        (-7, None),
        (-29, None),
        (-30, Stage.GRACE_ENDS),
        (-36, Stage.GRACE_ENDS),
        (-37, None),
        (-400, None),
    ],
)
def test_the_stage_of_a_day(before, stage):
    assert stage_on(days_before(before), ends_on=ENDS, grace_days=GRACE) == stage


def test_without_grace_nothing_ends_but_the_term():
    assert stage_on(ENDS, ends_on=ENDS, grace_days=0) == Stage.LAST_DAY


def test_a_year_of_mornings_brings_five_messages(member):
    day = days_before(100)
    while day < ENDS + timedelta(days=100):
        reminders.remind(at=on(day))
        reminders.remind(at=on(day))
        day += timedelta(days=1)

    told = Reminder.objects.order_by("posted_at").values_list("stage", "posted_at")
    assert [(stage, moment.date()) for stage, moment in told] == [
        (Stage.SIXTY_DAYS, days_before(60)),
        (Stage.THIRTY_DAYS, days_before(30)),
        (Stage.SEVEN_DAYS, days_before(7)),
        (Stage.LAST_DAY, ENDS),
        (Stage.GRACE_ENDS, ENDS + timedelta(days=GRACE)),
    ]
    assert {message.to for message in posted()} == {"ann@example.org"}
    assert len(posted()) == 5


def test_the_day_is_the_uks(member):
    """T5: in summer the first hour of a UK day is still yesterday in UTC."""
    member.subscriptions.update(ends_on=date(2026, 8, 31))
    just_after_midnight = datetime(2026, 8, 30, 23, 30, tzinfo=UTC)

    reminders.remind(at=just_after_midnight)

    assert Reminder.objects.get().stage == Stage.LAST_DAY


def test_whoever_has_paid_on_is_not_reminded(member):
    SubscriptionFactory(
        member=member,
        starts_on=ENDS + timedelta(days=1),
        ends_on=ENDS + timedelta(days=365),
    )

    assert reminders.remind(at=on(days_before(30))) == 0


def test_a_message_on_its_way_is_dropped_once_paid(member, mailoutbox):
    reminders.remind(at=on(days_before(7)))
    SubscriptionFactory(
        member=member,
        starts_on=ENDS + timedelta(days=1),
        ends_on=ENDS + timedelta(days=365),
    )

    (message,) = posted()
    delivery.deliver(message, at=on(days_before(7)))

    message.refresh_from_db()
    assert mailoutbox == []
    assert message.outcome != Outcome.SENT


def test_a_withdrawn_term_counts_no_more(member):
    later = SubscriptionFactory(
        member=member, starts_on=ENDS, ends_on=ENDS + timedelta(days=365)
    )
    later.withdrawn_at, later.withdrawn_because = on(ENDS), "Entered twice"
    later.save()

    assert reminders.remind(at=on(days_before(60))) == 1


def test_an_account_is_written_to_at_its_own_address(member):
    user = UserFactory(email="new@example.org")
    Member.objects.filter(pk=member.pk).update(user=user)

    reminders.remind(at=on(ENDS))

    (message,) = posted()
    assert (message.to, message.user) == ("new@example.org", user)


@pytest.mark.parametrize(
    ("before", "subject", "words"),
    [
        (30, "runs until 31 March 2027", "runs until Wednesday 31 March 2027"),
        (0, "ends today", "Until Friday 30 April 2027 everything goes on"),
        (-30, "The last day to renew", "end on Friday 30 April 2027"),
    ],
)
def test_what_it_says(member, mailoutbox, before, subject, words):
    reminders.remind(at=on(days_before(before)))
    (message,) = posted()

    delivery.deliver(message, at=on(days_before(before)))

    (mail,) = mailoutbox
    assert subject in mail.subject
    assert words in mail.body
    assert "CPD record stay yours" in mail.body


def test_many_members_cost_no_more_questions_than_one(
    member, django_assert_num_queries
):
    reminders.remind(at=on(days_before(30)))
    with CaptureQueriesContext(connection) as one:
        reminders.remind(at=on(days_before(30)))
    for number in range(3):
        other = current_member(email=f"m{number}@example.org")
        other.subscriptions.update(ends_on=ENDS)
    reminders.remind(at=on(days_before(30)))

    with django_assert_num_queries(len(one)):
        reminders.remind(at=on(days_before(30)))


@pytest.mark.django_db(transaction=True)
def test_two_workers_write_once():
    """The second of two finds the row of the first, and posts nothing."""
    member = current_member(account=False)
    Member.objects.get(pk=member.pk).subscriptions.update(ends_on=ENDS)

    at_once([partial(reminders.remind, at=on(days_before(30)))] * 6)

    assert (Reminder.objects.count(), len(posted())) == (1, 1)
