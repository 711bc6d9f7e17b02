"""One step for many: shown before, done once for each, and gone on with."""

from datetime import timedelta

import pytest

from membership import pauses, queries, resignations, tasks
from membership.bulk import rules, steps
from membership.bulk.rules import Wanted
from membership.errors import BulkRefused
from membership.models import (
    BulkKind,
    BulkLine,
    BulkOutcome,
    BulkStep,
    Member,
    MemberExport,
    Subscription,
)
from membership.seats import invitations, places
from portal.accounts.roles import Role
from portal.core import clock, history
from portal.core.privacy import ERASED
from portal.notifications import delivery
from portal.notifications.models import Message
from tests.factories.accounts import UserFactory, staff
from tests.factories.membership import (
    GradeFactory,
    MemberFactory,
    current_member,
    grace_member,
    lapsed_member,
)
from tests.factories.organisations import bought, coordinator_of, organisation
from tests.rig.at_once import at_once

pytestmark = pytest.mark.django_db

WEEK = Wanted(BulkKind.MORE_TIME, days=7)
WHY = "For the week in which nobody could book"


@pytest.fixture
def at():
    return clock.now()


@pytest.fixture
def by():
    return staff(Role.MEMBERSHIP)


def plan(by, at, wanted=WEEK):
    return steps.plan(queries.listed(), wanted=wanted, reason=WHY, by=by, at=at)


def run(step, by, at):
    steps.start(step, by=by, at=at)
    steps.go_on(step.pk, at=at)
    step.refresh_from_db()


def left_out(step):
    rows = step.lines.filter(outcome=BulkOutcome.LEFT_OUT).select_related("member")
    return {line.member.name: line.said for line in rows}


def last_day(member):
    return member.subscriptions.counting().latest("ends_on").ends_on


# --- Whom, and whom not ----------------------------------------------------


def test_who_is_left_out_is_said_with_the_reason(by, at):
    current_member(name="Current")
    grace_member(name="Grace")
    lapsed_member(name="Lapsed")
    MemberFactory(name="Never")
    MemberFactory(name=ERASED)
    resigned = current_member(name="Resigned")
    resignations.resign(resigned, at_once=False, by=resigned.user, at=at)
    pausing = current_member(name="Pausing")
    pausing.subscriptions.update(grade=GradeFactory(name="Other", may_pause=True))
    today = clock.uk_day(at)
    pauses.pause(
        pausing,
        from_on=today + timedelta(days=1),
        until=today + timedelta(days=90),
        by=pausing.user,
        at=at,
    )
    seat_of(UserFactory(name="Placed"), at)

    step = plan(by, at)

    said = left_out(step)
    assert said.pop("Placed").startswith("Holds an employer's place until")
    assert said.pop("Resigned").startswith("Has resigned")
    assert said.pop("Pausing").startswith("Is to pause after")
    assert said == {
        "Lapsed": "The membership is over",
        "Never": "No term was ever entered",
        ERASED: "Was forgotten: neither name nor address is left",
    }
    todo = step.lines.filter(outcome=BulkOutcome.TO_DO)
    assert set(todo.values_list("member__name", flat=True)) == {"Current", "Grace"}


def seat_of(user, at):
    made = organisation()
    bought(made, 2, at=at)
    asked = invitations.invite(
        made, email=user.email, name=user.name, by=coordinator_of(made), at=at
    )
    return places.claim(asked, user=user, at=at)


def test_nothing_is_done_before_it_is_begun(by, at):
    member = current_member()
    before = last_day(member)

    step = plan(by, at)
    steps.go_on(step.pk, at=at)
    steps.go_on_with_all(at=at)

    assert last_day(member) == before
    steps.drop(step)
    assert not BulkStep.objects.exists()


def test_planning_asks_as_much_for_three_as_for_one(
    by, at, django_assert_max_num_queries
):
    current_member()
    with django_assert_max_num_queries(40) as one:
        plan(by, at)
    current_member()
    current_member()
    with django_assert_max_num_queries(len(one)):
        plan(by, at)


def test_nobody_chosen_is_refused(by, at):
    with pytest.raises(BulkRefused):
        plan(by, at)
    assert not BulkStep.objects.exists()


def test_where_nobody_is_left_nothing_begins(by, at):
    lapsed_member()

    with pytest.raises(BulkRefused):
        steps.start(plan(by, at), by=by, at=at)


# --- Doing it --------------------------------------------------------------


def test_more_time_follows_the_last_day_and_costs_nothing(by, at):
    members = [current_member(), grace_member()]
    before = [last_day(member) for member in members]

    step = plan(by, at)
    run(step, by, at)

    assert [last_day(member) for member in members] == [
        day + timedelta(days=7) for day in before
    ]
    term = members[0].subscriptions.latest("ends_on")
    assert (term.note, term.bill, term.added_by) == (WHY, None, by)
    assert step.finished_at is not None
    for member in members:
        line = history.of(member).get(action="membership.bulk_done")
        assert line.message == f"Give more time, with many others: {WHY}"
        assert line.user == by


def test_a_grade_is_changed_without_money_and_the_member_is_told(by, at):
    member = current_member()
    up = GradeFactory(name="Friend")
    there = current_member(name="There")
    there.subscriptions.update(grade=up)
    grace_member(name="Grace")

    step = plan(by, at, Wanted(BulkKind.GRADE, grade=up.pk))
    run(step, by, at)

    assert member.subscriptions.counting().latest("ends_on").grade == up
    assert left_out(step)["There"] == "Is in the grade Friend already"
    assert "Grace" in left_out(step)
    assert Message.objects.filter(kind="membership/grade_changed").count() == 1


def test_the_number_goes_to_the_address_and_says_that_it_is_from_us(by, at, mailoutbox):
    member = lapsed_member(email="ann@example.org")
    MemberFactory(name="Nowhere", email="")
    closed = current_member(name="Closed")
    closed.user.is_active = False
    closed.user.save()

    step = plan(by, at, Wanted(BulkKind.NUMBER))
    run(step, by, at)
    for message in Message.objects.due(clock.now()):
        delivery.deliver(message, at=clock.now())

    (mail,) = mailoutbox
    assert mail.to == ["ann@example.org"]
    assert member.number in mail.body
    assert "asked for" not in mail.body
    assert left_out(step) == {
        "Nowhere": "No address is on file",
        "Closed": "The account is closed",
    }


def test_the_chosen_are_exported_by_the_worker_for_files(by, at):
    chosen = current_member(name="Chosen")
    current_member(name="Other")
    rows = queries.listed().filter(pk=chosen.pk)

    step = steps.plan(rows, wanted=Wanted(BulkKind.EXPORT), reason=WHY, by=by, at=at)
    steps.start(step, by=by, at=at)
    tasks.look_after_exports()

    export = MemberExport.objects.get()
    with export.file.open() as file:
        text = file.read().decode("utf-8-sig")
    assert "Chosen" in text
    assert "Other" not in text


def test_who_changed_since_it_was_shown_is_left_out_and_said(by, at):
    member, other = current_member(name="Resigned"), current_member(name="Merged")
    step = plan(by, at)
    resignations.resign(member, at_once=False, by=member.user, at=at)
    Member.objects.filter(pk=other.pk).update(
        user=None, email="", merged_into=member.pk
    )

    run(step, by, at)

    assert left_out(step)["Resigned"].startswith("Has resigned")
    assert left_out(step)["Merged"] == "Went into another record of the same person"
    assert Subscription.objects.filter(note=WHY).count() == 0


# --- Once, whoever dies ----------------------------------------------------


def test_begun_twice_it_begins_once(by, at):
    current_member()
    step = plan(by, at)
    steps.start(step, by=by, at=at)

    with pytest.raises(BulkRefused):
        steps.start(step, by=by, at=at)
    with pytest.raises(BulkRefused):
        steps.drop(step)


def dies_after(number, monkeypatch):
    """Let the worker die when it has done so many."""
    done = []
    real = steps._take

    def take(line, step, *, at):
        if len(done) == number:
            raise MemoryError
        real(line, step, at=at)
        done.append(line.pk)

    monkeypatch.setattr(steps, "_take", take)


def test_the_timer_goes_on_after_a_worker_died_and_gives_each_once(by, at, monkeypatch):
    members = [current_member() for _ in range(4)]
    before = last_day(members[0])
    step = plan(by, at)
    steps.start(step, by=by, at=at)
    with monkeypatch.context() as patch:
        dies_after(2, patch)
        with pytest.raises(MemoryError):
            steps.go_on(step.pk, at=at)

    steps.go_on_with_all(at=at + timedelta(minutes=1))
    assert Subscription.objects.filter(note=WHY).count() == 2
    steps.go_on_with_all(at=clock.now() + steps.CLAIM + timedelta(minutes=1))

    assert {last_day(member) for member in members} == {before + timedelta(days=7)}
    assert Subscription.objects.filter(note=WHY).count() == 4
    step.refresh_from_db()
    assert step.finished_at is not None


def test_what_fails_half_way_is_undone_for_that_member_alone(by, at, monkeypatch):
    member = current_member()
    step = plan(by, at)
    steps.start(step, by=by, at=at)
    monkeypatch.setattr(steps.history, "record", lambda *_, **__: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        steps.go_on(step.pk, at=at)

    assert not Subscription.objects.filter(note=WHY).exists()
    assert step.lines.get().outcome == BulkOutcome.TO_DO
    assert member.subscriptions.count() == 1


@pytest.mark.django_db(transaction=True)
class TestTwoWorkers:
    """Both have read the same lines, and are at the same member."""

    def both(self, by, at):
        current_member()
        step = plan(by, at)
        BulkStep.objects.filter(pk=step.pk).update(started_at=at)
        step.refresh_from_db()
        line = step.lines.select_related("member").get()
        return at_once([lambda: steps._take(line, step, at=at)] * 4)

    def test_give_the_days_once(self, by, at):
        assert self.both(by, at) == [None] * 4
        assert Subscription.objects.filter(note=WHY).count() == 1

    def test_control_without_the_line_they_give_them_more_than_once(
        self, by, at, monkeypatch
    ):
        monkeypatch.setattr(
            BulkLine.objects.all().__class__, "update", lambda *_, **__: 1
        )

        self.both(by, at)

        assert Subscription.objects.filter(note=WHY).count() > 1


def test_a_step_says_in_words_what_was_asked_for():
    assert rules.Wanted.says(WEEK) == "7 more days after the last one"
