"""Changes: one place of several given up, kept after all, and decided on by staff."""

from datetime import timedelta

import pytest

from events.booking import bookings, changes, event_changes, giving_back, naming, places
from events.booking.changes import Decision
from events.catalogue.plans import Sitting
from events.errors import StepRefused
from events.models import Event, Mark, WaitingStatus
from portal.core import clock
from portal.notifications.models import Message
from portal.payments.models import PaymentPolicy, Refund, RefundStatus
from tests.events.booking.test_naming import (  # noqa: F401 - fixtures
    AT,
    PRICE,
    course,
    group,
    noon,
    person,
)
from tests.factories.accounts import UserFactory
from tests.factories.events import place
from tests.rig.mailbox import deliver_due, parts

LATER = AT + timedelta(minutes=6)


def three(course):  # noqa: F811 - a fixture handed on
    booking = group(course, 3, names=["Ann", "Bea"])
    return booking, list(booking.tickets.order_by("pk"))


def test_one_place_of_several_goes_and_the_others_stay(course):  # noqa: F811
    """Complaint 27: one of several, with undo, and only then to those who wait."""
    booking, (ann, *_) = three(course)
    said = changes.comes_back([ann], at=AT)
    Message.objects.all().delete()

    changes.cancel(ann, by=None, at=AT)

    booking.refresh_from_db()
    assert booking.is_confirmed
    assert places.taken(course, at=AT) == 3
    assert places.taken(course, at=LATER) == 2
    assert giving_back.give_back(booking, at=AT) == 0
    assert giving_back.give_back(booking, at=LATER) == said == 11250
    assert Refund.objects.get().amount_pence == 11250
    assert sorted(Message.objects.values_list("kind", "to"))[:2] == [
        ("events/booking_cancelled", "ann@example.org"),
        ("events/places_given_up", "lee@trust.example"),
    ]


def test_within_the_minutes_it_is_kept_after_all(course):  # noqa: F811
    booking, (ann, *_) = three(course)
    changes.cancel(ann, by=None, at=AT)

    changes.undo(ann, by=None, at=AT + timedelta(minutes=4))

    assert booking.tickets.kept().count() == 3
    assert giving_back.give_back(booking, at=LATER) == 0


def test_afterwards_it_has_passed_on(course):  # noqa: F811
    _, (ann, *_) = three(course)
    changes.cancel(ann, by=None, at=AT)

    with pytest.raises(StepRefused, match="passed on"):
        changes.undo(ann, by=None, at=LATER)


def test_pressed_twice_it_goes_once(course):  # noqa: F811
    booking, (ann, *_) = three(course)

    changes.cancel(ann, by=None, at=AT)
    changes.cancel(ann, by=None, at=AT + timedelta(minutes=1))

    assert giving_back.give_back(booking, at=LATER) == 11250


def test_the_last_place_takes_the_booking_with_it(course):  # noqa: F811
    booking = group(course, 1, names=["Ann"])

    changes.cancel(booking.tickets.get(), by=None, at=AT)

    booking.refresh_from_db()
    assert booking.is_cancelled


def test_an_undo_of_the_rest_leaves_what_went_before(course):  # noqa: F811
    booking, (ann, *_) = three(course)
    changes.cancel(ann, by=None, at=AT)
    at = AT + timedelta(minutes=7)
    bookings.cancel(booking, by=None, at=at)

    bookings.undo_cancel(booking, by=None, at=at)

    assert booking.tickets.kept().count() == 2
    assert giving_back.give_back(booking, at=at) == 11250


def test_a_place_that_somebody_else_has_is_not_given_up(course):  # noqa: F811
    """C15: the first person's cancelling meets the substitution, and one holds."""
    _, (ann, *_) = three(course)
    new = naming.substitute(ann, person("Cleo"), by=None, at=AT)

    with pytest.raises(StepRefused, match="somebody else"):
        changes.cancel(ann, by=None, at=AT)

    new.refresh_from_db()
    assert new.released_at is None
    assert places.taken(course, at=AT) == 3


def test_a_place_that_was_given_up_is_not_handed_on(course):  # noqa: F811
    """C15: the other order."""
    _, (ann, *_) = three(course)
    changes.cancel(ann, by=None, at=AT)

    with pytest.raises(StepRefused):
        naming.substitute(ann, person("Cleo"), by=None, at=AT)


def test_what_was_handed_on_is_given_up_with_its_money(course):  # noqa: F811
    booking, (ann, *_) = three(course)
    new = naming.substitute(ann, person("Cleo"), by=None, at=AT)

    changes.cancel(new, by=None, at=AT)

    assert giving_back.give_back(booking, at=LATER) == 11250


def test_a_freed_place_goes_to_the_first_who_waits(course):  # noqa: F811
    booking, (ann, *_) = three(course)
    Event.objects.filter(pk=course.pk).update(capacity=3)
    entry = course.waiting_list.create(
        user=UserFactory(), ticket_type=course.ticket_types.get(), joined_at=AT
    )
    changes.cancel(ann, by=None, at=AT)
    bookings.pass_places_on(course, at=LATER)

    entry.refresh_from_db()
    assert entry.status == WaitingStatus.OFFERED
    assert places.taken(course, at=LATER) == 3
    assert booking.tickets.kept().count() == 2


def test_staff_decide_what_comes_back_with_a_reason(course):  # noqa: F811
    booking, (ann, *_) = three(course)

    changes.cancel(
        ann, by=UserFactory(), at=AT, decision=Decision(PRICE, "Bereavement")
    )

    giving_back.give_back(booking, at=LATER)
    refund = Refund.objects.get()
    assert (refund.amount_pence, refund.reason) == (PRICE, "Bereavement")


def test_no_more_comes_back_than_was_charged(course):  # noqa: F811
    """R4: not by a decision of staff either; the two-way races are the payments'."""
    booking, (ann, *_) = three(course)

    with pytest.raises(StepRefused, match="charged"):
        changes.cancel(
            ann, by=UserFactory(), at=AT, decision=Decision(PRICE + 1, "Typo")
        )
    booking.refresh_from_db()
    assert booking.tickets.kept().count() == 3


def test_from_the_sum_of_the_policy_a_second_person_agrees(course):  # noqa: F811
    """R11: what staff decide waits; what the terms say does not."""
    policy = PaymentPolicy.load()
    policy.second_person_from_pence = 10000
    policy.save()
    booking, (ann, bea, _) = three(course)
    by = UserFactory()
    changes.cancel(ann, by=by, at=AT, decision=Decision(PRICE, "Ill"))
    changes.cancel(bea, by=by, at=AT)

    giving_back.give_back(booking, at=LATER)

    assert dict(Refund.objects.values_list("amount_pence", "status")) == {
        PRICE: RefundStatus.ASKED,
        11250: RefundStatus.TO_SEND,
    }


def test_who_came_keeps_the_place(course):  # noqa: F811
    """R8: nothing is cancelled under a record of attendance."""
    _, (ann, *_) = three(course)
    ann.attendances.create(
        event_session=course.event_sessions.get(),
        mark=Mark.PRESENT,
        marked_at=AT,
        name="Ann",
    )

    with pytest.raises(StepRefused, match="has been there"):
        changes.cancel(ann, by=None, at=AT)
    with pytest.raises(StepRefused, match="has been there"):
        bookings.cancel(ann.booking, by=None, at=AT)


def test_a_new_date_keeps_the_booking_and_gives_a_way_out(course):  # noqa: F811
    """R10: booked, told with the calendar, and everything comes back for some days."""
    booking, (ann, bea, _) = three(course)
    at = course.starts_at - timedelta(days=10)
    starts = course.starts_at + timedelta(days=5)
    (before,) = course.event_sessions.all()
    Message.objects.all().delete()

    event_changes.set_sittings(
        course,
        [Sitting(starts, starts + timedelta(hours=1), "", before.pk)],
        by=UserFactory(),
        at=at,
    )

    booking.refresh_from_db()
    assert booking.is_confirmed
    assert ("events/event_changed", "ann@example.org") in set(
        Message.objects.values_list("kind", "to")
    )
    ann.refresh_from_db()
    ann.booking.event.refresh_from_db()
    assert ann.sequence == 1
    until = clock.end_of_uk_day(clock.uk_day(at) + timedelta(days=14))
    assert changes.comes_back([ann], at=until - timedelta(seconds=1)) == PRICE
    assert changes.comes_back([bea], at=until) == 0


def test_whoever_booked_is_told_of_a_new_date_and_the_way_out(course):  # noqa: F811
    """R10: the booker reads of the money; those who come read of the day alone."""
    three(course)
    deliver_due(AT)
    starts = course.starts_at + timedelta(days=5)
    (before,) = course.event_sessions.all()
    event_changes.set_sittings(
        course,
        [Sitting(starts, starts + timedelta(hours=1), "", before.pk)],
        by=UserFactory(),
        at=AT,
    )

    letters = {letter["To"]: parts(letter)["text/plain"] for letter in deliver_due(AT)}

    said = "Until the end of Sunday 6 December 2026 you can give up any place"
    assert said in letters["lee@trust.example"]
    assert "paid" not in letters["ann@example.org"]
    assert "Lee Ash, Eastmere Trust booked this place" in letters["ann@example.org"]


def test_what_is_told_of_a_place_given_up_is_true(course):  # noqa: F811
    booking, (ann, *_) = three(course)
    deliver_due(AT)
    changes.cancel(ann, by=None, at=AT)

    letters = {letter["To"]: parts(letter)["text/plain"] for letter in deliver_due(AT)}

    assert "£112.50 comes back" in letters["lee@trust.example"]
    assert "1 place is given up" in letters["lee@trust.example"].lower()
    assert "£" not in letters["ann@example.org"]
    assert booking.tickets.kept().count() == 2


def test_no_money_no_way_out_to_speak_of(course):  # noqa: F811
    ticket = place(course, UserFactory())

    assert changes.comes_back([ticket], at=AT) == 0


def test_of_all_that_go_none_is_counted_that_went_before(course):  # noqa: F811
    booking, (ann, *_) = three(course)
    changes.cancel(ann, by=None, at=AT)
    deliver_due(AT)

    bookings.cancel(booking, by=None, at=LATER)

    mails = {one["To"]: parts(one)["text/plain"] for one in deliver_due(LATER)}
    said = mails["lee@trust.example"]
    assert "2 places are given up" in said
    assert "Bea" in said
    assert "Ann" not in said
    assert "£225.00 comes back" in said
