"""What membership refuses."""

from portal.core.errors import Refused


class NotAMember(Refused):
    """Nothing on our list belongs to this person."""


class AddressTaken(Refused):
    """Another member is reached at this address."""


class AddressChangeRefused(Refused):
    """The proposed address cannot be proved any more, or was stopped."""


class TryLater(Refused):
    """Asked too soon after the last failure."""


class CodeRefused(Refused):
    """The code is wrong, used or too old."""
