"""Commissions: a cohort of 68 that is trained, one being named, and who asks.

Each step is the one that somebody would have taken, at its own moment.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

from events.booking import naming
from events.booking.places import Delegate
from events.catalogue import policies
from events.commissioning import (
    commissions,
    coordinators,
    delegates,
    documents,
    enquiries,
    invoicing,
)
from events.commissioning.commissions import Agreement
from events.commissioning.enquiries import Offer, Wish
from events.delivery import register_lines, registers
from events.models import (
    Commission,
    CommissionRun,
    Course,
    Enquiry,
    Event,
    EventSession,
    Mark,
)
from portal.body.models import Agency, Area, Profession
from portal.core.clock import uk_day
from portal.demo.content import commissions as content
from portal.demo.content.people import crowd
from portal.demo.content.shows import Show
from portal.payments import payers

from . import rehearsal
from .diary import Diary

# Far behind everybody else whom the demonstration knows.
OFFSET = 600
DAY = timedelta(days=1)
OF_MATERNITY = "Midwife"


def make_commissions(diary: Diary) -> None:
    made = Commissions(diary)
    made.train_london()
    made.name_the_valleys()
    made.ask()


class Commissions:
    def __init__(self, diary: Diary) -> None:
        self.diary = diary
        self.at = diary.at
        self.by = diary.by
        self.people = iter(crowd(120, offset=OFFSET))
        self.agencies = {row.name: row for row in Agency.objects.all()}
        self.professions = {row.name: row for row in Profession.objects.all()}
        self.course = Course.objects.get(page__slug=content.COURSE)

    def _put_on(self, show: Show) -> Event:
        starts = show.when(self.diary.today)
        self.diary.put_on(show, starts)
        event = self.diary.events[show.key]
        Event.objects.filter(pk=event.pk).update(course=self.course)
        event.refresh_from_db()
        return event

    def _take(
        self,
        commission: Commission,
        runs: Sequence[tuple[Show, Sequence[int]]],
        *,
        at: datetime,
    ) -> list[CommissionRun]:
        strands = list(commission.strands.all())
        taken = []
        for show, numbers in runs:
            event = self._put_on(show)
            wanted = dict(zip(strands, numbers, strict=True))
            with rehearsal.at(at) as then:
                taken.append(
                    commissions.take_places(
                        commission, event, wanted, by=self.by, at=then
                    )
                )
        return taken

    def _name(
        self,
        run: CommissionRun,
        numbers: Sequence[int],
        areas: Sequence[Area],
        *,
        at: datetime,
    ) -> None:
        """Name so many of each strand, by a list as a coordinator sends one."""
        rows, of_strand, line = [], {}, 0
        for strand, number in zip(run.commission.strands.all(), numbers, strict=True):
            for _ in range(number):
                line += 1
                of_strand[line] = strand
                person = next(self.people)
                is_midwife = strand.position > 0
                kind = (
                    "Health"
                    if is_midwife
                    else content.AGENCIES[line % len(content.AGENCIES)]
                )
                delegate = Delegate(
                    person.name,
                    person.email,
                    agency=person.employer,
                    kind_of_agency=self.agencies[kind],
                    profession=self.professions[OF_MATERNITY] if is_midwife else None,
                    area=areas[line % len(areas)] if areas else None,
                )
                rows.append(naming.Row(line, delegate))
        with rehearsal.at(at) as then:
            delegates.name_all(run, rows, of_strand, by=self.by, at=then)

    # --- Long done ---------------------------------------------------------

    def train_london(self) -> None:
        agreed = content.LONDON_AGREED(self.diary.today)
        areas = [
            Area.objects.get_or_create(name=name, defaults={"position": 20 + place})[0]
            for place, name in enumerate(content.BOROUGHS)
        ]
        with rehearsal.at(agreed) as then:
            commission = commissions.agree(
                self._of_course(content.LONDON, areas),
                payer=payers.organisation(
                    name="Regional education funder",
                    address="Bridge House\n14 Canal Street\nLeeds LS1 1XX",
                    email="payables@educationfunder.example",
                ),
                by=self.by,
                at=then,
            )
        runs = self._take(commission, content.LONDON_RUNS, at=agreed + DAY)
        for run, (_, numbers) in zip(runs, content.LONDON_RUNS, strict=True):
            self._name(run, numbers, areas, at=agreed + 30 * DAY)
            for sitting in run.event.event_sessions.all():
                self._mark(sitting)

    def _of_course(self, agreement: Agreement, areas: Sequence[Area]) -> Agreement:
        return replace(
            agreement, course=self.course, areas=[(area, None) for area in areas]
        )

    def _mark(self, sitting: EventSession) -> None:
        trainer = self.diary.people.of("trainer")
        with rehearsal.at(sitting.starts_at + timedelta(minutes=12)) as moment:
            for line in register_lines.open_register(sitting):
                registers.mark(
                    line,
                    Mark.PRESENT,
                    by=trainer,
                    at=moment,
                    seen_version=line.version,
                    operation=uuid4(),
                )
        with rehearsal.at(sitting.ends_at + timedelta(minutes=15)) as moment:
            registers.close(sitting, by=trainer, at=moment)

    # --- Being named -------------------------------------------------------

    def name_the_valleys(self) -> None:
        coordinator = self.diary.people.of("coordinator")
        wish = replace(content.VALLEY_WISH, course=self.course)
        enquiry = self._send(wish, days=40)
        with rehearsal.at(self.at - 38 * DAY) as then:
            enquiries.contacted(
                enquiry,
                words="Wants two dates in Leeds. The funder pays; it needs an order.",
                due_on=uk_day(then + 3 * DAY),
                by=self.by,
                at=then,
            )
        self._quote(enquiry, content.VALLEY.price_pence, days=36)
        with rehearsal.at(self.at - 30 * DAY) as then:
            commission = commissions.agree(
                self._of_course(content.VALLEY, []),
                payer=payers.organisation(**content.VALLEY_PAYER),
                enquiry=enquiry,
                by=self.by,
                at=then,
            )
            asked = coordinators.ask(
                commission, email=coordinator.email, by=self.by, at=then
            )
        with rehearsal.at(self.at - 29 * DAY) as then:
            coordinators.accept(asked, user=coordinator, at=then)
        runs = self._take(commission, content.VALLEY_RUNS, at=self.at - 28 * DAY)
        with rehearsal.at(self.at - 27 * DAY) as then:
            invoicing.send(
                commission,
                order_number=content.VALLEY.order_number,
                by=self.by,
                at=then,
            )
        areas = list(Area.objects.filter(name__in=["Leeds", "Bristol"]))
        self._name(runs[0], content.VALLEY_NAMED, areas[:1], at=self.at - 6 * DAY)
        with rehearsal.at(self.at - 2 * DAY) as then:
            delegates.send_links(
                runs[0],
                [next(self.people).email for _ in range(content.VALLEY_LINKS)],
                strand=None,
                by=coordinator,
                at=then,
            )

    # --- Asked for ---------------------------------------------------------

    def ask(self) -> None:
        for days, wish, came in content.ASKS:
            enquiry = self._send(replace(wish, course=self.course), days=days)
            if came == "quoted":
                self._quote(enquiry, 540_000, days=days - 3)
            elif came == "lost":
                with rehearsal.at(self.at - (days - 8) * DAY) as then:
                    enquiries.lose(enquiry, reason=content.LOST, by=self.by, at=then)

    def _send(self, wish: Wish, *, days: int) -> Enquiry:
        with rehearsal.at(self.at - days * DAY) as then:
            enquiry = enquiries.send(wish, asked_from="demonstration", at=then)
        enquiry.refresh_from_db()
        return enquiry

    def _quote(self, enquiry: Enquiry, pence: int, *, days: int) -> None:
        offer = Offer(
            title=content.TITLE,
            places=enquiry.places,
            runs="Runs of two days, on dates that we agree",
            price_pence=pence,
            vat=content.VALLEY.vat,
            valid_until=uk_day(self.at - days * DAY + content.QUOTED_FOR),
            includes="Trainers, materials, lunch, and a certificate for each delegate.",
            terms=documents.terms_in_words(policies.booking_policy()),
        )
        with rehearsal.at(self.at - days * DAY) as then:
            quote = enquiries.quote(enquiry, offer, by=self.by, at=then)
            enquiries.send_quote(quote, by=self.by, at=then)
        enquiry.refresh_from_db()
