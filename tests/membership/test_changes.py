"""Moving to another grade, pausing, leaving; and that each can be read afterwards."""

from datetime import timedelta

import pytest

from membership import (
    automatic,
    changes,
    members,
    pauses,
    reminders,
    resignations,
    standing,
)
from membership.errors import ChangeRefused
from membership.models import Member, Reminder
from membership.standing import State
from portal.core import clock, history
from portal.notifications.models import Message
from portal.payments import payers
from portal.payments.models import Agreement, Refund
from tests.factories.accounts import staff
from tests.factories.membership import (
    GradeFactory,
    SubscriptionFactory,
    current_member,
    lapsed_member,
    paid,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def at():
    return clock.now()


@pytest.fixture
def today(at):
    return clock.uk_day(at)


@pytest.fixture
def practising():
    return GradeFactory(may_pause=True)


@pytest.fixture
def member(practising):
    return current_member()


def of(member, *, on):
    return standing.standing_of(member, on=on)


def ends(member):
    return member.subscriptions.counting().first().ends_on


# --- Another grade ---------------------------------------------------------


def test_paid_it_holds_from_today_and_the_past_stays(member, practising, at, today):
    dearer = GradeFactory(name="Fellow", price_pence=9900)
    last = ends(member)
    change = changes.begin(member, grade=dearer, by=member.user, at=at)
    assert of(member, on=today).grade == practising

    paid(change.bill, at=at)

    assert of(member, on=today).grade == dearer
    assert of(member, on=today - DAY).grade == practising
    assert ends(member) == last
    days_left = (last - today).days + 1
    assert change.bill.total_pence == round(3000 * days_left / 365)


def test_to_a_cheaper_one_nothing_is_to_pay_and_it_holds_at_once(member, at, today):
    cheaper = GradeFactory(name="Friend", price_pence=100)

    change = changes.begin(member, grade=cheaper, by=member.user, at=at)

    assert change.bill is None
    assert of(member, on=today).grade == cheaper
    assert changes.pay(change, at=at) == "/my/membership/"


def test_paid_twice_the_second_goes_back(member, at):
    dearer = GradeFactory(name="Fellow", price_pence=9900)
    bill = changes.begin(member, grade=dearer, by=member.user, at=at).bill
    paid(bill, at=at)

    paid(bill, at=at)

    assert Refund.objects.count() == 1


def test_paid_after_it_ended_goes_back(member, at, today):
    dearer = GradeFactory(name="Fellow", price_pence=9900)
    bill = changes.begin(member, grade=dearer, by=member.user, at=at).bill
    long_after = at + timedelta(days=400)

    paid(bill, at=long_after)

    assert Refund.objects.get().amount_pence == bill.total_pence


def test_asked_again_it_is_one_bill_and_another_takes_its_place(member, at):
    dearer = GradeFactory(name="Fellow", price_pence=9900)
    dearest = GradeFactory(name="Patron", price_pence=19900)
    first = changes.begin(member, grade=dearer, by=member.user, at=at)

    again = changes.begin(member, grade=dearer, by=member.user, at=at)
    other = changes.begin(member, grade=dearest, by=member.user, at=at)

    assert again == first
    assert member.grade_changes.open().get() == other


def test_a_grade_that_somebody_looks_at_is_not_chosen_alone(member, at, today):
    looked_at = GradeFactory(name="Retired", needs_approval=True)
    honour = GradeFactory(name="Honour", by_staff_only=True)

    assert not {looked_at, honour} & set(changes.grades_for(member, on=today))
    with pytest.raises(ChangeRefused):
        changes.begin(member, grade=looked_at, by=member.user, at=at)
    changes.set_by_staff(member, grade=looked_at, by=staff(), at=at)
    assert of(member, on=today).grade == looked_at


def test_who_lapsed_has_no_grade_to_leave(at, today):
    member = lapsed_member()

    assert changes.grades_for(member, on=today) == []
    with pytest.raises(ChangeRefused):
        changes.quote(member, GradeFactory(name="Friend"), on=today)


def test_a_student_is_asked_once_and_moved_only_by_themself(practising, at, today):
    student = GradeFactory(
        name="Student",
        price_pence=2500,
        moves_up_to=practising,
        asks_qualification_day=True,
    )
    member = current_member(qualifies_on=today)
    member.subscriptions.update(grade=student)

    assert [reminders.ask_who_qualified(at=at) for _ in range(2)] == [1, 0]

    assert Reminder.objects.get().stage == "qualified"
    assert of(member, on=today).grade == student
    assert changes.grades_for(member, on=today)[0] == practising
    bill = changes.begin(member, grade=practising, by=member.user, at=at).bill
    paid(bill, at=at)
    assert Member.objects.get(pk=member.pk).qualifies_on is None


# --- Leaving ---------------------------------------------------------------


def test_resigned_at_the_last_day_there_is_no_grace(member, at, today):
    last = ends(member)

    resignations.resign(member, at_once=False, by=member.user, at=at)

    assert of(member, on=last).state is State.CURRENT
    assert of(member, on=last + DAY).state is State.RESIGNED
    assert not of(member, on=last + DAY).good
    assert Message.objects.get().kind == "membership/resigned"


def test_resigned_today_it_ends_tonight_and_comes_back_whole(member, at, today):
    last = ends(member)
    SubscriptionFactory(
        member=member, starts_on=last + DAY, ends_on=last + timedelta(days=365)
    )
    resignations.resign(member, at_once=True, by=member.user, at=at)
    assert of(member, on=today).state is State.CURRENT
    assert of(member, on=today + DAY).state is State.RESIGNED

    resignations.undo(member, by=member.user, at=at)

    assert of(member, on=today + DAY).state is State.CURRENT
    assert ends(member) == last + timedelta(days=365)


def test_resigned_twice_is_refused_and_too_late_to_undo_as_well(member, at):
    resignations.resign(member, at_once=True, by=member.user, at=at)

    with pytest.raises(ChangeRefused):
        resignations.resign(member, at_once=False, by=member.user, at=at)
    with pytest.raises(ChangeRefused):
        resignations.undo(member, by=member.user, at=at + timedelta(days=2))


def test_who_resigned_is_reminded_of_nothing(member, at):
    resignations.resign(member, at_once=False, by=member.user, at=at)
    soon = clock.start_of_uk_day(ends(member) - timedelta(days=30))

    assert reminders.remind(at=soon) == 0


def test_what_was_agreed_is_stopped_for_those_who_left(member, at, monkeypatch):
    told = []
    monkeypatch.setattr(
        "portal.payments.agreements.stop",
        lambda agreement, **_facts: told.append(agreement),
    )
    agreement = Agreement.objects.create(
        payer=payers.of_user(member.user),
        purpose="membership",
        interval="year",
        amount_pence=6900,
        begun_at=at - DAY,
        status="active",
    )
    assert automatic.stop_what_has_to_end(at=at) == 0

    resignations.resign(member, at_once=False, by=member.user, at=at)

    assert automatic.stop_what_has_to_end(at=at) == 1
    assert told == [agreement]


# --- Pausing ---------------------------------------------------------------


def test_a_pause_moves_the_paid_days_behind_it(member, at, today):
    last = ends(member)
    paid_days = (last - today).days

    pauses.pause(
        member,
        from_on=today + 10 * DAY,
        until=today + 19 * DAY,
        by=member.user,
        at=at,
    )

    assert ends(member) == last + 10 * DAY
    states = [of(member, on=today + n * DAY).state for n in (9, 10, 19, 20)]
    assert states == [State.CURRENT, State.PAUSED, State.PAUSED, State.CURRENT]
    assert not of(member, on=today + 10 * DAY).good
    good = [of(member, on=today + n * DAY).state for n in range(1, paid_days + 11)]
    assert good.count(State.CURRENT) == paid_days


def test_a_pause_moves_what_was_paid_ahead_too(member, at, today):
    last = ends(member)
    SubscriptionFactory(
        member=member, starts_on=last + DAY, ends_on=last + timedelta(days=365)
    )

    pauses.pause(
        member, from_on=today + DAY, until=today + 7 * DAY, by=member.user, at=at
    )

    assert ends(member) == last + timedelta(days=365 + 7)


def test_coming_back_early_uses_the_days_from_then_on(member, at, today):
    last = ends(member)
    pauses.pause(
        member, from_on=today + DAY, until=today + 100 * DAY, by=member.user, at=at
    )
    later = at + timedelta(days=31)

    pauses.go_on(member, by=member.user, at=later)

    assert of(member, on=today + 31 * DAY).state is State.CURRENT
    assert of(member, on=today + 30 * DAY).state is State.PAUSED
    assert ends(member) == last + 30 * DAY


def test_a_pause_called_off_before_it_began_leaves_no_trace_on_the_days(
    member, at, today
):
    last = ends(member)
    pauses.pause(
        member, from_on=today + 5 * DAY, until=today + 9 * DAY, by=member.user, at=at
    )

    pauses.go_on(member, by=member.user, at=at)

    assert ends(member) == last
    assert all(of(member, on=today + n * DAY).good for n in range(12))


@pytest.mark.parametrize(("first", "last"), [(0, 5), (5, 4), (1, 367), (900, 905)])
def test_a_pause_that_makes_no_sense_is_refused(member, at, today, first, last):
    with pytest.raises(ChangeRefused):
        pauses.pause(
            member,
            from_on=today + first * DAY,
            until=today + last * DAY,
            by=member.user,
            at=at,
        )


def test_only_where_the_grade_allows_and_one_at_a_time(member, practising, at, today):
    days = {"from_on": today + DAY, "until": today + 3 * DAY}
    pauses.pause(member, **days, by=member.user, at=at)
    with pytest.raises(ChangeRefused):
        pauses.pause(member, **days, by=member.user, at=at)
    practising.may_pause = False
    practising.save()

    assert not pauses.may_pause(current_member(), on=today)


def test_the_history_says_each_step(member, at, today):
    pauses.pause(
        member, from_on=today + DAY, until=today + 3 * DAY, by=member.user, at=at
    )

    messages = [line.message for line in history.of(member)]

    assert any(words.startswith("Paused from") for words in messages)
    assert members.running(member, on=today)
