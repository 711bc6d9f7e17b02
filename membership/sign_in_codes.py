"""Sign-in codes: the digits mailed to the address on file, made and matched.

A code is made while its mail is rendered, stored hashed, good for ten minutes from
sending, and belongs to a number and not to a browser: whoever asked, it goes to the
member. A number under attack gets longer codes in place of a locked door.
"""

import secrets
from datetime import datetime, timedelta

from django.utils.crypto import constant_time_compare, salted_hmac

from .models import CodeRequest

# The first digits hold against the slips of a person, the last against a thousand
# machines that guess all day.
DIGITS_AFTER_FAILURES = ((100, 12), (10, 9), (0, 6))
# Nobody's mailbox is flooded: with these on their way, there is a good one to use.
SPELL = timedelta(minutes=5)
MOST_IN_A_SPELL = 3
BUSY_DAY = 10


def make(asked: CodeRequest, *, at: datetime) -> str | None:
    """Return a new code for this request, or None when enough are on their way."""
    number = CodeRequest.objects.of_the_last_day(asked.number, at)
    mailed = number.exclude(pk=asked.pk).filter(sent_at__isnull=False)
    most = 1 if mailed.count() >= BUSY_DAY else MOST_IN_A_SPELL
    if mailed.with_a_good_code(at).filter(sent_at__gt=at - SPELL).count() >= most:
        return None
    length = digits(number.wrong_codes())
    code = f"{secrets.randbelow(10**length):0{length}}"
    CodeRequest.objects.filter(pk=asked.pk).update(code=hashed(asked, code))
    return code


def digits(failures: int) -> int:
    return next(many for least, many in DIGITS_AFTER_FAILURES if failures >= least)


def hashed(asked: CodeRequest, code: str) -> str:
    """Return what is stored: keyed, since six digits are soon tried out."""
    return salted_hmac(
        "membership.sign_in_codes", f"{asked.pk}:{code}", algorithm="sha256"
    ).hexdigest()


def match(number: str, typed: str, *, at: datetime) -> CodeRequest | None:
    """Return the request whose good code this is; spaces and dashes are forgiven."""
    code = "".join(filter(str.isdecimal, typed))
    found = None
    for asked in CodeRequest.objects.filter(number=number).with_a_good_code(at):
        if constant_time_compare(asked.code, hashed(asked, code)):
            found = asked
    return found
