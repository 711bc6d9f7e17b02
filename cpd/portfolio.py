"""Portfolio: everything of one cycle, or of all time, gathered for its owner.

It is made when its owner asks for it and kept nowhere. No standing is asked: what
somebody wrote stays theirs when their membership ends.
"""

from collections import defaultdict
from dataclasses import dataclass

from cpd import queries, records, requirements
from cpd.models import (
    CpdEntry,
    CpdEvidence,
    EntryStatus,
    Feedback,
    ReflectiveAccount,
    Regulator,
    RevalidationCycle,
)
from cpd.requirements import Progress
from portal.accounts.models import User


@dataclass(frozen=True)
class Portfolio:
    owner: User
    cycle: RevalidationCycle | None
    entries: list[CpdEntry]
    evidence: dict[int, list[CpdEvidence]]
    feedback: list[Feedback]
    accounts: list[ReflectiveAccount]
    numbers: dict[int, queries.Number]
    progress: list[Progress]

    @property
    def regulator(self) -> str:
        return self.cycle.ruleset.regulator if self.cycle else Regulator.NMC


def of(owner: User, *, cycle: RevalidationCycle | None) -> Portfolio:
    """Gather what counts, oldest first, in the same few queries for any length."""
    entries = CpdEntry.objects.of(owner).filter(status=EntryStatus.COUNTED)
    feedback = Feedback.objects.filter(owner=owner)
    accounts = ReflectiveAccount.objects.filter(owner=owner)
    if cycle is not None:
        entries = records.entries_in(cycle).counted()
        feedback = records.feedback_in(cycle)
        accounts = records.accounts_in(cycle)
    listed = list(accounts.select_related("entry").order_by("started_at", "pk"))
    kept = list(entries.order_by("starts_on", "pk"))
    return Portfolio(
        owner=owner,
        cycle=cycle,
        entries=kept,
        evidence=_evidence_of(kept),
        feedback=list(feedback.order_by("received_on", "pk")),
        accounts=listed,
        numbers=queries.numbers_of(owner, listed),
        progress=requirements.assess(
            records.record_of(cycle), cycle.ruleset.requirements.all()
        )
        if cycle
        else [],
    )


def _evidence_of(entries: list[CpdEntry]) -> dict[int, list[CpdEvidence]]:
    found: dict[int, list[CpdEvidence]] = defaultdict(list)
    for evidence in CpdEvidence.objects.filter(entry__in=entries):
        found[evidence.entry_id].append(evidence)
    return found
