"""Lost numbers: how does a member get the number back, and nobody learn whose it is?

The page says the same whatever was typed. Only the worker that writes the mail looks
the address up, and the number goes nowhere but to the address on file.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from . import emails
from .errors import TryLater
from .models import LostNumber, Member

A_DAY = timedelta(days=1)
# More would only fill the mailbox of whoever has that address.
MOST_MAILS_A_DAY = 3
MOST_FROM_A_NETWORK = 60
NETWORK_SPELL = timedelta(minutes=10)


@transaction.atomic
def ask(email: str, *, asked_from: str, at: datetime) -> LostNumber:
    """Note the wish and post a mail, whatever was typed.

    Raises TryLater for a network address from which very many asked.
    """
    recent = LostNumber.objects.filter(
        asked_from=asked_from, asked_at__gt=at - NETWORK_SPELL
    )
    if recent.count() >= MOST_FROM_A_NETWORK:
        raise TryLater(
            "Very many numbers were asked for from where you are. Wait ten minutes."
        )
    email = email.strip().lower()
    today = LostNumber.objects.filter(email=email, asked_at__gt=at - A_DAY)
    is_enough = today.count() >= MOST_MAILS_A_DAY
    row = LostNumber.objects.create(email=email, asked_at=at, asked_from=asked_from)
    if not is_enough:
        emails.your_number(row, at=at)
    return row


def member_at(email: str) -> Member | None:
    """Return the member who is reached at this address."""
    return (
        Member.objects.filter(Q(user=None, email=email) | Q(user__email=email))
        .select_related("user")
        .first()
    )


def forget_old(*, at: datetime) -> int:
    gone, _ = LostNumber.objects.filter(asked_at__lte=at - A_DAY).delete()
    return gone
