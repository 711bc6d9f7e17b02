"""Letters about records that are put together: what they say, and if it still holds."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from membership.models import Merge
from portal.notifications.kinds import Kind, Prepared
from portal.notifications.models import Message

from . import steps


def _of(message: Message) -> Merge | None:
    rows = Merge.objects.select_related("kept__user", "other")
    return rows.filter(pk=message.facts["merge"]).first()


def _about(merge: Merge, **more: Any) -> Prepared:
    return Prepared({"merge": merge, "member": merge.kept, **more})


def _about_to_be_merged(message: Message, _at: datetime) -> Prepared | None:
    token = message.facts["token"]
    merge = steps.to_stop(token)
    if merge is None:
        return None
    return _about(merge, path=reverse("membership:merge-stop", args=[token]))


def _owner_was_told(message: Message, at: datetime) -> None:
    merge = _of(message)
    if merge is not None:
        steps.owner_was_told(merge, at=at)


def _merge_stopped(message: Message, _at: datetime) -> Prepared | None:
    merge = _of(message)
    if merge is None or merge.stopped_at is None:
        return None
    # A page of one of them has the number in its address.
    return _about(merge, path=reverse("staff_members:double-list"))


def _merged(message: Message, _at: datetime) -> Prepared | None:
    merge = _of(message)
    if merge is None or merge.done_at is None or not merge.kept.reached_at:
        return None
    return Prepared(
        {
            "merge": merge,
            "member": merge.kept,
            "address": merge.kept.reached_at,
            "path": reverse("my:membership"),
        },
        to=merge.kept.reached_at,
    )


KINDS = (
    Kind(
        "membership/about_to_be_merged",
        "Two records are to be put together",
        _about_to_be_merged,
        _owner_was_told,
        secret=True,
    ),
    Kind(
        "membership/merge_stopped",
        "Putting records together was stopped",
        _merge_stopped,
    ),
    Kind("membership/merged", "Two records were put together", _merged),
)
