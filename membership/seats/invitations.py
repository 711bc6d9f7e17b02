"""Invitations: who is asked to claim a place, one by one or from a list.

A link is good for 30 days and keeps a place as long; sent again, the newest mail holds
the good one. The link itself is the key, not the address it went to: many people have
their membership at a private one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from membership.errors import SeatRefused
from membership.models import Organisation, SeatInvitation
from portal.accounts.models import User
from portal.core import history, tokens

from . import emails, organisations, places
from .organisations import LINK_LIVES


@dataclass(frozen=True)
class Invitee:
    """One line of a list: where it stood, whom it names, and what is wrong with it.

    The address is in lower case.
    """

    line: int
    email: str
    name: str = ""
    typed: str = ""
    fault: str = ""


@transaction.atomic
def invite(
    organisation: Organisation, *, email: str, name: str, by: User, at: datetime
) -> SeatInvitation:
    """Ask one person; a place is kept for them."""
    email = email.strip().lower()
    faults = invite_all(organisation, [Invitee(1, email, name)], by=by, at=at)
    if faults:
        raise SeatRefused(faults[0].fault)
    return organisation.invitations.unclaimed().get(email=email)


def looked_at(
    organisation: Organisation, people: Sequence[Invitee], *, at: datetime
) -> tuple[list[Invitee], list[Invitee]]:
    """Return who can be asked, and the others with what stands in the way.

    As many as places are free, in the order of the list; nothing is sent.
    """
    kept = organisation.invitations.keeping_a_place(at).values_list("email", flat=True)
    known = set(kept)
    free = places.counts(organisation, at=at).free
    good: list[Invitee] = []
    left: list[Invitee] = []
    for person in people:
        fault = person.fault
        if not fault and person.email in known:
            fault = "There is an open link for this address. Send that one again."
        if not fault and len(good) >= free:
            fault = "No place is free for this one."
        if fault:
            left.append(replace(person, fault=fault))
        else:
            good.append(person)
            known.add(person.email)
    return good, left


@transaction.atomic
def invite_all(
    organisation: Organisation, people: Sequence[Invitee], *, by: User, at: datetime
) -> list[Invitee]:
    """Ask those who can be asked; return the others with what stands in the way."""
    organisation = organisations.lock(organisation)
    good, left = looked_at(organisation, people, at=at)
    # One whose time was over is gone on with: an address has one link at most.
    before = {row.email: row for row in organisation.invitations.unclaimed()}
    for person in good:
        row = before.get(person.email) or SeatInvitation(
            organisation=organisation, email=person.email
        )
        row.name = person.name[:150]
        _send(row, by=by, at=at)
    if good:
        facts = {"number": len(good)}
        history.record(organisation, "membership.places_offered", by=by, facts=facts)
    return left


@transaction.atomic
def send_again(invitation: SeatInvitation, *, by: User, at: datetime) -> None:
    """Send a new link, good for another 30 days, as long as a place is free for it."""
    organisation = organisations.lock(invitation.organisation)
    row = organisation.invitations.unclaimed().filter(pk=invitation.pk).first()
    if row is None:
        raise SeatRefused("This link has been used, or was taken back.")
    if row.until <= at and not places.counts(organisation, at=at).free:
        raise SeatRefused(
            "Its time was over, and all places are taken or kept by now. Take one "
            "back, or order more."
        )
    _send(row, by=by, at=at)
    history.record(
        organisation, "membership.places_offered", by=by, facts={"number": 1}
    )


def _send(row: SeatInvitation, *, by: User, at: datetime) -> None:
    token = tokens.new()
    row.token = tokens.hashed(token)
    row.invited_at = at
    row.invited_by = by
    row.until = at + LINK_LIVES
    row.save()
    emails.place_offered(row, token, at=at)


@transaction.atomic
def withdraw(invitation: SeatInvitation, *, by: User, at: datetime) -> None:
    """Take a link back before it is used; the place it kept is free."""
    organisation = organisations.lock(invitation.organisation)
    rows = organisation.invitations.unclaimed().filter(pk=invitation.pk)
    if not rows.update(withdrawn_at=at):
        raise SeatRefused("This link has been used, or was taken back.")
    history.record(organisation, "membership.place_offer_withdrawn", by=by)


def behind(token: str, *, at: datetime) -> SeatInvitation | None:
    """Return what a link is about, while a place may be claimed by it."""
    rows = SeatInvitation.objects.keeping_a_place(at).select_related("organisation")
    return rows.filter(token=tokens.hashed(token)).first()
