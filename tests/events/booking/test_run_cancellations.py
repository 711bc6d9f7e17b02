"""Calling a whole event off: in time to stop it, once, and to the penny."""

from datetime import UTC, datetime, timedelta

import pytest

from events.booking import (
    bookings,
    event_changes,
    money_back,
    paying,
    places,
    run_cancellations,
    tasks,
    waiting_list,
)
from events.catalogue import lines, policies
from events.errors import NotEligible, NotOpen, StepRefused
from events.models import (
    Booking,
    BookingPolicy,
    BookingStatus,
    EventStatus,
    RunCancellation,
    Ticket,
    TicketType,
    WayIn,
    Who,
)
from portal.core import history
from portal.notifications.models import Message, Outcome
from portal.payments import ledger, payers, queries, refunds, settlement
from portal.payments.models import Method, Refund, RefundStatus
from tests.factories.accounts import UserFactory
from tests.factories.events import EventFactory
from tests.factories.membership import current_member
from tests.fakes import stripe as fake
from tests.rig import crowd
from tests.rig.mailbox import deliver_due, parts

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
DUE = AT + timedelta(minutes=10)
PRICE = 12500

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(AT, tick=False)
    with fake.afresh():
        yield


@pytest.fixture
def staff():
    return UserFactory(name="Eve Ents")


def course(*, capacity=100, days=40):
    event = EventFactory(
        title="Awareness day",
        way_in=WayIn.PUBLIC,
        capacity=capacity,
        starts_at=AT + timedelta(days=days),
    )
    event.ticket_types.all().delete()
    TicketType.objects.create(
        event=event, name="Standard", who=Who.ANYONE, price_pence=PRICE
    )
    return event


def reserved(event, name, number=1):
    people = [
        places.Delegate(f"{name} {n}", f"{name}{n}@example.org".lower())
        for n in range(number)
    ]
    order = paying.Order(
        people,
        booker_name=name,
        booker_email=people[0].email if number == 1 else f"{name}@example.org".lower(),
        for_self=False,
    )
    return paying.reserve(event, order, at=AT)


def paid(event, name, number=1, *, method=Method.CARD):
    booking = reserved(event, name, number)
    if method == Method.CARD:
        paying.pay_by_card(booking, at=AT)
        payment = booking.bill.payments.get()
        fake.pay(payment.session)
        settlement.look(payment, at=AT)
    else:
        settlement.received(
            bill=booking.bill,
            pence=booking.bill.total_pence,
            method=method,
            reference="test",
            at=AT,
            by=None,
        )
    booking.refresh_from_db()
    assert booking.is_confirmed
    return booking


def sent_on(at):
    for refund in Refund.objects.filter(status=RefundStatus.TO_SEND):
        refunds.send(refund, at=at)


def called_off(event, staff):
    cancellation = run_cancellations.ask(event, by=staff, at=AT, reason="Trainer ill.")
    run_cancellations.carry_out(cancellation, at=DUE)
    return cancellation


class TestInTime:
    def test_nothing_has_happened_but_that_nobody_can_book(self, staff):
        event = course()
        booking = paid(event, "Wim")
        Message.objects.all().delete()

        run_cancellations.ask(event, by=staff, at=AT, reason="Trainer ill.")

        event.refresh_from_db()
        booking.refresh_from_db()
        assert event.status == EventStatus.PUBLISHED
        assert booking.is_confirmed
        assert not Message.objects.exists()
        assert not Refund.objects.exists()
        assert lines.status_of(event, at=AT) == ("closed", "Booking is paused")
        with pytest.raises(NotEligible, match="paused"):
            reserved(event, "Ann")
        with pytest.raises(NotOpen):
            bookings.book_for(
                event,
                ticket_type=event.ticket_types.get(),
                delegate=places.UNNAMED,
                by=staff,
                at=AT,
            )

    def test_before_its_minute_nothing_is_carried_out(self, staff):
        event = course()
        cancellation = run_cancellations.ask(event, by=staff, at=AT, reason="Ill.")

        run_cancellations.carry_out(cancellation, at=DUE - timedelta(seconds=1))

        event.refresh_from_db()
        assert not event.is_cancelled

    def test_stopped_all_is_as_before_and_the_list_moves_on(self, staff):
        event = crowd.event("Webinar", capacity=1, at=AT)
        first = bookings.book(event, by=current_member().user, at=AT)
        entry = waiting_list.join(event, by=current_member().user, at=AT)
        cancellation = run_cancellations.ask(event, by=staff, at=AT, reason="Ill.")
        bookings.cancel(first, by=first.booker, at=AT)
        soon = AT + timedelta(minutes=6)
        bookings.pass_places_on(event, at=soon)
        entry.refresh_from_db()
        assert entry.status == "waiting"

        run_cancellations.stop(cancellation, by=staff, at=soon)

        event.refresh_from_db()
        entry.refresh_from_db()
        assert event.takes_bookings(soon)
        assert entry.status == "offered"
        run_cancellations.carry_out(cancellation, at=DUE)
        event.refresh_from_db()
        assert not event.is_cancelled
        assert {line.action for line in history.of(event)} >= {
            "events.cancellation_asked",
            "events.cancellation_stopped",
        }

    def test_stopping_too_late_is_refused_to_the_second(self, staff):
        cancellation = run_cancellations.ask(course(), by=staff, at=AT, reason="Ill.")

        with pytest.raises(StepRefused, match="too late"):
            run_cancellations.stop(cancellation, by=staff, at=DUE)

    def test_twice_is_once(self, staff):
        event = course()
        run_cancellations.ask(event, by=staff, at=AT, reason="Ill.")

        with pytest.raises(StepRefused, match="already"):
            run_cancellations.ask(event, by=staff, at=AT, reason="Ill.")

    def test_stopped_it_can_be_called_off_again(self, staff):
        event = course()
        first = run_cancellations.ask(event, by=staff, at=AT, reason="Ill.")
        run_cancellations.stop(first, by=staff, at=AT)

        called_off(event, staff)

        event.refresh_from_db()
        assert event.is_cancelled

    def test_near_the_start_nobody_waits(self, staff):
        event = course(days=0)
        event.event_sessions.all().delete()
        starts_at = AT + timedelta(hours=1)
        type(event).objects.filter(pk=event.pk).update(
            starts_at=starts_at, ends_at=starts_at + timedelta(hours=1)
        )
        event.refresh_from_db()

        cancellation = run_cancellations.ask(event, by=staff, at=AT, reason="Ill.")

        assert cancellation.due_at == AT

    def test_no_minutes_by_policy_is_at_once(self, staff):
        policy = BookingPolicy.load()
        policy.stop_minutes = 0
        policy.save()
        policies.forget()

        cancellation = run_cancellations.ask(course(), by=staff, at=AT, reason="Ill.")

        assert not cancellation.can_be_stopped(AT)


class TestMoney:
    def test_sixty_paid_and_seven_refused_by_the_bank(self, staff):
        """R1: each is cancelled once, told what is true, and the totals tie."""
        event = course()
        for number in range(60):
            paid(event, f"P{number}")
        deliver_due(AT)

        called_off(event, staff)
        fake.script.refunds.extend(["no"] * 7)
        sent_on(DUE)

        assert Booking.objects.filter(status=BookingStatus.CANCELLED).count() == 60
        assert places.taken(event, at=DUE) == 0
        stands = Refund.objects.values_list("status", flat=True)
        assert sorted(stands) == ["done"] * 53 + ["failed"] * 7
        back = money_back.of_bookings(event.bookings.all())
        said = [
            (each.label, each.pence, each.bookings)
            for each in money_back.sums(back.values())
        ]
        assert said == [
            ("Paid back", 53 * PRICE, 53),
            ("Failed: see below", 7 * PRICE, 7),
            ("Together", 60 * PRICE, 60),
        ]
        assert {each.why_failed for each in back.values() if each.failed} == {
            "Refused by bank."
        }
        assert len(queries.refunds_failed()) == 7
        assert ledger.faults() == []
        assert RunCancellation.objects.get().finished_at == DUE

        letters = deliver_due(DUE)

        told = [
            parts(one)["text/plain"]
            for one in letters
            if "Cancelled:" in one["Subject"]
        ]
        assert len(told) == 60
        assert sum("is back with whoever paid" in words for words in told) == 53
        assert sum("could not be paid back" in words for words in told) == 7
        assert (
            Message.objects.filter(
                kind="payments/refund_made", outcome=Outcome.SENT
            ).count()
            == 53
        )
        assert (
            Message.objects.filter(
                kind="payments/refund_failed", outcome=Outcome.SENT
            ).count()
            == 7
        )

    def test_again_and_again_pays_back_once(self, staff):
        event = course()
        paid(event, "Wim", 3)
        cancellation = called_off(event, staff)

        for minute in range(1, 4):
            run_cancellations.carry_out(
                cancellation, at=DUE + timedelta(minutes=minute)
            )
            tasks.give_all_back()

        assert Refund.objects.get().amount_pence == 3 * PRICE

    def test_what_is_on_its_way_is_not_called_back(self, staff):
        """R3, R9: pending is pending, and what failed later is said to have failed."""
        event = course()
        booking = paid(event, "Wim")
        called_off(event, staff)
        fake.script.refunds.append("pending")
        sent_on(DUE)

        (words,) = money_back.in_words(money_back.of_booking(booking))
        assert words.startswith("£125.00 goes back the way it was paid")

        refund = Refund.objects.get()
        fake.change("refund", refund.stripe_id, status="failed")
        refunds.follow(
            refund,
            next(
                each
                for each in refunds.gateway.all_back_of(refund.payment.intent)
                if each.id == refund.stripe_id
            ),
            at=DUE + timedelta(days=2),
        )

        (words,) = money_back.in_words(money_back.of_booking(booking))
        assert "could not be paid back" in words
        assert ledger.faults() == []

    def test_whatever_the_terms_say_all_of_it_comes_back(self, staff):
        event = course(days=3)
        paid(event, "Wim")

        called_off(event, staff)

        assert Refund.objects.get().amount_pence == PRICE

    def test_who_could_still_have_undone_it_gets_everything_too(self, staff):
        event = course(days=20)
        booking = paid(event, "Wim")
        late = DUE - timedelta(minutes=1)
        bookings.cancel(booking, by=None, at=late)
        assert booking.tickets.get().owed_back_pence == PRICE // 2

        called_off(event, staff)

        assert Refund.objects.get().amount_pence == PRICE

    def test_an_unpaid_invoice_is_credited_and_nothing_is_sent(self, staff):
        event = course()
        booking = reserved(event, "Ann", 2)
        paying.pay_by_invoice(
            booking,
            payer=payers.organisation(
                name="Trust", email="pay@example.org", address="1 Road"
            ),
            order_number="PO-1",
            at=AT,
            by=None,
        )

        called_off(event, staff)

        back = money_back.of_booking(booking)
        assert (back.credited, back.done) == (2 * PRICE, 0)
        assert not Refund.objects.exists()
        assert ledger.faults() == []

    def test_what_was_only_held_is_let_go_with_its_bill(self, staff):
        event = course()
        booking = reserved(event, "Ann")

        called_off(event, staff)

        booking.refresh_from_db()
        booking.bill.refresh_from_db()
        # The hold of forty minutes was still running.
        assert booking.status == BookingStatus.CANCELLED
        assert booking.bill.withdrawn_at == DUE
        assert places.taken(event, at=DUE) == 0

    def test_money_that_comes_for_an_event_called_off_goes_back(self, staff):
        event = course()
        booking = reserved(event, "Ann")
        paying.pay_by_card(booking, at=AT)
        payment = booking.bill.payments.get()
        called_off(event, staff)
        fake.pay(payment.session)

        settlement.look(payment, at=DUE)

        assert Refund.objects.get().amount_pence == PRICE

    def test_before_it_is_done_staff_read_what_it_gives_back(self, staff):
        event = course()
        paid(event, "Wim", 2)
        booking = reserved(event, "Ann")
        paying.pay_by_invoice(
            booking,
            payer=payers.organisation(
                name="Trust", email="pay@example.org", address="1 Road"
            ),
            order_number="PO-1",
            at=AT,
            by=None,
        )

        said = money_back.if_called_off(event, at=AT)

        assert (said.paid_pence, said.invoiced_pence) == (2 * PRICE, PRICE)


class TestTold:
    def test_delegates_read_no_price_and_the_booker_does(self, staff):
        event = course()
        paid(event, "Wim", 2)
        deliver_due(AT)
        called_off(event, staff)

        letters = {
            one["To"]: parts(one)["text/plain"]
            for one in deliver_due(DUE)
            if "Cancelled:" in one["Subject"]
        }

        assert set(letters) == {
            "wim0@example.org",
            "wim1@example.org",
            "wim@example.org",
        }
        assert "£" not in letters["wim0@example.org"]
        assert "£250.00 goes back" in letters["wim@example.org"]

    def test_who_gave_their_place_up_before_hears_nothing_of_it(self, staff):
        event = course()
        booking = paid(event, "Wim", 2)
        gone = booking.tickets.first()
        Ticket.objects.filter(pk=gone.pk).update(released_at=AT - timedelta(days=1))

        called_off(event, staff)

        told = Message.objects.filter(kind="events/event_cancelled")
        assert [message.to for message in told] == ["wim1@example.org"]


def test_the_timetable_carries_out_what_is_due(staff, time_machine):
    event = course()
    run_cancellations.ask(event, by=staff, at=AT, reason="Ill.")
    tasks.carry_out_cancellations()
    event.refresh_from_db()
    assert not event.is_cancelled

    time_machine.move_to(DUE, tick=False)
    tasks.carry_out_cancellations()

    event.refresh_from_db()
    assert event.is_cancelled
    assert RunCancellation.objects.get().finished_at == DUE


def test_the_cost_does_not_grow_with_the_bookings(staff, django_assert_num_queries):
    event = course()
    paid(event, "One")
    called_off(event, staff)
    with django_assert_num_queries(4):
        money_back.of_bookings(event.bookings.all())

    other = EventFactory(title="Second", way_in=WayIn.PUBLIC, capacity=9)
    other.ticket_types.update(price_pence=PRICE)
    for name in ("A", "B", "C"):
        paid(other, name)
    event_changes.cancel(other, by=staff, at=AT, reason="Ill.")
    tasks.give_all_back()
    with django_assert_num_queries(4):
        money_back.of_bookings(other.bookings.all())
