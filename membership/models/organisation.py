"""Organisations: employers who pay for people's membership, place by place.

What was bought, who held a place and when it ended are rows that are only ever added:
whoever leaves an employer leaves the history behind, and takes the rest along.
"""

from datetime import date, datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.core import references
from portal.payments.models import Bill, Payer

from .application import PaysBy
from .coordination import Coordination
from .grade import Grade
from .reminder import Stage
from .subscription import Subscription


class OrganisationKind(models.TextChoices):
    NHS = "nhs", "NHS trust or board"
    COUNCIL = "council", "Local council"
    UNIVERSITY = "university", "University or college"
    CHARITY = "charity", "Charity or social enterprise"
    COMPANY = "company", "Company"
    OTHER = "other", "Something else"


class Organisation(models.Model):
    """An employer. Who pays its bills is the payer; where people work is another thing.

    Until somebody on the staff, or a payment, has said that it is one, no invoice goes
    out in its name.
    """

    reference = models.CharField(
        max_length=12, unique=True, default=references.new, editable=False
    )
    name = models.CharField(max_length=200)
    kind = models.CharField(
        max_length=10, choices=OrganisationKind, default=OrganisationKind.NHS
    )
    address = models.TextField("postal address", max_length=500, blank=True)
    payer = models.OneToOneField(
        Payer, on_delete=models.PROTECT, related_name="organisation"
    )
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    agreed_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When staff agreed to it, or its first payment came.",
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Coordinator(Coordination):
    """Somebody who looks after an organisation's places, once the link is accepted."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="coordinators"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="coordinates",
    )

    class Meta(Coordination.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organisation", "user"],
                condition=Q(ended_at=None, user__isnull=False),
                name="a_coordinator_acts_once_for_an_organisation",
            ),
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=Q(ended_at=None),
                name="a_coordinator_is_asked_once_at_an_address",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(user__isnull=False),
                name="who_coordinates_has_an_account",
            ),
        ]

    def __str__(self) -> str:
        return f"Coordinator {self.pk} of {self.organisation_id}"


class PurchaseKind(models.TextChoices):
    FIRST = "first", "A year"
    MORE = "more", "More places, to the same last day"
    RENEWAL = "renewal", "The next year"


class PurchaseStatus(models.TextChoices):
    ASKED = "asked", "With the membership team"
    TO_PAY = "to_pay", "To be paid"
    OPEN = "open", "Paid"
    DECLINED = "declined", "Declined"
    GIVEN_UP = "given_up", "Given up"
    CLOSED = "closed", "Paid back"


WAITING = (PurchaseStatus.ASKED, PurchaseStatus.TO_PAY)


class SeatPurchaseQuerySet(models.QuerySet["SeatPurchase"]):
    def paid(self) -> Self:
        return self.filter(status=PurchaseStatus.OPEN)

    def waiting(self) -> Self:
        return self.filter(status__in=WAITING)

    def not_over(self, on: date) -> Self:
        return self.paid().filter(ends_on__gte=on)


class SeatPurchase(models.Model):
    """So many places in a grade, from a first to a last day once they are paid."""

    reference = models.CharField(
        max_length=12, unique=True, default=references.new, editable=False
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="purchases"
    )
    grade = models.ForeignKey(Grade, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=PurchaseKind)
    seats = models.PositiveIntegerField("places")
    pays_by = models.CharField(max_length=10, choices=PaysBy)
    order_number = models.CharField("purchase order", max_length=60, blank=True)
    status = models.CharField(max_length=10, choices=PurchaseStatus)
    bill = models.OneToOneField(
        Bill,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="seat_purchase",
    )
    starts_on = models.DateField("first day", null=True, blank=True)
    ends_on = models.DateField("last day", null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    declined_because = models.CharField(max_length=300, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(
        null=True, blank=True, help_text="Declined, given up or paid back."
    )

    objects = SeatPurchaseQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-made_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(seats__gte=1), name="nobody_buys_no_places"
            ),
            models.CheckConstraint(
                condition=~Q(status=PurchaseStatus.OPEN)
                | Q(
                    starts_on__isnull=False,
                    ends_on__gte=models.F("starts_on"),
                    opened_at__isnull=False,
                ),
                name="places_that_are_paid_have_their_days",
            ),
            # Two of them would be two years, of which nobody wants the second.
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(status__in=WAITING) & ~Q(kind=PurchaseKind.MORE),
                name="one_year_of_places_waits_per_organisation",
            ),
        ]

    def __str__(self) -> str:
        return f"Places {self.reference}"


class SeatEnd(models.TextChoices):
    TAKEN_BACK = "taken_back", "Taken back by the organisation"
    LEFT = "left", "Given back by the member"
    MOVED = "moved", "Moved to another organisation's place"
    PAID_BACK = "paid_back", "The money went back"


class SeatQuerySet(models.QuerySet["Seat"]):
    def taken(self) -> Self:
        """Return those that somebody holds. A withdrawn term holds no place."""
        return self.filter(ended_at=None, term__withdrawn_at=None)

    def not_over(self, on: date) -> Self:
        return self.taken().filter(term__ends_on__gte=on)


class Seat(models.Model):
    """One place that a member holds or held: the term that it gave.

    Whose it is, says the term; so a place follows its member wherever terms go.
    """

    purchase = models.ForeignKey(
        SeatPurchase, on_delete=models.PROTECT, related_name="held"
    )
    term = models.OneToOneField(
        Subscription, on_delete=models.PROTECT, related_name="seat"
    )
    claimed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=10, choices=SeatEnd, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["claimed_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) ^ ~Q(ended_because=""),
                name="a_place_that_ended_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"Place {self.pk}"


class SeatStay(models.Model):
    """Who was ticked to stay when the next year was ordered."""

    purchase = models.ForeignKey(
        SeatPurchase, on_delete=models.CASCADE, related_name="stays"
    )
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="stays")

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["purchase", "seat"], name="a_place_stays_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat_id} stays by {self.purchase_id}"


class SeatInvitationQuerySet(models.QuerySet["SeatInvitation"]):
    def unclaimed(self) -> Self:
        return self.filter(claimed_at=None, withdrawn_at=None)

    def keeping_a_place(self, at: datetime) -> Self:
        return self.unclaimed().filter(until__gt=at)


class SeatInvitation(models.Model):
    """Somebody is asked to claim a place. While the link is good, one is kept."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="invitations"
    )
    name = models.CharField(max_length=150, blank=True)
    email = models.EmailField(help_text="In lower case.")
    token = models.CharField(max_length=64, unique=True, editable=False)
    invited_at = models.DateTimeField()
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    until = models.DateTimeField(help_text="How long the link is good.")
    claimed_at = models.DateTimeField(null=True, blank=True)
    seat = models.OneToOneField(
        Seat,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="invitation",
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = SeatInvitationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["invited_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=Q(claimed_at=None, withdrawn_at=None),
                name="one_open_invitation_per_address_and_organisation",
            ),
        ]

    def __str__(self) -> str:
        return f"Invitation {self.pk} to a place"


class SeatReminder(models.Model):
    """Coordinators were told that places are about to end, once for each stage."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="reminders"
    )
    ends_on = models.DateField("last day")
    stage = models.CharField(max_length=10, choices=Stage)
    posted_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-posted_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organisation", "ends_on", "stage"],
                name="an_organisation_is_reminded_once_at_each_stage",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.stage} for {self.ends_on}"
