from .booking import Booking, BookingStatus, HoldReason, Source, Ticket
from .catalogue import EventSeries, Topic
from .champion import Champion, ChampionProgramme
from .course import Course, CpdKind
from .documents import ReflectionTemplate
from .event import Event, EventSession, EventStatus, Format, Mode, Speaker, WayIn
from .joining import AtTheDoor, CalendarFeed, DoorNotice, JoiningLink
from .policy import AttendancePolicy, BookingPolicy
from .recording import Bundle, Handout, Recording, Watching
from .register import CAME, PARTLY, Attendance, Mark, RegisterMark
from .ticketing import Invitation, TicketType, Who
from .waiting_list import WaitingListEntry, WaitingStatus

__all__ = [
    "CAME",
    "PARTLY",
    "AtTheDoor",
    "Attendance",
    "AttendancePolicy",
    "Booking",
    "BookingPolicy",
    "BookingStatus",
    "Bundle",
    "CalendarFeed",
    "Champion",
    "ChampionProgramme",
    "Course",
    "CpdKind",
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
    "ReflectionTemplate",
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
