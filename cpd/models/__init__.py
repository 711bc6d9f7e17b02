from .cycle import RevalidationCycle
from .entry import (
    CodeTheme,
    CpdEntry,
    CpdEntryQuerySet,
    EntryStatus,
    LearningType,
    Method,
    Source,
)
from .evidence import CpdEvidence, Scan
from .feedback import Feedback
from .notes import EventNote
from .reflection import AccountStatus, AccountVersion, ReflectiveAccount
from .ruleset import Measure, Regulator, Requirement, Ruleset

__all__ = [
    "AccountStatus",
    "AccountVersion",
    "CodeTheme",
    "CpdEntry",
    "CpdEntryQuerySet",
    "CpdEvidence",
    "EntryStatus",
    "EventNote",
    "Feedback",
    "LearningType",
    "Measure",
    "Method",
    "ReflectiveAccount",
    "Regulator",
    "Requirement",
    "RevalidationCycle",
    "Ruleset",
    "Scan",
    "Source",
]
