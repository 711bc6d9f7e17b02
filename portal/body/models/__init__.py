from .identity import Identity
from .lists import Agency, Area, Profession
from .mailboxes import Mailbox

__all__ = ["Agency", "Area", "Identity", "Mailbox", "Profession"]
