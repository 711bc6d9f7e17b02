from .allocation import Allocation
from .booking import Booking, BookingStatus, HoldReason, Source, Ticket
from .booking_links import BookingLink, ClaimLink
from .catalogue import EventSeries, Topic
from .champion import Champion, ChampionProgramme
from .charge import BookingRefund, Charge
from .code import AccessCode
from .commission import (
    Commission,
    CommissionArea,
    CommissionCoordinator,
    CommissionPlace,
    CommissionRun,
    Strand,
)
from .course import Course, CpdKind
from .documents import ReflectionTemplate
from .enquiry import Enquiry, EnquiryNote, EnquiryStage, Quote
from .event import Event, EventSession, EventStatus, Format, Mode, Speaker, WayIn
from .interest import CourseInterest, InterestTold
from .joining import AtTheDoor, CalendarFeed, DoorNotice, JoiningLink
from .need import AccessNeed
from .policy import AttendancePolicy, BookingPolicy
from .recording import Bundle, Handout, Recording, Watching
from .register import CAME, PARTLY, Attendance, Mark, RegisterMark
from .run_cancellation import RunCancellation
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
    "BookingRefund",
    "BookingStatus",
    "Bundle",
    "CalendarFeed",
    "Champion",
    "ChampionProgramme",
    "Charge",
    "ClaimLink",
    "Commission",
    "CommissionArea",
    "CommissionCoordinator",
    "CommissionPlace",
    "CommissionRun",
    "Course",
    "CourseInterest",
    "CpdKind",
    "DoorNotice",
    "Enquiry",
    "EnquiryNote",
    "EnquiryStage",
    "Event",
    "EventSeries",
    "EventSession",
    "EventStatus",
    "Format",
    "Handout",
    "HoldReason",
    "InterestTold",
    "Invitation",
    "JoiningLink",
    "Mark",
    "Mode",
    "Quote",
    "Recording",
    "ReflectionTemplate",
    "RegisterMark",
    "RunCancellation",
    "Source",
    "Speaker",
    "Strand",
    "Ticket",
    "TicketType",
    "Topic",
    "WaitingListEntry",
    "WaitingStatus",
    "Watching",
    "WayIn",
    "Who",
]
