"""Enquiries: from the first letter to a yes or a no, one function to a step.

Anybody may send one. Each step says by when the next is due, so that none is forgotten;
what was quoted stays as it was quoted.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from events.catalogue import policies
from events.errors import CommissionRefused
from events.models import Course, Enquiry, EnquiryNote, EnquiryStage, Quote
from portal.accounts.models import User
from portal.body.models import Area
from portal.core import calendars, clock, history

from . import emails

NEXT = {
    EnquiryStage.NEW: {EnquiryStage.CONTACTED, EnquiryStage.QUOTED, EnquiryStage.LOST},
    EnquiryStage.CONTACTED: {EnquiryStage.QUOTED, EnquiryStage.LOST},
    EnquiryStage.QUOTED: {EnquiryStage.WON, EnquiryStage.LOST},
    # What is agreed is a commission from then on.
    EnquiryStage.WON: set(),
    # Somebody calls again after all.
    EnquiryStage.LOST: {EnquiryStage.CONTACTED},
}
ANSWER_DAYS, FOLLOW_UP_DAYS = 2, 5
# Somebody who presses twice means it once.
SAME_WITHIN = timedelta(hours=1)
# A council is one network; nobody sends this many by hand.
MOST_AN_HOUR = 10
MOST_A_DAY_FROM_AN_ADDRESS = 3


@dataclass(frozen=True)
class Wish:
    """What somebody typed."""

    organisation: str
    name: str
    email: str
    places: int
    course: Course | None = None
    areas: Iterable[Area] = ()
    phone: str = ""
    where: str = ""
    when: str = ""
    words: str = ""


@dataclass(frozen=True)
class Offer:
    """What a quote says."""

    title: str
    places: int
    runs: str
    price_pence: int
    vat: str
    valid_until: date
    includes: str = ""
    terms: str = ""


@transaction.atomic
def send(wish: Wish, *, asked_from: str, at: datetime) -> Enquiry:
    """Take an enquiry, confirm it and tell the team. The same twice is one.

    Raises CommissionRefused where more come from one network or address than anybody
    sends by hand.
    """
    email = wish.email.strip().lower()
    mine = Enquiry.objects.filter(email=email)
    typed = {
        "organisation": wish.organisation,
        "name": wish.name,
        "phone": wish.phone,
        "course": wish.course,
        "places": wish.places,
        "where": wish.where,
        "when": wish.when,
        "words": wish.words,
    }
    areas = set(wish.areas)
    just_now = mine.filter(**typed, received_at__gt=at - SAME_WITHIN)
    for same in just_now.prefetch_related("areas"):
        if set(same.areas.all()) == areas:
            return same
    hour = Enquiry.objects.filter(
        asked_from=asked_from, received_at__gt=at - timedelta(hours=1)
    )
    today = mine.filter(received_at__gt=at - timedelta(days=1))
    if hour.count() >= MOST_AN_HOUR or today.count() >= MOST_A_DAY_FROM_AN_ADDRESS:
        raise CommissionRefused(
            "Several enquiries came from you just now. Write to our events team "
            "instead, who put them together."
        )
    enquiry = Enquiry.objects.create(
        **typed,
        email=email,
        due_on=calendars.add_working_days(clock.uk_day(at), ANSWER_DAYS),
        asked_from=asked_from,
        received_at=at,
    )
    enquiry.areas.set(areas)
    history.record(enquiry, "events.enquiry_received", by=None)
    emails.enquiry_received(enquiry, at=at)
    emails.enquiry_came(enquiry, at=at)
    return enquiry


def _move(enquiry: Enquiry, to: EnquiryStage, **changes: object) -> None:
    """Move it, but only from the stage its reader saw."""
    seen = EnquiryStage(enquiry.stage)
    rows = Enquiry.objects.filter(pk=enquiry.pk, stage=seen)
    if to not in NEXT[seen] or not rows.update(stage=to, **changes):
        raise CommissionRefused("This enquiry has moved on. Look at it again.")
    enquiry.refresh_from_db()


@transaction.atomic
def take_on(enquiry: Enquiry, *, owner: User, by: User) -> None:
    """Let somebody of the staff see to it."""
    if not Enquiry.objects.open().filter(pk=enquiry.pk).update(owner=owner):
        raise CommissionRefused("This enquiry is closed.")
    enquiry.refresh_from_db()
    history.record(enquiry, "events.enquiry_taken", by=by, facts={"owner": str(owner)})


@transaction.atomic
def note(enquiry: Enquiry, words: str, *, by: User, at: datetime) -> EnquiryNote:
    made = EnquiryNote.objects.create(enquiry=enquiry, words=words, by=by, made_at=at)
    history.record(enquiry, "events.enquiry_noted", by=by)
    return made


@transaction.atomic
def contacted(
    enquiry: Enquiry, *, words: str, due_on: date, by: User, at: datetime
) -> None:
    """Note that somebody spoke with them, and by when the next step is due.

    One that was lost begins again; whoever makes the call has it.
    """
    _move(
        enquiry,
        EnquiryStage.CONTACTED,
        due_on=due_on,
        closed_at=None,
        lost_because="",
        owner=enquiry.owner or by,
    )
    history.record(enquiry, "events.enquiry_contacted", by=by)
    if words:
        note(enquiry, words, by=by, at=at)


@transaction.atomic
def quote(enquiry: Enquiry, offer: Offer, *, by: User, at: datetime) -> Quote:
    """Write a quote, numbered by the enquiry's reference. A second one follows it."""
    enquiry = Enquiry.objects.select_for_update(no_key=True).get(pk=enquiry.pk)
    if enquiry.stage != EnquiryStage.QUOTED:
        _move(enquiry, EnquiryStage.QUOTED, owner=enquiry.owner or by)
    Enquiry.objects.filter(pk=enquiry.pk).update(due_on=offer.valid_until)
    last = enquiry.quotes.order_by("-number").first()
    made = Quote.objects.create(
        enquiry=enquiry,
        number=last.number + 1 if last else 1,
        policy=policies.booking_policy().terms(),
        made_at=at,
        made_by=by,
        **vars(offer),
    )
    history.record(
        enquiry,
        "events.enquiry_quoted",
        by=by,
        facts={"number": made.reference, "pence": made.price_pence},
    )
    return made


@transaction.atomic
def send_quote(quote: Quote, *, by: User, at: datetime) -> None:
    """Send the newest quote to whoever asked, with the paper."""
    enquiry = quote.enquiry
    newest = enquiry.quotes.order_by("-number").first()
    if enquiry.stage != EnquiryStage.QUOTED or quote != newest:
        raise CommissionRefused("A newer quote holds, or the enquiry is closed.")
    if quote.valid_until < clock.uk_day(at):
        raise CommissionRefused("The day until which it is valid is over. Write anew.")
    Quote.objects.filter(pk=quote.pk).update(sent_at=at)
    emails.quote_made(quote, at=at)
    history.record(
        enquiry, "events.quote_sent", by=by, facts={"number": quote.reference}
    )


@transaction.atomic
def lose(enquiry: Enquiry, *, reason: str, by: User, at: datetime) -> None:
    _move(enquiry, EnquiryStage.LOST, closed_at=at, lost_because=reason[:300])
    history.record(enquiry, "events.enquiry_lost", by=by, facts={"reason": reason})


def win(enquiry: Enquiry, *, by: User, at: datetime) -> None:
    """Close it as won, in the transaction in which the commission is agreed."""
    _move(enquiry, EnquiryStage.WON, closed_at=at)
    history.record(enquiry, "events.enquiry_won", by=by)


def newest_quote(enquiry: Enquiry) -> Quote | None:
    return enquiry.quotes.order_by("-number").first()


def follow_up_on(at: datetime) -> date:
    """Return the day that is proposed for the next step."""
    return calendars.add_working_days(clock.uk_day(at), FOLLOW_UP_DAYS)
