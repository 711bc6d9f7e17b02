"""The mix: how the places of one event are kept for agencies and areas.

Pure arithmetic. A share keeps its least for its own people until it is released, and
its most holds for good; what is kept and not taken is nobody else's.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from events.models import Allocation, Event
from portal.body.models import Agency, Area


@dataclass(frozen=True)
class Share:
    """One allocation as it counts now: `least` is nought once it is released."""

    key: int
    least: int
    most: int | None
    taken: int

    def kept(self, more: int = 0) -> int:
        """Return how many nobody else may take, once `more` of its own have."""
        return max(self.least - self.taken - more, 0)


def share_of(
    allocation: Allocation, event: Event, *, taken: int, at: datetime
) -> Share:
    until = allocation.release_at or event.closes_at
    least = allocation.minimum if at < until else 0
    return Share(allocation.pk, least, allocation.maximum, taken)


def belonging(
    allocations: Iterable[Allocation], *, agency: Agency | None, area: Area | None
) -> Allocation | None:
    """Return the first allocation that takes this agency or area, if any."""
    for allocation in allocations:
        if agency is not None and agency in allocation.agencies.all():
            return allocation
        if area is not None and area in allocation.areas.all():
            return allocation
    return None


def fit(
    shares: Iterable[Share],
    parts: Mapping[int | None, int],
    *,
    capacity: int | None,
    taken: int,
) -> bool:
    """Say whether so many of each part, None being anybody, fit beside what is kept."""
    kept = 0
    for share in shares:
        wanted = parts.get(share.key, 0)
        if wanted and share.most is not None and share.taken + wanted > share.most:
            return False
        kept += share.kept(wanted)
    return capacity is None or capacity - taken - sum(parts.values()) >= kept


def left(
    shares: Iterable[Share], *, capacity: int | None, taken: int, of: int | None
) -> int | None:
    """Return how many one part may still take; None is no limit."""
    own, kept = None, 0
    for share in shares:
        if share.key == of:
            own = share
        else:
            kept += share.kept()
    limits = []
    if capacity is not None:
        limits.append(capacity - taken - kept)
    if own is not None and own.most is not None:
        limits.append(own.most - own.taken)
    return max(min(limits), 0) if limits else None


@dataclass(frozen=True)
class Room:
    """How much is free at one moment, for anybody and for each part of the mix.

    Asked for once, and then answered without the database, however many wait.
    """

    capacity: int | None
    taken: int
    allocations: Sequence[Allocation]
    shares: Sequence[Share]

    @property
    def is_full(self) -> bool:
        return self.capacity is not None and self.taken >= self.capacity

    def part(
        self, *, kind_of_agency: Agency | None, area: Area | None
    ) -> Allocation | None:
        return belonging(self.allocations, agency=kind_of_agency, area=area)

    def left(
        self, *, kind_of_agency: Agency | None = None, area: Area | None = None
    ) -> int | None:
        """Return how many somebody of this agency or area may take; None: no limit."""
        part = self.part(kind_of_agency=kind_of_agency, area=area)
        return left(
            self.shares,
            capacity=self.capacity,
            taken=self.taken,
            of=part.pk if part else None,
        )
