from .access import CodeRequest
from .grade import Grade
from .lost_number import LostNumber
from .member import AddressChange, Member
from .policy import MembershipPolicy
from .reminder import Reminder, Stage
from .subscription import Subscription

__all__ = [
    "AddressChange",
    "CodeRequest",
    "Grade",
    "LostNumber",
    "Member",
    "MembershipPolicy",
    "Reminder",
    "Stage",
    "Subscription",
]
