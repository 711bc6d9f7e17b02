"""Delegates: named, swapped, moved between runs, and never on two places."""

from datetime import timedelta

import pytest

from events.booking import naming
from events.booking.places import Delegate
from events.commissioning import commissions, delegates, invoicing
from events.errors import AlreadyNamed, CommissionRefused, PartFull, StepRefused
from events.models import Allocation, CommissionPlace, Event, Ticket
from portal.body.models import Agency
from portal.notifications.models import Message
from portal.payments import ledger
from tests.factories.accounts import UserFactory
from tests.factories.commissions import agreed, closed_run, somebody, taken
from tests.factories.events import BookingFactory
from tests.rig.at_once import at_once
from tests.rig.mailbox import deliver_due, entry, parts

pytestmark = pytest.mark.django_db


def person(name="Ada"):
    return Delegate(name, f"{name.lower()}@trust.example")


def two_runs(first=2, second=2, *, capacity=None):
    commission = agreed(("Multi-agency", first), ("Maternity", second))
    return (
        taken(commission, closed_run(days=40, title="March"), first, 0),
        taken(
            commission, closed_run(days=60, title="May", capacity=capacity), 0, second
        ),
    )


def name(run, who="Ada", strand=None, *, at):
    return delegates.name(run, person(who), strand=strand, by=somebody(), at=at)


def elsewhere_booked(event, user, **fields):
    """Give somebody a place of their own, which no commission bought."""
    booking = BookingFactory(event=event, booker=user)
    kind = event.ticket_types.first()
    said = {"user": user, "name": user.name, "email": user.email, **fields}
    return booking.tickets.create(event=event, ticket_type=kind, **said)


def named_on(run):
    kept = CommissionPlace.objects.kept().filter(run=run).exclude(ticket__email="")
    return sorted(kept.values_list("ticket__name", flat=True))


def test_a_delegate_hears_of_their_place_and_of_no_price(at):
    commission = agreed(("All", 2), price_pence=540_000, order_number="PO 7")
    run = taken(commission, closed_run(), 2)
    invoicing.send(commission, order_number="", by=somebody(), at=at)
    deliver_due(at)

    place = name(run, at=at)

    place.refresh_from_db()
    assert place.ticket.price_pence == 270_000
    (letter,) = deliver_due(at)
    said = "\n".join(parts(letter).values())
    assert letter["To"] == "ada@trust.example"
    assert entry(letter).method == "REQUEST"
    assert "£" not in said
    assert "5,400" not in said
    assert "2,700" not in said


def test_somebody_is_named_in_the_strand_that_is_asked_for(at):
    commission = agreed(("Multi-agency", 1), ("Maternity", 1))
    run = taken(commission, closed_run(), 1, 1)
    maternity = commission.strands.get(name="Maternity")

    assert name(run, strand=maternity, at=at).strand == maternity
    with pytest.raises(CommissionRefused, match="in Maternity"):
        name(run, "Bea", strand=maternity, at=at)


def test_nobody_stands_twice_on_a_run(at):
    run, _ = two_runs()
    name(run, at=at)

    with pytest.raises(AlreadyNamed):
        name(run, at=at)


def test_a_list_is_named_as_a_whole_or_not_at_all(at):
    run, _ = two_runs()
    rows = [naming.Row(n, person(who)) for n, who in enumerate(("Ada", "Ada", "Bea"))]

    with pytest.raises(naming.RowsRefused) as no:
        delegates.name_all(run, rows, {}, by=somebody(), at=at)

    assert [bool(row.fault) for row in no.value.rows] == [False, True, False]
    assert named_on(run) == []
    assert not Message.objects.filter(kind="events/booking_confirmed").exists()
    assert delegates.name_all(run, [rows[0], rows[2]], {}, by=somebody(), at=at) == 2
    assert named_on(run) == ["Ada", "Bea"]


def test_a_leaver_is_swapped_and_the_place_stays_bought(at):
    run, _ = two_runs()
    place = name(run, at=at)
    deliver_due(at)
    before = Ticket.objects.get(commission_place=place)

    delegates.swap(place, person("Bea"), by=somebody(), at=at)

    place.refresh_from_db()
    assert place.ticket.name == "Bea"
    assert place.ticket.join_token != before.join_token
    gone, come = deliver_due(at)
    assert (gone["To"], entry(gone).method) == ("ada@trust.example", "CANCEL")
    assert (come["To"], entry(come).method) == ("bea@trust.example", "REQUEST")
    assert CommissionPlace.objects.kept().filter(run=run).count() == 2


def test_after_the_policys_hour_swapping_is_staffs(at):
    run, _ = two_runs()
    place = name(run, at=at)
    late = run.event.starts_at - timedelta(hours=20)

    with pytest.raises(StepRefused):
        delegates.swap(place, person("Bea"), by=somebody(), at=late)

    # An empty place is named until the last moment.
    assert name(run, "Bea", at=late)


def test_a_name_is_taken_off_and_the_place_waits_for_another(at):
    run, _ = two_runs()
    place = name(run, at=at)

    delegates.take_off(place, by=somebody(), at=at)

    assert named_on(run) == []
    assert len(commissions.unnamed(run)) == 2


def test_who_does_not_come_leaves_the_place_to_the_commission(at):
    run, _ = two_runs()
    place = name(run, at=at)
    place.refresh_from_db()

    delegates.step_back(place.ticket, by=somebody(), at=at)

    assert len(commissions.unnamed(run)) == 2


# --- Moving ----------------------------------------------------------------


def test_a_move_changes_places_with_one_that_has_no_name(at):
    here, there = two_runs()
    place = name(here, at=at)
    deliver_due(at)

    moved = delegates.move(place, there, by=somebody(), at=at)

    assert (named_on(here), named_on(there)) == ([], ["Ada"])
    assert (len(commissions.unnamed(here)), len(commissions.unnamed(there))) == (2, 1)
    # The strand goes with the person; each keeps its number of places.
    assert moved.strand.name == "Multi-agency"
    counted = [
        CommissionPlace.objects.kept().filter(strand=strand).count()
        for strand in here.commission.strands.all()
    ]
    assert counted == [2, 2]
    methods = {entry(letter).method for letter in deliver_due(at)}
    assert methods == {"CANCEL", "REQUEST"}


def test_where_every_place_has_a_name_one_more_is_taken_while_there_is_room(at):
    here, there = two_runs(2, 1, capacity=2)
    name(there, "Bea", at=at)
    place = name(here, at=at)

    moved = delegates.move(place, there, by=somebody(), at=at)

    assert moved.pk == place.pk
    assert (named_on(here), named_on(there)) == ([], ["Ada", "Bea"])
    assert len(commissions.unnamed(here)) == 1
    assert here.event.tickets.taking_a_place(at).count() == 1


def test_a_full_run_refuses_before_anything_has_changed(at):
    """C15"""
    here, there = two_runs(2, 1, capacity=1)
    name(there, "Bea", at=at)
    place = name(here, at=at)

    with pytest.raises(CommissionRefused, match="full"):
        delegates.move(place, there, by=somebody(), at=at)

    assert (named_on(here), named_on(there)) == (["Ada"], ["Bea"])


def test_nobody_moves_to_a_run_where_they_are_already(at):
    here, there = two_runs()
    name(there, at=at)
    place = name(here, at=at)

    with pytest.raises(AlreadyNamed):
        delegates.move(place, there, by=somebody(), at=at)

    assert (named_on(here), named_on(there)) == (["Ada"], ["Ada"])


def test_nobody_moves_to_a_run_where_their_account_is_already(at):
    here, there = two_runs(2, 1, capacity=4)
    user = UserFactory(email="new@trust.example")
    name(there, "Bea", at=at)
    # Booked for themself under an address that they no longer have.
    elsewhere_booked(there.event, user, email="old@trust.example")
    delegate = Delegate("Ada", user.email, user=user)
    mine = delegates.name(here, delegate, strand=None, by=somebody(), at=at)

    with pytest.raises(AlreadyNamed):
        delegates.move(mine, there, by=somebody(), at=at)

    assert there.event.tickets.kept().filter(user=user).count() == 1


def test_a_place_that_is_left_is_kept_for_its_part_of_the_mix(at):
    """Without a name it would be anybody's, and there is no room for that."""
    health = Agency.objects.create(name="Health visitors of Ashvale")
    here, there = two_runs()
    event = here.event
    part = Allocation.objects.create(event=event, name="Health", minimum=1)
    part.agencies.add(health)
    delegate = Delegate("Ada", "ada@trust.example", kind_of_agency=health)
    Event.objects.filter(pk=event.pk).update(capacity=3)
    mine = delegates.name(here, delegate, strand=None, by=somebody(), at=at)
    elsewhere_booked(event, UserFactory())

    with pytest.raises(PartFull):
        delegates.move(mine, there, by=somebody(), at=at)

    assert (named_on(here), named_on(there)) == (["Ada"], [])
    Event.objects.filter(pk=event.pk).update(capacity=4)
    delegates.move(mine, there, by=somebody(), at=at)
    assert (named_on(here), named_on(there)) == ([], ["Ada"])


def test_nobody_moves_to_another_commission(at):
    here, _ = two_runs()
    other = taken(agreed(("All", 1)), closed_run(), 1)

    with pytest.raises(CommissionRefused):
        delegates.move(name(here, at=at), other, by=somebody(), at=at)


def test_money_goes_along_with_a_place_to_the_penny(at):
    """R8"""
    here, there = two_runs(2, 1, capacity=2)
    commission = here.commission
    invoicing.send(commission, order_number="PO 9", by=somebody(), at=at)
    name(there, "Bea", at=at)
    place = name(here, at=at)

    delegates.move(place, there, by=somebody(), at=at)
    free = name(here, "Cleo", at=at)
    delegates.swap(free, person("Dora"), by=somebody(), at=at)

    assert ledger.faults() == []
    total = sum(CommissionPlace.objects.values_list("ticket__price_pence", flat=True))
    assert total == commission.price_pence


@pytest.mark.django_db(transaction=True)
def test_moves_in_opposite_directions_wait_and_never_deadlock(at):
    """C18"""
    here, there = two_runs(4, 4)
    going = [name(here, f"Ada{n}", at=at) for n in range(3)]
    coming = [name(there, f"Bea{n}", at=at) for n in range(3)]
    by = somebody()

    results = at_once(
        [
            *(lambda p=p: delegates.move(p, there, by=by, at=at) for p in going),
            *(lambda p=p: delegates.move(p, here, by=by, at=at) for p in coming),
        ]
    )

    assert [one for one in results if isinstance(one, Exception)] == []
    assert named_on(there) == ["Ada0", "Ada1", "Ada2"]
    assert named_on(here) == ["Bea0", "Bea1", "Bea2"]
    assert CommissionPlace.objects.kept().count() == 8
