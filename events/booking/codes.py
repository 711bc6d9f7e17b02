"""Access codes: which one is meant, and does it open this event?

Membership numbers are something else; nothing here ever looks at one.
"""

import re
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from events.errors import CodeRefused, StepRefused
from events.models import AccessCode, Course, Event
from portal.accounts.models import User
from portal.core import history, references

from . import eligibility

LONGEST = 30
# Of 24 letters: nobody meets one of them by trying.
LETTERS = 10


def uniform(typed: str) -> str:
    """Return a code as it is stored: capitals, no spaces or strokes."""
    return re.sub(r"[\s\-–—_]", "", typed).upper()[:LONGEST]  # noqa: RUF001


def find(typed: str, event: Event, *, at: datetime) -> AccessCode | None:
    """Return the code that was typed, None where nothing was. Raises CodeRefused.

    A code that nobody knows, and one for something else, meet the same words.
    """
    wanted = uniform(typed)
    if not wanted:
        return None
    code = AccessCode.objects.filter(code=wanted).first()
    if code is None:
        raise CodeRefused(eligibility.UNKNOWN_CODE)
    answer = eligibility.about_code(code, event, at=at)
    if not answer.allowed:
        raise CodeRefused(answer.message)
    return code


# --- What staff do with them -----------------------------------------------


def good_for(event: Event) -> QuerySet[AccessCode]:
    """Return the codes of an event and of its course, the newest first."""
    wanted = Q(event=event)
    if event.course_id is not None:
        wanted |= Q(course=event.course_id)
    return AccessCode.objects.filter(wanted).select_related("event", "course")


@transaction.atomic
def make(
    code: str,
    *,
    label: str,
    owner: str,
    at: datetime,
    by: User,
    event: Event | None = None,
    course: Course | None = None,
    cost_centre: str = "",
    places: int | None = None,
    places_per_booking: int = 1,
    percent_off: int = 100,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> AccessCode:
    """Make a code; without one of its own, one that nobody guesses.

    Raises StepRefused for a code that there is, or has been.
    """
    try:
        with transaction.atomic():
            made = AccessCode.objects.create(
                code=uniform(code) or references.new(LETTERS),
                label=label,
                owner=owner,
                event=event,
                course=course,
                cost_centre=cost_centre,
                places=places,
                places_per_booking=places_per_booking,
                percent_off=percent_off,
                starts_at=starts_at,
                ends_at=ends_at,
                made_at=at,
                made_by=by,
            )
    except IntegrityError:
        raise StepRefused("There is such a code already. Choose another.") from None
    history.record(made, "events.code_made", by=by, facts={"label": label})
    return made


@transaction.atomic
def change(
    code: AccessCode,
    *,
    label: str,
    owner: str,
    cost_centre: str,
    places: int | None,
    ends_at: datetime | None,
    by: User,
) -> None:
    """Change what may change later. What it pays, and for what, stays: make another."""
    wanted = {
        "label": label,
        "owner": owner,
        "cost_centre": cost_centre,
        "places": places,
        "ends_at": ends_at,
    }
    row = AccessCode.objects.select_for_update(no_key=True).get(pk=code.pk)
    if ends_at is not None and row.starts_at is not None and ends_at <= row.starts_at:
        raise StepRefused("It would end before it starts.")
    changed = [name for name, value in wanted.items() if getattr(row, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(row, name, wanted[name])
    row.save(update_fields=changed)
    words = ", ".join(name.replace("_", " ") for name in changed)
    history.record(row, "events.code_changed", by=by, facts={"changed": words})


@transaction.atomic
def stop(code: AccessCode, *, at: datetime, by: User) -> None:
    """Let nobody book with it any more. What was booked stays."""
    running = AccessCode.objects.filter(pk=code.pk, stopped_at=None)
    if running.update(stopped_at=at):
        history.record(code, "events.code_stopped", by=by)


@transaction.atomic
def renew(code: AccessCode, *, at: datetime, by: User) -> AccessCode:
    """Put a new code in the place of one that leaked. Its bookings stay, and count."""
    row = AccessCode.objects.select_for_update(no_key=True).get(pk=code.pk)
    if AccessCode.objects.filter(replaces=row).exists():
        raise StepRefused("This code has been renewed already. Renew the newest one.")
    stop(row, at=at, by=by)
    new = AccessCode.objects.create(
        code=references.new(LETTERS),
        replaces=row,
        made_at=at,
        made_by=by,
        **{
            name: getattr(row, name)
            for name in (
                "label",
                "event",
                "course",
                "places",
                "places_per_booking",
                "percent_off",
                "starts_at",
                "ends_at",
                "owner",
                "cost_centre",
            )
        },
    )
    history.record(new, "events.code_renewed", by=by, facts={"label": row.label})
    return new
