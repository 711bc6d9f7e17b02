"""Letters about commissions: what they say, and whether that is still true.

No delegate's name stands in them, and none of them goes to a delegate.
"""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from events.catalogue import lines
from events.models import (
    Commission,
    CommissionCoordinator,
    CommissionRun,
    Enquiry,
    EnquiryStage,
    Quote,
)
from portal.body.models import Mailbox
from portal.core import clock, tokens
from portal.core.words import count_of
from portal.notifications.kinds import Attachment, Kind, Prepared, declare
from portal.notifications.models import Message
from portal.rendering import pdf

from . import board, commissions, documents


def declare_kinds() -> None:
    for kind in KINDS:
        declare(kind)


def _url(name: str, *args: object) -> str:
    return settings.BASE_URL + reverse(name, args=args)


def _team() -> str:
    found = (
        Mailbox.objects.filter(role=Mailbox.Role.EVENTS).first()
        or Mailbox.objects.first()
    )
    return found.address if found is not None else ""


def _enquiry(message: Message) -> Enquiry | None:
    rows = Enquiry.objects.select_related("course", "owner")
    return rows.filter(pk=message.facts["enquiry"]).first()


def _enquiry_received(message: Message, _at: datetime) -> Prepared | None:
    """Confirm it, in words of ours alone: anybody can type anybody's address."""
    enquiry = _enquiry(message)
    if enquiry is None:
        return None
    return Prepared({"enquiry": enquiry, "asked_for": documents.asked_for(enquiry)})


def _enquiry_came(message: Message, _at: datetime) -> Prepared | None:
    enquiry, team = _enquiry(message), _team()
    if enquiry is None or enquiry.stage != EnquiryStage.NEW or not team:
        return None
    url = _url("staff_commissions:enquiry-detail", enquiry.reference)
    context = {
        "enquiry": enquiry,
        "asked_for": documents.asked_for(enquiry),
        "url": url,
    }
    return Prepared(context, to=team)


def _quote_made(message: Message, at: datetime) -> Prepared | None:
    """Send the quote while it is the newest, and while it can still be accepted."""
    rows = Quote.objects.select_related("enquiry__course", "enquiry__owner")
    quote = rows.filter(pk=message.facts["quote"]).first()
    if quote is None or quote.enquiry.stage != EnquiryStage.QUOTED:
        return None
    newer = quote.enquiry.quotes.filter(number__gt=quote.number)
    if newer.exists() or quote.valid_until < clock.uk_day(at):
        return None
    paper = Attachment(
        documents.quote_name(quote), documents.quote_pdf(quote), pdf.MEDIA_TYPE
    )
    return Prepared({"quote": quote, "enquiry": quote.enquiry}, attachments=(paper,))


def _coordinator_asked(message: Message, at: datetime) -> Prepared | None:
    token = message.facts["token"]
    rows = CommissionCoordinator.objects.standing().filter(
        accepted_at=None, until__gt=at, token=tokens.hashed(token)
    )
    asked = rows.select_related("commission").first()
    if asked is None:
        return None
    return Prepared(
        {
            "commission": asked.commission,
            "until": asked.until,
            "url": _url("commissions:accept", token),
        }
    )


def _run(message: Message, at: datetime) -> CommissionRun | None:
    """Return the run that it is about, for whoever still coordinates it."""
    run = _run_of(message)
    if run is None or run.event.is_cancelled or run.event.starts_at <= at:
        return None
    return run


def _run_of(message: Message) -> CommissionRun | None:
    rows = CommissionRun.objects.select_related("commission", "event")
    run = rows.filter(pk=message.facts["run"]).first()
    if run is None:
        return None
    key = message.facts.get("coordinator")
    if key is not None:
        acting = run.commission.coordinators.acting()
        return run if acting.filter(pk=key).exists() else None
    return run


def _about_run(run: CommissionRun) -> dict[str, object]:
    number = len(commissions.unnamed(run))
    return {
        "run": run,
        "commission": run.commission,
        "event": run.event,
        "when": lines.when(run.event),
        "number": number,
        "places": count_of(number, "place has,places have"),
        "names_until": board.names_until(run.commission, run),
        "url": _url("commissions:commission", run.commission.reference),
    }


def _run_added(message: Message, at: datetime) -> Prepared | None:
    run = _run(message, at)
    if run is None:
        return None
    bought = run.places.kept().count()
    words = count_of(bought, "place,places")
    return Prepared(_about_run(run) | {"bought": words})


def _run_cancelled(message: Message, _at: datetime) -> Prepared | None:
    run = _run_of(message)
    if run is None or not run.event.is_cancelled:
        return None
    return Prepared(_about_run(run) | {"why": run.event.cancellation_reason})


def _while_unnamed(message: Message, at: datetime) -> Prepared | None:
    """Say it while it is so: a place that was named meanwhile wants no name."""
    run = _run(message, at)
    if run is None:
        return None
    about = _about_run(run)
    return Prepared(about) if about["number"] else None


def _names_missing(message: Message, at: datetime) -> Prepared | None:
    run, team = _run(message, at), _team()
    if run is None or not team:
        return None
    about = _about_run(run)
    if not about["number"]:
        return None
    url = _url("staff_commissions:commission-detail", run.commission.reference)
    return Prepared(about | {"url": url}, to=team)


def _coordinators_missing(message: Message, at: datetime) -> Prepared | None:
    """Say it while it is so, and while somebody has yet to say who comes."""
    commission = Commission.objects.filter(pk=message.facts["commission"]).first()
    team = _team()
    if commission is None or not team or commission.coordinators.acting().exists():
        return None
    to_come = commission.runs.filter(event__ends_at__gt=at).exists()
    if not to_come and not any(commissions.to_place(commission).values()):
        return None
    url = _url("staff_commissions:commission-detail", commission.reference)
    return Prepared({"commission": commission, "url": url}, to=team)


KINDS = (
    Kind("events/enquiry_received", "Enquiry: received", _enquiry_received),
    Kind("events/enquiry_came", "Enquiry: one has come", _enquiry_came),
    Kind("events/quote_made", "Enquiry: quote", _quote_made),
    Kind(
        "events/commission_coordinator_asked",
        "Commission: coordinate it",
        _coordinator_asked,
        secret=True,
    ),
    Kind("events/commission_run_added", "Commission: places on a run", _run_added),
    Kind(
        "events/commission_run_cancelled",
        "Commission: run cancelled",
        _run_cancelled,
    ),
    Kind("events/names_wanted", "Commission: names wanted", _while_unnamed),
    Kind("events/names_missing", "Commission: names missing (team)", _names_missing),
    Kind(
        "events/coordinators_missing",
        "Commission: nobody coordinates (team)",
        _coordinators_missing,
    ),
    Kind(
        "events/delegate_stepped_back",
        "Commission: a delegate does not come",
        _while_unnamed,
    ),
)
