"""Organisations: who they are, who pays for them, and who coordinates them.

A coordinator is asked by a link and acts once it is accepted; whoever acts sees the
places of that one organisation, and of its people no more than their names.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from membership.errors import SeatRefused
from membership.models import Coordinator, Organisation
from portal.accounts.models import User
from portal.core import history, tokens
from portal.payments import payers
from portal.payments.models import Payer

from . import emails

LINK_LIVES = timedelta(days=30)


@dataclass(frozen=True)
class Facts:
    """An organisation as somebody typed it: who it is, and where invoices go."""

    name: str
    kind: str
    address: str
    invoice_email: str
    contact: str = ""
    needs_order_number: bool = False


def lock(organisation: Organisation) -> Organisation:
    """Return the organisation, fresh and locked until the transaction ends.

    Every step that makes its places fuller or emptier begins with it, before any
    member is locked, so that two at once wait and never count the same place.
    """
    rows = Organisation.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("payer").get(pk=organisation.pk)


@transaction.atomic
def enter(
    facts: Facts, *, coordinator: User | None, by: User, at: datetime
) -> Organisation:
    """Write an organisation down. Entered by staff, without a coordinator of its own
    yet, it is agreed to; who asks for their own employer coordinates it at once.
    """
    payer = Payer.objects.create(
        name=facts.name,
        address=facts.address,
        email=facts.invoice_email.lower(),
        contact=facts.contact,
        needs_order_number=facts.needs_order_number,
    )
    organisation = Organisation.objects.create(
        name=facts.name,
        kind=facts.kind,
        address=facts.address,
        payer=payer,
        made_at=at,
        made_by=by,
        agreed_at=None if coordinator else at,
    )
    history.record(organisation, "membership.organisation_entered", by=by)
    if coordinator is not None:
        Coordinator.objects.create(
            organisation=organisation,
            user=coordinator,
            email=coordinator.email,
            added_at=at,
            added_by=by,
            accepted_at=at,
        )
    return organisation


@transaction.atomic
def correct(organisation: Organisation, facts: Facts, *, by: User) -> None:
    """Correct who it is and where invoices go. What was issued stays as it was."""
    organisation = lock(organisation)
    wanted = {"name": facts.name, "kind": facts.kind, "address": facts.address}
    changed = [one for one, now in wanted.items() if getattr(organisation, one) != now]
    payers.change(
        organisation.payer,
        name=facts.name,
        address=facts.address,
        contact=facts.contact,
        email=facts.invoice_email.lower(),
        vat_number=organisation.payer.vat_number,
        needs_order_number=facts.needs_order_number,
        by=by,
    )
    if changed:
        for one in changed:
            setattr(organisation, one, wanted[one])
        organisation.save(update_fields=changed)
        history.record(
            organisation,
            "membership.organisation_corrected",
            by=by,
            facts={"changed": changed},
        )


def facts_of(organisation: Organisation) -> Facts:
    payer = organisation.payer
    return Facts(
        name=organisation.name,
        kind=organisation.kind,
        address=organisation.address,
        invoice_email=payer.email,
        contact=payer.contact,
        needs_order_number=payer.needs_order_number,
    )


# --- Coordinators ----------------------------------------------------------


def coordinated_by(user: User) -> list[Organisation]:
    acting = Coordinator.objects.acting().filter(user=user)
    rows = Organisation.objects.filter(pk__in=acting.values("organisation"))
    return list(rows.select_related("payer"))


@transaction.atomic
def ask_coordinator(
    organisation: Organisation, *, email: str, by: User, at: datetime
) -> Coordinator:
    """Ask somebody by mail; asked again, the link in the newest mail is the good one.

    Nothing here depends on whether the address has an account.
    """
    organisation = lock(organisation)
    email = email.strip().lower()
    token = tokens.new()
    found = organisation.coordinators.standing().filter(email=email).first()
    if found is not None and found.accepted_at is not None:
        raise SeatRefused(f"{email} coordinates {organisation} already.")
    if found is None:
        found = Coordinator(organisation=organisation, email=email, added_at=at)
    found.added_by = by
    found.token = tokens.hashed(token)
    found.until = at + LINK_LIVES
    found.save()
    history.record(
        organisation, "membership.coordinator_asked", by=by, facts={"to": email}
    )
    emails.coordinator_asked(found, token, at=at)
    return found


def coordinator_behind(token: str, *, at: datetime) -> Coordinator | None:
    rows = Coordinator.objects.behind(token, at=at)
    return rows.select_related("organisation").first()


@transaction.atomic
def accept(asked: Coordinator, *, user: User, at: datetime) -> Organisation:
    """Let the account that opened the link coordinate from now on. Once."""
    waiting = Coordinator.objects.asked(at=at).filter(pk=asked.pk)
    try:
        with transaction.atomic():
            taken = waiting.update(user=user, accepted_at=at, token="", until=None)
    except IntegrityError as twice:
        raise SeatRefused(
            f"You coordinate {asked.organisation} already, so there is nothing to do."
        ) from twice
    if not taken:
        raise SeatRefused("This link has been used, has run out, or was taken back.")
    history.record(asked.organisation, "membership.coordinator_accepted", by=user)
    return asked.organisation


@transaction.atomic
def end_coordinator(
    coordinator: Coordinator, *, by: User, at: datetime, by_staff: bool = False
) -> None:
    """Let somebody coordinate no more. The last one cannot leave nobody behind,
    except through staff, who can ask another.
    """
    organisation = lock(coordinator.organisation)
    acting = organisation.coordinators.acting()
    is_last = acting.filter(pk=coordinator.pk).exists() and acting.count() == 1
    if is_last and not by_staff:
        raise SeatRefused(
            "Somebody has to look after the places. Ask a second coordinator first, "
            "and take this one off when they have accepted."
        )
    rows = Coordinator.objects.standing().filter(pk=coordinator.pk)
    if not rows.update(ended_at=at, token=""):
        raise SeatRefused("This coordinator has been taken off already.")
    history.record(
        organisation,
        "membership.coordinator_ended",
        by=by,
        facts={"to": coordinator.email},
    )
