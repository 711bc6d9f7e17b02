"""The bookings of an event: listed, made for somebody, added at the door, cancelled."""

from datetime import timedelta

import pytest

from events.booking import bookings, waiting_list
from events.models import Booking, Source, Ticket, TicketType, Who
from portal.core import history
from portal.notifications.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.events import EventFactory, place
from tests.factories.membership import MemberFactory, current_member, lapsed_member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("team")]


def names(response):
    return [ticket.name for ticket, _ in response.context["rows"]]


class TestList:
    @pytest.fixture
    def event(self, now):
        event = EventFactory(title="Webinar")
        member = current_member(name="Grace Okoro")
        bookings.book(event, by=member.user, at=now - timedelta(days=1))
        place(event, name="Jo Bright", email="jo@trust.example", flagged="Lapsed since")
        gone = place(event, name="Al Gone", email="al@trust.example").booking
        bookings.cancel(gone, by=None, at=now - timedelta(hours=1), reason="No time")
        return event

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ({}, ["Jo Bright", "Grace Okoro"]),
            ({"show": "cancelled"}, ["Al Gone"]),
            ({"show": "flagged"}, ["Jo Bright"]),
            ({"show": ""}, ["Al Gone", "Jo Bright", "Grace Okoro"]),
            ({"q": "trust.example"}, ["Jo Bright"]),
            ({"q": "okoro"}, ["Grace Okoro"]),
            ({"q": "nobody"}, []),
            ({"show": "nonsense"}, ["Al Gone", "Jo Bright", "Grace Okoro"]),
            ({"q": "\x00"}, ["Al Gone", "Jo Bright", "Grace Okoro"]),
            ({"p": "99"}, ["Jo Bright", "Grace Okoro"]),
        ],
    )
    def test_narrows_to_who_is_looked_for(self, client, url, event, asked, found):
        response = client.get(url("booking-list", event.reference), asked)

        assert names(response) == found

    def test_says_all_there_is_to_know_of_a_place(self, client, url, event):
        ticket = event.tickets.get(name="Grace Okoro")

        page = client.get(url("booking-list", event.reference)).content.decode()

        for words in (
            "Grace Okoro",
            ticket.email,
            ticket.member.number,
            ticket.booking.reference,
            "Confirmed",
            "Booked by the person",
            "Saturday 21 November 2026, 12:00",
            "Lapsed since",
        ):
            assert words in page

    def test_costs_the_same_for_many_as_for_one(
        self, client, url, now, django_assert_max_num_queries
    ):
        event = EventFactory()

        def queries_for(number):
            for _ in range(number):
                bookings.book(event, by=current_member().user, at=now)
            with django_assert_max_num_queries(60) as counted:
                client.get(url("booking-list", event.reference))
            return len(counted)

        client.get(url("booking-list", event.reference))
        assert queries_for(1) == queries_for(2)


class TestBookForSomebody:
    def choose(self, client, url, event, who="", **typed):
        return client.post(
            f"{url('booking-add', event.reference)}{who}",
            {"ticket_type": event.ticket_types.first().pk, **typed},
        )

    def test_finds_people_by_number_name_and_address_with_their_standing(
        self, client, url
    ):
        event = EventFactory()
        member = lapsed_member(name="Grace Okoro")

        for typed in (member.number, "grace", member.email):
            page = client.get(url("booking-add", event.reference), {"q": typed})
            ((who, stands),) = page.context["found"]
            assert who.member == member
            assert stands.startswith("Lapsed, Practising: ended on 14 August 2026")

    def test_books_a_member_that_was_found(self, client, url, team, said):
        event = EventFactory()
        member = current_member(name="Grace Okoro")

        response = self.choose(client, url, event, f"?member={member.number}")

        booking = Booking.objects.get()
        ticket = booking.tickets.get()
        assert response.url == url("booking-list", event.reference)
        assert booking.source == Source.STAFF
        assert (ticket.user, ticket.member) == (member.user, member)
        assert Message.objects.get().to == member.user.email
        assert history.of(booking).get().user == team

    def test_books_an_account_that_was_found(self, client, url):
        event = EventFactory(way_in="public")
        user = UserFactory(name="Visitor")

        self.choose(client, url, event, f"?account={user.pk}")

        assert Ticket.objects.get().user == user

    def test_books_somebody_new_by_name_and_address(self, client, url):
        event = EventFactory(way_in="public")

        self.choose(
            client, url, event, name="New Person", email="New.Person@Example.org"
        )

        ticket = Ticket.objects.get()
        assert (ticket.name, ticket.email, ticket.user) == (
            "New Person",
            "new.person@example.org",
            None,
        )

    def test_an_address_that_we_know_finds_its_member(self, client, url):
        event = EventFactory()
        member = current_member()

        self.choose(client, url, event, name="Typed", email=member.user.email.upper())

        assert Ticket.objects.get().member == member

    def test_a_member_without_an_address_is_asked_for_one(self, client, url):
        event = EventFactory()
        member = MemberFactory(email="", name="Nell")
        TicketType.objects.update(who=Who.STAFF)

        asked = self.choose(client, url, event, f"?member={member.number}")
        assert asked.context["form"].errors == {"email": ["Enter an e-mail address."]}

        self.choose(
            client, url, event, f"?member={member.number}", email="n@example.org"
        )
        ticket = Ticket.objects.get()
        assert (ticket.name, ticket.email, ticket.member) == (
            "Nell",
            "n@example.org",
            member,
        )

    def test_says_what_the_rules_say_before_anything_is_sent(self, client, url):
        event = EventFactory()
        member = lapsed_member()

        page = client.get(
            url("booking-add", event.reference), {"member": member.number}
        ).content.decode()

        assert "The rules say no: “Your membership ended on 14 August 2026" in page

    def test_rules_are_set_aside_only_with_a_reason_which_is_kept(
        self, client, url, team
    ):
        event = EventFactory()
        who = f"?member={lapsed_member().number}"

        refused = self.choose(client, url, event, who)
        assert "Your membership ended" in refused.context["form"].errors["reason"][0]
        assert not Booking.objects.exists()

        self.choose(client, url, event, who, reason="Paid by cheque, on its way")
        (line,) = history.of(Booking.objects.get())
        assert (line.user, line.message) == (
            team,
            "Booked a place for somebody: Paid by cheque, on its way",
        )

    def test_a_ticket_that_staff_give_needs_no_reason(self, client, url):
        event = EventFactory()
        speaker = event.ticket_types.create(name="Speaker", who=Who.STAFF)

        self.choose(
            client,
            url,
            event,
            name="Dr Hart",
            email="hart@example.org",
            ticket_type=speaker.pk,
        )

        assert Ticket.objects.get().ticket_type == speaker

    def test_a_full_event_is_said_to_staff_in_their_words(self, client, url, now):
        event = EventFactory(capacity=1)
        bookings.book(event, by=current_member().user, at=now)

        response = self.choose(client, url, event, f"?member={current_member().number}")

        assert response.context["refusal"].startswith("No place is free")
        assert Booking.objects.count() == 1

    def test_those_who_wait_come_first(self, client, url, now):
        """Q2: a place that comes free is not for whoever rings up."""
        event = EventFactory(capacity=1)
        booking = bookings.book(event, by=current_member().user, at=now)
        entry = waiting_list.join(event, by=current_member().user, at=now)
        bookings.cancel(booking, by=None, at=now - timedelta(hours=1))

        response = self.choose(client, url, event, f"?member={current_member().number}")

        assert "go to people who wait" in response.context["refusal"]
        entry.refresh_from_db()
        assert entry.status == "offered"

    def test_twice_leads_to_the_booking_that_there_is(self, client, url):
        """C5"""
        event = EventFactory()
        who = f"?member={current_member(name='Grace').number}"
        self.choose(client, url, event, who)

        again = self.choose(client, url, event, who)

        assert again.context["refusal"] == "Grace has a place already."
        assert Booking.objects.get().reference in again.content.decode()

    @pytest.mark.parametrize(
        "fields",
        [
            {"status": "draft", "published_at": None},
            {"way_in": "open_link"},
            {"host": "Another", "host_url": "https://other.example"},
        ],
    )
    def test_no_reason_books_what_takes_no_bookings(self, client, url, fields):
        """C11"""
        event = EventFactory(**fields)

        response = self.choose(
            client, url, event, name="Jo", email="jo@example.org", reason="Please"
        )

        assert response.context["refusal"]
        assert not Booking.objects.exists()

    @pytest.mark.parametrize(
        "ticket_type", ["0", "-1", "' OR 1=1", "\x00", "", "9" * 40]
    )
    def test_a_ticket_of_another_event_is_not_taken(self, client, url, ticket_type):
        """C12"""
        event, other = EventFactory(way_in="public"), EventFactory(way_in="public")

        for kind in (ticket_type, other.ticket_types.get().pk):
            response = self.choose(
                client, url, event, name="Jo", email="jo@x.org", ticket_type=kind
            )
            assert "ticket_type" in response.context["form"].errors
        assert not Booking.objects.exists()

    @pytest.mark.parametrize(
        "asked",
        ["?member=%00", "?member=NOBODY", "?account=-1", "?account=99999", "?q=%00"],
    )
    def test_whoever_is_not_there_is_typed_instead(self, client, url, asked):
        response = client.get(f"{url('booking-add', EventFactory().reference)}{asked}")

        assert response.status_code == 200
        assert response.context["person"] is None

    def test_searching_costs_the_same_for_many_as_for_one(
        self, client, url, django_assert_max_num_queries
    ):
        event = EventFactory()

        def queries_for(number):
            for _ in range(number):
                current_member(name="Grace")
            with django_assert_max_num_queries(60) as counted:
                client.get(url("booking-add", event.reference), {"q": "grace"})
            return len(counted)

        client.get(url("booking-add", event.reference), {"q": "grace"})
        assert queries_for(1) == queries_for(4)


class TestWalkIn:
    def test_is_written_down_at_the_door_without_an_address(self, client, url, now):
        event = EventFactory(starts_at=now - timedelta(minutes=5))

        client.post(
            url("walk-in-add", event.reference),
            {"name": "Jo", "email": "", "ticket_type": event.ticket_types.get().pk},
        )

        ticket = Ticket.objects.get()
        assert (ticket.name, ticket.email) == ("Jo", "")
        assert ticket.booking.source == Source.WALK_IN
        assert not Message.objects.exists()

    def test_needs_no_reason_for_a_member_found_by_number(self, client, url, now):
        event = EventFactory(starts_at=now - timedelta(minutes=5))
        member = lapsed_member()

        client.post(
            f"{url('walk-in-add', event.reference)}?member={member.number}",
            {"ticket_type": event.ticket_types.get().pk},
        )

        assert Ticket.objects.get().member == member

    def test_is_not_taken_before_the_doors_are_open(self, client, url):
        event = EventFactory()

        response = client.post(
            url("walk-in-add", event.reference),
            {"name": "Jo", "ticket_type": event.ticket_types.get().pk},
        )

        assert "once the doors are open" in response.context["refusal"]

    def test_the_room_is_no_fuller_than_it_is(self, client, url, now):
        event = EventFactory(starts_at=now - timedelta(minutes=5), capacity=1)
        place(event, name="Al", email="al@example.org")

        response = client.post(
            url("walk-in-add", event.reference),
            {"name": "Jo", "ticket_type": event.ticket_types.get().pk},
        )

        assert response.context["refusal"].startswith("No place is free")


class TestCancel:
    def test_asks_first_says_why_and_passes_the_place_on(
        self, client, url, now, team, said
    ):
        event = EventFactory(capacity=1)
        booking = bookings.book(event, by=current_member().user, at=now)
        address = url("booking-cancel", event.reference, booking.reference)
        assert client.get(address).status_code == 200
        assert Booking.objects.get().is_confirmed

        response = client.post(address, {"reason": "Rang up"}, follow=True)

        booking.refresh_from_db()
        assert booking.is_cancelled
        assert (booking.cancelled_by, booking.cancellation_reason) == (team, "Rang up")
        assert said(response) == [
            "Cancelled. You can undo it until 12:05; then the place passes on."
        ]

    def test_can_be_undone_while_the_place_is_kept(self, client, url, now, said):
        event = EventFactory()
        booking = bookings.book(event, by=current_member().user, at=now)
        bookings.cancel(booking, by=None, at=now)

        response = client.post(
            url("booking-undo", event.reference, booking.reference), follow=True
        )

        booking.refresh_from_db()
        assert booking.is_confirmed
        assert said(response)[0].startswith("The booking is back")

    def test_cannot_be_undone_later(self, client, url, now, said):
        event = EventFactory()
        booking = bookings.book(event, by=current_member().user, at=now)
        bookings.cancel(booking, by=None, at=now - timedelta(minutes=6))

        response = client.post(
            url("booking-undo", event.reference, booking.reference), follow=True
        )

        assert said(response) == [
            "The minutes to undo are over and the place has passed on."
        ]

    def test_takes_an_offer_back_and_gives_it_to_the_next_at_once(
        self, client, url, now
    ):
        """pretix 1163: an offer that is withdrawn is free that moment."""
        event = EventFactory(capacity=1)
        booking = bookings.book(event, by=current_member().user, at=now)
        first, second = (
            waiting_list.join(event, by=current_member().user, at=now) for _ in "12"
        )
        bookings.cancel(booking, by=None, at=now - timedelta(hours=1))
        bookings.pass_places_on(event, at=now)
        first.refresh_from_db()

        client.post(
            url("booking-cancel", event.reference, first.offer.reference),
            {"reason": "Asked us to"},
        )

        second.refresh_from_db()
        assert second.status == "offered"

    def test_asks_why(self, client, url, now):
        event = EventFactory()
        booking = bookings.book(event, by=current_member().user, at=now)

        response = client.post(
            url("booking-cancel", event.reference, booking.reference), {"reason": ""}
        )

        assert response.context["form"].errors
        assert Booking.objects.get().is_confirmed

    def test_of_what_is_over_is_refused_in_words(self, client, url, now):
        event = EventFactory(starts_at=now - timedelta(days=1))
        booking = place(event, name="Jo", email="jo@example.org").booking

        response = client.post(
            url("booking-cancel", event.reference, booking.reference),
            {"reason": "Late"},
        )

        assert "nothing to cancel" in response.context["refusal"]
