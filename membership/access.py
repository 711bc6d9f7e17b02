"""Access: being let in with a membership number, which is a name and no secret.

The number proves nothing; a code sent to the address on file does. Nothing here, nor
its queries nor its answer, differs with whether a number exists: only the worker
that writes the mail looks it up. Wrong codes make the next try wait, ever longer up
to a minute, and nobody can lock a member out: a browser's wait is its own.
"""

from datetime import datetime, timedelta
from math import ceil

from django.db import transaction
from django.db.models import F, Q

from portal.accounts.models import User

from . import addresses, emails, members, membership_numbers, sign_in_codes
from .errors import CodeRefused, TryLater
from .models import CodeRequest

WAIT_SECONDS = (0, 1, 2, 4, 8, 15, 30, 60)
# A hospital is one address, so this many people in ten minutes are welcome.
MOST_FROM_AN_ADDRESS = 200
ADDRESS_SPELL = timedelta(minutes=10)
# What an hour of honest use never comes near.
ALARM_HOUR = timedelta(hours=1)
ALARM_AT_REQUESTS = 1_000
ALARM_AT_FAILURES = 150

WRONG = (
    "That code is not right, has been used or is older than ten minutes. Check it, "
    "or ask for a new one."
)


@transaction.atomic
def request_code(
    number: str, *, next_url: str, asked_from: str, at: datetime
) -> CodeRequest:
    """Note the wish and post a mail, whatever was typed.

    Refuses only a network address from which very many asked.
    """
    recent = CodeRequest.objects.filter(
        asked_from=asked_from, asked_at__gt=at - ADDRESS_SPELL
    )
    if recent.count() >= MOST_FROM_AN_ADDRESS:
        raise TryLater(
            "Very many codes were asked for from where you are. Wait ten minutes, or "
            "sign in with your e-mail address."
        )
    uniform = membership_numbers.uniform(number)
    failures = CodeRequest.objects.of_the_last_day(uniform, at).wrong_codes()
    asked = CodeRequest.objects.create(
        number=uniform,
        asked_at=at,
        asked_from=asked_from,
        next_url=next_url,
        not_before=at + wait_after(failures),
    )
    emails.sign_in_code(asked, at=at)
    return asked


def redeem(asked: CodeRequest, code: str, *, at: datetime) -> User:
    """Take the code once and return the account it opens, made on first use.

    Raises CodeRefused, or TryLater when the last try was too short a time ago.
    """
    _take_a_turn(asked, at=at)
    matched = sign_in_codes.match(asked.number, code, at=at)
    if matched is None:
        raise CodeRefused(WRONG)
    with transaction.atomic():
        member = membership_numbers.find(asked.number)
        if not _use(matched, at=at) or member is None:
            raise CodeRefused(WRONG)
        CodeRequest.objects.filter(number=asked.number, used_at=None).update(used_at=at)
        CodeRequest.objects.filter(pk=asked.pk).update(failures=F("failures") - 1)
        addresses.let_due_changes_hold(member, at=at)
        return members.account_of(member)


def wait_after(failures: int) -> timedelta:
    return timedelta(seconds=WAIT_SECONDS[min(failures, len(WAIT_SECONDS) - 1)])


def _use(matched: CodeRequest, *, at: datetime) -> bool:
    """Take the code, by compare-and-set: one use, however many press at once."""
    unused = CodeRequest.objects.filter(pk=matched.pk, used_at=None)
    return bool(unused.update(used_at=at))


def _take_a_turn(asked: CodeRequest, *, at: datetime) -> None:
    """Count this try as a failure before looking at it.

    Taken by compare-and-set, so that of fifty guesses sent at once one is looked at;
    a right code takes its count back.
    """
    failures = CodeRequest.objects.of_the_last_day(asked.number, at).wrong_codes()
    taken = (
        CodeRequest.objects.filter(pk=asked.pk, used_at=None)
        .filter(Q(not_before=None) | Q(not_before__lte=at))
        .update(failures=F("failures") + 1, not_before=at + wait_after(failures + 1))
    )
    if taken:
        return
    asked.refresh_from_db()
    if asked.used_at is not None or asked.not_before is None:
        raise CodeRefused(WRONG)
    seconds = max(1, ceil((asked.not_before - at).total_seconds()))
    raise TryLater(
        f"Wait {seconds} {'second' if seconds == 1 else 'seconds'}, then enter the "
        "code again."
    )


def raise_alarm(*, at: datetime) -> bool:
    """Tell the membership team, once an hour, that somebody is trying out numbers."""
    hour = CodeRequest.objects.filter(asked_at__gt=at - ALARM_HOUR)
    requests, failures = hour.count(), hour.wrong_codes()
    if requests < ALARM_AT_REQUESTS and failures < ALARM_AT_FAILURES:
        return False
    return emails.numbers_tried_out(requests=requests, failures=failures, at=at)


def forget_old(*, at: datetime) -> int:
    """Delete the requests of which nobody needs to know any more."""
    gone, _ = CodeRequest.objects.filter(asked_at__lte=at - timedelta(days=1)).delete()
    return gone
