"""Grades: the terms on which somebody belongs."""

from typing import ClassVar

from django.db import models


class Grade(models.Model):
    name = models.CharField(max_length=60, unique=True)
    description = models.CharField(
        max_length=200, blank=True, help_text="Who it is for, in one sentence."
    )
    price_pence = models.PositiveIntegerField(
        "price a year", help_text="In pence, so 6900 for £69."
    )
    position = models.PositiveSmallIntegerField(default=0)
    offered = models.BooleanField(
        default=True, help_text="Switch off to stop taking new members in this grade."
    )
    books_members_events = models.BooleanField("may book members' events", default=True)
    pays_member_price = models.BooleanField("pays the member price", default=True)
    opens_library = models.BooleanField("may open the library", default=True)
    reads_members_pages = models.BooleanField(
        "may read members' pages and files", default=True
    )
    votes = models.BooleanField("may vote", default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "name"]

    def __str__(self) -> str:
        return self.name
