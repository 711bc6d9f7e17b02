"""Runs: dates of the courses that were paid for, ordered, shared out and called off.

Each step is the one that somebody would have taken, at its own moment.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice

from events.booking import (
    allocations,
    codes,
    naming,
    paying,
    run_cancellations,
    waiting_list,
)
from events.booking.places import UNNAMED, Delegate
from events.catalogue import interest
from events.models import Booking, Course, Event
from portal.body.models import Agency, Area, Profession
from portal.demo.content import runs as content
from portal.demo.content.runs import Buyer
from portal.payments import payers, settlement
from portal.payments.models import Method

from . import rehearsal
from .diary import Diary

DAY = timedelta(days=1)


class Runs:
    """What the diary's courses saw of buying, waiting and giving back."""

    def __init__(self, diary: Diary) -> None:
        self.diary = diary
        self.at = diary.at
        self.by = diary.by
        self.people = iter(diary.people.elsewhere[::-1])
        self.agencies = {row.name: row for row in Agency.objects.all()}
        self.professions = list(Profession.objects.all())

    def put_on(self) -> None:
        for show in content.RUNS:
            self.diary.put_on(show, show.when(self.diary.today))

    def make(self) -> None:
        """Go through each story; the courses are there by now."""
        self.fill(self._event("awareness-leeds"))
        self.nearly_fill(self._event("awareness-online"))
        self.order_for_five(self._event("champion"))
        self.ask_for_a_quote(self._event("champion"))
        self.share_out(self._event("champion-leeds"))
        self.let_a_funder_pay(self._event("awareness"))
        self.call_off(self._event("awareness-bristol"))
        self.want_dates(self._event("champion"))

    def _event(self, key: str) -> Event:
        event = self.diary.events[key]
        event.refresh_from_db()
        return event

    # --- The stories -------------------------------------------------------

    def fill(self, event: Event) -> None:
        """Eight places, five people waiting: one of them for two, all or none."""
        self._paid(event, self._delegates(5), days_ago=12)
        self._paid(event, self._delegates(3), days_ago=11)
        with rehearsal.at(self.at - 9 * DAY) as then:
            for place, user in enumerate(self.diary.people.current[7:11]):
                wish = waiting_list.Wish(places=2) if place == 1 else waiting_list.ONE
                waiting_list.join(event, by=user, at=then, wish=wish)

    def nearly_fill(self, event: Event) -> None:
        self._paid(event, self._delegates(9), days_ago=14)
        self._paid(event, self._delegates(8), days_ago=8)
        with rehearsal.at(self.at - 2 * DAY) as then:
            member = self.diary.people.of("member")
            own = Delegate(member.name, member.email, user=member)
            order = paying.Order([own], member.name, member.email, booker=member)
            self._pay(paying.reserve(event, order, at=then))

    def order_for_five(self, event: Event) -> None:
        """Five places by purchase order: two have a name, three have none yet."""
        with rehearsal.at(self.at - 15 * DAY) as then:
            booking = self._order(event, content.THORNMERE, 5, at=then)
            self._by_invoice(booking, content.THORNMERE, content.ORDER_NUMBER)
            unnamed = booking.tickets.kept().filter(email="")
            for ticket, delegate in zip(unnamed[:2], self._delegates(2), strict=True):
                naming.name(ticket, delegate, by=None, at=then)

    def ask_for_a_quote(self, event: Event) -> None:
        """Three places kept until the purchase order comes."""
        with rehearsal.at(self.at - 2 * DAY) as then:
            booking = self._order(event, content.LINNET, 3, at=then)
            self._by_invoice(booking, content.LINNET, "")

    def share_out(self, event: Event) -> None:
        with rehearsal.at(self.at - 20 * DAY) as then:
            for name, agencies, least, most in content.MIX:
                allocations.save(
                    event,
                    allocations.Plan(
                        name,
                        least,
                        most,
                        event.starts_at - 21 * DAY,
                        [self.agencies[agency] for agency in agencies],
                    ),
                    by=self.by,
                    at=then,
                )
        self._paid(event, self._delegates(5, agency="Health"), days_ago=10)
        self._paid(event, self._delegates(2, agency="Social care"), days_ago=6)

    def let_a_funder_pay(self, event: Event) -> None:
        course = event.course
        assert isinstance(course, Course)
        with rehearsal.at(self.at - 16 * DAY) as then:
            codes.make(
                content.CODE,
                label=f"Places paid for by {content.FUNDER}",
                owner=content.FUNDER,
                cost_centre=content.COST_CENTRE,
                course=course,
                places=8,
                at=then,
                by=self.by,
            )
        for delegate in self._delegates(2):
            with rehearsal.at(self.at - 13 * DAY) as then:
                order = paying.Order(
                    [delegate], delegate.name, delegate.email, code=content.CODE
                )
                paying.reserve(event, order, at=then)

    def call_off(self, event: Event) -> None:
        self._paid(event, self._delegates(2), days_ago=18)
        self._paid(event, self._delegates(1), days_ago=17)
        with rehearsal.at(self.at - DAY) as then:
            called_off = run_cancellations.ask(
                event, by=self.by, at=then, reason=content.CALLED_OFF
            )
        with rehearsal.at(called_off.due_at) as then:
            run_cancellations.carry_out(called_off, at=then)

    def want_dates(self, event: Event) -> None:
        """Some want the course where there is no date of it."""
        assert event.course is not None
        areas = {area.name: area for area in Area.objects.all()}
        wanting = islice(self.diary.people.current, 14, None)
        for days_ago, (user, name) in enumerate(
            zip(wanting, content.WANTED_IN, strict=False), start=3
        ):
            with rehearsal.at(self.at - days_ago * DAY) as then:
                interest.ask(event.course, user=user, area=areas.get(name), at=then)

    # --- The steps ---------------------------------------------------------

    def _delegates(self, number: int, *, agency: str = "Health") -> list[Delegate]:
        found = islice(self.people, number)
        return [
            Delegate(
                person.name,
                person.email,
                agency=person.employer,
                kind_of_agency=self.agencies[agency],
                profession=self.professions[place % len(self.professions)],
            )
            for place, person in enumerate(found)
        ]

    def _paid(
        self, event: Event, delegates: Sequence[Delegate], *, days_ago: int
    ) -> None:
        """Book and pay by transfer: one order for all of them."""
        first = delegates[0]
        with rehearsal.at(self.at - days_ago * DAY) as then:
            order = paying.Order(
                delegates, first.name, first.email, organisation=first.agency
            )
            self._pay(paying.reserve(event, order, at=then))

    def _pay(self, booking: Booking) -> None:
        assert booking.bill is not None
        settlement.received(
            bill=booking.bill,
            pence=booking.bill.total_pence,
            method=Method.TRANSFER,
            reference=booking.reference,
            at=booking.created_at,
            by=None,
        )

    def _order(
        self, event: Event, buyer: Buyer, number: int, *, at: datetime
    ) -> Booking:
        order = paying.Order(
            [UNNAMED] * number,
            buyer.name,
            buyer.email,
            for_self=False,
            organisation=buyer.organisation,
        )
        return paying.reserve(event, order, at=at)

    def _by_invoice(self, booking: Booking, buyer: Buyer, number: str) -> None:
        paying.pay_by_invoice(
            booking,
            payer=payers.organisation(
                name=buyer.organisation,
                address=buyer.address,
                email=buyer.finance,
                contact="Accounts payable",
            ),
            order_number=number,
            at=booking.created_at,
            by=None,
        )
