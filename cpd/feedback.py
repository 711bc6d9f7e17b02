"""Feedback: log pieces of practice-related feedback, put them right, let them go."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction

from cpd.errors import EntryRefused
from cpd.models import Feedback
from portal.accounts.models import User
from portal.core import clock


@dataclass(frozen=True)
class Piece:
    received_on: date
    came_from: str
    kind: str
    content: str


def add(piece: Piece, *, owner: User, at: datetime) -> Feedback:
    _refuse_nonsense(piece, at=at)
    return Feedback.objects.create(owner=owner, created_at=at, **asdict(piece))


@transaction.atomic
def correct(row: Feedback, piece: Piece, *, owner: User, at: datetime) -> Feedback:
    _refuse_nonsense(piece, at=at)
    own = Feedback.objects.select_for_update().get(pk=row.pk, owner=owner)
    for name, value in asdict(piece).items():
        setattr(own, name, value)
    own.save()
    return own


@transaction.atomic
def delete(row: Feedback, *, owner: User) -> None:
    Feedback.objects.get(pk=row.pk, owner=owner).delete()


def _refuse_nonsense(piece: Piece, *, at: datetime) -> None:
    if piece.received_on > clock.uk_day(at):
        raise EntryRefused("That day is still to come.")
