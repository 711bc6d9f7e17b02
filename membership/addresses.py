"""Addresses on file: how the key to a member is changed without being stolen.

Staff propose; whoever reads the new address proves it; the old one is told and can
stop it for 72 hours. Both moments are in the row, so a change holds by the clock and
the task only makes it show.
"""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from portal.accounts.models import User
from portal.core import history, tokens

from . import emails, members
from .errors import AddressChangeRefused, AddressTaken
from .models import AddressChange, Member
from .models.member import PROVE_WITHIN, STOP_WITHIN


@transaction.atomic
def propose(
    member: Member, new_email: str, *, by: User | None, at: datetime
) -> AddressChange:
    """Write to both addresses; an earlier proposal that is still open ends."""
    new_email = new_email.strip().lower()
    if new_email == member.reached_at:
        raise AddressTaken("This is the address on file.")
    _refuse_if_taken(member, new_email)
    member.address_changes.open().update(stopped_at=at)
    prove, stop = tokens.new(), tokens.new()
    change = AddressChange.objects.create(
        member=member,
        old_email=member.reached_at,
        new_email=new_email,
        proposed_by=by,
        proposed_at=at,
        prove_token=tokens.hashed(prove),
        stop_token=tokens.hashed(stop),
        # Without an old address there is nobody to ask.
        holds_from=at + STOP_WITHIN if member.reached_at else at,
    )
    history.record(
        member,
        "membership.address_proposed",
        by=by,
        facts={"before": change.old_email, "after": new_email},
    )
    emails.prove_address(change, prove, at=at)
    if change.old_email:
        emails.address_will_change(change, stop, at=at)
    return change


def to_prove(token: str, *, at: datetime) -> AddressChange | None:
    """Return the change that this link proves, if it still can."""
    return (
        AddressChange.objects.open()
        .filter(
            prove_token=tokens.hashed(token),
            proved_at=None,
            proposed_at__gt=at - PROVE_WITHIN,
        )
        .first()
    )


def to_stop(token: str) -> AddressChange | None:
    """Return the change that this link stops, if it still can."""
    return AddressChange.objects.open().filter(stop_token=tokens.hashed(token)).first()


@transaction.atomic
def prove(change: AddressChange, *, at: datetime) -> None:
    proved = AddressChange.objects.open().filter(pk=change.pk, proved_at=None)
    if not proved.update(proved_at=at):
        raise AddressChangeRefused("This link has been used, or the change was ended.")
    history.record(
        change.member,
        "membership.address_proved",
        by=None,
        facts={"after": change.new_email},
    )
    let_due_changes_hold(change.member, at=at)


@transaction.atomic
def stop(change: AddressChange, *, at: datetime) -> None:
    """Keep the old address. By the old address's own link, so no account is asked."""
    if not AddressChange.objects.open().filter(pk=change.pk).update(stopped_at=at):
        raise AddressChangeRefused("This change holds already, or was ended before.")
    history.record(
        change.member,
        "membership.address_stopped",
        by=None,
        facts={"before": change.old_email, "after": change.new_email},
    )
    emails.address_change_stopped(change, at=at)


def old_address_was_told(change: AddressChange, *, at: datetime) -> None:
    """Count the 72 hours from the moment the message left, if that was later."""
    ends = at + STOP_WITHIN
    AddressChange.objects.open().filter(pk=change.pk, holds_from__lt=ends).update(
        holds_from=ends
    )


def let_due_changes_hold(member: Member, *, at: datetime) -> None:
    """Make the changes of this member real whose time has come."""
    for change in member.address_changes.due(at):
        _hold(change, at=at)
    member.refresh_from_db()


def let_every_due_change_hold(*, at: datetime) -> int:
    due = list(AddressChange.objects.due(at).select_related("member"))
    for change in due:
        _hold(change, at=at)
    return len(due)


@transaction.atomic
def _hold(change: AddressChange, *, at: datetime) -> None:
    if not AddressChange.objects.due(at).filter(pk=change.pk).update(held_at=at):
        return
    member = Member.objects.select_related("user").get(pk=change.member_id)
    try:
        with transaction.atomic():
            _reach(member, change.new_email)
    except (IntegrityError, AddressTaken):
        # Somebody else took the address in the meantime: a person has to look.
        AddressChange.objects.filter(pk=change.pk).update(held_at=None, stopped_at=at)
        history.record(
            member,
            "membership.address_refused",
            by=None,
            facts={"after": change.new_email},
        )
        emails.address_change_stopped(change, taken=True, at=at)
        return
    history.record(
        member,
        "membership.address_holds",
        by=None,
        facts={"before": change.old_email, "after": change.new_email},
    )
    emails.address_holds(change, at=at)


def _reach(member: Member, email: str) -> None:
    """Make this the address on file, and the account's where there is one."""
    if email == member.reached_at:
        return
    _refuse_if_taken(member, email)
    Member.objects.filter(pk=member.pk).update(email=email)
    member.email = email
    if member.user is None:
        members.bind_proved_account(member, by=None)
        return
    # An account that nobody ever proved or used must not keep a member away.
    User.objects.filter(email=email, last_login=None, groups=None).exclude(
        emailaddress__verified=True
    ).delete()
    User.objects.filter(pk=member.user.pk).update(email=email)
    EmailAddress.objects.filter(user=member.user).delete()
    EmailAddress.objects.filter(email=email, verified=False).delete()
    EmailAddress.objects.create(
        user=member.user, email=email, verified=True, primary=True
    )


def _refuse_if_taken(member: Member, email: str) -> None:
    others = Member.objects.exclude(pk=member.pk)
    if other := others.filter(email=email).first():
        raise AddressTaken(f"{other} is reached at this address.")
    proved = EmailAddress.objects.filter(email=email, verified=True)
    if member.user_id is not None and proved.exclude(user=member.user_id).exists():
        raise AddressTaken("Another account has proved this address.")
    if others.filter(user__in=proved.values("user")).exists():
        raise AddressTaken("This address opens another member's account.")
