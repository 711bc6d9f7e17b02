"""What the verbs refuse, each for a reason of its own; and nothing has changed then."""

from datetime import timedelta

import pytest

from events.booking.places import Delegate
from events.commissioning import (
    commissions,
    coordinators,
    delegates,
    enquiries,
    invoicing,
    reminders,
    tasks,
)
from events.errors import AlreadyNamed, CommissionRefused, StepRefused
from events.models import (
    Attendance,
    CommissionRun,
    Event,
    Mark,
    WaitingListEntry,
    WayIn,
)
from portal.body.models import Area
from tests.factories.accounts import UserFactory
from tests.factories.commissions import (
    agreed,
    asked,
    closed_run,
    coordinator_of,
    somebody,
    taken,
)
from tests.factories.events import EventFactory

pytestmark = pytest.mark.django_db


def name(run, who="Ada", *, at):
    return delegates.name(
        run,
        Delegate(who, f"{who}@trust.example".lower()),
        strand=None,
        by=somebody(),
        at=at,
    )


def test_areas_share_out_no_more_than_was_bought():
    area = Area.objects.create(name="Leeds")

    with pytest.raises(CommissionRefused, match="which is more than the 2"):
        agreed(("All", 2), areas=[(area, 3)])


def test_a_correction_that_corrects_nothing_leaves_no_line(at):
    commission = agreed()
    names = ("title", "commissioner", "funder", "names_until_days", "order_number")
    same = {name: getattr(commission, name) for name in names}

    commissions.correct(commission, **same, by=somebody())

    commission.refresh_from_db()
    assert {name: getattr(commission, name) for name in names} == same


def test_of_what_people_wait_for_nothing_is_taken(at):
    """Somebody who may not be offered it now still comes first."""
    event = EventFactory(way_in=WayIn.MEMBERS, capacity=5)
    WaitingListEntry.objects.create(
        event=event,
        user=UserFactory(),
        ticket_type=event.ticket_types.first(),
        joined_at=at,
    )

    with pytest.raises(CommissionRefused, match="people are waiting"):
        taken(agreed(("All", 1)), event, 1)


def test_a_run_that_has_begun_gives_nothing_back(at):
    run = taken(agreed(("All", 1)), closed_run(), 1)

    with pytest.raises(CommissionRefused, match="has begun"):
        commissions.give_back(run, 1, by=somebody(), at=run.event.starts_at)


def test_a_coordinator_is_asked_once_and_ends_once(at):
    commission = agreed()
    user = coordinator_of(commission)
    mine = commission.coordinators.get()

    with pytest.raises(CommissionRefused, match="already"):
        coordinators.ask(commission, email=user.email, by=somebody(), at=at)
    coordinators.end(mine, by=somebody(), at=at, by_staff=True)
    with pytest.raises(CommissionRefused, match="taken off already"):
        coordinators.end(mine, by=somebody(), at=at, by_staff=True)


def test_a_link_is_sent_anew_and_accepted_once_by_one_account(at):
    commission = agreed()
    user = coordinator_of(commission)
    first = coordinators.ask(commission, email="b@x.example", by=somebody(), at=at)
    again = coordinators.ask(commission, email="b@x.example", by=somebody(), at=at)

    assert first.pk == again.pk
    with pytest.raises(CommissionRefused, match="already, so there is nothing"):
        coordinators.accept(again, user=user, at=at)
    with pytest.raises(CommissionRefused, match="has run out"):
        coordinators.accept(again, user=UserFactory(), at=again.until)
    coordinators.accept(again, user=UserFactory(), at=at)
    with pytest.raises(CommissionRefused, match="has been used"):
        coordinators.accept(again, user=UserFactory(), at=at)


def test_moves_that_mean_nothing_are_refused(at):
    commission = agreed(("All", 4))
    here = taken(commission, closed_run(days=40), 2)
    there = taken(commission, closed_run(days=60), 2)
    place = name(here, at=at)
    by = somebody()

    with pytest.raises(CommissionRefused, match="Nobody is named"):
        delegates.move(delegates.free_places(here)[0], there, by=by, at=at)
    with pytest.raises(CommissionRefused, match="of one commission"):
        delegates.move(place, here, by=by, at=at)
    late = here.event.starts_at - timedelta(hours=3)
    with pytest.raises(StepRefused, match="could be moved"):
        delegates.move(place, there, by=by, at=late)
    gone = {"cancelled_at": at, "status": "cancelled"}
    Event.objects.filter(pk=there.event_id).update(**gone)
    with pytest.raises(CommissionRefused, match="begun, or was cancelled"):
        delegates.move(place, there, by=by, at=at)


def test_nobody_moves_to_a_full_run_where_they_are_already(at):
    commission = agreed(("All", 2))
    here = taken(commission, closed_run(days=40), 1)
    there = taken(commission, closed_run(days=60), 1)
    name(there, at=at)

    with pytest.raises(AlreadyNamed):
        delegates.move(name(here, at=at), there, by=somebody(), at=at)


def test_whoever_was_there_keeps_the_place(at):
    """The hours and the papers of somebody hang on it."""
    run = taken(agreed(("All", 1)), closed_run(), 1)
    place = name(run, at=at)
    place.refresh_from_db()
    Attendance.objects.create(
        event_session=run.event.event_sessions.get(),
        ticket=place.ticket,
        mark=Mark.PRESENT,
        marked_at=at,
    )

    with pytest.raises(StepRefused):
        delegates.take_off(place, by=somebody(), at=at)


def test_a_closed_enquiry_is_given_to_nobody(at):
    enquiry = asked()
    enquiries.lose(enquiry, reason="No", by=somebody(), at=at)

    with pytest.raises(CommissionRefused):
        enquiries.take_on(enquiry, owner=somebody(), by=somebody())


def test_the_number_may_be_entered_while_it_is_asked_for(at):
    commission = agreed(("All", 1))
    taken(commission, closed_run(), 1)
    invoicing.send(commission, order_number="", by=somebody(), at=at)

    invoice = invoicing.send(commission, order_number="PO 1", by=somebody(), at=at)
    assert invoice.order_number == "PO 1"


def test_asked_again_for_the_number_finance_gets_a_new_link(at):
    commission = agreed(("All", 1))
    taken(commission, closed_run(), 1)
    for _ in range(2):
        assert invoicing.send(commission, order_number="", by=somebody(), at=at) is None

    commission.refresh_from_db()
    assert commission.bill.order_requests.count() == 2


def test_a_reminder_is_not_sent_twice_by_two_timers(at):
    run = taken(agreed(("All", 1), names_until_days=14), closed_run(days=14), 1)
    stale = CommissionRun.objects.get(pk=run.pk)

    assert reminders.remind(run, at=at) == 1
    assert reminders.remind(stale, at=at) == 0


def test_a_run_that_fails_keeps_no_other_from_being_told(at, monkeypatch):
    commission = agreed(("All", 2))
    for days in (13, 14):
        taken(commission, closed_run(days=days), 1)
    told = []

    def remind(run, *, at):
        told.append(run)
        raise RuntimeError

    monkeypatch.setattr(reminders, "remind", remind)
    monkeypatch.setattr(reminders, "tell_of_cancelled", remind)
    tasks.ask_for_names()
    Event.objects.update(status="cancelled", cancelled_at=at)
    tasks.tell_of_cancelled_runs()

    assert len(told) == 4
