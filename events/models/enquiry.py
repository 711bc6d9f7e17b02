"""Enquiries: somebody asks for training of their own; and what we quoted for it."""

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.body.models import Area
from portal.core import references
from portal.core.money import Vat

from .course import Course


class EnquiryStage(models.TextChoices):
    NEW = "new", "New"
    CONTACTED = "contacted", "Contacted"
    QUOTED = "quoted", "Quoted"
    WON = "won", "Won"
    LOST = "lost", "Lost"


OPEN_STAGES = (EnquiryStage.NEW, EnquiryStage.CONTACTED, EnquiryStage.QUOTED)


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    def open(self) -> Self:
        return self.filter(stage__in=OPEN_STAGES)

    def overdue(self, on: date) -> Self:
        return self.open().filter(due_on__lt=on)


class Enquiry(models.Model):
    """Somebody asks for training of their own, for so many people."""

    reference = models.CharField(
        max_length=12, unique=True, default=references.new, editable=False
    )
    stage = models.CharField(
        max_length=10, choices=EnquiryStage, default=EnquiryStage.NEW
    )
    organisation = models.CharField(max_length=150)
    name = models.CharField(max_length=150)
    email = models.EmailField()
    phone = models.CharField(max_length=40, blank=True)
    course = models.ForeignKey(
        Course,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="enquiries",
        help_text="Empty means something made for them.",
    )
    places = models.PositiveIntegerField("how many people")
    areas = models.ManyToManyField(Area, blank=True, related_name="+")
    where = models.CharField(
        max_length=200, blank=True, help_text="Areas that are in no list of ours."
    )
    when = models.CharField(max_length=200, blank=True)
    words = models.TextField("what it is for", max_length=3000, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Who of the staff sees to it.",
    )
    due_on = models.DateField(help_text="By when the next step is due.")
    asked_from = models.CharField(max_length=64, help_text="Keyed hash of the address.")
    received_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    lost_because = models.CharField(max_length=300, blank=True)

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-received_at", "-pk"]
        verbose_name_plural = "enquiries"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["asked_from", "-received_at"], name="enquiries_from_a_network"
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(places__gte=1), name="nobody_asks_to_train_nobody"
            ),
            models.CheckConstraint(
                condition=Q(stage__in=["won", "lost"]) ^ Q(closed_at__isnull=True),
                name="an_enquiry_that_ended_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"Enquiry {self.reference}"

    @property
    def is_open(self) -> bool:
        return self.stage in OPEN_STAGES

    def is_overdue(self, on: date) -> bool:
        return self.is_open and self.due_on < on


class EnquiryNote(models.Model):
    """What somebody on the staff wrote down about an enquiry."""

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="notes")
    words = models.TextField(max_length=2000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"Note {self.pk} of enquiry {self.enquiry_id}"


class Quote(models.Model):
    """What we offered, and until when. A better offer is another, the next number."""

    enquiry = models.ForeignKey(
        Enquiry, on_delete=models.PROTECT, related_name="quotes"
    )
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=150, help_text="What is offered.")
    places = models.PositiveIntegerField()
    runs = models.CharField(
        max_length=500, help_text="How many runs, and when as far as is known."
    )
    price_pence = models.PositiveIntegerField("price of all of it")
    vat = models.CharField(
        "VAT treatment", max_length=10, choices=Vat, default=Vat.EXEMPT
    )
    includes = models.TextField("what is included", max_length=2000, blank=True)
    terms = models.TextField(max_length=3000, blank=True)
    policy = models.JSONField(
        default=dict,
        editable=False,
        help_text="Policies as they were when it was written; agreed with it.",
    )
    valid_until = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["enquiry", "-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["enquiry", "number"], name="quotes_of_an_enquiry_are_numbered"
            ),
            models.CheckConstraint(
                condition=Q(places__gte=1), name="a_quote_is_for_somebody"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        return f"Q-{self.enquiry.reference}-{self.number}"
