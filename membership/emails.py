"""The messages of membership: one function for each, posted in the verb's transaction.

What each says, and whether it is still true when its turn comes, is in `letters`.
"""

from datetime import datetime, timedelta

from portal.body import identity
from portal.notifications.models import Message
from portal.notifications.post import post

from .models import AddressChange, CodeRequest, LostNumber, Member, Reminder
from .models.member import PROVE_WITHIN

NOBODY_WAITS_LONGER = timedelta(hours=1)
REMINDED_WITHIN = timedelta(days=5)


def sign_in_code(asked: CodeRequest, *, at: datetime) -> None:
    """Post the same message whatever number was typed.

    It names no recipient: the worker finds out whose the number is, or nobody's.
    """
    post(
        "membership/sign_in_code",
        to="",
        subject=asked,
        facts={"request": asked.pk},
        not_after=at + NOBODY_WAITS_LONGER,
        at=at,
    )


def your_number(asked: LostNumber, *, at: datetime) -> None:
    """Post the same message whatever was typed; the worker finds out whose it is."""
    post(
        "membership/your_number",
        to="",
        subject=asked,
        facts={"request": asked.pk},
        not_after=at + NOBODY_WAITS_LONGER,
        at=at,
    )


def number_from_us(member: Member, *, at: datetime) -> None:
    """Send a member the number without having been asked, to the address on file."""
    post(
        "membership/your_number",
        to=member.reached_at,
        subject=member,
        user=member.user,
        facts={"member": member.pk},
        at=at,
    )


def numbers_tried_out(*, requests: int, failures: int, at: datetime) -> bool:
    """Tell the membership mailbox, unless it was told within the hour."""
    kind = "membership/numbers_tried_out"
    told = Message.objects.filter(kind=kind, created_at__gt=at - timedelta(hours=1))
    mailbox = identity.current().members_email
    if not mailbox or told.exists():
        return False
    post(kind, to=mailbox, facts={"requests": requests, "failures": failures}, at=at)
    return True


def prove_address(change: AddressChange, token: str, *, at: datetime) -> None:
    """Send the proving link. The clear token is in the outbox until it has gone."""
    post(
        "membership/prove_address",
        to=change.new_email,
        subject=change,
        facts={"change": change.pk, "token": token},
        forget_facts=True,
        not_after=at + PROVE_WITHIN,
        at=at,
    )


def address_will_change(change: AddressChange, token: str, *, at: datetime) -> None:
    post(
        "membership/address_will_change",
        to=change.old_email,
        subject=change,
        user=change.member.user,
        facts={"change": change.pk, "token": token},
        forget_facts=True,
        at=at,
    )


def address_change_stopped(
    change: AddressChange, *, taken: bool = False, at: datetime
) -> None:
    """Tell the membership mailbox, since a person has to find out why."""
    if mailbox := identity.current().members_email:
        post(
            "membership/address_change_stopped",
            to=mailbox,
            subject=change,
            facts={"change": change.pk, "taken": taken},
            at=at,
        )


def address_holds(change: AddressChange, *, at: datetime) -> None:
    post(
        "membership/address_holds",
        to=change.new_email,
        subject=change,
        user=change.member.user,
        facts={"change": change.pk},
        at=at,
    )


def move_up(reminder: Reminder, *, to: str, at: datetime) -> None:
    post(
        "membership/move_up",
        to=to,
        subject=reminder,
        user=reminder.member.user,
        facts={"reminder": reminder.pk},
        at=at,
    )


def renewal_reminder(reminder: Reminder, *, to: str, at: datetime) -> None:
    """Tell that a term ends. Not sent once its stage is long past."""
    post(
        "membership/renewal_reminder",
        to=to,
        subject=reminder,
        user=reminder.member.user,
        facts={"reminder": reminder.pk},
        not_after=at + REMINDED_WITHIN,
        at=at,
    )
