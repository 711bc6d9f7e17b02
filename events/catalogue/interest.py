"""Interest: who wants a date of a course, where, and who has been told of one?

With an account it counts at once. Without one it counts from the moment the mailed
link has been pressed; until then the address is on no list and is forgotten again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import Count, Max, Q, QuerySet

from events.models import Course, CourseInterest, Event, InterestTold, Mode
from portal.accounts.models import User
from portal.body.models import Area
from portal.core import tokens
from portal.core.errors import Refused
from portal.notifications.models import Message
from portal.notifications.post import about, post

CONFIRM, ANNOUNCED = "events/interest_confirm", "events/date_announced"
LINK_HOLDS = timedelta(days=3)
# Between two mails to one address that anybody can ask for, whichever the course.
PAUSE = timedelta(minutes=5)
# So far ahead mails wait for their turn. Who asks for more than that is no reader.
QUEUE = timedelta(hours=1)
STOP = "course-interest.stop"


# --- Asking, and ending it -------------------------------------------------


@transaction.atomic
def ask(course: Course, *, user: User, area: Area | None, at: datetime) -> None:
    """Note an account's wish; asked again, the area is changed."""
    changed = CourseInterest.objects.filter(course=course, user=user, ended_at=None)
    if changed.update(area=area):
        return
    try:
        with transaction.atomic():
            CourseInterest.objects.create(
                course=course,
                user=user,
                area=area,
                token=tokens.hashed(tokens.new()),
                asked_at=at,
                confirmed_at=at,
            )
    except IntegrityError:
        # Pressed twice in one moment.
        changed.update(area=area)


@transaction.atomic
def ask_by_mail(course: Course, *, email: str, area: Area | None, at: datetime) -> None:
    """Mail a link, whether or not the address is known: nothing counts before it."""
    email = email.strip().lower()
    rows = CourseInterest.objects.filter(course=course, email=email, ended_at=None)
    mails = Message.objects.filter(kind=CONFIRM, to=email)
    known = rows.select_for_update(no_key=True).first()
    if known is not None:
        # The area of a wish that counts changes by nothing that anybody can type.
        rows.filter(confirmed_at=None).update(area=area)
        if mails.filter(about=about(known), due_at__gt=at - PAUSE).exists():
            return
    last = mails.aggregate(last=Max("due_at"))["last"]
    due_at = max(at, last + PAUSE) if last else at
    if due_at > at + QUEUE:
        return
    token = tokens.new()
    if known is None:
        try:
            with transaction.atomic():
                known = rows.create(
                    course=course,
                    email=email,
                    area=area,
                    token=tokens.hashed(token),
                    asked_at=at,
                )
        except IntegrityError:
            # Pressed twice in one moment: the other press has the mail.
            return
    else:
        known.token, known.asked_at = tokens.hashed(token), at
        known.save(update_fields=["token", "asked_at"])
    post(
        CONFIRM,
        to=email,
        subject=known,
        facts={"interest": known.pk, "token": token},
        forget_facts=True,
        due_at=due_at,
        not_after=at + LINK_HOLDS,
        at=at,
    )


def asked_with(token: str, *, at: datetime) -> CourseInterest | None:
    rows = CourseInterest.objects.select_related("course", "area")
    return rows.filter(
        token=tokens.hashed(token), ended_at=None, asked_at__gt=at - LINK_HOLDS
    ).first()


def confirm(token: str, *, at: datetime) -> CourseInterest:
    """Let the wish count. Twice is no fault; a link that is over is refused."""
    interest = asked_with(token, at=at)
    if interest is None:
        raise Refused("This link is older than three days. Ask once more.")
    CourseInterest.objects.filter(pk=interest.pk, confirmed_at=None).update(
        confirmed_at=at
    )
    return interest


def stop(interest: CourseInterest, *, at: datetime) -> None:
    CourseInterest.objects.filter(pk=interest.pk, ended_at=None).update(ended_at=at)


def of(course: Course, user: User) -> CourseInterest | None:
    return CourseInterest.objects.filter(
        course=course, user=user, ended_at=None
    ).first()


def link_to_stop(interest: CourseInterest) -> str:
    """Return what stands in a mail: it names the wish, for this purpose alone."""
    return signing.Signer(salt=STOP).sign(str(interest.pk))


def found_by(token: str) -> CourseInterest | None:
    try:
        key = signing.Signer(salt=STOP).unsign(token)
    except signing.BadSignature:
        return None
    return CourseInterest.objects.select_related("course").filter(pk=key).first()


def forget_unconfirmed(*, at: datetime) -> int:
    """Erase the addresses of those who never pressed the link."""
    gone, _ = CourseInterest.objects.filter(
        confirmed_at=None, asked_at__lte=at - LINK_HOLDS
    ).delete()
    return gone


# --- Telling ---------------------------------------------------------------


def waiting_for(event: Event) -> QuerySet[CourseInterest]:
    """Return whom a new date concerns and who was not told, who asked first first.

    What is online is for everywhere. What is in a room is for those who named no area,
    and for those whose area stands in its place or venue.
    """
    rows = CourseInterest.objects.waiting().filter(course=event.course_id)
    if event.mode == Mode.ROOM:
        where = f"{event.place} {event.venue}".casefold()
        near = [area.pk for area in Area.objects.all() if area.name.casefold() in where]
        rows = rows.filter(Q(area=None) | Q(area__in=near))
    told = InterestTold.objects.filter(event=event).values("interest")
    return rows.exclude(pk__in=told).select_related("user").order_by("asked_at", "pk")


def note_told(
    event: Event, interests: Iterable[CourseInterest], *, at: datetime
) -> None:
    """Note that a date was told, so that it never is again."""
    InterestTold.objects.bulk_create(
        [InterestTold(interest=one, event=event, told_at=at) for one in interests],
        ignore_conflicts=True,
    )


def announce(event: Event, interest: CourseInterest, *, at: datetime) -> None:
    post(
        ANNOUNCED,
        to=interest.user.email if interest.user is not None else interest.email,
        subject=interest,
        user=interest.user,
        facts={"interest": interest.pk, "event": event.pk},
        not_after=event.starts_at,
        at=at,
    )


# --- What staff see --------------------------------------------------------


@dataclass(frozen=True)
class Demand:
    """How many wait for a date of one course, by area; `last` is what to copy."""

    course: Course
    total: int
    areas: list[tuple[Area | None, int]]
    last: Event | None


def demand() -> list[Demand]:
    """Return where people wait, the most wanted course first, in four questions."""
    rows = list(
        CourseInterest.objects.waiting()
        .order_by()
        .values("course", "area")
        .annotate(number=Count("pk"))
    )
    keys = {row["course"] for row in rows}
    courses = Course.objects.in_bulk(keys)
    areas = Area.objects.in_bulk({row["area"] for row in rows if row["area"]})
    runs = Event.objects.filter(course__in=keys).order_by("course", "-starts_at")
    last: dict[int, Event] = {}
    for run in runs.defer("description"):
        assert run.course_id is not None
        last.setdefault(run.course_id, run)
    found = []
    for key, course in courses.items():
        mine = sorted(
            (
                (areas.get(row["area"]), row["number"])
                for row in rows
                if row["course"] == key
            ),
            key=lambda pair: (-pair[1], pair[0].name if pair[0] else ""),
        )
        total = sum(number for _, number in mine)
        found.append(Demand(course, total, mine, last.get(key)))
    return sorted(found, key=lambda one: (-one.total, one.course.title))
