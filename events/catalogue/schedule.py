"""Schedule: what is planned, from the first draft to the copy for next year.

Writes what an event consists of: its own words, sittings, ticket types, speakers.
Nothing here tells anybody or counts a place: `booking.event_changes` does that, and
calls these functions under the event's lock.
"""

from collections.abc import Sequence
from operator import attrgetter

from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError
from django.utils.text import slugify

from events.errors import StepRefused
from events.models import (
    Allocation,
    Event,
    EventSession,
    Speaker,
    TicketType,
    WayIn,
)
from portal.accounts.models import User
from portal.core import history
from portal.core.clock import uk_day
from portal.core.words import in_uk

from . import plans
from .plans import DESCRIBING, Plan, Sitting, SpeakerLine, TicketTypeLine, plan_of


@transaction.atomic
def create(
    event: Event, plan: Plan, *, by: User, copied_from: Event | None = None
) -> Event:
    """Save the draft with everything that hangs on it."""
    write_span(event, plan.sittings)
    event.slug = free_slug(event)
    try:
        with transaction.atomic():
            event.save()
    except IntegrityError:
        # Somebody took the same address in between; the reference is ours alone.
        event.slug = f"{event.slug}-{event.reference.lower()}"
        event.save()
    write_sittings(event, plan.sittings)
    _write_lines(event, plan)
    if copied_from is None:
        history.record(event, "events.event_created", by=by)
    else:
        _copy_rules(event, copied_from)
        history.record(
            event,
            "events.event_copied",
            by=by,
            facts={"copy_of": f"{copied_from.title}, {copied_from.reference}"},
        )
    return event


def _copy_rules(event: Event, original: Event) -> None:
    """Give a copy what no form of it asks for: VAT, and how places are shared out.

    What was kept until some days before the old start is kept as long before the new.
    """
    vat = dict(original.ticket_types.values_list("name", "vat"))
    for kind in event.ticket_types.all():
        if kind.name in vat and kind.vat != vat[kind.name]:
            kind.vat = vat[kind.name]
            kind.save(update_fields=["vat"])
    moved = uk_day(event.starts_at) - uk_day(original.starts_at)
    for part in original.allocations.prefetch_related("agencies", "areas"):
        copy = Allocation.objects.create(
            event=event,
            name=part.name,
            minimum=part.minimum,
            maximum=part.maximum,
            release_at=part.release_at and plans.later(part.release_at, moved),
            position=part.position,
        )
        copy.agencies.set(part.agencies.all())
        copy.areas.set(part.areas.all())


@transaction.atomic
def edit(event: Event, plan: Plan, *, by: User) -> set[str]:
    """Save the describing fields of an event already changed in memory.

    Return the names of what changed. Capacity, status and dates stay as the
    database has them. A draft's address follows its title; once published it stays.
    """
    before = Event.objects.get(pk=event.pk)
    changed = {
        name for name in DESCRIBING if getattr(before, name) != getattr(event, name)
    }
    if "way_in" in changed:
        _refuse_to_strand(event)
    was = plan_of(before)
    _write_lines(event, plan)
    changed |= {
        name
        for name in ("ticket_types", "speakers", "topics", "trainers")
        if getattr(was, name) != getattr(plan_of(event), name)
    }
    saved = changed.intersection(DESCRIBING)
    if before.published_at is None:
        event.slug = free_slug(event)
        saved.add("slug")
    if saved:
        event.save(update_fields=saved)
    if changed:
        facts: dict[str, object] = {"changed": sorted(map(_called, changed))}
        if "ticket_types" in changed:
            facts["before"] = [str(line) for line in was.ticket_types]
            facts["after"] = [str(line) for line in plan.ticket_types]
        history.record(event, "events.event_edited", by=by, facts=facts)
    return changed


@transaction.atomic
def discard(event: Event, *, by: User) -> None:
    """Delete a draft that was never published and that nobody has a place in."""
    if event.published_at is not None or not event.is_draft:
        raise StepRefused("Only a draft that was never published can be discarded.")
    history.record(event, "events.draft_discarded", by=by)
    try:
        event.delete()
    except ProtectedError:
        raise StepRefused("Somebody has a place, so the draft stays.") from None


def free_slug(event: Event) -> str:
    """Return the event's address: title and year, with a number if that is taken."""
    year = in_uk(event.starts_at).year
    wanted = f"{slugify(event.title)[:140].strip('-') or 'event'}-{year}"
    taken = set(
        Event.objects.filter(slug__startswith=wanted)
        .exclude(pk=event.pk)
        .values_list("slug", flat=True)
    )
    if wanted not in taken:
        return wanted
    number = 2
    while f"{wanted}-{number}" in taken:
        number += 1
    return f"{wanted}-{number}"


def write_span(event: Event, sittings: Sequence[Sitting]) -> None:
    """Set, in memory, from when until when the event lasts."""
    if not sittings:
        raise StepRefused("An event needs at least one date.")
    event.starts_at = min(sitting.starts_at for sitting in sittings)
    event.ends_at = max(sitting.ends_at for sitting in sittings)


def write_sittings(event: Event, sittings: Sequence[Sitting]) -> None:
    """Make the rows what was typed. A sitting keeps its number for life, so that
    its calendar entry is found again; no number is given twice.
    """
    existing = {row.pk: row for row in event.event_sessions.all()}
    kept = {sitting.key for sitting in sittings}
    try:
        event.event_sessions.exclude(pk__in=[key for key in kept if key]).delete()
    except ProtectedError:
        raise StepRefused(
            "A session with a register cannot be removed: somebody's attendance "
            "stands on it."
        ) from None
    highest = max((row.number for row in existing.values()), default=0)
    for sitting in sorted(sittings, key=attrgetter("starts_at")):
        row = existing.get(sitting.key or 0)
        if row is None:
            highest += 1
            row = EventSession(event=event, number=highest)
        row.title = sitting.title
        row.starts_at = sitting.starts_at
        row.ends_at = sitting.ends_at
        row.save()


def _write_lines(event: Event, plan: Plan) -> None:
    event.topics.set(plan.topics)
    event.trainers.set(plan.trainers)
    _refuse_to_drop_tickets(event, plan.ticket_types)
    # Two names that change places would meet half way, and the database refuses that.
    keys = [line.key for line in plan.ticket_types if line.key]
    event.ticket_types.filter(pk__in=keys).update(
        name=models.functions.Concat(
            models.Value("\x1f"), models.functions.Cast("pk", models.CharField())
        )
    )
    _write(TicketType, event, plan.ticket_types, "name", "who", "price_pence", "quota")
    _write(Speaker, event, plan.speakers, "role", "name", "contribution")


def _write(
    model: type[TicketType | Speaker],
    event: Event,
    lines: Sequence[TicketTypeLine | SpeakerLine],
    *fields: str,
) -> None:
    """Make the rows of an event what was typed, in that order."""
    existing = {row.pk: row for row in model.objects.filter(event=event)}
    kept = [line.key for line in lines if line.key in existing]
    model.objects.filter(event=event).exclude(pk__in=kept).delete()
    for position, line in enumerate(lines):
        row = existing.get(line.key or 0) or model(event=event)
        row.position = position
        for name in fields:
            setattr(row, name, getattr(line, name))
        row.save()


def _refuse_to_drop_tickets(event: Event, lines: Sequence[TicketTypeLine]) -> None:
    kept = [line.key for line in lines if line.key]
    for row in event.ticket_types.exclude(pk__in=kept):
        if row.tickets.exists():
            raise StepRefused(
                f"“{row.name}” cannot be removed: tickets of this type exist. Give "
                "it to staff alone to stop new ones."
            )
        if event.waiting_list.filter(ticket_type=row).exists():
            raise StepRefused(
                f"“{row.name}” cannot be removed: people joined the waiting list "
                "for it."
            )


def _refuse_to_strand(event: Event) -> None:
    """Refuse a way in without booking while people have places or wait for one."""
    if event.way_in not in {WayIn.OPEN_LINK, WayIn.COMMISSIONED}:
        return
    if event.tickets.kept().exists() or event.waiting_list.waiting().exists():
        raise StepRefused(
            "People have booked or wait for a place, so booking cannot be taken "
            "away. Cancel the event, or leave the way in as it is."
        )


def _called(name: str) -> str:
    """Return what the screen calls a field, for the history."""
    if name == "ticket_types":
        return "ticket types"
    if name == "speakers":
        return "speakers"
    field = Event._meta.get_field(name)  # noqa: SLF001 - Django's own API
    return str(getattr(field, "verbose_name", name))
