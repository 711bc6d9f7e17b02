"""Invitations: who may book an event that is not listed, each by a link of their own.

The link is stored hashed and stands in its message alone. Sending it again makes a
new one, and the old one stops.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from events.errors import StepRefused
from events.models import Event, EventStatus, Invitation, WayIn
from portal.accounts.models import User
from portal.core import history, tokens

from . import emails


@dataclass(frozen=True)
class Guest:
    """Somebody to invite, as staff typed them. The address is in lower case."""

    email: str
    name: str = ""


@transaction.atomic
def invite(
    event: Event, guests: Sequence[Guest], *, by: User, at: datetime
) -> list[Invitation]:
    """Invite those who are not invited yet; return their invitations.

    Somebody invited already keeps the link they have. Somebody whose invitation was
    withdrawn is invited anew.
    """
    _refuse_unless_open(event, at=at)
    invited = []
    for guest in guests:
        invitation, is_new = Invitation.objects.get_or_create(
            event=event,
            email=guest.email,
            defaults={
                "name": guest.name,
                "token": tokens.hashed(tokens.new()),
                "invited_at": at,
                "invited_by": by,
            },
        )
        if is_new or invitation.withdrawn_at is not None:
            invitation.name = guest.name or invitation.name
            _send(invitation, by=by, at=at)
            invited.append(invitation)
    if invited:
        history.record(event, "events.invited", by=by, facts={"number": len(invited)})
    return invited


@transaction.atomic
def renew(invitation: Invitation, *, by: User, at: datetime) -> None:
    """Send a new link; the old one stops."""
    _refuse_unless_open(invitation.event, at=at)
    if invitation.withdrawn_at is not None:
        raise StepRefused("This invitation was withdrawn. Invite the person again.")
    _send(invitation, by=by, at=at)
    history.record(
        invitation.event,
        "events.invitation_renewed",
        by=by,
        facts={"invitation": invitation.pk},
    )


@transaction.atomic
def withdraw(invitation: Invitation, *, by: User, at: datetime) -> None:
    """Stop the link. Somebody who has booked already keeps the place."""
    withdrawn = Invitation.objects.filter(
        pk=invitation.pk, withdrawn_at__isnull=True
    ).update(withdrawn_at=at)
    if withdrawn:
        history.record(
            invitation.event,
            "events.invitation_withdrawn",
            by=by,
            facts={"invitation": invitation.pk},
        )
    invitation.refresh_from_db()


def _send(invitation: Invitation, *, by: User, at: datetime) -> None:
    token = tokens.new()
    invitation.token = tokens.hashed(token)
    invitation.invited_at = at
    invitation.invited_by = by
    invitation.withdrawn_at = None
    invitation.save()
    emails.invited(invitation, token, at=at)


def _refuse_unless_open(event: Event, *, at: datetime) -> None:
    if event.way_in != WayIn.INVITATION:
        raise StepRefused("Only an event by invitation has people to invite.")
    if event.status != EventStatus.PUBLISHED:
        raise StepRefused("Publish the event first: its page opens with the link.")
    if event.is_over(at):
        raise StepRefused("This event is over, so nobody can be invited.")
