"""Watching: how far somebody has seen a recording, and where they go on.

Seconds seen are kept as ranges that never touch. What comes from two devices at once
is merged, whichever is first: the row is written only from what its writer read.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from events.models import Recording, Watching
from portal.accounts.models import User

type Range = tuple[int, int]

MOST_RANGES = 500
TRIES = 8
# Within a breath of the end the next visit starts at the beginning again.
NEAR_THE_END = 15


def merge(
    ranges: Iterable[Sequence[int]], more: Iterable[Sequence[int]], *, seconds: int
) -> list[Range]:
    """Return both as one, in order, within the recording; a pure function.

    Merging is the same in any order and any number of times.
    """
    merged: list[Range] = []
    clipped = ((max(begin, 0), min(end, seconds)) for begin, end in (*ranges, *more))
    for begin, end in sorted(pair for pair in clipped if pair[0] < pair[1]):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((begin, end))
    return merged


def seconds_in(ranges: Iterable[Sequence[int]]) -> int:
    return sum(end - begin for begin, end in ranges)


def minutes_watched(watched: Watching | None) -> int:
    """Return whole minutes, rounded up: half a minute watched is not nothing."""
    return -(-seconds_in(watched.ranges) // 60) if watched is not None else 0


def minutes_of(recording: Recording) -> int:
    return max(round(recording.seconds / 60), 1)


def go_on_at(watched: Watching | None, *, seconds: int) -> int:
    """Return where to go on: 0 at the start, and once it has been seen to the end."""
    if watched is None or watched.position >= seconds - NEAR_THE_END:
        return 0
    return watched.position


def of(recording: Recording, user: User) -> Watching | None:
    return Watching.objects.filter(recording=recording, user=user).first()


def note(
    recording: Recording,
    *,
    by: User,
    ranges: Sequence[Sequence[int]],
    position: int,
    at: datetime,
) -> Watching:
    """Add what was seen to what was seen before, and keep the place."""
    for _ in range(TRIES):
        row = of(recording, by) or _begun(recording, by, at=at)
        merged = merge(row.ranges, ranges, seconds=recording.seconds)[:MOST_RANGES]
        if Watching.objects.filter(pk=row.pk, version=row.version).update(
            ranges=merged,
            position=min(max(position, 0), recording.seconds),
            changed_at=at,
            version=row.version + 1,
        ):
            break
    row.refresh_from_db()
    return row


def _begun(recording: Recording, user: User, *, at: datetime) -> Watching:
    try:
        with transaction.atomic():
            return Watching.objects.create(
                recording=recording, user=user, changed_at=at
            )
    except IntegrityError:
        # Begun on another device at the same moment.
        return Watching.objects.get(recording=recording, user=user)
