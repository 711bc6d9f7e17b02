"""The messages about records that are put together."""

from datetime import datetime

from membership.models import Merge
from portal.accounts.models import User
from portal.body import identity
from portal.notifications.post import post


def about_to_be_merged(
    merge: Merge, token: str, *, to: str, user: User | None, at: datetime
) -> None:
    """Tell an address that is to lead in no more, with the link that stops it."""
    post(
        "membership/about_to_be_merged",
        to=to,
        subject=merge,
        user=user,
        facts={"merge": merge.pk, "token": token},
        forget_facts=True,
        at=at,
    )


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
