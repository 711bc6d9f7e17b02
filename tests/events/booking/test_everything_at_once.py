"""Everything at once: random bookings, payments, changes, lists and kills of time.

Whatever is done in whatever order: nobody is sold a place that is not there, the money
ties to the penny, the queue is kept, and every message is true when it leaves. More of
it for a release: EVERYTHING_EXAMPLES=200 EVERYTHING_STEPS=60.
"""

import os
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from events.booking import (
    allocations,
    bookings,
    changes,
    event_changes,
    giving_back,
    moving,
    naming,
    paying,
    places,
    settling,
    waiting_list,
)
from events.booking.allocations import Plan
from events.booking.waiting_list import Wish
from events.models import (
    Booking,
    BookingStatus,
    Course,
    Event,
    Ticket,
    WaitingListEntry,
    WaitingStatus,
    WayIn,
)
from portal.body.models import Agency
from portal.core.errors import Refused
from portal.notifications import delivery
from portal.notifications.models import Message, Outcome
from portal.payments import bills, ledger, payers, settlement
from portal.payments.models import Bill, Method, Payment, PaymentStatus
from tests.factories.accounts import UserFactory
from tests.factories.events import EventFactory

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
EXAMPLES = int(os.environ.get("EVERYTHING_EXAMPLES", "5"))
STEPS = int(os.environ.get("EVERYTHING_STEPS", "20"))
PEOPLE = 6
numbers = count(1)
which = st.integers(0, 30)
few = st.integers(1, 3)
yes_or_no = st.booleans()


class Everything(RuleBasedStateMachine):
    """Two runs of one course, a part of a mix, six people who wait, and the clock."""

    def __init__(self):
        super().__init__()
        self.database = transaction.atomic()
        self.database.__enter__()
        self.clock = time_machine.travel(START, tick=False)
        self.traveller = self.clock.start()
        self.now = START
        course = Course.objects.create(title=f"C{next(numbers)}", summary="It is.")
        self.runs = [
            self._run(course, days=40, pence=10000, capacity=3),
            self._run(course, days=60, pence=12000, capacity=2),
        ]
        self.agency = Agency.objects.create(name=f"Agency {next(numbers)}")
        self.people = [UserFactory() for _ in range(PEOPLE)]
        self.by = UserFactory()
        self.payer = payers.organisation(
            name="Trust", address="1 High", email="ap@t.example"
        )

    def _run(self, course, *, days, pence, capacity):
        event = EventFactory(
            title=f"Run {next(numbers)}",
            course=course,
            way_in=WayIn.PUBLIC,
            capacity=capacity,
            starts_at=START + timedelta(days=days),
        )
        event.ticket_types.update(name="Standard", who="anyone", price_pence=pence)
        return event

    def teardown(self):
        self.clock.stop()
        transaction.set_rollback(True)
        self.database.__exit__(None, None, None)

    # --- What there is to choose from ---------------------------------------

    def run_of(self, number):
        return Event.objects.get(pk=self.runs[number % 2].pk)

    def one(self, rows, number):
        found = list(rows.order_by("pk"))
        return found[number % len(found)] if found else None

    def attempt(self, act):
        """Do it as a request would: a refusal leaves nothing half done."""
        try:
            with transaction.atomic():
                return act()
        except Refused:
            return None

    def person(self, part):
        name = f"p{next(numbers)}"
        agency = self.agency if part else None
        return places.Delegate(name, f"{name}@t.example", kind_of_agency=agency)

    # --- Booking and paying -------------------------------------------------

    @rule(number=which, many=few, named=yes_or_no, part=yes_or_no)
    def reserve(self, number, many, named, part):
        first = self.person(part) if named else places.UNNAMED
        people = [first, *[places.UNNAMED] * (many - 1)]
        order = paying.Order(
            people,
            booker_name="B",
            booker_email=f"b{next(numbers)}@t.example",
            for_self=False,
        )
        # The offers made under the lock are kept where it is full, as in a request.
        try:
            paying.reserve(self.run_of(number), order, at=self.now)
        except Refused:
            return

    @rule(number=which)
    def money_comes(self, number):
        """In time, late, or for what has been given up since."""
        bill = self.one(Bill.objects.filter(withdrawn_at=None), number)
        if bill is None or not bills.owed_pence(bill):
            return
        settlement.received(
            bill=bill,
            pence=bills.owed_pence(bill),
            method=Method.TRANSFER,
            reference=str(next(numbers)),
            at=self.now,
            by=None,
        )

    @rule(number=which, with_number=yes_or_no)
    def order(self, number, with_number):
        held = Booking.objects.filter(status=BookingStatus.HELD).exclude(bill=None)
        booking = self.one(held, number)
        if booking is not None:
            self.attempt(
                lambda: paying.pay_by_invoice(
                    booking,
                    payer=self.payer,
                    order_number="PO 1" if with_number else "",
                    at=self.now,
                    by=None,
                )
            )

    # --- Changing -----------------------------------------------------------

    @rule(number=which)
    def cancel_booking(self, number):
        live = Booking.objects.live_at(self.now)
        booking = self.one(live, number)
        if booking is not None:
            self.attempt(lambda: bookings.cancel(booking, by=None, at=self.now))

    @rule(number=which)
    def undo_booking(self, number):
        gone = Booking.objects.filter(status=BookingStatus.CANCELLED)
        booking = self.one(gone, number)
        if booking is not None:
            self.attempt(lambda: bookings.undo_cancel(booking, by=None, at=self.now))

    @rule(number=which, undo=yes_or_no)
    def one_place(self, number, undo):
        ticket = self.one(Ticket.objects.all(), number)
        if ticket is not None:
            step = changes.undo if undo else changes.cancel
            self.attempt(lambda: step(ticket, by=None, at=self.now))

    @rule(number=which, part=yes_or_no)
    def somebody_else(self, number, part):
        ticket = self.one(Ticket.objects.kept(), number)
        if ticket is not None:
            person = self.person(part)
            self.attempt(
                lambda: naming.substitute(ticket, person, by=None, at=self.now)
            )

    @rule(number=which)
    def move(self, number):
        ticket = self.one(Ticket.objects.kept(), number)
        if ticket is None:
            return
        other = next(run for run in self.runs if run.pk != ticket.event_id)
        try:
            moving.move(ticket, other, by=None, at=self.now)
        except Refused:
            return

    # --- What staff do ------------------------------------------------------

    @rule(number=which, capacity=st.integers(0, 6))
    def make_larger_or_smaller(self, number, capacity):
        run = self.run_of(number)
        self.attempt(
            lambda: event_changes.set_capacity(run, capacity, by=self.by, at=self.now)
        )

    @rule(number=which, least=st.integers(0, 2), most=st.none() | few)
    def keep_places(self, number, least, most):
        run = self.run_of(number)
        plan = Plan("Part", least, most, None, [self.agency])
        if most is not None and most < least:
            return
        self.attempt(
            lambda: allocations.save(
                run,
                plan,
                by=self.by,
                at=self.now,
                allocation=run.allocations.first(),
            )
        )

    @rule(number=which)
    def keep_no_more(self, number):
        allocation = self.run_of(number).allocations.first()
        if allocation is not None:
            allocations.remove(allocation, by=self.by, at=self.now)

    # --- The list -----------------------------------------------------------

    @rule(number=which, who=which, many=few, part=yes_or_no, fewer=yes_or_no)
    def wait(self, number, who, many, part, fewer):
        wish = Wish(many, fewer, self.agency if part else None)
        try:
            waiting_list.join(
                self.run_of(number),
                by=self.people[who % PEOPLE],
                at=self.now,
                wish=wish,
            )
        except Refused:
            return

    @rule(number=which, take=yes_or_no)
    def answer_an_offer(self, number, take):
        offers = Booking.objects.filter(
            status=BookingStatus.HELD, reason="offer", held_until__gt=self.now
        )
        booking = self.one(offers, number)
        if booking is None:
            return
        if take:
            self.attempt(lambda: paying._bill_to_pay(booking, at=self.now))
        else:
            bookings.cancel(booking, by=booking.booker, at=self.now)

    # --- The clock ----------------------------------------------------------

    @rule(minutes=st.sampled_from([1, 4, 6, 45, 300, 60 * 24, 60 * 24 * 9]))
    def time_passes(self, minutes):
        """With the timer dead: nothing but the clock moves."""
        self.now += timedelta(minutes=minutes)
        self.traveller.move_to(self.now, tick=False)

    @rule()
    def the_timer_runs(self):
        for run in self.runs:
            bookings.pass_places_on(run, at=self.now)
        owed = Ticket.objects.to_give_back(self.now).values("booking")
        for booking in Booking.objects.filter(pk__in=owed):
            giving_back.give_back(booking, at=self.now)
            assert giving_back.give_back(booking, at=self.now) == 0
        for bill in settling.pages_to_close():
            settling.withdraw_unpaid(bill, at=self.now)
        self.nobody_waits_beside_a_place()

    @rule()
    def messages_leave(self):
        for message in Message.objects.due(self.now).order_by("pk"):
            if delivery.deliver(message, at=self.now) == Outcome.SENT:
                message.refresh_from_db()
                assert self.is_true(message), message.kind

    def is_true(self, message):
        """Say by the rows alone whether what this message says is so."""
        kind, facts = message.kind.removeprefix("events/"), message.facts
        ticket = Ticket.objects.filter(pk=facts.get("ticket")).first()
        booking = Booking.objects.filter(pk=facts.get("booking")).first()
        if kind == "booking_confirmed":
            return (
                ticket.released_at is None
                and ticket.booking.status == BookingStatus.CONFIRMED
            )
        if kind == "booking_cancelled":
            return ticket.released_at is not None
        if kind == "places_confirmed":
            return booking.status == BookingStatus.CONFIRMED
        if kind == "place_offered":
            return booking.is_offer(self.now)
        if kind == "hold_ended":
            return booking.status == BookingStatus.LAPSED
        if kind == "place_moved":
            return ticket.released_at is not None and ticket.went_to.exists()
        if kind == "waiting_list_joined":
            entry = WaitingListEntry.objects.get(pk=facts["entry"])
            return entry.status == WaitingStatus.WAITING
        return True

    # --- What always holds --------------------------------------------------

    @invariant()
    def nobody_is_sold_what_is_not_there(self):
        for run in Event.objects.filter(pk__in=[run.pk for run in self.runs]):
            assert places.promised(run, at=self.now) <= run.capacity

    @invariant()
    def the_money_ties(self):
        assert ledger.faults() == []

    @invariant()
    def nobody_pays_for_nothing(self):
        """Money for what was never confirmed is back, or on its way back, whole."""
        lost = Booking.objects.filter(status=BookingStatus.LAPSED)
        for payment in Payment.objects.filter(
            bill__in=lost.values("bill"), status=PaymentStatus.PAID
        ):
            assert payment.refunded_pence == payment.amount_pence

    @invariant()
    def nobody_is_skipped_without_a_reason(self):
        for run in self.runs:
            offered = (
                WaitingListEntry.objects.filter(
                    event=run, status=WaitingStatus.OFFERED, offer__created_at=self.now
                )
                .order_by("-joined_at", "-pk")
                .first()
            )
            if offered is None:
                continue
            ahead = run.waiting_list.waiting().filter(joined_at__lt=offered.joined_at)
            assert not ahead.filter(passed_over="").exists()

    def nobody_waits_beside_a_place(self):
        """After the timer: what is free is for nobody who waits."""
        for run in Event.objects.filter(pk__in=[run.pk for run in self.runs]):
            if not run.takes_bookings(self.now):
                continue
            room = places.room(run, at=self.now)
            for entry in run.waiting_list.waiting():
                free = room.left(kind_of_agency=entry.kind_of_agency)
                fits = free >= (1 if entry.takes_part else entry.places)
                assert not fits or entry.passed_over


@pytest.mark.django_db
@pytest.mark.long
def test_whatever_happens_in_whatever_order():
    run_state_machine_as_test(
        Everything,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize="EVERYTHING_EXAMPLES" not in os.environ,
            suppress_health_check=list(HealthCheck),
        ),
    )
