from .allocation import Allocation
from .booking import Booking, BookingStatus, HoldReason, Source, Ticket
from .booking_links import BookingLink, ClaimLink
from .catalogue import EventSeries, Topic
from .champion import Champion, ChampionProgramme
from .charge import Charge
from .code import AccessCode
from .course import Course, CpdKind
from .documents import ReflectionTemplate
from .event import Event, EventSession, EventStatus, Format, Mode, Speaker, WayIn
from .joining import AtTheDoor, CalendarFeed, DoorNotice, JoiningLink
from .need import AccessNeed
from .policy import AttendancePolicy, BookingPolicy
from .recording import Bundle, Handout, Recording, Watching
from .register import CAME, PARTLY, Attendance, Mark, RegisterMark
from .ticketing import Invitation, TicketType, Who
from .waiting_list import WaitingListEntry, WaitingStatus

__all__ = [
    "CAME",
    "PARTLY",
    "AccessCode",
    "AccessNeed",
    "Allocation",
    "AtTheDoor",
    "Attendance",
    "AttendancePolicy",
    "Booking",
    "BookingLink",
    "BookingPolicy",
    "BookingStatus",
    "Bundle",
    "CalendarFeed",
    "Champion",
    "ChampionProgramme",
    "Charge",
    "ClaimLink",
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
