from .booking import Booking, BookingStatus, HoldReason, Source, Ticket
from .catalogue import EventSeries, Topic
from .event import Event, EventSession, EventStatus, Format, Mode, Speaker, WayIn
from .joining import AtTheDoor, CalendarFeed, DoorNotice, JoiningLink
from .policy import BookingPolicy
from .recording import Bundle, Handout, Recording, Watching
from .register import CAME, PARTLY, Attendance, Mark, RegisterMark
from .ticketing import Invitation, TicketType, Who
from .waiting_list import WaitingListEntry, WaitingStatus

__all__ = [
    "CAME",
    "PARTLY",
    "AtTheDoor",
    "Attendance",
    "Booking",
    "BookingPolicy",
    "BookingStatus",
    "Bundle",
    "CalendarFeed",
    "DoorNotice",
    "Event",
    "EventSeries",
    "EventSession",
    "EventStatus",
    "Format",
    "Handout",
    "HoldReason",
    "Invitation",
    "JoiningLink",
    "Mark",
    "Mode",
    "Recording",
    "RegisterMark",
    "Source",
    "Speaker",
    "Ticket",
    "TicketType",
    "Topic",
    "WaitingListEntry",
    "WaitingStatus",
    "Watching",
    "WayIn",
    "Who",
]
