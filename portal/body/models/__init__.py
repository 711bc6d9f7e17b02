from .business import BusinessDetails
from .identity import Identity
from .known import Known
from .lists import Agency, Area, Profession
from .mailboxes import Mailbox

__all__ = [
    "Agency",
    "Area",
    "BusinessDetails",
    "Identity",
    "Known",
    "Mailbox",
    "Profession",
]
