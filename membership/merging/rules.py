"""What becomes of a membership's own rows when two records are one person's."""

from membership.errors import MergeRefused
from membership.models import (
    AddressChange,
    Application,
    Coordinator,
    GradeChange,
    Member,
    Renewal,
)
from membership.seats import places
from portal.core import clock
from portal.core.merging import DEEDS, Handled, Moves, Pair, Room, Stays
from portal.core.words import count_of, uk_day
from portal.payments import bills

REPORT = "the report says who stood where that day"


def _members(pair: Pair) -> tuple[Member, Member]:
    return pair.kept, pair.other


def _accounts(pair: Pair) -> list[int]:
    users = (pair.kept.user_id, pair.other.user_id)
    return [each for each in users if each is not None]


def _lock(pair: Pair) -> None:
    """Lock both, so that no term is added and no renewal settled meanwhile.

    Without their keys yet: whoever has an account's row may still point to them.
    """
    rows = Member.objects.select_for_update(no_key=True, of=("self",))
    list(rows.filter(pk__in=[pair.kept.pk, pair.other.pk]).order_by("pk"))


def _stops(pair: Pair) -> list[str]:
    said = []
    both = _members(pair)
    on = clock.uk_day(pair.at)
    if AddressChange.objects.open().filter(member__in=both).exists():
        said.append(
            "A new address is proposed for one of them. Wait until it holds, or was "
            "stopped."
        )
    if Application.objects.open().filter(user__in=_accounts(pair)).count() > 1:
        said.append("Each has an application that is open. Decide one of them first.")
    if all(places.held_by(member, on=on) for member in both):
        said.append("Each holds a place of an employer. Take one of them back first.")
    said += [
        f"{pair.other} has a bill about the membership that an invoice went out for. "
        "It is paid, or credited, first."
        for row in _second_ones(pair)
        if row.bill is not None and row.bill.invoices.exists()
    ]
    return said


def _second_ones(pair: Pair) -> list[Renewal | GradeChange]:
    """Return what the other waits to pay where the one that stays waits for the same.

    Two at once would be two years. What an agreement takes comes by itself, beside
    whatever is open.
    """
    asked = Renewal.objects.open().filter(agreement=None).select_related("bill")
    moves = GradeChange.objects.open().select_related("bill")
    return [
        row
        for rows in (asked, moves)
        if rows.filter(member=pair.kept).exists()
        for row in rows.filter(member=pair.other)
    ]


def _says(pair: Pair) -> list[str]:
    said = []
    here, there = (
        list(member.subscriptions.counting().order_by("starts_on"))
        for member in _members(pair)
    )
    both = [
        (max(term.starts_on, mine.starts_on), min(term.ends_on, mine.ends_on))
        for term in there
        for mine in here
    ]
    twice = [(first, last) for first, last in both if first <= last]
    if twice:
        days = sum((last - first).days + 1 for first, last in twice)
        until = max(last for _, last in twice)
        said.append(
            f"{count_of(days, 'day is,days are')} covered twice, the last on "
            f"{uk_day(until)}. All terms stay, and the later last day counts; nothing "
            "is given for the days by itself."
        )
    if _second_ones(pair):
        said.append(
            "Each has a renewal or a change of grade that waits to be paid. That of "
            f"{pair.other.number} is given up; if it is paid all the same, the money "
            "goes back."
        )
    return said


def _waiting_for_money(pair: Pair) -> None:
    """Let them go along; of two that are open, give the other's up."""
    for row in _second_ones(pair):
        _give_up(row, pair)
    for table in (Renewal, GradeChange):
        table.objects.filter(member=pair.other).update(member=pair.kept)


def _give_up(row: Renewal | GradeChange, pair: Pair) -> None:
    if row.bill is not None:
        if row.bill.invoices.exists():
            raise MergeRefused("An invoice went out for one of the bills.")
        bills.withdraw(row.bill, at=pair.at, by=pair.by)
    type(row).objects.filter(pk=row.pk).update(ended_at=pair.at)


def _coordinators(pair: Pair) -> None:
    """Let the work for an organisation go along, once."""
    if pair.closed is None:
        return
    acting = Coordinator.objects.standing()
    mine = acting.filter(user=pair.account).values("organisation")
    acting.filter(user=pair.closed, organisation__in=mine).update(ended_at=pair.at)
    Coordinator.objects.filter(user=pair.closed).update(user=pair.account)


ROOM = Room(
    "membership",
    (
        Moves("membership.Subscription.member", "Terms"),
        Handled(
            "membership.Renewal.member membership.GradeChange.member",
            _waiting_for_money,
        ),
        Moves("membership.MemberNote.member", "Notes"),
        Moves("membership.AddressChange.member"),
        Moves("membership.Application.user"),
        Moves("membership.Application.member", "Applications"),
        Moves("membership.Application_resembles.member", once=("application",)),
        Moves("membership.Reminder.member", once=("ends_on", "stage")),
        Moves("membership.ImportedMember.member"),
        Moves("membership.MemberExport.user"),
        Handled("membership.Coordinator.user", _coordinators),
        # Numbers that led to the one that goes lead on to the one that stays.
        Moves("membership.Member.merged_into"),
        Stays("membership.Member.user", "the step itself binds and closes accounts"),
        Stays(
            "membership.Merge.kept membership.Merge.other membership.Merge.closed "
            "membership.BulkLine.member",
            REPORT,
        ),
        Stays(
            "membership.AddressChange.proposed_by membership.Application.decided_by "
            "membership.ApplicationQuestion.asked_by "
            "membership.MemberImport.brought_by "
            "membership.MemberImport.started_by membership.MemberImport.undone_by "
            "membership.ImportMapping.saved_by membership.MemberNote.written_by "
            "membership.Subscription.added_by membership.Organisation.made_by "
            "membership.Coordinator.added_by membership.SeatPurchase.made_by "
            "membership.SeatInvitation.invited_by membership.GradeChange.made_by "
            "membership.Merge.asked_by membership.BulkStep.asked_by",
            DEEDS,
        ),
    ),
    lock=_lock,
    stops=_stops,
    says=_says,
)
