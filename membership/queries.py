"""Queries: members as staff look for them, and what is known about one."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Prefetch, QuerySet

from portal.core.words import uk_day

from . import finding, standing
from .models import AddressChange, CodeRequest, Grade, Member, Subscription
from .standing import Standing, State

# What staff type: see there.
found = finding.found


def listed() -> QuerySet[Member]:
    """Return members with what the list shows, terms read in one query for all."""
    terms = Subscription.objects.counting().select_related("grade")
    return (
        Member.objects.not_merged()
        .select_related("user")
        .with_last_day()
        .prefetch_related(Prefetch("subscriptions", terms, to_attr="terms"))
    )


def in_state(members: QuerySet[Any], state: str, on: date) -> QuerySet[Any]:
    """Narrow those of `listed` to a standing, by the last day that a term covers."""
    grace_begins = on - timedelta(days=standing.grace_days())
    match state:
        case State.CURRENT:
            return members.filter(pk__in=Member.objects.current(on))
        case State.GRACE:
            return members.filter(
                ends_on__lt=on, ends_on__gte=grace_begins, resigned_at=None
            )
        case State.LAPSED:
            return members.filter(ends_on__lt=grace_begins, resigned_at=None)
        case State.RESIGNED:
            return members.filter(ends_on__lt=on, resigned_at__isnull=False)
        case State.PAUSED:
            return members.filter(
                pk__in=Subscription.objects.counting()
                .filter(ends_on__lt=on, paused_until__gte=on)
                .values("member")
            )
        case State.NONE:
            return members.filter(ends_on=None)
    return members


def states(on: date) -> dict[int, State]:
    """Return how everybody stands who ever had a term, by key, all in one query.

    No rows become objects: of twenty thousand members that alone would take seconds.
    """
    rows = Subscription.objects.counting().values_list(
        "member_id", "starts_on", "ends_on", "resigned_at", "paused_until", named=True
    )
    last: dict[int, Any] = {}
    found: dict[int, State] = {}
    for row in rows.order_by("ends_on").iterator():
        if row.starts_on <= on:
            last[row.member_id] = row
        else:
            found[row.member_id] = State.NOT_YET
    grace_days = standing.grace_days()
    for member, row in last.items():
        found[member] = standing.state_after(row, on=on, grace_days=grace_days)
    return found


def standing_of_listed(member: Member, on: date) -> Standing:
    """Return the standing of a member from `listed`, without asking again."""
    return standing.standing_on(
        member,
        member.terms,  # type: ignore[attr-defined]
        on=on,
        grace_days=standing.grace_days(),
    )


@dataclass(frozen=True)
class Explained:
    """A standing in words: what it is, and what it means for members' events."""

    sentence: str
    consequence: str
    good: bool


def explained(how: Standing) -> Explained:
    """Say why members' events are open to this member or refused."""
    sentence = _sentence(how)
    if not how.good or how.grade is None:
        return Explained(sentence, "Therefore members' events are refused.", good=False)
    if how.grade and not how.grade.books_members_events:
        return Explained(
            sentence,
            f"Members' events are refused all the same: the grade {how.grade} does "
            "not include them.",
            good=False,
        )
    return Explained(sentence, "Members' events can be booked.", good=True)


def _sentence(how: Standing) -> str:
    match how.state:
        case State.CURRENT:
            return f"The membership is current until {uk_day(how.ends_on)}."
        case State.GRACE:
            return (
                f"The membership ended on {uk_day(how.ends_on)} and goes on in grace "
                f"until {uk_day(how.grace_until)}."
            )
        case State.LAPSED:
            return (
                f"The membership ended on {uk_day(how.ends_on)}, and the days of grace "
                f"on {uk_day(how.grace_until)}."
            )
        case State.RESIGNED:
            return f"The member resigned; the last day was {uk_day(how.ends_on)}."
        case State.PAUSED:
            return f"The membership is paused until {uk_day(how.paused_until)}."
        case State.NOT_YET:
            return f"The membership begins on {uk_day(how.starts_on)}."
        case _:
            return "There is no term that counts."


@dataclass(frozen=True)
class Asked:
    """What became of a wish to be let in by number."""

    at: datetime
    words: str


def asked_by_number(member: Member) -> list[Asked]:
    """Return the last day's requests for the number: answers "no mail came"."""
    old = list(member.former.values_list("uniform_number", flat=True))
    rows = CodeRequest.objects.filter(number__in=[member.uniform_number, *old])
    return [Asked(row.asked_at, _what_became(row)) for row in rows.order_by("-pk")[:10]]


def _what_became(row: CodeRequest) -> str:
    if row.used_at is not None:
        words = "Signed in, or let lapse for a later code"
    elif row.sent_at is not None:
        words = "Code sent, not used"
    else:
        words = "No code sent: an earlier one was still good, or the mail is waiting"
    if row.failures:
        words += f"; wrong codes: {row.failures}"
    return words


def open_change(member: Member) -> AddressChange | None:
    return member.address_changes.open().first()


def grades_offered() -> QuerySet[Grade]:
    return Grade.objects.filter(offered=True)
