"""Course lines: what does a course's page say that nobody may type?

Its next date, what it costs and how many places there are come from its runs, so they
are true when the page is read, and vanish when there is no run.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings

from events.models import Course, Event, Mode, TicketType, Who
from portal.core import words
from portal.core.clock import uk_day

from . import lines, queries
from .course_finding import Aspect

LEARN = "You learn it for yourself and your own work."
FOR_COLLEAGUES = (
    "You may pass it on: whoever completes it trains colleagues with our materials."
)
FOR_ONESELF = (
    "It gives no right to train others. Who is to do that needs the other course."
)
NO_OTHER = "It gives no right to train others."


@dataclass(frozen=True, slots=True)
class Offer:
    """One course as it can be had now."""

    length: str
    cpd: str
    accreditation: str
    cascade: str
    next_date: str
    dates: str
    where: tuple[str, ...]
    prices: str
    places: str
    status_kind: str


def offer_of(course: Course, runs: Sequence[Event], *, at: datetime) -> Offer:
    """Say what is on offer; the runs come from `queries.runs_of`, soonest first."""
    accredited_by = course.accreditation(uk_day(at))
    kind, places = _places(runs, at=at)
    return Offer(
        length=course.length,
        cpd=f"{words.hours_words(course.cpd_minutes)}. {course.get_cpd_kind_display()}",
        accreditation=(
            f"{accredited_by}, until {words.uk_day(course.accredited_until)}"
            if accredited_by
            else ""
        ),
        cascade=cascade_words(course),
        next_date=lines.when(runs[0]) if runs else "",
        dates=words.count_of(len(runs), "date,dates") if runs else "No date yet",
        where=tuple(dict.fromkeys(lines.where(run) for run in runs)),
        prices=prices_of(runs),
        places=places,
        status_kind=kind,
    )


def cascade_words(course: Course) -> str:
    """Say in plain words whether it may be passed on, and what follows from that."""
    if course.cascade_allowed:
        return FOR_COLLEAGUES
    return f"{LEARN} {FOR_ONESELF if course.other_kind_id else NO_OTHER}"


def prices_of(runs: Iterable[Event]) -> str:
    """Member £95, Non-member £125; of runs that differ, from the least to the most."""
    by_name: dict[str, set[int]] = {}
    for run in runs:
        for kind in run.ticket_types.all():
            if kind.who != Who.STAFF:
                by_name.setdefault(kind.name, set()).add(kind.price_pence)
    return ", ".join(
        f"{name} {_span(sorted(prices))}" for name, prices in by_name.items()
    )


def _span(prices: Sequence[int]) -> str:
    least = words.pounds_short(prices[0])
    if len(prices) == 1:
        return least
    return f"{least} to {words.pounds_short(prices[-1])}"


def _places(runs: Sequence[Event], *, at: datetime) -> tuple[str, str]:
    """Say, over all dates, whether one can still get in."""
    if not runs:
        return "closed", "No date yet"
    open_runs = [run for run in runs if run.takes_bookings(at)]
    if not open_runs:
        opens = [run.booking_opens_at for run in runs if run.booking_opens_at]
        if opens and min(opens) > at:
            return "draft", f"Booking opens {words.uk_date(min(opens))}"
        return "closed", "Booking has closed"
    left = [queries.places_left(run) for run in open_runs]
    if None in left:
        return "open", "Open for booking"
    total = sum(number or 0 for number in left)
    if total == 0:
        return "full", "Full, waiting list open"
    return "open", f"{words.count_of(total, 'place,places')} left"


def side_by_side(courses: Sequence[tuple[Course, Offer]]) -> list[Aspect]:
    """Say of each course the same things in the same order."""

    def aspect(label: str, says: Callable[[Course, Offer], Sequence[str]]) -> Aspect:
        return Aspect(label, [list(says(course, offer)) for course, offer in courses])

    return [
        aspect("May you pass it on?", lambda course, _: [cascade_words(course)]),
        aspect("Who it is for", lambda course, _: [course.for_whom]),
        aspect("Length", lambda _, offer: [offer.length]),
        aspect("CPD", lambda _, offer: [offer.cpd]),
        aspect(
            "Accredited by", lambda _, offer: [offer.accreditation or "Not accredited"]
        ),
        aspect("What you can do afterwards", lambda course, _: course.outcome_lines),
        aspect("Price", lambda _, offer: [offer.prices or "Said with the next date"]),
        aspect("Next date", lambda _, offer: [offer.next_date or "No date yet"]),
        aspect("Where", lambda _, offer: offer.where or ["Said with the next date"]),
        aspect("Places", lambda _, offer: [offer.places]),
    ]


# --- For search engines ----------------------------------------------------

MODES = {Mode.ONLINE: "Online", Mode.ROOM: "Onsite", Mode.BOTH: "Blended"}


def structured(course: Course, runs: Sequence[Event], *, on: date) -> dict[str, Any]:
    """Return what schema.org calls a course, with its instances and offers."""
    facts: dict[str, Any] = {
        "name": course.title,
        "description": course.summary,
        "teaches": course.outcome_lines,
        "timeRequired": f"PT{course.cpd_minutes}M",
        "audience": {"@type": "Audience", "audienceType": course.for_whom},
        "hasCourseInstance": [_instance(run) for run in runs],
    }
    accredited_by = course.accreditation(on)
    if accredited_by:
        facts["educationalCredentialAwarded"] = f"Accredited by {accredited_by}"
    return facts


def _instance(run: Event) -> dict[str, Any]:
    url = settings.BASE_URL + run.get_absolute_url()
    full = queries.places_left(run) == 0
    return {
        "@type": "CourseInstance",
        "name": run.title,
        "url": url,
        "startDate": words.iso(run.starts_at),
        "endDate": words.iso(run.ends_at),
        "courseMode": MODES[Mode(run.mode)],
        "location": (
            {"@type": "VirtualLocation", "url": url}
            if run.mode == Mode.ONLINE
            else {"@type": "Place", "name": run.venue or run.place}
        ),
        "offers": [
            _offer(kind, url, full=full)
            for kind in run.ticket_types.all()
            if kind.who != Who.STAFF
        ],
    }


def _offer(kind: TicketType, url: str, *, full: bool) -> dict[str, str]:
    return {
        "@type": "Offer",
        "name": kind.name,
        "category": "Paid" if kind.price_pence else "Free",
        "price": f"{kind.price_pence // 100}.{kind.price_pence % 100:02}",
        "priceCurrency": "GBP",
        "availability": f"https://schema.org/{'SoldOut' if full else 'InStock'}",
        "url": url,
    }
