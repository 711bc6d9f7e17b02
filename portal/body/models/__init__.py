from .identity import Identity
from .known import Known
from .lists import Agency, Area, Profession
from .mailboxes import Mailbox

__all__ = [
    "Agency",
    "Area",
    "Identity",
    "Known",
    "Mailbox",
    "Profession",
]
