from .booking import Booking, BookingStatus, HoldReason, Source, Ticket
from .catalogue import EventSeries, Topic
from .event import Event, EventSession, EventStatus, Format, Mode, Speaker, WayIn
from .joining import CalendarFeed, JoiningLink
from .policy import BookingPolicy
from .ticketing import Invitation, TicketType, Who
from .waiting_list import WaitingListEntry, WaitingStatus

__all__ = [
    "Booking",
    "BookingPolicy",
    "BookingStatus",
    "CalendarFeed",
    "Event",
    "EventSeries",
    "EventSession",
    "EventStatus",
    "Format",
    "HoldReason",
    "Invitation",
    "JoiningLink",
    "Mode",
    "Source",
    "Speaker",
    "Ticket",
    "TicketType",
    "Topic",
    "WaitingListEntry",
    "WaitingStatus",
    "WayIn",
    "Who",
]
