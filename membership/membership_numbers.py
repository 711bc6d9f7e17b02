"""Membership numbers: issue them, and read them however they were typed.

A number is a name, not a secret. The last digit checks the others (ISO 7064,
MOD 11,10), so a slip of the finger is caught before anybody is asked anything.
"""

import re

from django.db import transaction
from stdnum.iso7064 import mod_11_10

from .models import Member, MembershipPolicy

DIGITS = 5
FIRST = 10_001


def uniform(typed: str) -> str:
    """Return the one form in which a number is compared.

    Forgives spaces, dashes of any kind, case, and the letter O for a nought
    among digits. Imported numbers of other shapes pass through unharmed.
    """
    text = re.sub(r"[\x00\s\-\u2010-\u2015_.]", "", typed).upper()
    head = re.match(r"[A-Z]*?(?=[O\d]*\d|$)", text)
    cut = head.end() if head else 0
    return (text[:cut] + text[cut:].replace("O", "0"))[:30]


def find(typed: str) -> Member | None:
    wanted = uniform(typed)
    if not wanted:
        return None
    rows = Member.objects.select_related("merged_into__user", "user")
    found = rows.filter(uniform_number=wanted).first()
    return found and where(found)


def where(member: Member) -> Member:
    """Return the record that goes on: the number of one that was merged leads there."""
    return member.merged_into or member


@transaction.atomic
def issue() -> str:
    """Return the next number, with its check digit, never one that was used.

    The policy row is locked, so two secretaries at once get two numbers. The last one
    is kept there: a number stays used when whoever had it has been taken off the list.
    """
    policy = MembershipPolicy.objects.select_for_update().earliest("pk")
    prefix = policy.number_prefix
    body = max(policy.last_number, _greatest_used(prefix, policy.last_number))
    while True:
        body += 1
        digits = f"{body:0{DIGITS}}"
        number = f"{prefix}-{digits}{mod_11_10.calc_check_digit(digits)}"
        # Some came from elsewhere and happen to look like ours.
        if not Member.objects.filter(uniform_number=uniform(number)).exists():
            break
    MembershipPolicy.objects.filter(pk=policy.pk).update(last_number=body)
    return number


def _greatest_used(prefix: str, last: int) -> int:
    """Look through the list once, before the first number is issued."""
    if last:
        return last
    pattern = re.compile(rf"{prefix}-?(\d{{{DIGITS}}})\d")
    numbers = Member.objects.filter(number__istartswith=prefix)
    found = map(pattern.fullmatch, numbers.values_list("number", flat=True))
    return max((int(match[1]) for match in found if match), default=FIRST - 1)


def is_slip(typed: str) -> bool:
    """Say whether a number looks like one of ours and its check digit does not fit.

    Arithmetic alone, so it tells nothing about which numbers there are. An old number
    of the same look may fail as well, which is why nobody is refused for it.
    """
    found = re.fullmatch(rf"[A-Z]+(\d{{{DIGITS + 1}}})", uniform(typed))
    return found is not None and not mod_11_10.is_valid(found[1])
