"""The showcase of commissions: who asks, what was agreed, and who says who comes."""

from typing import Any

from events.commissioning import coordinators, delegates
from events.models import Commission, CommissionPlace, Enquiry, EnquiryStage, Ticket
from portal.accounts.models import User
from portal.core import clock, tokens

# Files, steps without a page, and a page for whoever has just sent something.
NO_PAGES = {
    "commissions:coordinator-end",
    "commissions:document",
    "commissions:people-csv",
    "commissions:report-csv",
    "commissions:report-pdf",
    "commissions:take-off",
    "events:enquiry-sent",
    "staff_commissions:coordinator-end",
    "staff_commissions:quote-document",
    "staff_commissions:quote-send",
    "staff_commissions:report-csv",
    "staff_commissions:report-pdf",
}


def show(case: Any) -> None:
    _coordinators(case)
    _staff(case)


def _coordinators(case: Any) -> None:
    coordinator = User.objects.get(email="coordinator@demo.example")
    (named,) = coordinators.of(coordinator)
    run = named.runs.first()

    def theirs(name: str, *args: object) -> None:
        case.show(f"commissions:{name}", named.reference, *args, who="coordinator")

    theirs("commission")
    theirs("coordinators")
    for name in ("name", "name-list", "links"):
        theirs(name, run.event.reference)
    kept = CommissionPlace.objects.kept().filter(run=run)
    somebody = kept.exclude(ticket__email="").first()
    for name in ("place", "move"):
        theirs(name, somebody.pk)
    theirs("place", delegates.free_places(run)[0].pk)
    asked = coordinators.ask(
        named, email="second@demo.example", by=coordinator, at=clock.now()
    )
    asked.token = tokens.hashed("coordinate")
    asked.save()
    for who in ("", "member"):
        case.show("commissions:accept", "coordinate", who=who)
    case.show("commissions:accept", "opens-nothing", status=410)
    _delegate(case, somebody)


def _delegate(case: Any, place: CommissionPlace) -> None:
    """Let the midwife have one of the places, so that she can say she cannot come."""
    midwife = User.objects.get(email="midwife@demo.example")
    Ticket.objects.filter(pk=place.ticket_id).update(
        user=midwife, name=midwife.name, email=midwife.email
    )
    case.show("commissions:step-back", place.ticket.booking.reference, who="midwife")


def _staff(case: Any) -> None:
    def show(name: str, *args: object) -> None:
        case.show(f"staff_commissions:{name}", *args, who="events")

    done, named = Commission.objects.order_by("made_at")
    quoted = Enquiry.objects.get(stage=EnquiryStage.QUOTED)
    for stage in EnquiryStage:
        one = Enquiry.objects.filter(stage=stage).first()
        if one is not None:
            show("enquiry-detail", one.reference)
    for name in ("take", "contacted", "quote", "lose", "win"):
        show(f"enquiry-{name}", quoted.reference)
    for commission in (done, named):
        show("commission-detail", commission.reference)
    for name in ("commission-correct", "run-add", "invoice", "coordinator-add"):
        show(name, named.reference)
    run = named.runs.first()
    show("places-give-back", named.reference, run.event.reference)
