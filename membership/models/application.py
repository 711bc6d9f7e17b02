"""Applications: somebody wishes to belong, from the first word to the number."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.body.models import Profession
from portal.core import references
from portal.core.files import private_storage
from portal.payments.models import Bill, Interval

from .grade import Grade
from .member import Member


class ApplicationStatus(models.TextChoices):
    STARTED = "started", "Being filled in"
    SENT = "sent", "With the membership team"
    ASKED = "asked", "Waiting for an answer"
    ACCEPTED = "accepted", "Accepted, to be paid"
    JOINED = "joined", "Joined"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


OPEN = (
    ApplicationStatus.STARTED,
    ApplicationStatus.SENT,
    ApplicationStatus.ASKED,
    ApplicationStatus.ACCEPTED,
)


class PaysBy(models.TextChoices):
    CARD = "card", "By card"
    INVOICE = "invoice", "By invoice to my employer"


class Regulator(models.TextChoices):
    NMC = "nmc", "Nursing and Midwifery Council"
    HCPC = "hcpc", "Health and Care Professions Council"
    SWE = "swe", "Social Work England"
    GMC = "gmc", "General Medical Council"
    OTHER = "other", "Another, or one outside the UK"


class ApplicationQuerySet(models.QuerySet["Application"]):
    def open(self) -> Self:
        return self.filter(status__in=OPEN)

    def for_staff(self) -> Self:
        """Return what has been sent to us, in the order in which it came."""
        waiting = (ApplicationStatus.SENT, ApplicationStatus.ASKED)
        return self.filter(status__in=waiting).order_by("sent_at", "pk")


class Application(models.Model):
    """One person's wish. Kept as it is typed, so leaving and coming back loses nothing.

    Only `applications` moves it, from one status to the next.
    """

    reference = models.CharField(
        max_length=12, unique=True, default=references.new, editable=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="applications",
    )
    grade = models.ForeignKey(Grade, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(
        max_length=10, choices=ApplicationStatus, default=ApplicationStatus.STARTED
    )
    name = models.CharField(max_length=150)
    profession = models.ForeignKey(
        Profession, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    regulator = models.CharField(max_length=10, choices=Regulator, blank=True)
    employer = models.CharField(max_length=150, blank=True)
    qualifies_on = models.DateField(null=True, blank=True)
    former_number = models.CharField(
        "number from before",
        max_length=30,
        blank=True,
        help_text="As typed. It proves nothing; staff look at it.",
    )
    evidence_words = models.TextField("what they say", max_length=1000, blank=True)
    interval = models.CharField(max_length=10, choices=Interval, default=Interval.YEAR)
    pays_by = models.CharField(max_length=10, choices=PaysBy, blank=True)
    renews = models.BooleanField("agrees to automatic renewal", default=False)
    payer_name = models.CharField("organisation", max_length=200, blank=True)
    payer_address = models.TextField("postal address", max_length=500, blank=True)
    payer_contact = models.CharField("finance contact", max_length=150, blank=True)
    payer_email = models.EmailField("address for the invoice", blank=True)
    order_number = models.CharField("purchase order", max_length=60, blank=True)
    bill = models.OneToOneField(
        Bill,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="application",
    )
    member = models.ForeignKey(
        Member,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="applications",
        help_text="Whom it made, or who came back by it.",
    )
    resembles = models.ManyToManyField(
        Member, blank=True, related_name="+", help_text="May be the same person."
    )
    started_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    declined_because = models.TextField(max_length=1000, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-started_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(status__in=OPEN),
                name="one_open_application_per_person",
            ),
            models.CheckConstraint(
                condition=~Q(status=ApplicationStatus.DECLINED)
                | ~Q(declined_because=""),
                name="a_declined_application_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(status=ApplicationStatus.JOINED)
                | Q(ended_at__isnull=False),
                name="an_application_that_joined_says_when",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["status", "sent_at"], name="applications_in_turn"),
        ]

    def __str__(self) -> str:
        return f"Application {self.reference}"

    @property
    def is_open(self) -> bool:
        return self.status in OPEN


class ApplicationQuestion(models.Model):
    """What staff asked about an application, and the answer."""

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="questions"
    )
    question = models.TextField(max_length=1000)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    answer = models.TextField(max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["asked_at", "pk"]

    def __str__(self) -> str:
        return f"Question {self.pk} about {self.application_id}"


def file_place(file: "ApplicationFile", _name: str) -> str:
    return f"applications/{file.application_id}/{file.sha256[:32]}"


class Scan(models.TextChoices):
    NOT_ASKED = "not_asked", "No scanner is set up"
    CLEAN = "clean", "Found clean"
    WAITING = "waiting", "Kept aside until it has been checked"


class ApplicationFile(models.Model):
    """What somebody shows with an application: for them and the membership team."""

    wagtail_reference_index_ignore = True

    reference = models.CharField(
        max_length=12, unique=True, default=references.new, editable=False
    )
    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="files"
    )
    name = models.CharField(max_length=150)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64)
    file = models.FileField(
        upload_to=file_place, storage=private_storage, max_length=200
    )
    scan = models.CharField(max_length=9, choices=Scan, default=Scan.NOT_ASKED)
    added_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["added_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["application", "sha256"],
                name="a_file_stands_once_with_an_application",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_waiting(self) -> bool:
        return self.scan == Scan.WAITING
