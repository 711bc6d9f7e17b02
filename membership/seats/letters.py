"""Letters about places: what they say, and whether that is still true."""

from datetime import datetime, timedelta

from django.urls import reverse

from membership import members, standing
from membership.models import (
    Coordinator,
    PurchaseKind,
    PurchaseStatus,
    Seat,
    SeatInvitation,
    SeatPurchase,
    SeatReminder,
)
from membership.terms import DAY
from portal.core import clock, tokens
from portal.notifications.kinds import Kind, Prepared
from portal.notifications.models import Message

from . import places, reminding


def _place_offered(message: Message, at: datetime) -> Prepared | None:
    rows = SeatInvitation.objects.keeping_a_place(at).select_related("organisation")
    token = message.facts["token"]
    found = rows.filter(token=tokens.hashed(token)).first()
    if found is None:
        return None
    return Prepared(
        {
            "name": found.name,
            "organisation": found.organisation,
            "until": found.until,
            "path": reverse("organisations:claim", args=[token]),
        }
    )


def _coordinator_asked(message: Message, at: datetime) -> Prepared | None:
    rows = Coordinator.objects.standing().filter(accepted_at=None, until__gt=at)
    token = message.facts["token"]
    found = rows.select_related("organisation").filter(token=tokens.hashed(token))
    asked = found.first()
    if asked is None:
        return None
    return Prepared(
        {
            "organisation": asked.organisation,
            "until": asked.until,
            "path": reverse("organisations:coordinator-accept", args=[token]),
        }
    )


def _seat(message: Message) -> Seat | None:
    rows = Seat.objects.select_related(
        "term__member__user", "term__grade", "purchase__organisation"
    )
    return rows.filter(pk=message.facts["seat"]).first()


def _about(seat: Seat, **more: object) -> Prepared:
    return Prepared(
        {
            "member": seat.term.member,
            "grade": seat.term.grade,
            "organisation": seat.purchase.organisation,
            "term": seat.term,
            **more,
        },
        to=seat.term.member.reached_at,
    )


def _still_held(message: Message) -> Seat | None:
    seat = _seat(message)
    if seat is None or seat.ended_at is not None:
        return None
    return seat


def _place_claimed(message: Message, at: datetime) -> Prepared | None:
    seat = _still_held(message)
    if seat is None:
        return None
    starts_later = seat.term.starts_on > clock.uk_day(at)
    return _about(seat, starts_later=starts_later, card_path=reverse("my:card"))


def _place_goes_on(message: Message, _at: datetime) -> Prepared | None:
    seat = _still_held(message)
    return _about(seat, card_path=reverse("my:card")) if seat else None


def _place_ends(message: Message, at: datetime) -> Prepared | None:
    """Say what remains, and offer a membership of one's own."""
    seat = _seat(message)
    if seat is None:
        return None
    member = seat.term.member
    on = clock.uk_day(at)
    if places.held_by(member, on=on) and seat.ended_at is not None:
        # Another organisation's place has followed at once.
        return None
    rows = members.running(member, on=on)
    own = [row for row in rows if row.pk != seat.term_id and row.ends_on > on]
    last = seat.term.ends_on if seat.ended_at is None else clock.uk_day(seat.ended_at)
    return _about(
        seat,
        last_day=last,
        is_over=seat.ended_at is not None,
        by_member=seat.ended_because == "left",
        paid_back=seat.ended_because == "paid_back",
        own_until=max((row.ends_on for row in own), default=None),
        goes_on_from=last + DAY,
        grace_until=last + timedelta(days=standing.grace_days()),
        path=reverse("membership:renew"),
    )


def _purchase(message: Message) -> SeatPurchase | None:
    rows = SeatPurchase.objects.select_related("organisation", "grade", "bill")
    return rows.filter(pk=message.facts["purchase"]).first()


def _order(purchase: SeatPurchase) -> Prepared:
    path = reverse("organisations:organisation", args=[purchase.organisation.reference])
    return Prepared(
        {
            "purchase": purchase,
            "organisation": purchase.organisation,
            "is_renewal": purchase.kind == PurchaseKind.RENEWAL,
            "is_declined": purchase.status == PurchaseStatus.DECLINED,
            "path": path,
        }
    )


def _places_opened(message: Message, _at: datetime) -> Prepared | None:
    purchase = _purchase(message)
    if purchase is None or purchase.status != PurchaseStatus.OPEN:
        return None
    return _order(purchase)


def _places_answered(message: Message, _at: datetime) -> Prepared | None:
    purchase = _purchase(message)
    return _order(purchase) if purchase is not None else None


def _places_about_to_end(message: Message, at: datetime) -> Prepared | None:
    rows = SeatReminder.objects.select_related("organisation")
    reminder = rows.filter(pk=message.facts["reminder"]).first()
    if reminder is None or not reminding.still_ends(reminder):
        return None
    organisation = reminder.organisation
    return Prepared(
        {
            "organisation": organisation,
            "ends_on": reminder.ends_on,
            "claimed": places.counts(organisation, at=at).claimed,
            "path": reverse("organisations:renew", args=[organisation.reference]),
        }
    )


KINDS = (
    Kind(
        "membership/place_offered",
        "Claim a place of an organisation",
        _place_offered,
        secret=True,
    ),
    Kind(
        "membership/coordinator_asked",
        "Coordinate an organisation's places",
        _coordinator_asked,
        secret=True,
    ),
    Kind("membership/place_claimed", "A place was claimed", _place_claimed),
    Kind("membership/place_goes_on", "A place goes on for a year", _place_goes_on),
    Kind("membership/place_ends", "A place ends", _place_ends),
    Kind(
        "membership/places_opened", "An organisation's places are open", _places_opened
    ),
    Kind(
        "membership/places_answered",
        "Answer to an organisation's order",
        _places_answered,
    ),
    Kind(
        "membership/places_about_to_end",
        "An organisation's places are about to end",
        _places_about_to_end,
    ),
)
