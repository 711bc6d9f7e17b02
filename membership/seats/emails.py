"""The messages about places, each posted in the transaction of its verb.

What they say, and whether it is still true when their turn comes, is in `letters`.
"""

from datetime import datetime

from membership.models import (
    Coordinator,
    Organisation,
    Seat,
    SeatInvitation,
    SeatPurchase,
    SeatReminder,
)
from portal.notifications.post import post


def place_offered(invitation: SeatInvitation, token: str, *, at: datetime) -> None:
    """Send the claim link. The clear token is in the outbox until it has gone."""
    post(
        "membership/place_offered",
        to=invitation.email,
        subject=invitation,
        facts={"invitation": invitation.pk, "token": token},
        forget_facts=True,
        not_after=invitation.until,
        at=at,
    )


def coordinator_asked(asked: Coordinator, token: str, *, at: datetime) -> None:
    post(
        "membership/coordinator_asked",
        to=asked.email,
        subject=asked,
        facts={"coordinator": asked.pk, "token": token},
        forget_facts=True,
        not_after=asked.until,
        at=at,
    )


def place_claimed(seat: Seat, *, at: datetime) -> None:
    _to_member("membership/place_claimed", seat, at=at)


def place_goes_on(seat: Seat, *, at: datetime) -> None:
    _to_member("membership/place_goes_on", seat, at=at)


def place_ends(seat: Seat, *, at: datetime) -> None:
    _to_member("membership/place_ends", seat, at=at)


def _to_member(kind: str, seat: Seat, *, at: datetime) -> None:
    member = seat.term.member
    if member.reached_at:
        post(
            kind,
            to=member.reached_at,
            subject=seat,
            user=member.user,
            facts={"seat": seat.pk},
            at=at,
        )


def places_opened(purchase: SeatPurchase, *, at: datetime) -> None:
    for who in _acting(purchase.organisation):
        post(
            "membership/places_opened",
            to=who.address,
            subject=purchase,
            user=who.user,
            facts={"purchase": purchase.pk},
            at=at,
        )


def order_answered(purchase: SeatPurchase, *, at: datetime) -> None:
    for who in _acting(purchase.organisation):
        post(
            "membership/places_answered",
            to=who.address,
            subject=purchase,
            user=who.user,
            facts={"purchase": purchase.pk},
            at=at,
        )


def places_about_to_end(reminder: SeatReminder, *, at: datetime) -> None:
    for who in _acting(reminder.organisation):
        post(
            "membership/places_about_to_end",
            to=who.address,
            subject=reminder,
            user=who.user,
            facts={"reminder": reminder.pk},
            at=at,
        )


def _acting(organisation: Organisation) -> list[Coordinator]:
    return list(organisation.coordinators.acting().select_related("user"))
