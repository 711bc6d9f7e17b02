"""Periods: how long what the events hold about people is kept, and why.

What each returns has been done with since the end of the given day or earlier.
"""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from events.models import (
    AccessNeed,
    Attendance,
    Booking,
    CourseInterest,
    Enquiry,
    EnquiryNote,
    EnquiryStage,
    Invitation,
    Ticket,
    WaitingListEntry,
    Watching,
)
from portal.core import clock, privacy
from portal.core.privacy import ERASED, NO_ADDRESS, Period

# What stands in rows that stay, once the person is gone from them.
BOOKING_WORDS = {
    "booker_name": ERASED,
    "booker_email": NO_ADDRESS,
    "cancellation_reason": "",
    "organisation": "",
}
TICKET_WORDS = {
    "name": ERASED,
    "email": "",
    "agency": "",
    "flagged": "",
    "back_decided_because": "",
}
ATTENDANCE_WORDS = {"name": ERASED}
ENQUIRY_WORDS = {"name": ERASED, "email": NO_ADDRESS, "phone": "", "words": ""}


def _places_long_past(limit: date) -> QuerySet[Any]:
    over = Ticket.objects.filter(event__ends_at__lt=clock.end_of_uk_day(limit))
    return over.exclude(name=ERASED)


def _without_names(tickets: QuerySet[Any]) -> int:
    keys = list(tickets.values_list("pk", flat=True))
    attended = Attendance.objects.filter(ticket__in=keys)
    booked = Booking.objects.filter(tickets__in=keys).distinct()
    privacy.blank(attended, ATTENDANCE_WORDS)
    privacy.blank(booked, BOOKING_WORDS)
    return privacy.blank(Ticket.objects.filter(pk__in=keys), TICKET_WORDS)


def _waiting_long_past(limit: date) -> QuerySet[Any]:
    end = clock.end_of_uk_day(limit)
    return WaitingListEntry.objects.filter(event__ends_at__lt=end)


def _invited_long_ago(limit: date) -> QuerySet[Any]:
    end = clock.end_of_uk_day(limit)
    return Invitation.objects.filter(event__ends_at__lt=end)


def _asked_long_ago(limit: date) -> QuerySet[Any]:
    """Return enquiries of which nothing came; what was bought stays with its books."""
    return Enquiry.objects.filter(
        stage=EnquiryStage.LOST, closed_at__lt=clock.end_of_uk_day(limit)
    ).exclude(name=ERASED)


def _without_those_who_asked(enquiries: QuerySet[Any]) -> int:
    EnquiryNote.objects.filter(enquiry__in=enquiries.values("pk")).delete()
    return privacy.blank(enquiries, ENQUIRY_WORDS)


def _asked_no_more(limit: date) -> QuerySet[Any]:
    return CourseInterest.objects.filter(ended_at__lt=clock.end_of_uk_day(limit))


def _needs_long_past(limit: date) -> QuerySet[Any]:
    end = clock.end_of_uk_day(limit)
    return AccessNeed.objects.filter(ticket__event__ends_at__lt=end)


def _watched_long_ago(limit: date) -> QuerySet[Any]:
    return Watching.objects.filter(changed_at__lt=clock.end_of_uk_day(limit))


PERIODS = (
    Period(
        "events.places",
        "Names and addresses of those who had a place",
        "People need proof of attendance for two cycles of revalidation. After that "
        "the numbers stay, and the names go.",
        6,
        "years",
        _places_long_past,
        end=_without_names,
        at_least_days=3 * 365,
    ),
    Period(
        "events.waiting_list",
        "Who waited for a place",
        "To answer “why was I not offered one”.",
        1,
        "years",
        _waiting_long_past,
    ),
    Period(
        "events.invitations",
        "Whom we invited, and under which address",
        "To answer questions about the invitation.",
        1,
        "years",
        _invited_long_ago,
    ),
    Period(
        "events.enquiries",
        "Who asked for training of which nothing came, and our notes",
        "So that somebody who asks again is known. After that the organisation and "
        "the numbers stay, and the names go.",
        2,
        "years",
        _asked_long_ago,
        end=_without_those_who_asked,
    ),
    Period(
        "events.interest",
        "Who asked to hear of a date of a course, and asks no more",
        "To answer “why do you write to me” about a mail that went before. Until it "
        "is ended, a wish stays.",
        1,
        "months",
        _asked_no_more,
    ),
    Period(
        "events.needs",
        "What people need to take part",
        "So that it is seen to. Afterwards nobody has to know it.",
        3,
        "months",
        _needs_long_past,
    ),
    Period(
        "events.watching",
        "How far somebody watched a recording",
        "So that people go on where they stopped, and can count it as CPD.",
        3,
        "years",
        _watched_long_ago,
    ),
)
