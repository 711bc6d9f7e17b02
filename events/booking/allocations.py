"""Allocations: what staff keep of an event for an agency or an area, and until when.

Every change takes the lock that places are counted under. What is kept, together with
what is taken already, never passes the capacity, so keeping less can free places and
never make some.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from events.errors import CapacityRefused, StepRefused
from events.models import Allocation, Event
from portal.accounts.models import User
from portal.body.models import Agency, Area
from portal.core import history
from portal.core.words import count_of

from . import mix, places, waiting_list


@dataclass(frozen=True)
class Plan:
    """One part of the mix, as staff typed it."""

    name: str
    minimum: int = 0
    maximum: int | None = None
    release_at: datetime | None = None
    agencies: Iterable[Agency] = field(default_factory=list)
    areas: Iterable[Area] = field(default_factory=list)


@dataclass(frozen=True)
class Bar:
    """How full one part is, for a bar with its numbers. `kept` is not taken yet."""

    label: str
    taken: int
    kept: int
    most: int | None
    allocation: Allocation | None = None
    released: bool = False

    @property
    def size(self) -> int:
        """What the whole bar stands for."""
        whole = self.most if self.most is not None else self.taken + self.kept
        return max(whole, self.taken + self.kept, 1)

    @property
    def words(self) -> str:
        said = [f"{self.taken} taken"]
        if self.kept:
            said.append(f"{self.kept} kept")
        if self.most is not None:
            said.append(f"{self.most} at most")
        return ", ".join(said)


@transaction.atomic
def save(
    event: Event,
    plan: Plan,
    *,
    by: User,
    at: datetime,
    allocation: Allocation | None = None,
) -> Allocation:
    """Add a part of the mix or change one; what comes free goes to those who wait.

    Raises CapacityRefused where more would be kept than there is.
    """
    (event,) = places.lock(event)
    places.end_stale_holds(event, at=at)
    before = allocation.minimum if allocation is not None else 0
    if allocation is None:
        last = event.allocations.order_by("-position").first()
        allocation = Allocation(
            event=event, position=last.position + 1 if last is not None else 0
        )
    allocation.name = plan.name
    allocation.minimum = plan.minimum
    allocation.maximum = plan.maximum
    allocation.release_at = plan.release_at
    allocation.save()
    allocation.agencies.set(plan.agencies)
    allocation.areas.set(plan.areas)
    _count_again(event, at=at)
    refuse_beyond(event, event.capacity, at=at)
    history.record(
        event,
        "events.allocation_changed",
        by=by,
        facts={"part": plan.name, "before": before, "after": plan.minimum},
    )
    waiting_list.pass_on(event, at=at)
    return allocation


@transaction.atomic
def remove(allocation: Allocation, *, by: User, at: datetime) -> None:
    """Keep nothing for a part any more. Its people keep their places; what nobody had
    taken is anybody's, and never more than the capacity leaves.
    """
    (event,) = places.lock(allocation.event)
    allocation.delete()
    _count_again(event, at=at)
    history.record(
        event,
        "events.allocation_removed",
        by=by,
        facts={"part": allocation.name},
    )
    waiting_list.pass_on(event, at=at)


def _count_again(event: Event, *, at: datetime) -> None:
    """Let each place count in the part that its person belongs to as things are now."""
    parts = list(event.allocations.prefetch_related("agencies", "areas"))
    rows = event.tickets.taking_a_place(at).select_related("kind_of_agency", "area")
    changed = []
    for ticket in rows:
        part = mix.belonging(parts, agency=ticket.kind_of_agency, area=ticket.area)
        key = part.pk if part is not None else None
        if ticket.allocation_id != key:
            ticket.allocation_id = key
            changed.append(ticket)
    event.tickets.bulk_update(changed, ["allocation"], batch_size=500)


def refuse_beyond(event: Event, capacity: int | None, *, at: datetime) -> None:
    """Refuse a capacity below what is taken and kept, parts of the mix included."""
    if capacity is None:
        return
    taken, promised = places.taken(event, at=at), places.promised(event, at=at)
    if capacity >= promised:
        return
    kept = promised - taken
    words = f"{count_of(taken, 'place is,places are')} taken, held or offered"
    if kept:
        words += f", and {kept} more are kept for parts of the mix"
    raise CapacityRefused(
        f"{words}: {promised} together, and there are {capacity}. Keep fewer, or make "
        "the event larger."
    )


def bars(event: Event, *, at: datetime) -> list[Bar]:
    """Return how full the event is and each part of it, the whole first."""
    room = places.room(event, at=at)
    shares = {share.key: share for share in room.shares}
    found = []
    inside = 0
    for part in room.allocations:
        share = shares[part.pk]
        inside += share.taken
        released = part.minimum > 0 and share.least == 0
        found.append(
            Bar(part.name, share.taken, share.kept(), share.most, part, released)
        )
    kept = sum(bar.kept for bar in found)
    whole = Bar("The whole event", room.taken, kept, room.capacity)
    others = [Bar("Everybody else", room.taken - inside, 0, None)] if found else []
    return [whole, *found, *others]


def of_event(event: Event, key: int) -> Allocation:
    """Return one part of the event's mix. Raises StepRefused where there is none."""
    found = event.allocations.filter(pk=key).first()
    if found is None:
        raise StepRefused("This part of the mix is not there any more.")
    return found
