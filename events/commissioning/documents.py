"""Documents: what a quote says on paper. It is no invoice, and says so."""

from typing import Any

from events.models import BookingPolicy, Enquiry, Quote
from portal.body import identity
from portal.body.models import BusinessDetails, Mailbox
from portal.core import clock
from portal.core.money import Vat, pounds, vat_in
from portal.core.words import count_of, uk_date, uk_day
from portal.rendering.pdf import pdf
from portal.rendering.words import file_name


def quote_pdf(quote: Quote) -> bytes:
    return pdf("events/quote_for_commission.typ", quote_facts(quote))


def quote_name(quote: Quote) -> str:
    return file_name(f"Quote {quote.reference}", "pdf")


def quote_facts(quote: Quote) -> dict[str, Any]:
    enquiry = quote.enquiry
    details = BusinessDetails.load()
    team = Mailbox.objects.filter(role=Mailbox.Role.EVENTS).first()
    tax = vat_in(quote.price_pence, quote.vat)
    return {
        "title": f"Quote {quote.reference}",
        **identity.current().letterhead,
        "foot": f"Quote {quote.reference}. This is no invoice.",
        "heading": quote.title,
        "number": quote.reference,
        "for": [enquiry.organisation, enquiry.name],
        "facts": [
            ("Number", quote.reference),
            ("Date", uk_day(clock.uk_day(quote.made_at))),
            ("Valid until", uk_date(quote.valid_until)),
            ("Places", count_of(quote.places, "place,places")),
            ("Runs", quote.runs),
        ],
        "price": pounds(quote.price_pence),
        "each": _each(quote),
        "vat": f"VAT: {Vat(quote.vat).label}"
        + (f": {pounds(tax)} of it is VAT" if tax else ""),
        "includes": quote.includes,
        "terms": quote.terms,
        "order": "To accept it, answer with the number of this quote and, where you "
        "need one, your purchase order number. The places are taken once it is agreed.",
        "by": [
            details.legal_name or identity.current().name,
            *[line.strip() for line in details.address.splitlines() if line.strip()],
            team.address if team else "",
        ],
    }


def _each(quote: Quote) -> str:
    """Return what one place costs; what cannot be shared out evenly is rounded."""
    pence, rest = divmod(quote.price_pence, quote.places)
    if not rest:
        return f"{pounds(pence)} a place"
    return f"about {pounds(pence + (2 * rest >= quote.places))} a place"


def terms_in_words(policy: BookingPolicy) -> str:
    """Return the terms that a quote written now is frozen with."""
    days = count_of(policy.substitute_until_days, "working day,working days")
    return (
        "Names can be given, changed and moved between the dates free of charge until "
        f"{days} before each date. Places given back more than "
        f"{policy.full_until_days} days before a date are credited less "
        f"{policy.fee_percent} per cent, from {policy.full_until_days} to "
        f"{policy.part_until_days} days before at {policy.part_percent} per cent, and "
        "later not at all. A date that we cancel costs nothing."
    )


def asked_for(enquiry: Enquiry) -> str:
    """Return in words what an enquiry is about: of ours, nothing that was typed."""
    what = enquiry.course.title if enquiry.course else "Training made for you"
    return f"{what}, for {count_of(enquiry.places, 'person,people')}"
