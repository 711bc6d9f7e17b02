"""Commissions: training bought whole, and the places that were bought.

Who asks, who decides, whose money it is, who pays and who comes are different parties.
A place that was bought stays one row for good, whoever comes and on whichever run.
"""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from membership.models.coordination import Coordination
from portal.body.models import Area
from portal.core import references
from portal.core.money import Vat
from portal.payments.models import Bill, Payer

from .booking import Ticket
from .course import Course
from .enquiry import Enquiry
from .event import Event


class CommissionQuerySet(models.QuerySet["Commission"]):
    def coordinated_by(self, user: Any) -> Self:
        acting = CommissionCoordinator.objects.acting().filter(user=user)
        return self.filter(pk__in=acting.values("commission"))


class Commission(models.Model):
    """An agreement to train so many people for a price.

    The terms are those of its quote, or of the day without one. What it costs is its
    bill's business, what it has given is that of its places.
    """

    reference = models.CharField(
        max_length=12, unique=True, default=references.new, editable=False
    )
    enquiry = models.OneToOneField(
        Enquiry,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="commission",
    )
    title = models.CharField(max_length=150)
    course = models.ForeignKey(
        Course,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="commissions",
    )
    commissioner = models.CharField(
        max_length=150, help_text="Who decides, and finds the people."
    )
    funder = models.CharField(
        max_length=150, blank=True, help_text="Whose money it is, when another's."
    )
    payer = models.ForeignKey(
        Payer, on_delete=models.PROTECT, related_name="commissions"
    )
    footprint = models.ManyToManyField(
        Area, blank=True, through="CommissionArea", related_name="+"
    )
    places = models.PositiveIntegerField("places bought")
    price_pence = models.PositiveIntegerField("price of all of it")
    vat = models.CharField(
        "VAT treatment", max_length=10, choices=Vat, default=Vat.EXEMPT
    )
    names_until_days = models.PositiveSmallIntegerField(
        "names are wanted so many days before each run", default=14
    )
    order_number = models.CharField("purchase order", max_length=60, blank=True)
    bill = models.OneToOneField(
        Bill,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="commission",
    )
    terms = models.JSONField(
        default=dict, help_text="Policies as they were when it was quoted."
    )
    made_at = models.DateTimeField("agreed")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = CommissionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-made_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(places__gte=1), name="a_commission_is_for_somebody"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CommissionArea(models.Model):
    """One area of the footprint, and how many of the places are meant for it."""

    commission = models.ForeignKey(
        Commission, on_delete=models.CASCADE, related_name="areas"
    )
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    places = models.PositiveIntegerField(
        null=True, blank=True, help_text="Empty means not shared out by area."
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["area__position", "area__name", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["commission", "area"], name="an_area_stands_once_in_a_footprint"
            ),
        ]

    def __str__(self) -> str:
        return f"Area {self.area_id} of commission {self.commission_id}"


class Strand(models.Model):
    """A part of the places, for one background: such as maternity, 22."""

    commission = models.ForeignKey(
        Commission, on_delete=models.CASCADE, related_name="strands"
    )
    name = models.CharField(max_length=60)
    places = models.PositiveIntegerField()
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["commission", "name"], name="strands_of_a_commission_differ"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CommissionRun(models.Model):
    """One event on which a commission has places."""

    commission = models.ForeignKey(
        Commission, on_delete=models.PROTECT, related_name="runs"
    )
    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, related_name="commission_runs"
    )
    added_at = models.DateTimeField()
    flagged_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When its unnamed places were last told of.",
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["event__starts_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["commission", "event"], name="a_run_stands_once_in_a_commission"
            ),
        ]

    def __str__(self) -> str:
        return f"Run {self.event_id} of commission {self.commission_id}"


class CommissionPlaceQuerySet(models.QuerySet["CommissionPlace"]):
    def kept(self) -> Self:
        return self.filter(
            ticket__released_at=None, ticket__booking__status="confirmed"
        )


class CommissionPlace(models.Model):
    """One place that was bought: on which run, in which strand, by which ticket.

    `pence` is its share of the price; of a place given back before the bill was
    written, what is due for it all the same.
    """

    run = models.ForeignKey(
        CommissionRun, on_delete=models.PROTECT, related_name="places"
    )
    strand = models.ForeignKey(
        Strand, on_delete=models.PROTECT, related_name="taken_places"
    )
    ticket = models.OneToOneField(
        Ticket, on_delete=models.PROTECT, related_name="commission_place"
    )
    pence = models.PositiveIntegerField(default=0)

    objects = CommissionPlaceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return f"Commissioned place {self.pk}"


class CommissionCoordinator(Coordination):
    """Somebody at the commissioner who finds the people, once the link is accepted."""

    commission = models.ForeignKey(
        Commission, on_delete=models.PROTECT, related_name="coordinators"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="coordinates_commissions",
    )

    class Meta(Coordination.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["commission", "user"],
                condition=Q(ended_at=None, user__isnull=False),
                name="somebody_coordinates_a_commission_once",
            ),
            models.UniqueConstraint(
                fields=["commission", "email"],
                condition=Q(ended_at=None),
                name="a_commission_asks_once_at_an_address",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(user__isnull=False),
                name="who_coordinates_a_commission_has_an_account",
            ),
        ]

    def __str__(self) -> str:
        return f"Coordinator {self.pk} of commission {self.commission_id}"
