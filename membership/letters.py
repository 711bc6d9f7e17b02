"""Letters: what the messages of membership say, and whether they still hold."""

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from portal.core import clock
from portal.notifications.kinds import Kind, Prepared
from portal.notifications.models import Message
from portal.payments.models import AgreementStatus

from . import (
    addresses,
    application_letters,
    automatic,
    lost_numbers,
    membership_numbers,
    reminders,
    sign_in_codes,
    standing,
    term_letters,
)
from .models import (
    AddressChange,
    CodeRequest,
    LostNumber,
    Member,
    Reminder,
    Seat,
    Stage,
)


def _sign_in_code(message: Message, at: datetime) -> Prepared | None:
    """Find the member only here, where nobody waits for the answer."""
    asked = CodeRequest.objects.filter(pk=message.facts["request"]).first()
    if asked is None or asked.used_at is not None:
        return None
    member = membership_numbers.find(asked.number)
    if member is None:
        return None
    if member.user is not None and not member.user.is_active:
        return None
    # The task that lets changes of address hold may be late; the row is not.
    change = member.address_changes.due(at).first()
    address = change.new_email if change else member.reached_at
    code = sign_in_codes.make(asked, at=at) if address else None
    if code is None:
        return None
    return Prepared(
        {"name": member.name, "code": _in_threes(code), "next_url": asked.next_url},
        to=address,
    )


def _code_was_sent(message: Message, at: datetime) -> None:
    CodeRequest.objects.filter(pk=message.facts["request"]).update(sent_at=at)


def _in_threes(code: str) -> str:
    return " ".join(code[start : start + 3] for start in range(0, len(code), 3))


def _your_number(message: Message, _at: datetime) -> Prepared | None:
    """Find the member only here, where nobody waits for the answer."""
    by_us = "member" in message.facts
    if by_us:
        rows = Member.objects.not_merged().select_related("user")
        member = rows.filter(pk=message.facts["member"]).first()
    else:
        asked = LostNumber.objects.filter(pk=message.facts["request"]).first()
        member = lost_numbers.member_at(asked.email) if asked is not None else None
    if member is None or not member.reached_at:
        return None
    return Prepared(
        {
            "by_us": by_us,
            "name": member.name,
            "number": member.number,
            "path": reverse("membership:number-request"),
        },
        to=member.reached_at,
    )


def _numbers_tried_out(message: Message, _at: datetime) -> Prepared:
    return Prepared(dict(message.facts))


def _change_of(message: Message) -> AddressChange | None:
    changes = AddressChange.objects.select_related("member__user")
    return changes.filter(pk=message.facts["change"]).first()


def _about_change(change: AddressChange, **more: Any) -> Prepared:
    return Prepared({"change": change, "member": change.member, **more})


def _prove_address(message: Message, at: datetime) -> Prepared | None:
    token = message.facts["token"]
    change = addresses.to_prove(token, at=at)
    if change is None:
        return None
    return _about_change(change, path=reverse("membership:address-prove", args=[token]))


def _address_will_change(message: Message, _at: datetime) -> Prepared | None:
    token = message.facts["token"]
    change = addresses.to_stop(token)
    if change is None:
        return None
    return _about_change(change, path=reverse("membership:address-stop", args=[token]))


def _old_address_was_told(message: Message, at: datetime) -> None:
    change = _change_of(message)
    if change is not None:
        addresses.old_address_was_told(change, at=at)


def _address_change_stopped(message: Message, _at: datetime) -> Prepared | None:
    change = _change_of(message)
    if change is None:
        return None
    return _about_change(change, taken=message.facts["taken"])


def _address_holds(message: Message, _at: datetime) -> Prepared | None:
    change = _change_of(message)
    if change is None or change.member.reached_at != change.new_email:
        return None
    return _about_change(change)


def _renewal_reminder(message: Message, at: datetime) -> Prepared | None:
    found = Reminder.objects.select_related("member")
    reminder = found.filter(pk=message.facts["reminder"]).first()
    if reminder is None or not reminders.still_ends(reminder):
        return None
    member = reminder.member
    grace_days = standing.grace_days()
    last_term = member.subscriptions.counting().select_related("grade").first()
    agreement = automatic.agreement_of(member)
    renews = agreement is not None and automatic.renews(agreement)
    paid_by = Seat.objects.taken().filter(term=last_term)
    place = paid_by.select_related("purchase__organisation").first()
    return Prepared(
        {
            "employer": place.purchase.organisation if place else None,
            "renews": renews,
            "agreement": agreement,
            "takes_on": automatic.next_on(agreement, on=clock.uk_day(at))
            if agreement is not None
            else None,
            "is_failing": agreement is not None
            and agreement.status == AgreementStatus.FAILING,
            "renew_path": reverse("membership:renew"),
            "mend_path": reverse("membership:mend"),
            "member": member,
            "grade": last_term.grade if last_term else None,
            "stage": reminder.stage,
            "is_before": reminder.stage
            in {Stage.SIXTY_DAYS, Stage.THIRTY_DAYS, Stage.SEVEN_DAYS},
            "is_last_day": reminder.stage == Stage.LAST_DAY,
            "ends_on": reminder.ends_on,
            "grace_until": reminder.ends_on + timedelta(days=grace_days),
            "has_grace": grace_days > 0,
            "path": reverse("my:membership"),
        },
        to=member.reached_at,
    )


def _move_up(message: Message, at: datetime) -> Prepared | None:
    found = Reminder.objects.select_related("member__user")
    reminder = found.filter(pk=message.facts["reminder"]).first()
    if reminder is None:
        return None
    here = standing.standing_of(reminder.member, on=clock.uk_day(at))
    if not here.good or here.grade is None or here.grade.moves_up_to is None:
        return None
    return Prepared(
        {
            "member": reminder.member,
            "grade": here.grade,
            "up": here.grade.moves_up_to,
            "path": reverse("membership:grade-change"),
        },
        to=reminder.member.reached_at,
    )


KINDS = (
    *application_letters.KINDS,
    *term_letters.KINDS,
    Kind(
        "membership/sign_in_code",
        "Sign-in code for a membership number",
        _sign_in_code,
        _code_was_sent,
        secret=True,
    ),
    Kind("membership/your_number", "Your membership number", _your_number),
    Kind(
        "membership/numbers_tried_out",
        "Somebody tries out membership numbers",
        _numbers_tried_out,
    ),
    Kind(
        "membership/prove_address",
        "Prove the new address",
        _prove_address,
        secret=True,
    ),
    Kind(
        "membership/address_will_change",
        "Address on file will change",
        _address_will_change,
        _old_address_was_told,
        secret=True,
    ),
    Kind(
        "membership/address_change_stopped",
        "Change of address was stopped",
        _address_change_stopped,
    ),
    Kind(
        "membership/address_holds",
        "New address on file",
        _address_holds,
    ),
    Kind(
        "membership/renewal_reminder",
        "A membership is about to end",
        _renewal_reminder,
    ),
    Kind("membership/move_up", "Somebody has qualified", _move_up),
)
