"""What the CPD record refuses."""

from portal.core.errors import Refused


class EntryRefused(Refused):
    """The entry, as typed, would say something that cannot be."""


class EvidenceRefused(Refused):
    """The file is not one that a record may hold."""
