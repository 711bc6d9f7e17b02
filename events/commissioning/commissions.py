"""Commissions: agree one, take its places, give some back.

The places are taken at once, as one confirmed booking for each run, and named later.
Every step that takes or frees places locks the event first and the commission after it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, F

from events.booking import cancellation, giving_back, places, waiting_list
from events.catalogue import policies
from events.errors import CommissionRefused
from events.models import (
    Booking,
    BookingStatus,
    Charge,
    Commission,
    CommissionArea,
    CommissionPlace,
    CommissionRun,
    Course,
    Enquiry,
    Event,
    EventStatus,
    Source,
    Strand,
    Ticket,
    TicketType,
    WayIn,
    Who,
)
from portal.accounts.models import User
from portal.body.models import Area
from portal.core import history, later
from portal.core.words import count_of
from portal.payments.models import Payer

from . import emails, enquiries

KIND = "Commissioned place"


@dataclass(frozen=True)
class Agreement:
    """What was agreed. Strands share out all of the places, areas some or none."""

    title: str
    commissioner: str
    places: int
    price_pence: int
    vat: str
    strands: Sequence[tuple[str, int]]
    areas: Sequence[tuple[Area, int | None]] = ()
    course: Course | None = None
    funder: str = ""
    names_until_days: int = 14
    order_number: str = ""


@transaction.atomic
def agree(
    agreement: Agreement,
    *,
    payer: Payer,
    enquiry: Enquiry | None = None,
    by: User,
    at: datetime,
) -> Commission:
    """Agree a commission; an enquiry that it comes of is won by it, once.

    The terms are those of its quote, whatever the policies say by now; without a quote,
    or with one from before quotes froze them, those of today.
    """
    _refuse_shares(agreement)
    quoted: dict[str, Any] = {}
    if enquiry is not None:
        enquiries.win(enquiry, by=by, at=at)
        quote = enquiries.newest_quote(enquiry)
        quoted = quote.policy if quote is not None else {}
    commission = Commission.objects.create(
        enquiry=enquiry,
        title=agreement.title,
        course=agreement.course,
        commissioner=agreement.commissioner,
        funder=agreement.funder,
        payer=payer,
        places=agreement.places,
        price_pence=agreement.price_pence,
        vat=agreement.vat,
        names_until_days=agreement.names_until_days,
        order_number=agreement.order_number,
        terms=quoted or policies.booking_policy().terms(),
        made_at=at,
        made_by=by,
    )
    Strand.objects.bulk_create(
        Strand(commission=commission, name=name, places=number, position=position)
        for position, (name, number) in enumerate(agreement.strands)
    )
    CommissionArea.objects.bulk_create(
        CommissionArea(commission=commission, area=area, places=number)
        for area, number in agreement.areas
    )
    history.record(
        commission,
        "events.commission_agreed",
        by=by,
        facts={"places": commission.places, "pence": commission.price_pence},
    )
    return commission


def _refuse_shares(agreement: Agreement) -> None:
    names = [name.casefold() for name, _ in agreement.strands]
    if not names or len(set(names)) < len(names):
        raise CommissionRefused("Give each strand a name of its own.")
    shared = sum(number for _, number in agreement.strands)
    if shared != agreement.places:
        raise CommissionRefused(
            f"The strands have {count_of(shared, 'place,places')} together, and "
            f"{agreement.places} were bought."
        )
    by_area = sum(number or 0 for _, number in agreement.areas)
    if by_area > agreement.places:
        raise CommissionRefused(
            f"The areas have {count_of(by_area, 'place,places')} together, which is "
            f"more than the {agreement.places} that were bought."
        )


@transaction.atomic
def correct(
    commission: Commission,
    *,
    title: str,
    commissioner: str,
    funder: str,
    names_until_days: int,
    order_number: str,
    by: User,
) -> None:
    """Correct what it is called and who is who. Places and price stay as agreed."""
    wanted = {
        "title": title,
        "commissioner": commissioner,
        "funder": funder,
        "names_until_days": names_until_days,
        "order_number": order_number,
    }
    row = Commission.objects.select_for_update(no_key=True).get(pk=commission.pk)
    changed = [name for name, now in wanted.items() if getattr(row, name) != now]
    if changed:
        for name in changed:
            setattr(row, name, wanted[name])
        row.save(update_fields=changed)
        said = [name.replace("_", " ") for name in changed]
        history.record(
            row, "events.commission_corrected", by=by, facts={"changed": said}
        )


# --- Places ----------------------------------------------------------------


def to_place(commission: Commission) -> dict[Strand, int]:
    """Return how many places of each strand are on no run yet."""
    strands = commission.strands.annotate(on_runs=Count("taken_places"))
    ordered = strands.order_by("position", "pk")
    return {strand: strand.places - strand.on_runs for strand in ordered}


def take_places(
    commission: Commission,
    event: Event,
    numbers: Mapping[Strand, int],
    *,
    by: User,
    at: datetime,
) -> CommissionRun:
    """Take so many places of each strand on a run: all of them or none.

    What is free goes to those who wait before it goes to anybody else. Raises
    CommissionRefused where it does not fit, or more is asked for than was bought.
    """
    taken = _take_places(commission, event, numbers, by=by, at=at)
    if isinstance(taken, CommissionRun):
        return taken
    # Raised out here, so that the offers made under the lock are kept.
    number = sum(numbers.values())
    raise CommissionRefused(
        f"{count_of(number, 'place does,places do')} not fit: {taken} free there. "
        "Raise the capacity first, or take fewer."
    )


@transaction.atomic
def _take_places(
    commission: Commission,
    event: Event,
    numbers: Mapping[Strand, int],
    *,
    by: User,
    at: datetime,
) -> CommissionRun | str:
    (event,) = places.lock(event)
    commission = Commission.objects.select_for_update(no_key=True).get(pk=commission.pk)
    wanted = {strand: number for strand, number in numbers.items() if number > 0}
    _refuse_run(commission, event, wanted, at=at)
    waiting_list.pass_on(event, at=at)
    kind = ticket_type(event)
    number = sum(wanted.values())
    asked = [places.Wanted(kind, places.UNNAMED, 0)] * number
    if waiting_list.is_anyone_waiting(event):
        return "people are waiting for what is"
    if not places.fit(event, asked, at=at):
        left = places.left(event, at=at) or 0
        return count_of(left, "place is,places are")
    booking = places.take(
        event,
        wanted=asked,
        status=BookingStatus.CONFIRMED,
        source=Source.COMMISSION,
        booker=None,
        # No address: whoever coordinates changes, and the booking is nobody's own.
        booker_name=commission.commissioner,
        at=at,
        terms=commission.terms,
    )
    run, _ = CommissionRun.objects.get_or_create(
        commission=commission, event=event, defaults={"added_at": at}
    )
    _link(commission, run, booking, wanted)
    history.record(
        commission,
        "events.commission_places_taken",
        by=by,
        facts={"number": number, "event": str(event), "run": event.reference},
    )
    emails.commission_run_added(run, at=at)
    return run


def _refuse_run(
    commission: Commission, event: Event, wanted: Mapping[Strand, int], *, at: datetime
) -> None:
    if not wanted:
        raise CommissionRefused("Say how many places of which strand to take.")
    if (
        event.status != EventStatus.PUBLISHED
        or event.cancels_at is not None
        or event.starts_at <= at
        or event.host
        or event.way_in == WayIn.OPEN_LINK
    ):
        raise CommissionRefused(
            "Places are taken on a published event still to come that we run."
        )
    free = to_place(commission)
    for strand, number in wanted.items():
        if number > free.get(strand, 0):
            left = count_of(free.get(strand, 0), "place,places")
            raise CommissionRefused(f"{strand} has {left} left that are on no run yet.")


def ticket_type(event: Event) -> TicketType:
    """Return the kind of ticket that nobody can book: the price is the commission's."""
    return TicketType.objects.get_or_create(
        event=event,
        name=KIND,
        defaults={"who": Who.STAFF, "price_pence": 0, "position": 99},
    )[0]


def _link(
    commission: Commission,
    run: CommissionRun,
    booking: Booking,
    wanted: Mapping[Strand, int],
) -> None:
    """Say of each ticket which of the bought places it is, and what that place costs.

    Shares of the price differ by a penny at most, and add up to it.
    """
    before = CommissionPlace.objects.filter(run__commission=commission).count()
    tickets = iter(booking.tickets.order_by("pk"))
    rows: list[CommissionPlace] = []
    for strand, number in wanted.items():
        for _ in range(number):
            rows.append(
                CommissionPlace(
                    run=run,
                    strand=strand,
                    ticket=next(tickets),
                    pence=_share(commission, before + len(rows)),
                )
            )
    CommissionPlace.objects.bulk_create(rows)


def _share(commission: Commission, place: int) -> int:
    price, number = commission.price_pence, commission.places
    return price * (place + 1) // number - price * place // number


# --- Giving back -----------------------------------------------------------


def unnamed(run: CommissionRun) -> list[CommissionPlace]:
    """Return the places of a run that nobody has a name for, the last taken first."""
    rows = CommissionPlace.objects.kept().filter(run=run, ticket__email="")
    rows = rows.filter(ticket__user=None).order_by("-pk")
    return list(rows.select_related("ticket__booking__event", "strand"))


def comes_back(run: CommissionRun, number: int, *, at: datetime) -> int:
    """Return what comes back, by the terms, for so many unnamed places given back."""
    return sum(_back(unnamed(run)[:number], at=at).values())


def _back(given: Sequence[CommissionPlace], *, at: datetime) -> dict[int, int]:
    """Return for each ticket what comes back of the price of its place."""
    return {
        one.ticket_id: cancellation.comes_back(
            one.ticket.booking.terms,
            one.pence,
            starts_at=one.ticket.booking.event.starts_at,
            at=at,
        )
        for one in given
    }


@transaction.atomic
def give_back(run: CommissionRun, number: int, *, by: User, at: datetime) -> int:
    """Free so many unnamed places, for those who wait first; return what comes back.

    Staff alone say so. What the terms give back is credited once there is an invoice;
    before that, the bill is written for less.
    """
    (event,) = places.lock(run.event)
    commission = Commission.objects.select_for_update(no_key=True).get(
        pk=run.commission_id
    )
    given = unnamed(run)[:number]
    if number < 1 or len(given) < number:
        free = count_of(len(given), "place has,places have")
        raise CommissionRefused(f"Only {free} no name yet on this run.")
    if event.starts_at <= at:
        raise CommissionRefused("This run has begun.")
    back = _back(given, at=at)
    Ticket.objects.filter(pk__in=back).update(
        released_at=at, sequence=F("sequence") + 1
    )
    if Charge.objects.filter(ticket__in=back).exists():
        giving_back.promise(back)
        for key in {one.ticket.booking_id for one in given}:
            later.run(giving_back.GIVE_BACK, key)
    else:
        for one in given:
            CommissionPlace.objects.filter(pk=one.pk).update(
                pence=F("pence") - back[one.ticket_id]
            )
    history.record(
        commission,
        "events.commission_places_given_back",
        by=by,
        facts={
            "number": number,
            "event": str(event),
            "run": event.reference,
            "pence": sum(back.values()),
        },
    )
    waiting_list.pass_on(event, at=at)
    return sum(back.values())
