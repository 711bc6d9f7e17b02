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
from .bulk import BulkKind, BulkLine, BulkOutcome, BulkStep
from .exports import MemberExport
from .grade import Grade
from .imports import (
    CAN_BE_CHOSEN,
    Done,
    ImportedMember,
    ImportMapping,
    ImportStage,
    MemberImport,
    Outcome,
)
from .lost_number import LostNumber
from .member import AddressChange, Member
from .merge import Merge
from .note import MemberNote
from .organisation import (
    Coordinator,
    Organisation,
    OrganisationKind,
    PurchaseKind,
    PurchaseStatus,
    Seat,
    SeatEnd,
    SeatInvitation,
    SeatPurchase,
    SeatReminder,
    SeatStay,
)
from .policy import MembershipPolicy
from .reminder import Reminder, Stage
from .renewal import GradeChange, Renewal
from .subscription import Subscription

__all__ = [
    "CAN_BE_CHOSEN",
    "AddressChange",
    "Application",
    "ApplicationFile",
    "ApplicationQuestion",
    "ApplicationStatus",
    "BulkKind",
    "BulkLine",
    "BulkOutcome",
    "BulkStep",
    "CodeRequest",
    "Coordinator",
    "Done",
    "Grade",
    "GradeChange",
    "ImportMapping",
    "ImportStage",
    "ImportedMember",
    "LostNumber",
    "Member",
    "MemberExport",
    "MemberImport",
    "MemberNote",
    "MembershipPolicy",
    "Merge",
    "Organisation",
    "OrganisationKind",
    "Outcome",
    "PaysBy",
    "PurchaseKind",
    "PurchaseStatus",
    "Regulator",
    "Reminder",
    "Renewal",
    "Scan",
    "Seat",
    "SeatEnd",
    "SeatInvitation",
    "SeatPurchase",
    "SeatReminder",
    "SeatStay",
    "Stage",
    "Subscription",
]
