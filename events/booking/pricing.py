"""Pricing: what a place costs, and which lines a bill for places has.

Pure arithmetic in whole pence. The price comes from the ticket type alone; nothing
that a browser sends is ever read.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from events.models import AccessCode, Event, TicketType
from portal.core.money import RATES, Vat
from portal.core.words import uk_day_of
from portal.payments.bills import Line

LONGEST = 250


def of(ticket_type: TicketType, code: AccessCode | None = None) -> int:
    """Return what one place costs, halves of a penny rounded in favour of who pays."""
    price = ticket_type.price_pence
    if code is None:
        return price
    return price - (price * code.percent_off + 50) // 100


def vat_words(ticket_type: TicketType) -> str:
    """Say of a price whether there is VAT in it; prices are said with it."""
    rate = RATES.get(Vat(ticket_type.vat), 0)
    return f"{rate} % VAT is in it" if rate else "No VAT is added"


def lines(
    event: Event,
    places: Iterable[tuple[TicketType, int]],
    code: AccessCode | None = None,
    *,
    moved_from: Event | None = None,
) -> Sequence[Line]:
    """Return the lines for these places, each a kind of ticket and its price.

    For places that move here, the price is the difference.
    """
    counted = Counter((kind, pence) for kind, pence in places)
    return [
        Line(
            _words(event, kind, pence, code, moved_from)[:LONGEST],
            unit_pence=pence,
            vat=kind.vat,  # type: ignore[arg-type]
            quantity=number,
        )
        for (kind, pence), number in counted.items()
        if pence
    ]


def _words(
    event: Event,
    kind: TicketType,
    pence: int,
    code: AccessCode | None,
    moved_from: Event | None,
) -> str:
    day = uk_day_of(event.starts_at)
    if moved_from is not None:
        left = uk_day_of(moved_from.starts_at)
        return (
            f"{event.title}: difference of moving from {left:%-d %B %Y} to "
            f"{day:%-d %B %Y}, {kind.name}"
        )
    words = f"{event.title}, {day:%-d %B %Y}: {kind.name}"
    if code is not None and pence < kind.price_pence:
        words += f", {code.percent_off} % off"
    return words
