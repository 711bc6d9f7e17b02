"""The messages about records that are put together."""

from datetime import datetime

from membership.models import Merge
from portal.accounts.models import User
from portal.body import identity
from portal.notifications.models import Message
from portal.notifications.post import about, post

ABOUT_TO_BE = "membership/about_to_be_merged"


def about_to_be_merged(
    merge: Merge, token: str, *, to: str, user: User | None, at: datetime
) -> None:
    """Tell an address that is to lead in no more, with the link that stops it."""
    post(
        ABOUT_TO_BE,
        to=to,
        subject=merge,
        user=user,
        facts={"merge": merge.pk, "token": token},
        forget_facts=True,
        at=at,
    )


def told(merge: Merge) -> set[str]:
    """Return the addresses that were told, and could have stopped it."""
    rows = Message.objects.filter(kind=ABOUT_TO_BE, about=about(merge))
    return set(rows.values_list("to", flat=True))


def merge_stopped(merge: Merge, *, at: datetime) -> None:
    """Tell the membership mailbox, since a person has to find out why."""
    if mailbox := identity.current().members_email:
        post(
            "membership/merge_stopped",
            to=mailbox,
            subject=merge,
            facts={"merge": merge.pk},
            at=at,
        )


def merged(merge: Merge, *, to: str, user: User | None, at: datetime) -> None:
    post(
        "membership/merged",
        to=to,
        subject=merge,
        user=user,
        facts={"merge": merge.pk},
        at=at,
    )
