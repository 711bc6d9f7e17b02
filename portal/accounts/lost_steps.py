"""Lost second steps: taking one off for its owner, as hard as setting one up.

One of the staff notes how the owner was known, another agrees, and for 72 hours after
every address of the account was told, any of them can stop it. Then the app, the keys
and the recovery codes go, every session ends, and a new second step is set up.
"""

from datetime import datetime, timedelta

import structlog
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.urls import reverse

from portal.core import history, tokens
from portal.core.errors import Refused

from .models import LostStep, StepStatus, User
from .models.lost_steps import STOP_WITHIN
from .people import end_sessions
from .roles import Role, has_role, roles_of

log = structlog.get_logger(__name__)

# A message that could not be sent for that long has failed, and staff see it.
UNTOLD = timedelta(days=30)
OPEN = (StepStatus.ASKED, StepStatus.AGREED)
NEXT = {
    StepStatus.ASKED: {StepStatus.AGREED, StepStatus.DROPPED},
    StepStatus.AGREED: {StepStatus.DONE, StepStatus.STOPPED, StepStatus.DROPPED},
    StepStatus.DONE: set(),
    StepStatus.STOPPED: set(),
    StepStatus.DROPPED: set(),
}


class LostStepRefused(Refused):
    """The second step is not taken off like that."""


def _move(lost: LostStep, to: StepStatus, **changes: object) -> None:
    """Move it, but only from the status its reader saw."""
    seen = StepStatus(lost.status)
    rows = LostStep.objects.filter(pk=lost.pk, status=seen)
    if to not in NEXT[seen] or not rows.update(status=to, **changes):
        raise LostStepRefused("This has changed meanwhile. Look at it again.")
    lost.refresh_from_db()


def may_see(user: User | AnonymousUser) -> bool:
    return has_role(user, Role.MEMBERSHIP)


def may_see_to(user: User, *, by: User) -> bool:
    """Say who may: the membership team for members, for staff administrators alone."""
    if user.pk == by.pk:
        return False
    return has_role(by) if roles_of(user) else has_role(by, Role.MEMBERSHIP)


def open_one(user: User) -> LostStep | None:
    return LostStep.objects.filter(user=user, status__in=OPEN).first()


@transaction.atomic
def ask(user: User, *, how_known: str, by: User, at: datetime) -> LostStep:
    """Note that somebody has lost the second step, and how we know who they are."""
    _refuse_unless_allowed(user, by)
    if not Authenticator.objects.filter(user=user).exists():
        raise LostStepRefused("This account has no second step.")
    try:
        with transaction.atomic():
            lost = LostStep.objects.create(
                user=user, how_known=how_known, asked_by=by, asked_at=at
            )
    except IntegrityError:
        raise LostStepRefused("This is being seen to already.") from None
    history.record(user, "accounts.step_lost", by=by)
    return lost


@transaction.atomic
def agree(lost: LostStep, *, by: User, at: datetime) -> None:
    """Agree as a second person; the wait begins, and the owner is told."""
    _refuse_unless_allowed(lost.user, by)
    if by.pk == lost.asked_by_id:
        raise LostStepRefused("Somebody else has to agree: this takes two people.")
    token = tokens.new()
    _move(
        lost,
        StepStatus.AGREED,
        agreed_by=by,
        agreed_at=at,
        # Until a message has left, nobody has been told: see `was_told`.
        holds_from=at + UNTOLD,
        stop_token=tokens.hashed(token),
    )
    history.record(lost.user, "accounts.step_agreed", by=by)
    for address in _addresses(lost.user):
        get_adapter().send_mail(
            "account/email/step_will_go",
            address,
            {
                "user": lost.user,
                "path": reverse("privacy:step-stop", args=[token]),
            },
        )


def was_told(path: str, *, at: datetime) -> None:
    """Count the 72 hours from the moment the last message left."""
    token = path.rstrip("/").rpartition("/")[2]
    lost = to_stop(token)
    if lost is not None:
        LostStep.objects.filter(pk=lost.pk, status=StepStatus.AGREED).update(
            holds_from=at + STOP_WITHIN
        )


@transaction.atomic
def drop(lost: LostStep, *, by: User, at: datetime) -> None:
    _refuse_unless_allowed(lost.user, by)
    _move(lost, StepStatus.DROPPED, ended_at=at, stop_token=None)
    history.record(lost.user, "accounts.step_dropped", by=by)


def to_stop(token: str) -> LostStep | None:
    """Return what a mailed link stops, while it can be stopped."""
    agreed = LostStep.objects.filter(status=StepStatus.AGREED)
    return agreed.filter(stop_token=tokens.hashed(token)).first()


@transaction.atomic
def stop(lost: LostStep, *, at: datetime) -> None:
    """Keep the second step. By the mailed link, so no account is asked."""
    _move(lost, StepStatus.STOPPED, ended_at=at, stop_token=None)
    history.record(lost.user, "accounts.step_stopped", by=None)


@transaction.atomic
def _take_off(lost: LostStep, *, at: datetime) -> None:
    _move(lost, StepStatus.DONE, ended_at=at, stop_token=None)
    Authenticator.objects.filter(user=lost.user).delete()
    end_sessions(lost.user)
    history.record(lost.user, "accounts.step_removed", by=None)
    for address in _addresses(lost.user):
        get_adapter().send_mail("account/email/step_gone", address, {"user": lost.user})


def take_off_due(*, at: datetime) -> int:
    """Take off what nobody stopped in time; one that fails keeps no other waiting."""
    due = LostStep.objects.filter(status=StepStatus.AGREED, holds_from__lte=at)
    done = 0
    for lost in due.select_related("user"):
        try:
            _take_off(lost, at=at)
            done += 1
        except LostStepRefused:
            log.info("lost_step_changed_meanwhile", lost_step=lost.pk)
    return done


def _refuse_unless_allowed(user: User, by: User) -> None:
    if not may_see_to(user, by=by):
        raise LostStepRefused(
            "Two others have to see to this: nobody for their own account, and for "
            "an account with a role only administrators."
        )


def _addresses(user: User) -> list[str]:
    proved = EmailAddress.objects.filter(user=user, verified=True)
    return sorted({user.email, *proved.values_list("email", flat=True)})
