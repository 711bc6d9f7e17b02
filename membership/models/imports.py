"""Imports: a file of members, what each of its rows would do, and what it did."""

import secrets
from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.core.files import private_storage

from .member import Member


class ImportStage(models.TextChoices):
    READING = "reading", "Being read"
    ASKING = "asking", "Waits for what its columns mean"
    CHECKING = "checking", "Being checked"
    CHECKED = "checked", "Checked, nothing changed yet"
    WAITING = "waiting", "Waits for its turn"
    CARRYING_OUT = "carrying_out", "Being carried out"
    DONE = "done", "Carried out"
    UNDO_WAITING = "undo_waiting", "Waits to be taken back"
    UNDOING = "undoing", "Being taken back"
    UNDONE = "undone", "Taken back"
    REFUSED = "refused", "Cannot be read"


# What a worker has to do something about.
WORKED_ON = (
    ImportStage.READING,
    ImportStage.CHECKING,
    ImportStage.WAITING,
    ImportStage.CARRYING_OUT,
    ImportStage.UNDO_WAITING,
    ImportStage.UNDOING,
)
# Of all imports, one at a time may be here.
CHANGES_MEMBERS = (ImportStage.CARRYING_OUT, ImportStage.UNDOING)


class Outcome(models.TextChoices):
    NEW = "new", "New"
    CHANGED = "changed", "Changed"
    UNCHANGED = "unchanged", "Unchanged"
    ADDRESS = "address", "New address"
    PERSON = "person", "For a person"
    FAULT = "fault", "Fault"


# What can be carried out at all: an address only where somebody chose it by hand.
CAN_BE_CHOSEN = (Outcome.NEW, Outcome.CHANGED, Outcome.ADDRESS)


class Done(models.TextChoices):
    NOT_YET = "", "Not carried out"
    DONE = "done", "Carried out"
    STALE = "stale", "Left out: something changed after the check"
    UNDONE = "undone", "Taken back"
    STAYS = "stays", "Stays: used or changed since"


def _place(_batch: "MemberImport", _name: str) -> str:
    return f"imports/{secrets.token_urlsafe(16)}"


class MemberImportQuerySet(models.QuerySet["MemberImport"]):
    def to_work_on(self, at: datetime) -> Self:
        """Return what no worker has, and what one died over; the oldest first."""
        free = Q(claimed_until=None) | Q(claimed_until__lte=at)
        return self.filter(free, stage__in=WORKED_ON).order_by("queued_at", "pk")


class MemberImport(models.Model):
    """A file with members that somebody handed in."""

    wagtail_reference_index_ignore = True

    stage = models.CharField(
        max_length=20, choices=ImportStage, default=ImportStage.READING
    )
    file = models.FileField(
        upload_to=_place, storage=private_storage, max_length=200, blank=True
    )
    file_name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)
    encoding = models.CharField(max_length=20, blank=True)
    separator = models.CharField(max_length=1, blank=True)
    headings = models.JSONField(default=list)
    fingerprint = models.CharField(
        max_length=64, help_text="Of the headings: by it their meaning is remembered."
    )
    survey = models.JSONField(
        default=dict, help_text="What stands in each column, in figures and examples."
    )
    mapping = models.JSONField(default=dict, help_text="What each column means.")
    refusal = models.CharField(max_length=500, blank=True)
    brought_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    brought_at = models.DateTimeField()
    total = models.PositiveIntegerField(default=0, help_text="Rows of the file.")
    progress = models.PositiveIntegerField(default=0, help_text="In this stage.")
    claim = models.CharField(max_length=32, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField(help_text="By it the turns are taken.")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = MemberImportQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-brought_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # Two imports at once would each find that a member is not there yet.
            models.UniqueConstraint(
                models.expressions.Value(1),
                condition=Q(stage__in=["carrying_out", "undoing"]),
                name="one_import_at_a_time_changes_members",
            ),
            models.CheckConstraint(
                condition=~Q(stage="refused") | ~Q(refusal=""),
                name="a_refused_file_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"Import of {self.file_name}"


class ImportedMemberQuerySet(models.QuerySet["ImportedMember"]):
    def drop(self) -> int:
        """Delete in one statement: 200,000 rows would be read first otherwise."""
        return self._raw_delete(self.db)


class ImportedMember(models.Model):
    """One row of a file: what it would change, and what became of it."""

    wagtail_reference_index_ignore = True

    batch = models.ForeignKey(
        MemberImport, on_delete=models.CASCADE, related_name="rows"
    )
    line = models.PositiveIntegerField(help_text="Where it stands in the file.")
    outcome = models.CharField(max_length=10, choices=Outcome)
    number = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254, blank=True)
    values = models.JSONField(default=dict, help_text="What the row says, as read.")
    changes = models.JSONField(
        default=list, help_text="Which field changes, from what to what."
    )
    reasons = models.JSONField(default=list, help_text="Why it is as it is, in words.")
    member = models.ForeignKey(
        Member,
        null=True,
        blank=True,
        # A person whose row was merged or removed leaves what was read of them.
        on_delete=models.SET_NULL,
        related_name="imported_rows",
    )
    moves_back = models.BooleanField(
        default=False, help_text="The last day would be earlier than it is."
    )
    chosen = models.BooleanField(default=False)
    done = models.CharField(
        max_length=10, choices=Done, default=Done.NOT_YET, blank=True
    )
    said = models.CharField(
        max_length=300, blank=True, help_text="Why it was left out, or stays."
    )
    steps = models.JSONField(
        default=dict, help_text="What was done, so that it can be taken back."
    )

    objects = ImportedMemberQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["line"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["batch", "line"], name="one_row_a_line_of_a_file"
            ),
            models.CheckConstraint(
                condition=Q(chosen=False)
                | Q(outcome__in=["new", "changed", "address"]),
                name="only_what_can_be_carried_out_is_chosen",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["batch", "outcome", "line"], name="rows_of_a_file_by_outcome"
            ),
            models.Index(
                fields=["batch", "chosen", "done", "line"],
                name="rows_left_to_carry_out",
            ),
        ]

    def __str__(self) -> str:
        return f"Line {self.line} of import {self.batch_id}"


class ImportMapping(models.Model):
    """What the columns of a file meant last time, found again by its headings."""

    fingerprint = models.CharField(max_length=64, unique=True)
    mapping = models.JSONField()
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return f"Meaning of columns {self.fingerprint[:8]}"
