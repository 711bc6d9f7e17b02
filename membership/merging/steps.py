"""Steps of putting two records of one person together: ask, stop, carry out.

Whoever may sign in to what goes is asked by mail, and can stop it for 72 hours: a
record of learning is handed to another account, and that is never undone. Everything
moves in one transaction, under locks: events, members, accounts, bills, each in the
order of their keys.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import DatabaseError, IntegrityError, transaction

from membership.errors import MergeRefused
from membership.models import Member, Merge
from portal.accounts import people
from portal.accounts.models import User
from portal.core import history, later, merging, tokens
from portal.core.errors import Refused
from portal.core.merging import Pair

from . import emails

log = structlog.get_logger(__name__)

STOP_WITHIN = timedelta(hours=72)
# A page that was open meanwhile writes to the record that went, and is brought along.
STRAYS_WITHIN = timedelta(hours=1)
GATHER = "membership.tasks.gather_strays"


@dataclass(frozen=True)
class Outlook:
    """What would happen, said before anybody asks for it."""

    pair: Pair
    stops: list[str]
    says: list[str]
    counts: list[tuple[str, int, int]]
    # Addresses by which nobody gets in any more, and which are asked first.
    asked: list[str]

    @property
    def address(self) -> str:
        """Where the person is reached afterwards."""
        return self.pair.address


def pair_of(
    kept: Member,
    other: Member,
    *,
    account_of_other: bool,
    by: User | None,
    at: datetime,
) -> Pair:
    """Return which record stays, which goes, and what becomes of the accounts."""
    account, closed = kept.user, other.user
    if account is None:
        account, closed = closed, None
    elif closed is not None and account_of_other:
        account, closed = closed, account
    stays = account.email if account is not None else kept.email or other.email
    known = {kept.email, other.email}
    known |= {each.email for each in (kept.user, other.user) if each is not None}
    return Pair(
        kept=kept,
        other=other,
        account=account,
        closed=closed,
        by=by,
        at=at,
        addresses=frozenset(known - {"", stays}),
    )


def outlook(
    kept: Member,
    other: Member,
    *,
    account_of_other: bool,
    by: User | None,
    at: datetime,
) -> Outlook:
    """Say what moves, what both have, and what has to be settled before."""
    pair = pair_of(kept, other, account_of_other=account_of_other, by=by, at=at)
    rooms = merging.rooms()
    return Outlook(
        pair=pair,
        stops=[*_never(pair), *(words for room in rooms for words in room.stops(pair))],
        says=[words for room in rooms for words in room.says(pair)],
        counts=list(merging.counts(pair)),
        asked=_asked(pair),
    )


def _never(pair: Pair) -> list[str]:
    if pair.kept.pk == pair.other.pk:
        return ["Both numbers lead to the same record."]
    return [
        f"{record.number} went into another record before."
        for record in (pair.kept, pair.other)
        if record.merged_into_id is not None
    ]


def _not_told(merge: Merge, pair: Pair) -> list[str]:
    """Say whose way in would end who was never asked: it has come up meanwhile."""
    told = emails.told(merge)
    return [
        f"{address} would lead in no more, and was not told. Leave them apart, and ask "
        "once more."
        for address in _asked(pair)
        if address.lower() not in told
    ]


def _asked(pair: Pair) -> list[str]:
    """Return where those are reached who would not get in by it any more."""
    told = [pair.closed.email if pair.closed is not None else ""]
    told += [
        record.email
        for record in (pair.kept, pair.other)
        if record.user_id is None and record.email in pair.addresses
    ]
    return sorted({address for address in told if address})


# --- Asking, and stopping --------------------------------------------------


@transaction.atomic
def ask(
    kept: Member,
    other: Member,
    *,
    account_of_other: bool,
    how_known: str,
    by: User,
    at: datetime,
) -> Merge:
    """Ask that one record go into the other; done at once where nobody has to be told.

    Raises MergeRefused with what has to be settled first.
    """
    seen = outlook(kept, other, account_of_other=account_of_other, by=by, at=at)
    if seen.stops:
        raise MergeRefused(seen.stops[0])
    token = tokens.new()
    try:
        with transaction.atomic():
            merge = Merge.objects.create(
                kept=kept,
                other=other,
                account_of_other=account_of_other,
                how_known=how_known,
                asked_by=by,
                asked_at=at,
                stop_token=tokens.hashed(token),
                holds_from=at + STOP_WITHIN if seen.asked else at,
            )
    except IntegrityError:
        raise MergeRefused(
            f"{other.number} is to be put together with another record already."
        ) from None
    facts = {"number": kept.number, "other": other.number, "how": how_known}
    for record in (kept, other):
        history.record(record, "membership.merge_asked", by=by, facts=facts)
    if not seen.asked:
        carry_out(merge, at=at)
    closed = seen.pair.closed
    for address in seen.asked:
        owner = closed if closed is not None and closed.email == address else None
        emails.about_to_be_merged(merge, token, to=address, user=owner, at=at)
    return merge


def to_stop(token: str) -> Merge | None:
    """Return what this link stops, if it still can."""
    rows = Merge.objects.open().select_related("kept", "other")
    return rows.filter(stop_token=tokens.hashed(token)).first()


@transaction.atomic
def stop(merge: Merge, *, by: User | None, at: datetime) -> None:
    """Leave both records as they are: by the mailed link, or by staff."""
    if not Merge.objects.open().filter(pk=merge.pk).update(stopped_at=at):
        raise MergeRefused("They are put together already, or that was stopped before.")
    for record in (merge.kept, merge.other):
        history.record(record, "membership.merge_stopped", by=by)
    if by is None:
        emails.merge_stopped(merge, at=at)


def owner_was_told(merge: Merge, *, at: datetime) -> None:
    """Count the 72 hours from the moment the message left, if that was later."""
    ends = at + STOP_WITHIN
    rows = Merge.objects.open().filter(pk=merge.pk, holds_from__lt=ends)
    rows.update(holds_from=ends)


# --- Carrying it out -------------------------------------------------------


@transaction.atomic
def carry_out(merge: Merge, *, at: datetime) -> None:
    """Put the two together, all of it or nothing; what is done cannot be undone."""
    if not Merge.objects.due(at).filter(pk=merge.pk).update(done_at=at):
        raise MergeRefused(
            "This was done already, was stopped, or its time is to come."
        )
    merge.refresh_from_db()
    merging.lock(_pair(merge, at=at))
    pair = _locked(merge, at=at)
    if stops := [*_never(pair), *_not_told(merge, pair), *_stops(pair)]:
        raise MergeRefused(stops[0])
    _go_on(pair)
    _join(pair)
    Merge.objects.filter(pk=merge.pk).update(closed=pair.closed)
    facts = {"number": pair.kept.number, "other": pair.other.number}
    history.record(pair.kept, "membership.merged", by=merge.asked_by, facts=facts)
    history.record(pair.other, "membership.merged", by=merge.asked_by, facts=facts)
    later.run(GATHER, merge.pk)
    if address := pair.kept.reached_at:
        emails.merged(merge, to=address, user=pair.account, at=at)


def _pair(merge: Merge, *, at: datetime) -> Pair:
    return pair_of(
        merge.kept,
        merge.other,
        account_of_other=merge.account_of_other,
        by=merge.asked_by,
        at=at,
    )


def _stops(pair: Pair) -> list[str]:
    return [words for room in merging.rooms() for words in room.stops(pair)]


def _locked(merge: Merge, *, at: datetime) -> Pair:
    """Return both records, fresh and locked with their keys too, last of all.

    Whoever writes a row that points to one of them waits here.
    """
    rows = Member.objects.select_for_update(of=("self",)).order_by("pk")
    both = {row.pk: row for row in rows.filter(pk__in=[merge.kept_id, merge.other_id])}
    return pair_of(
        both[merge.kept_id],
        both[merge.other_id],
        account_of_other=merge.account_of_other,
        by=merge.asked_by,
        at=at,
    )


def _go_on(pair: Pair) -> None:
    for room in merging.rooms():
        for rule in room.rules:
            merging.carry_out(rule, pair)


def _join(pair: Pair) -> None:
    """Leave of the other record its number alone, which leads to the one that stays."""
    kept, other = pair.kept, pair.other
    came_along = pair.account is not None and pair.account.pk == other.user_id
    email = other.email if came_along else kept.email
    email = email or kept.email or other.email
    days = [day for day in (kept.joined_on, other.joined_on) if day is not None]
    changed = {
        "user": pair.account,
        "email": email,
        "employer": kept.employer or other.employer,
        "joined_on": min(days, default=None),
        "qualifies_on": kept.qualifies_on or other.qualifies_on,
    }
    Member.objects.filter(pk=other.pk).update(
        user=None, email="", employer="", merged_into=kept
    )
    Member.objects.filter(pk=kept.pk).update(**changed)
    if pair.closed is not None:
        people.retire(pair.closed, by=pair.by)
    kept.refresh_from_db()
    other.refresh_from_db()


@transaction.atomic
def gather(merge: Merge, *, at: datetime) -> None:
    """Bring along what was written to the record that went while it was going.

    A page that had read the old record before writes to it a moment later. The same
    rules are carried out again, and find nothing where nothing strayed.
    """
    if merge.done_at is None:
        return
    kept = Member.objects.select_related("user").get(pk=_end_of(merge.kept))
    pair = Pair(
        kept=kept,
        other=merge.other,
        account=kept.user,
        closed=merge.closed,
        by=merge.asked_by,
        at=at,
    )
    merging.lock(pair)
    _go_on(pair)


def _end_of(member: Member) -> int:
    """Return the record that a chain of merges leads to."""
    return member.pk if member.merged_into_id is None else member.merged_into_id


def carry_out_due(*, at: datetime) -> int:
    """Carry out what nobody stopped, and gather what strayed of late."""
    due = Merge.objects.due(at).select_related("kept__user", "other__user")
    done = sum(_do(carry_out, merge, at=at) for merge in due)
    for merge in Merge.objects.filter(done_at__gt=at - STRAYS_WITHIN):
        _do(gather, merge, at=at)
    return done


def _do(step: Callable[..., None], merge: Merge, *, at: datetime) -> bool:
    """Take a step of one merge; what stops it keeps no other waiting.

    Staff read on its page what has to be settled first. What the database could not do
    at this moment is tried again in the next round.
    """
    try:
        step(merge, at=at)
    except Refused as no:
        log.warning("merge_waits", merge=merge.pk, why=no.message)
    except DatabaseError:
        log.exception("merge_waits", merge=merge.pk)
    else:
        return True
    return False
