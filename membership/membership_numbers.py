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
    return Member.objects.filter(uniform_number=wanted).first()


@transaction.atomic
def issue() -> str:
    """Return the next number, with its check digit, never one that was used.

    The policy row is locked, so two secretaries at once get two numbers.
    """
    policy = MembershipPolicy.objects.select_for_update().earliest("pk")
    prefix = policy.number_prefix
    pattern = re.compile(rf"{prefix}-?(\d{{{DIGITS}}})\d")
    used = [
        int(match[1])
        for number in Member.objects.filter(number__istartswith=prefix).values_list(
            "number", flat=True
        )
        if (match := pattern.fullmatch(number))
    ]
    body = f"{max(used, default=FIRST - 1) + 1:0{DIGITS}}"
    return f"{prefix}-{body}{mod_11_10.calc_check_digit(body)}"
