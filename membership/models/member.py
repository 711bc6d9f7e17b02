"""Members: who is on our list, under which number, reached at which address."""

from datetime import date, datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

PROVE_WITHIN = timedelta(days=14)
STOP_WITHIN = timedelta(hours=72)


class MemberQuerySet(models.QuerySet["Member"]):
    def with_last_day(self) -> Self:
        """Add `ends_on`, the last day any subscription covers, and its grade.

        `resigned_at` says that nothing comes after it, grace neither.
        """
        from .subscription import Subscription  # noqa: PLC0415 - app ready

        last = (
            Subscription.objects.counting()
            .filter(member=OuterRef("pk"))
            .order_by("-ends_on")
        )
        return self.annotate(
            ends_on=Subquery(last.values("ends_on")[:1]),
            resigned_at=Subquery(last.values("resigned_at")[:1]),
            grade_name=Subquery(last.values("grade__name")[:1]),
        )

    def current(self, on: date) -> Self:
        return self.filter(
            subscriptions__starts_on__lte=on,
            subscriptions__ends_on__gte=on,
            subscriptions__withdrawn_at=None,
        ).distinct()

    def not_merged(self) -> Self:
        """Leave out records that went into another one of the same person."""
        return self.filter(merged_into=None)


class Member(models.Model):
    """A person on our list. Standing comes from subscriptions, never from here."""

    number = models.CharField(
        "membership number",
        max_length=30,
        help_text="Never used again for anybody else.",
    )
    uniform_number = models.CharField(
        max_length=30, editable=False, help_text="The number as it is compared."
    )
    name = models.CharField(max_length=150)
    email = models.EmailField(
        "address on file",
        blank=True,
        help_text="The key to this member. Kept in lower case.",
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="member",
        help_text="The account bound to this member, once there is one.",
    )
    employer = models.CharField(max_length=150, blank=True)
    joined_on = models.DateField(null=True, blank=True)
    qualifies_on = models.DateField(
        "qualifies on",
        null=True,
        blank=True,
        help_text="Of students: when they expect to, and are asked to move up.",
    )
    # What stands in the code on the card has to be drawn again, so it is kept as it
    # is. It opens nothing: it answers whether the card is good today.
    card_token = models.CharField(
        max_length=32, unique=True, null=True, blank=True, editable=False
    )

    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="former",
        help_text="The record of the same person that went on. The number leads there.",
    )

    objects = MemberQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["name", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["uniform_number"], name="a_number_is_never_reused"
            ),
            models.UniqueConstraint(
                fields=["email"],
                condition=~Q(email=""),
                name="one_member_per_address_on_file",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True)
                | Q(user__isnull=True, email="") & ~Q(merged_into=F("pk")),
                name="a_merged_record_opens_nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"

    @property
    def reached_at(self) -> str:
        """Where mail for this member goes: once there is an account, its address."""
        return self.user.email if self.user is not None else self.email


class AddressChangeQuerySet(models.QuerySet["AddressChange"]):
    def open(self) -> Self:
        return self.filter(held_at=None, stopped_at=None)

    def due(self, at: datetime) -> Self:
        return self.open().filter(proved_at__isnull=False, holds_from__lte=at)


class AddressChange(models.Model):
    """A new address that staff propose for a member.

    It holds once it has been proved and 72 hours have passed in which the old
    address could stop it (both moments are rows here, so nothing depends on a
    worker).
    """

    member = models.ForeignKey(
        Member, on_delete=models.CASCADE, related_name="address_changes"
    )
    old_email = models.EmailField(blank=True)
    new_email = models.EmailField()
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    proposed_at = models.DateTimeField()
    prove_token = models.CharField(max_length=64, unique=True)
    stop_token = models.CharField(max_length=64, unique=True)
    proved_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    holds_from = models.DateTimeField(null=True, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)

    objects = AddressChangeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-proposed_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(held_at__isnull=True)
                | (Q(proved_at__isnull=False) & Q(stopped_at__isnull=True)),
                name="only_a_proved_address_holds",
            ),
        ]

    def __str__(self) -> str:
        return f"Change of address {self.pk}"

    @property
    def prove_until(self) -> datetime:
        return self.proposed_at + PROVE_WITHIN
