"""Two records that are one person's, put together as staff and the clock do it."""

from datetime import timedelta

from membership.merging import steps
from membership.models import Member

HOURS_72 = timedelta(hours=72)


def reload(member):
    return Member.objects.select_related("user").get(pk=member.pk)


def ask(kept, other, by, at, **options):
    return steps.ask(
        kept,
        other,
        account_of_other=options.pop("account_of_other", False),
        how_known="Telephoned on the number from the application",
        by=by,
        at=at,
    )


def together(kept, other, by, at, **options):
    """Ask, and let the 72 hours pass."""
    merge = ask(kept, other, by, at, **options)
    merge.refresh_from_db()
    if merge.done_at is None:
        steps.carry_out(merge, at=at + HOURS_72)
    merge.refresh_from_db()
    return merge
