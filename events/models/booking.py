"""Bookings and tickets: the order, and one place for one delegate.

A place is counted on tickets, never stored. A ticket takes a place until the
moment in `released_at`: empty while the place is kept, in the future during the
minutes in which a cancellation can be undone, in the past once it is free.
"""

import secrets
from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from portal.accounts.models import User
from portal.core import references

from .allocation import Allocation
from .code import AccessCode
from .event import Event
from .ticketing import TicketType


class BookingStatus(models.TextChoices):
    HELD = "held", "Held"
    CONFIRMED = "confirmed", "Confirmed"
    CANCELLED = "cancelled", "Cancelled"
    LAPSED = "lapsed", "Lapsed"


class HoldReason(models.TextChoices):
    NONE = "", "No hold"
    CHECKOUT = "checkout", "Somebody is paying"
    OFFER = "offer", "Offered from the waiting list"
    PURCHASE_ORDER = "purchase_order", "Waiting for a purchase order"
    STAFF = "staff", "Kept by staff"


class Source(models.TextChoices):
    SELF = "self", "Booked by the person"
    GROUP = "group", "Booked for others"
    OFFER = "offer", "Took an offer"
    INVITATION = "invitation", "By invitation"
    STAFF = "staff", "Booked by staff"
    WALK_IN = "walk_in", "Walked in"
    COMMISSION = "commission", "Bought by a commissioner"
    MOVE = "move", "Moved from another event"


class BookingQuerySet(models.QuerySet["Booking"]):
    def lapsing_by(self, at: datetime) -> Self:
        return self.filter(status=BookingStatus.HELD, held_until__lte=at)

    def live_at(self, at: datetime) -> Self:
        """Return bookings that give a place now, stale holds left out."""
        return self.filter(
            Q(status=BookingStatus.CONFIRMED)
            | Q(status=BookingStatus.HELD, held_until__gt=at)
        )

    def of(self, user: User) -> Self:
        """Return what the person booked, and what holds a ticket of theirs.

        What was booked from their address before there was an account is theirs too:
        the address of an account is always proved.
        """
        mine = Ticket.objects.of(user).values("booking")
        as_guest = Q(booker=None, booker_email=user.email)
        return self.filter(Q(booker=user) | as_guest | Q(pk__in=mine))


class Booking(models.Model):
    """The order. It says whether somebody has a place, not whether it is paid."""

    reference = models.CharField(
        max_length=12, unique=True, default=references.new, editable=False
    )
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="bookings")
    status = models.CharField(max_length=10, choices=BookingStatus)
    source = models.CharField(max_length=10, choices=Source, default=Source.SELF)
    reason = models.CharField(
        "reason of the hold", max_length=14, choices=HoldReason, blank=True
    )
    held_until = models.DateTimeField(null=True, blank=True)
    order_due_on = models.DateField(
        null=True,
        blank=True,
        help_text="Last day of the first wait for an order number; no other is longer.",
    )
    booker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="bookings",
    )
    booker_name = models.CharField(max_length=150, blank=True)
    booker_email = models.EmailField()
    organisation = models.CharField(
        max_length=150, blank=True, help_text="For whom the booker books."
    )
    bill = models.ForeignKey(
        "payments.Bill",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="What has to be paid, or ordered, before the places are confirmed.",
    )
    access_code = models.ForeignKey(
        AccessCode,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="bookings",
    )
    moved_from = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="moved_to",
        help_text="The booking of the event that was left for this one.",
    )
    policies_accepted_at = models.DateTimeField(null=True, blank=True)
    terms = models.JSONField(
        default=dict, help_text="Policies as they were when it was booked."
    )
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    cancellation_reason = models.CharField(max_length=200, blank=True)

    objects = BookingQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["event", "held_until"],
                condition=Q(status="held"),
                name="holds_by_their_end",
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(status="held") | Q(held_until__isnull=False),
                name="a_hold_has_an_end",
            ),
            models.CheckConstraint(
                condition=~Q(status="held") | ~Q(reason=""),
                name="a_hold_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(status="confirmed") | Q(confirmed_at__isnull=False),
                name="a_confirmed_booking_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(status="cancelled") | Q(cancelled_at__isnull=False),
                name="a_cancelled_booking_says_when",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("my:booking-detail", args=[self.reference])

    @property
    def is_confirmed(self) -> bool:
        return self.status == BookingStatus.CONFIRMED

    @property
    def is_cancelled(self) -> bool:
        return self.status == BookingStatus.CANCELLED

    @property
    def price_pence(self) -> int:
        """What the kept places cost together, as agreed when they were taken."""
        return sum(
            ticket.price_pence
            for ticket in self.tickets.all()
            if ticket.released_at is None
        )

    @property
    def to_pay_pence(self) -> int:
        """What is asked for before the places are confirmed: of a move, the difference.

        The bill says it where there is one; of an offer there is none yet.
        """
        return self.bill.total_pence if self.bill is not None else self.price_pence

    def is_held(self, at: datetime) -> bool:
        return (
            self.status == BookingStatus.HELD
            and self.held_until is not None
            and self.held_until > at
        )

    def is_offer(self, at: datetime) -> bool:
        return self.is_held(at) and self.reason == HoldReason.OFFER


def _join_token() -> str:
    return secrets.token_urlsafe(16)


class TicketQuerySet(models.QuerySet["Ticket"]):
    def taking_a_place(self, at: datetime) -> Self:
        """Return tickets that count against the capacity at this moment."""
        kept = Q(released_at__isnull=True) | Q(released_at__gt=at)
        stale = Q(booking__status=BookingStatus.HELD, booking__held_until__lte=at)
        return self.filter(kept).exclude(stale)

    def kept(self) -> Self:
        return self.filter(released_at__isnull=True)

    def to_give_back(self, at: datetime) -> Self:
        """Return tickets that are given up for good and whose money is still here."""
        return self.filter(
            owed_back_pence__gt=0, given_back_at=None, released_at__lte=at
        )

    def of(self, user: User) -> Self:
        """Return the person's own tickets.

        One made for their address before they had an account is theirs too: the
        address of an account is always proved.
        """
        return self.filter(Q(user=user) | Q(user__isnull=True, email=user.email))


class Ticket(models.Model):
    """One place for one delegate; unnamed until `email` is known."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="tickets")
    booking = models.ForeignKey(
        Booking, on_delete=models.PROTECT, related_name="tickets"
    )
    ticket_type = models.ForeignKey(
        TicketType, on_delete=models.PROTECT, related_name="tickets"
    )
    price_pence = models.PositiveIntegerField(default=0)
    name = models.CharField(max_length=150, blank=True)
    email = models.EmailField(
        blank=True, help_text="In lower case; empty until the delegate is known."
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="tickets",
    )
    member = models.ForeignKey(
        "membership.Member",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="tickets",
    )
    agency = models.CharField(
        "works for", max_length=150, blank=True, help_text="The employer's name."
    )
    kind_of_agency = models.ForeignKey(
        "body.Agency",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    profession = models.ForeignKey(
        "body.Profession",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    area = models.ForeignKey(
        "body.Area", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    allocation = models.ForeignKey(
        Allocation,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="tickets",
        help_text="The part of the mix that this place counts in.",
    )
    # The address to join by never changes and stands on every page and mail about
    # the place, so it is kept as it is and not hashed. It shows nothing personal.
    join_token = models.CharField(
        max_length=32, unique=True, default=_join_token, editable=False
    )
    sequence = models.PositiveIntegerField(
        default=0, help_text="Of the calendar entry; counted up by each change."
    )
    came_from = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="went_to",
        help_text="The place that this one stands for: of somebody else, or elsewhere.",
    )
    claimed_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When the delegate named themself by a claim link.",
    )
    flagged = models.CharField(
        max_length=200,
        blank=True,
        help_text="Why staff should look at this place, such as: membership ended.",
    )
    instructed_at = models.DateTimeField(
        null=True, blank=True, help_text="When the joining instructions were posted."
    )
    reminded_at = models.DateTimeField(
        null=True, blank=True, help_text="When they were posted again, the day before."
    )
    released_at = models.DateTimeField(null=True, blank=True)
    owed_back_pence = models.PositiveIntegerField(
        default=0,
        help_text="What goes back for it, as said when it was given up: once nobody "
        "can undo that any more.",
    )
    given_back_at = models.DateTimeField(
        null=True, blank=True, help_text="When that was set on its way."
    )
    back_decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Who of the staff set the terms aside for it.",
    )
    back_decided_because = models.CharField(max_length=200, blank=True)

    objects = TicketQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["event", "released_at"], name="places_of_an_event"),
            models.Index(
                fields=["released_at"],
                condition=Q(owed_back_pence__gt=0, given_back_at__isnull=True),
                name="money_to_give_back",
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["event", "email"],
                condition=Q(released_at__isnull=True) & ~Q(email=""),
                name="one_ticket_per_delegate",
            ),
            models.UniqueConstraint(
                fields=["event", "user"],
                condition=Q(released_at__isnull=True) & Q(user__isnull=False),
                name="one_ticket_per_account",
            ),
        ]

    def __str__(self) -> str:
        return f"Ticket {self.pk}"

    @property
    def address(self) -> str:
        """Where the delegate is reached: an account may have moved to a new address."""
        return self.user.email if self.user is not None else self.email

    @property
    def is_named(self) -> bool:
        return bool(self.email)

    def get_join_url(self) -> str:
        return reverse("events:join", args=[self.join_token])
