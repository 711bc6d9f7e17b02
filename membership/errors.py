"""What membership refuses."""

from portal.core.errors import Refused


class AddressTaken(Refused):
    """Another member or account is reached at this address."""


class NumberTaken(Refused):
    """A number is never given to a second person."""


class TwoMemberships(Refused):
    """One account would open two memberships."""


class TermRefused(Refused):
    """These days make no term, or it no longer counts."""


class ApplicationRefused(Refused):
    """The application cannot take this step, or something in it is missing."""


class ChangeRefused(Refused):
    """The membership cannot be renewed, changed, paused or given up like this."""


class SeatRefused(Refused):
    """This place, purchase or coordinator cannot take that step."""


class AddressChangeRefused(Refused):
    """The proposed address cannot be proved any more, or was stopped."""


class TryLater(Refused):
    """Asked too soon after the last failure."""


class CodeRefused(Refused):
    """The code is wrong, used or too old."""


class ImportRefused(Refused):
    """The file cannot take this step, or something about it has to be said first."""


class MergeRefused(Refused):
    """These two records cannot be put together, or not yet."""


class BulkRefused(Refused):
    """This step for many cannot be taken like that."""
