"""Grades: the terms on which somebody belongs."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.text import slugify

from portal.core.money import Vat


class GradeQuerySet(models.QuerySet["Grade"]):
    def offered_to_all(self) -> Self:
        """Return those that people may choose by themselves, in the order of lists."""
        return self.filter(offered=True, by_staff_only=False)


class Grade(models.Model):
    """What somebody pays, what that opens, and what we ask for beforehand.

    A price counts for who joins or renews from now on: what has been paid stands in
    the bill.
    """

    name = models.CharField(max_length=60, unique=True)
    description = models.CharField(
        max_length=200, blank=True, help_text="Who it is for, in one sentence."
    )
    price_pence = models.PositiveIntegerField(
        "price a year", help_text="In pence, so 6900 for £69."
    )
    month_pence = models.PositiveIntegerField(
        "price a month",
        null=True,
        blank=True,
        help_text="In pence. Left empty, it is paid by the year alone.",
    )
    vat = models.CharField(
        "VAT treatment", max_length=10, choices=Vat, default=Vat.EXEMPT
    )
    position = models.PositiveSmallIntegerField(default=0)
    offered = models.BooleanField(
        default=True, help_text="Switch off to stop taking new members in this grade."
    )
    by_staff_only = models.BooleanField(
        "given by staff only",
        default=False,
        help_text="Not to be chosen on the page for joining, such as an honour.",
    )
    books_members_events = models.BooleanField("may book members' events", default=True)
    pays_member_price = models.BooleanField("pays the member price", default=True)
    opens_library = models.BooleanField("may open the library", default=True)
    reads_members_pages = models.BooleanField(
        "may read members' pages and files", default=True
    )
    gets_newsletter = models.BooleanField("gets the newsletter", default=True)
    votes = models.BooleanField("may vote", default=False)
    evidence = models.CharField(
        "what we ask to see",
        max_length=200,
        blank=True,
        help_text="In words for the person who joins. Left empty, nothing is asked.",
    )
    asks_qualification_day = models.BooleanField(
        "asks when somebody qualifies", default=False
    )
    sold_as_places = models.BooleanField(
        "sold to employers, place by place",
        default=False,
        help_text="An organisation buys so many for a year, and says who holds them.",
    )
    needs_approval = models.BooleanField(
        default=False, help_text="Staff look at each application before it is paid."
    )
    may_pause = models.BooleanField("may pause for parental leave", default=False)
    may_pay_by_invoice = models.BooleanField(
        "may be paid by invoice to an employer", default=False
    )
    moves_up_to = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The grade offered once somebody has qualified.",
    )

    objects = GradeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(month_pence__isnull=True) | Q(month_pence__gt=0),
                name="a_price_a_month_is_a_price",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def slug(self) -> str:
        return slugify(self.name)
