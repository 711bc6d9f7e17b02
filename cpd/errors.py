"""What the CPD record refuses."""

from portal.core.errors import Refused


class EntryRefused(Refused):
    """The entry, as typed, would say something that cannot be."""


class EvidenceRefused(Refused):
    """The file is not one that a record may hold."""


class CycleRefused(Refused):
    """There can be no cycle of these years."""


class AccountUnfinished(Refused):
    """The account still misses an answer; `field` is where."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field
