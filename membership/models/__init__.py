from .access import CodeRequest
from .application import (
    Application,
    ApplicationFile,
    ApplicationQuestion,
    ApplicationStatus,
    PaysBy,
    Regulator,
    Scan,
)
from .grade import Grade
from .lost_number import LostNumber
from .member import AddressChange, Member
from .policy import MembershipPolicy
from .reminder import Reminder, Stage
from .renewal import GradeChange, Renewal
from .subscription import Subscription

__all__ = [
    "AddressChange",
    "Application",
    "ApplicationFile",
    "ApplicationQuestion",
    "ApplicationStatus",
    "CodeRequest",
    "Grade",
    "GradeChange",
    "LostNumber",
    "Member",
    "MembershipPolicy",
    "PaysBy",
    "Regulator",
    "Reminder",
    "Renewal",
    "Scan",
    "Stage",
    "Subscription",
]
