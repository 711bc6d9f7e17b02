"""Record: how does this person stand, why, what may they do, and what comes next?

Sentences for whoever has the member on the telephone, computed when they are asked
for. Learning and reflections are the member's alone and stand in no record.
"""

from datetime import date, datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Q
from django.urls import reverse

from portal.core import clock
from portal.core.words import count_of, pounds, uk_datetime, uk_day
from portal.notifications import kinds
from portal.notifications.models import Message, Outcome
from portal.payments.models import Bill, Payment, PaymentStatus

from . import automatic, pauses, reminders, standing
from .beside import Remark
from .models import Application, ApplicationStatus, Member, Seat
from .standing import Standing, State

LATEST = 5
STEPS = {
    ApplicationStatus.STARTED: "Go on where they left the application.",
    ApplicationStatus.SENT: "Wait: the application is with us.",
    ApplicationStatus.ASKED: "Answer the question that we asked about the application.",
    ApplicationStatus.ACCEPTED: "Pay for the application that we accepted.",
}


# --- How they stand --------------------------------------------------------


def may(how: Standing) -> list[Remark]:
    """Say what is open to them today, one sentence for each thing."""
    grade = how.grade if how.good else None
    opens = [
        ("Book members' events", "books_members_events"),
        ("Pay the member price", "pays_member_price"),
        ("Open the library", "opens_library"),
        ("Read members' pages", "reads_members_pages"),
        ("Vote", "votes"),
    ]
    return [
        Remark(
            words if grade and getattr(grade, name) else f"{words}: no",
            fine=bool(grade and getattr(grade, name)),
        )
        for words, name in opens
    ]


def why_not(how: Standing) -> str:
    """Say in one sentence why less is open than others have; empty when all is."""
    if how.good and how.grade is not None:
        if all(each.fine for each in may(how)):
            return ""
        return f"What is marked no is not part of the grade {how.grade}."
    match how.state:
        case State.NOT_YET:
            return f"All of it opens on {uk_day(how.starts_on)}."
        case State.PAUSED:
            return f"All of it opens again after {uk_day(how.paused_until)}."
        case State.NONE:
            return "Nothing is open, because no term counts."
    return "Nothing is open, because the membership is over."


def next_steps(member: Member, how: Standing) -> list[str]:
    """Say what they have to do themselves, the most urgent first."""
    steps = []
    change = member.address_changes.open().first()
    if member.user is None and not member.email:
        steps.append("Tell us an address: without one nothing reaches them.")
    elif member.user is None:
        steps.append("Sign in once: a code to the address on file makes the account.")
    elif not member.user.is_active:
        steps.append("Ask an administrator: the account is closed.")
    if change is not None and change.proved_at is None:
        until = uk_day(change.prove_until)
        steps.append(f"Prove the new address, {change.new_email}, by {until}.")
    application = open_application(member)
    if application is not None:
        steps.append(STEPS[ApplicationStatus(application.status)])
    agreement = automatic.agreement_of(member)
    failing = agreement is not None and automatic.is_failing(agreement)
    if failing:
        steps.append("Put in another card: the last payment failed.")
    if how.state is State.GRACE and not failing:
        steps.append(
            f"Renew by {uk_day(how.grace_until)}, or members' events close to them."
        )
    if how.has_ended:
        steps.append("Renew: the old number stays theirs.")
    if how.state is State.NONE and application is None:
        steps.append("Join: no term was ever entered.")
    return steps


def renewal(member: Member, how: Standing, *, at: datetime) -> list[str]:
    """Say what happens next about the last day: a payment, a reminder, nothing."""
    on = clock.uk_day(at)
    said = []
    agreement = automatic.agreement_of(member)
    if agreement is not None and automatic.renews(agreement):
        day = automatic.next_on(agreement, on=on)
        sum_ = pounds(agreement.amount_pence)
        said.append(f"{sum_} is taken from the card on {uk_day(day)}, automatically.")
    elif agreement is not None:
        said.append("Automatic renewal is switched off: nothing more is taken.")
    if how.has_ended:
        return said or ["Nothing is taken by itself."]
    if how.ends_on is None:
        return said or ["Nothing is due."]
    last = member.subscriptions.counting().first()
    if last is not None and last.resigned_at is not None:
        return [f"Resigned: it ends on {uk_day(last.ends_on)} and is not renewed."]
    last_day = last.ends_on if last else how.ends_on
    if not said:
        said.append(f"Nothing is taken by itself; the last day is {uk_day(last_day)}.")
    coming = next_reminder(last_day, after=on)
    if coming is not None:
        said.append(f"The next reminder goes on {uk_day(coming)}.")
    return said


def next_reminder(ends_on: date, *, after: date) -> date | None:
    """Return the day of the next stage that a reminder has; a pure function."""
    days = [ends_on - timedelta(days=before) for _, before in reminders.BEFORE]
    days += [ends_on, ends_on + timedelta(days=standing.grace_days())]
    return min((day for day in days if day > after), default=None)


def open_application(member: Member) -> Application | None:
    mine = Q(member=member)
    if member.user_id is not None:
        mine |= Q(user=member.user_id)
    return Application.objects.open().filter(mine).select_related("grade").first()


def circumstances(member: Member, *, at: datetime) -> list[Remark]:
    """Say what is open or special: an application, an employer's place, a pause."""
    on = clock.uk_day(at)
    said = []
    if (application := open_application(member)) is not None:
        url = ""
        if application.sent_at is not None:
            url = reverse(
                "staff_applications:application-detail", args=[application.reference]
            )
        status = application.get_status_display()
        said.append(
            Remark(f"An application for {application.grade}: {status.lower()}", url)
        )
    held = Seat.objects.not_over(on).filter(term__member=member)
    said += [
        Remark(
            f"Holds a place of {seat.purchase.organisation} until "
            f"{uk_day(seat.term.ends_on)}",
            under="The organisation pays for it and may take it back.",
        )
        for seat in held.select_related("term", "purchase__organisation")
    ]
    if (pause := pauses.pause_of(member, on=on)) is not None:
        first = pause.ends_on + timedelta(days=1)
        said.append(
            Remark(f"Pauses from {uk_day(first)} to {uk_day(pause.paused_until)}")
        )
    return said


# --- The account, the money, the mails -------------------------------------


def account(member: Member) -> list[str]:
    """Say whether an account is bound, when it was used, and how it is kept safe."""
    user = member.user
    if user is None:
        return ["None yet. The first code makes it."]
    said = ["Bound to this member." if user.is_active else "Closed."]
    if user.last_login:
        said.append(f"Last signed in on {uk_datetime(user.last_login)}.")
    else:
        said.append("Never signed in.")
    steps = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    names = {"totp": "an app", "webauthn": "a passkey"}
    known = [words for kind, words in names.items() if kind in steps]
    said.append(f"Second step: {' and '.join(known)}." if known else "No second step.")
    return said


def bills_of(member: Member) -> Q:
    """Return which bills are about this person: their own, and of their membership.

    What an organisation pays for many at once is the organisation's.
    """
    mine = (
        Q(pk__in=member.renewals.values("bill"))
        | Q(pk__in=member.grade_changes.values("bill"))
        | Q(pk__in=Application.objects.filter(member=member).values("bill"))
    )
    if member.user_id is not None:
        mine |= Q(payer__user=member.user_id)
    return mine


def payments(member: Member) -> list[Remark]:
    """Say what is owed, and what came in or failed lately."""
    bills = Bill.objects.filter(bills_of(member))
    # Any, since what a query adds to its rows is in no class.
    owing: Any = bills.owing().select_related("payer")[:LATEST]
    said = [
        Remark(
            f"{pounds(bill.owed_pence)} is owed since {uk_day(bill.made_at)} "
            f"on bill {bill.reference}",
            under=f"To be paid by {bill.payer.name}",
            fine=False,
        )
        for bill in owing
    ]
    rows = Payment.objects.filter(bill__in=bills).exclude(status=PaymentStatus.DUE)
    rows = rows.select_related("bill__payer").order_by("-started_at", "-pk")
    return said + [Remark(payment_words(row), under=_by(row)) for row in rows[:LATEST]]


def payment_words(row: Payment) -> str:
    """Say of a payment what came, how, when, and what went back."""
    sum_, how = pounds(row.amount_pence), row.get_method_display().lower()
    if row.status == PaymentStatus.PAID:
        if not row.amount_pence:
            return f"Nothing was to pay on {uk_day(row.paid_at)}"
        words = f"{sum_} came on {uk_day(row.paid_at)}, {how}"
        if row.refunded_pence:
            words += f"; {pounds(row.refunded_pence)} of it goes back"
        return words
    if row.status == PaymentStatus.FAILED:
        why = f": {row.failed_because}" if row.failed_because else ""
        return f"{sum_} by {how} failed on {uk_day(row.failed_at)}{why}"
    return f"{sum_} by {how} was begun on {uk_day(row.started_at)}"


def _by(row: Payment) -> str:
    return f"Bill {row.bill.reference}, {row.bill.payer.name}"


def messages_to(member: Member) -> Q:
    """Return which mails went to this person, by account or by address."""
    mine = Q(pk__in=[])
    if member.user_id is not None:
        mine |= Q(user=member.user_id)
    if address := member.reached_at:
        mine |= Q(to=address)
    return mine


def mails(member: Member) -> list[Remark]:
    """Say which mails went lately, and what became of each."""
    rows = Message.objects.filter(messages_to(member)).order_by("-created_at", "-pk")
    return [
        Remark(
            kinds.label_of(row),
            reverse("staff_messages:message-detail", args=[row.pk]),
            mail_words(row),
            fine=False if row.outcome == Outcome.FAILED else None,
        )
        for row in rows[:LATEST]
    ]


def mail_words(row: Message) -> str:
    if row.outcome == Outcome.SENT:
        return f"Sent on {uk_datetime(row.sent_at)}"
    words = f"{row.get_outcome_display()}, since {uk_datetime(row.created_at)}"
    if row.attempts:
        words += f"; tried {count_of(row.attempts, 'time,times')}"
    return words
