"""Viewers: may this person watch the recording of an event, and why not?

Members' events, and those with an open door, are open to members whose grade has the
library; every event to those who had a place at it or came; all to those who train it
or run events. A place at a members' event opens nothing once membership has ended.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from events.booking.permissions import may_run_events
from events.models import CAME, Attendance, BookingStatus, Event, Ticket, WayIn
from membership import entitlements, standing
from membership.standing import NOBODY, Standing, State
from portal.accounts.models import User
from portal.core import clock

MEMBERS = (WayIn.MEMBERS, WayIn.OPEN_LINK)


class Why(StrEnum):
    """The reasons, for pages that offer the way on."""

    FINE = "fine"
    SIGN_IN = "sign_in"
    NOT_A_MEMBER = "not_a_member"
    LAPSED = "lapsed"
    NOT_BEGUN = "not_begun"
    GRADE = "grade"
    NO_PLACE = "no_place"


@dataclass(frozen=True)
class Answer:
    why: Why
    ends_on: date | None = None
    grade: str = ""

    @property
    def allowed(self) -> bool:
        return self.why is Why.FINE


@dataclass(frozen=True)
class Viewer:
    """Somebody who looks at the library: asked once, judged for any recording."""

    signed_in: bool = False
    is_staff: bool = False
    standing: Standing = NOBODY
    trains: frozenset[int] = frozenset()
    had_a_place: frozenset[int] = frozenset()

    def of(self, event: Event) -> Answer:
        """Say whether this person may watch the recording of this event."""
        if self.is_staff or event.pk in self.trains:
            return Answer(Why.FINE)
        if event.way_in in MEMBERS and entitlements.opens_library(self.standing):
            return Answer(Why.FINE)
        if event.way_in != WayIn.MEMBERS and event.pk in self.had_a_place:
            return Answer(Why.FINE)
        if not self.signed_in:
            return Answer(Why.SIGN_IN)
        if event.way_in not in MEMBERS:
            return Answer(Why.NO_PLACE)
        return self._of_standing()

    def _of_standing(self) -> Answer:
        here = self.standing
        if here.has_ended:
            return Answer(Why.LAPSED, here.ends_on)
        if here.state is State.NOT_YET:
            return Answer(Why.NOT_BEGUN, here.starts_on)
        if here.good and here.grade is not None:
            return Answer(Why.GRADE, grade=here.grade.name)
        return Answer(Why.NOT_A_MEMBER)

    def may_see(self, event: Event) -> bool:
        """Say whether the person may know of the recording at all.

        That of an event which was never listed is known to those who may watch it.
        """
        return event.is_public or self.of(event).allowed


def viewer(user: User | AnonymousUser, *, at: datetime) -> Viewer:
    if not isinstance(user, User):
        return Viewer()
    return Viewer(
        signed_in=True,
        is_staff=may_run_events(user),
        standing=standing.standing_of_user(user, on=clock.uk_day(at)),
        trains=frozenset(user.trains.values_list("pk", flat=True)),
        had_a_place=frozenset(_events_with_a_place(user)),
    )


def _events_with_a_place(user: User) -> set[int]:
    """Return the events at which the person had a place, or came without one."""
    booked = Ticket.objects.kept().filter(
        Q(user=user) | Q(user__isnull=True, email=user.email),
        booking__status=BookingStatus.CONFIRMED,
    )
    came = Attendance.objects.filter(user=user, ticket__isnull=True).filter(
        Q(mark__in=CAME) | Q(mark="", joined_at__isnull=False)
    )
    return set(booked.values_list("event_id", flat=True)) | set(
        came.values_list("event_session__event_id", flat=True)
    )


def listed(events: QuerySet[Event], who: Viewer) -> QuerySet[Event]:
    """Leave out the events of which the person may not know."""
    if who.is_staff:
        return events
    hidden = Q(way_in__in=[WayIn.INVITATION, WayIn.COMMISSIONED])
    own = Q(pk__in=who.trains | who.had_a_place)
    return events.filter(~hidden | own)
