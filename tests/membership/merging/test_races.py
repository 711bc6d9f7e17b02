"""Putting records together while other things happen, each with its control."""

import threading
import time
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection, transaction

from cpd.models import CpdEntry
from events import merging as events_merging
from events.booking import bookings, paying, places
from events.models import Ticket, WayIn
from membership import members, renewals
from membership.errors import MergeRefused
from membership.merging import steps
from membership.models import Member, Merge
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.core import clock
from portal.core import merging as core_merging
from portal.payments import bills, invoices, settlement
from portal.payments.models import Method
from tests.factories.accounts import staff
from tests.factories.cpd import EntryFactory
from tests.factories.events import EventFactory, place
from tests.factories.membership import (
    GradeFactory,
    MemberFactory,
    current_member,
)
from tests.rig.at_once import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="Several at once need PostgreSQL"
    ),
]
# A mail that leaves a moment later counts from then.
HOURS_72 = timedelta(hours=72, minutes=1)
ROUNDS = 6
PATIENCE = 20


def asked(kept, other, at):
    return steps.ask(
        Member.objects.get(pk=kept.pk),
        Member.objects.get(pk=other.pk),
        account_of_other=False,
        how_known="Telephoned",
        by=staff(Role.MEMBERSHIP),
        at=at,
    )


def done(merge, at):
    fresh = Merge.objects.select_related("kept", "other").get(pk=merge.pk)
    steps.carry_out(fresh, at=at)


def both_ways(at):
    """Let one go into the other and the other into the one, in the same moment."""
    one, two = current_member(name="Ann Reed"), current_member(name="Ann Reed")
    EntryFactory(owner=one.user)
    EntryFactory(owner=two.user)
    event = EventFactory()
    place(event, one.user)
    place(event, two.user)
    merges = [asked(one, two, at), asked(two, one, at)]
    late = at + HOURS_72
    told = at_once([lambda m=m: done(m, late) for m in merges])
    alive = Member.objects.filter(pk__in=[one.pk, two.pk], merged_into=None)
    return alive, told, event


def test_each_into_the_other_at_once_leaves_one_of_them():
    at = clock.now()
    for _ in range(ROUNDS):
        alive, told, event = both_ways(at)

        member = alive.get()
        assert [type(each) for each in told if each is not None] == [MergeRefused]
        assert CpdEntry.objects.filter(owner=member.user).count() == 2
        assert event.tickets.kept().get().user == member.user
        assert User.objects.filter(pk=member.user_id, is_active=True).exists()


def test_without_the_locks_the_same_race_leaves_nobody(monkeypatch):
    """The control: read before either wrote, each sees the other still there."""
    at = clock.now()
    line = threading.Barrier(2)

    def read_first(merge, *, at):
        pair = steps._pair(merge, at=at)
        line.wait(PATIENCE)
        return pair

    monkeypatch.setattr(steps, "_locked", read_first)
    monkeypatch.setattr(steps.merging, "rooms", list)

    alive, told, _ = both_ways(at)

    # Both were done, or the database itself had to stop one of them.
    assert alive.count() == 0 or any(
        each is not None and not isinstance(each, MergeRefused) for each in told
    )


def test_two_of_the_staff_carry_one_merge_out_once():
    at = clock.now()
    kept, other = current_member(), current_member()
    merge = asked(kept, other, at)

    told = at_once([lambda: done(merge, at + HOURS_72)] * 4)

    assert [type(each) for each in told if each is not None] == [MergeRefused] * 3


def booking_meanwhile(event, other, merge, at):
    """Let the one who goes book a place while the records are put together."""
    user = User.objects.get(pk=other.user_id)

    def book():
        return bookings.book(event, by=user, at=at)

    return at_once([book, lambda: done(merge, at + HOURS_72)])


def test_a_place_booked_meanwhile_is_the_persons_in_the_end():
    at = clock.now()
    for _ in range(ROUNDS):
        kept, other = current_member(), current_member()
        event = EventFactory()
        merge = asked(kept, other, at)

        told = booking_meanwhile(event, other, merge, at)
        steps.carry_out_due(at=at + HOURS_72)

        assert told[1] is None
        kept = Member.objects.get(pk=kept.pk)
        if not isinstance(told[0], Exception):
            ticket = Ticket.objects.kept().get(event=event)
            assert (ticket.user_id, ticket.member_id) == (kept.user_id, kept.pk)
        assert not Ticket.objects.filter(event=event, member=other.pk).exists()


def test_a_row_for_the_one_that_goes_waits_until_it_has_gone():
    """Whoever writes a term to a record that goes waits, and it is brought along."""
    at = clock.now()
    kept, other = MemberFactory(email="a@example.org"), MemberFactory(email="")
    current = current_member()
    grade = current.subscriptions.get().grade
    today = clock.uk_day(at)

    at_once(
        [
            lambda: members.add_term(
                Member.objects.get(pk=other.pk),
                grade=grade,
                starts_on=today,
                ends_on=today,
                by=None,
                at=at,
            ),
            lambda: asked(kept, other, at),
        ]
    )
    steps.carry_out_due(at=at + timedelta(minutes=1))

    assert kept.subscriptions.count() == 1
    assert other.subscriptions.count() == 0


@pytest.fixture
def at_once_half_way(monkeypatch):
    """Let a merge and whoever settles money wait for each other half way."""
    line = threading.Barrier(2)

    def wait():
        # Whoever waits for the other's lock never comes, and that is well.
        with suppress(threading.BrokenBarrierError):
            line.wait(3)

    def with_a_wait(room, name):
        verb = getattr(room, name)

        def waiting(*given, **more):
            wait()
            return verb(*given, **more)

        monkeypatch.setattr(room, name, waiting)

    def run(*acts):
        # The one is about to lock the events, the other to lock the bill.
        with_a_wait(events_merging, "_events")
        with_a_wait(invoices, "issue")
        return at_once(acts)

    return run


def bill_of_a_renewal(member, _at):
    asked = {"grade": GradeFactory(), "interval": "year", "by": member.user}
    return renewals.begin(member, at=clock.now(), **asked).bill


def bill_of_a_place(member, at):
    event = EventFactory(way_in=WayIn.PUBLIC, starts_at=at + timedelta(days=40))
    event.ticket_types.update(price_pence=9_500)
    order = paying.Order(
        [places.Delegate(member.name, member.user.email)],
        booker_name=member.name,
        booker_email=member.user.email,
        booker=member.user,
    )
    return paying.reserve(event, order, at=at).bill


@pytest.mark.parametrize("write", [bill_of_a_renewal, bill_of_a_place])
def test_what_is_paid_while_records_are_put_together_is_delivered(
    write, at_once_half_way
):
    """Both have what was paid for, then the bill, so neither is thrown out."""
    at = clock.now()
    kept, other = current_member(), current_member()
    merge = asked(kept, other, at)
    bill = write(other, at)

    told = at_once_half_way(
        lambda: settlement.received(
            bill=bill,
            pence=bill.total_pence,
            method=Method.TRANSFER,
            reference="test",
            at=at,
            by=None,
        ),
        lambda: done(merge, at + HOURS_72),
    )

    assert [each for each in told if isinstance(each, Exception)] == []
    bill.refresh_from_db()
    assert bill.payer.user == kept.user
    assert bills.owed_pence(bill) == 0
    assert not bill.payments.get().refunds.exists()


def a_place_in_the_same_moment(monkeypatch):
    """Let a booking be written down while its booker is put together with another."""
    at = clock.now()
    kept, other = current_member(), current_member()
    event = EventFactory()
    merge = asked(kept, other, at)
    user = User.objects.get(pk=other.user_id)
    line = threading.Barrier(2)
    go_on = steps._go_on

    def go_on_late(pair):
        # Not again when what strayed is gathered.
        monkeypatch.setattr(steps, "_go_on", go_on)
        line.wait(PATIENCE)
        # The booking is being committed meanwhile, and asks for both their rows.
        time.sleep(0.5)
        go_on(pair)

    def book():
        with transaction.atomic():
            bookings.book(event, by=user, at=at)
            line.wait(PATIENCE)

    monkeypatch.setattr(steps, "_go_on", go_on_late)
    told = at_once([book, lambda: done(merge, at + HOURS_72)])
    return [each for each in told if isinstance(each, Exception)]


def test_a_booking_waits_for_the_account_and_neither_is_thrown_out(monkeypatch):
    assert a_place_in_the_same_moment(monkeypatch) == []


def test_without_the_account_s_key_one_of_them_is_thrown_out(monkeypatch):
    """The control: the booking has the account, and waits for the member."""
    accounts = next(room for room in core_merging.rooms() if room.key == "accounts")
    monkeypatch.setitem(
        core_merging._rooms, "accounts", replace(accounts, lock=lambda _pair: [])
    )

    assert a_place_in_the_same_moment(monkeypatch) != []
