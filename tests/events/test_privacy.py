"""Being forgotten by the events: whose place goes, and whose place stays bought."""

from datetime import UTC, datetime, timedelta

import pytest

from events import privacy
from events.booking.places import Delegate
from events.commissioning import coordinators, delegates, invoicing
from events.models import (
    Booking,
    BookingStatus,
    CommissionCoordinator,
    CommissionPlace,
    Event,
    Ticket,
)
from portal.body.models import Agency, Mailbox
from portal.my import privacy as everything
from portal.notifications.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.commissions import (
    agreed,
    closed_run,
    coordinator_of,
    somebody,
    taken,
)
from tests.factories.events import EventFactory, place
from tests.rig.mailbox import deliver_due, parts

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def person():
    return UserFactory(name="Carys Twoword", email="carys@mail.example")


def hindrances(user):
    return privacy.ROOM.obstacles(everything.person_of(user), AT)


def erase(user):
    everything.erase(user, at=AT)


class TestPlacesOfOthers:
    """What somebody else bought is not the person's to give up."""

    @pytest.mark.parametrize("is_billed", [False, True])
    def test_a_commissioned_place_stays_bought_and_loses_its_name(
        self, person, is_billed
    ):
        commission = agreed(("All", 2), price_pence=20_000)
        coordinator = coordinator_of(commission)
        run = taken(commission, closed_run(), 2)
        if is_billed:
            invoicing.send(commission, order_number="PO 1", by=somebody(), at=AT)
        delegate = Delegate(person.name, person.email, user=person)
        bought = delegates.name(run, delegate, strand=None, by=somebody(), at=AT)

        assert hindrances(person) == []
        erase(person)

        bought.refresh_from_db()
        assert CommissionPlace.objects.kept().filter(run=run).count() == 2
        assert (bought.ticket.name, bought.ticket.user) == ("", None)
        assert not Ticket.objects.filter(owed_back_pence__gt=0).exists()
        told = Message.objects.filter(kind="events/delegate_stepped_back")
        assert [one.to for one in told] == [coordinator.email]

    def test_a_place_that_the_mix_keeps_stays_in_its_part(self, person):
        """Without a name it would be anybody's, and there is no room for that."""
        health = Agency.objects.create(name="Health visitors of Ashvale")
        commission = agreed(("All", 2))
        run = taken(commission, closed_run(), 2)
        part = run.event.allocations.create(name="Health", minimum=1)
        part.agencies.add(health)
        Event.objects.update(capacity=2)
        bought = delegates.name(
            run,
            Delegate(person.name, person.email, user=person, kind_of_agency=health),
            strand=None,
            by=somebody(),
            at=AT,
        )

        erase(person)

        bought.refresh_from_db()
        assert CommissionPlace.objects.kept().filter(run=run).count() == 2
        assert (bought.ticket.name, bought.ticket.email) == ("Erased person", "")
        assert bought.ticket.allocation == part

    @pytest.mark.parametrize("status", [BookingStatus.CONFIRMED, BookingStatus.HELD])
    def test_a_paid_place_that_somebody_else_booked_stays_with_them(
        self, person, status
    ):
        booker = UserFactory()
        event = EventFactory(starts_at=AT + timedelta(days=30), way_in="public")
        ticket = place(event, person, price_pence=9500)
        Booking.objects.update(
            booker=booker,
            booker_name=booker.name,
            booker_email=booker.email,
            status=status,
            reason="checkout" if status == "held" else "",
            held_until=AT + timedelta(hours=1) if status == "held" else None,
            confirmed_at=None if status == "held" else AT,
        )

        assert hindrances(person) == []
        erase(person)

        booking = Booking.objects.get()
        left = booking.tickets.kept().get()
        assert (booking.status, booking.booker) == (status, booker)
        assert (left.name, left.user, left.price_pence) == ("", None, 9500)
        assert left.pk != ticket.pk

    def test_a_paid_place_of_their_own_has_to_end_first(self, person):
        event = EventFactory(starts_at=AT + timedelta(days=30), way_in="public")
        place(event, person, price_pence=9500)

        assert [event.title in one.words for one in hindrances(person)] == [True]


class TestCoordinating:
    """Whoever is forgotten says of nobody any more whether they come."""

    @pytest.fixture(autouse=True)
    def team(self):
        Mailbox.objects.create(role=Mailbox.Role.EVENTS, address="events@body.example")

    def told(self):
        letters = deliver_due(AT)
        return [
            one for one in letters if one["Subject"].startswith("Nobody coordinates")
        ]

    def test_the_last_one_ends_and_the_team_hears_of_it(self, person):
        commission = agreed(title="Champions")
        user = coordinator_of(commission)
        deliver_due(AT)

        erase(user)

        row = CommissionCoordinator.objects.get()
        assert (row.ended_at, row.token) == (AT, "")
        assert not CommissionCoordinator.objects.standing().exists()
        (letter,) = self.told()
        assert letter["To"] == "events@body.example"
        assert letter["Subject"] == "Nobody coordinates: Champions"
        said = "\n".join(parts(letter).values())
        assert user.email not in said
        assert f"/staff/commissions/{commission.reference}/" in said

    def test_where_another_acts_nobody_is_told(self):
        commission = agreed()
        going, stays = coordinator_of(commission), coordinator_of(commission)

        erase(going)

        acting = CommissionCoordinator.objects.acting()
        assert [row.user for row in acting] == [stays]
        assert self.told() == []

    def test_nobody_is_told_of_what_has_been_said_meanwhile(self):
        commission = agreed()
        erase(coordinator_of(commission))
        coordinator_of(commission)

        assert self.told() == []

    def test_nor_of_a_commission_that_is_over(self):
        commission = agreed(("All", 1))
        run = taken(commission, closed_run(), 1)
        event = run.event
        event.starts_at, event.ends_at = AT - timedelta(days=2), AT - timedelta(days=1)
        event.save()
        erase(coordinator_of(commission))

        assert self.told() == []

    def test_an_invitation_that_was_never_accepted_ends_too(self, person):
        commission = agreed()
        coordinators.ask(commission, email=person.email, by=somebody(), at=AT)

        erase(person)

        assert not CommissionCoordinator.objects.standing().exists()
        assert self.told() == []
