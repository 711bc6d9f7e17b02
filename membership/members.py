"""Members: put on our list, corrected, given terms, and bound to their accounts.

The address on file is the key to a member: an account is bound only through having
proved it, never through naming a number first.
"""

from datetime import date, datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction

from portal.accounts.models import User
from portal.core import history
from portal.payments.models import Bill

from . import membership_numbers
from .errors import AddressTaken, NumberTaken, TermRefused, TwoMemberships
from .models import Grade, Member, Subscription


def lock(member: Member) -> Member:
    """Return the member, fresh and locked until the transaction ends.

    Every step that reads the terms in order to add to them begins with it, so that
    two payments at once lie behind one another and not on the same days.
    """
    return Member.objects.select_for_update(of=("self",)).get(pk=member.pk)


@transaction.atomic
def enter(
    *,
    name: str,
    email: str,
    by: User | None,
    number: str = "",
    employer: str = "",
    joined_on: date | None = None,
    user: User | None = None,
) -> Member:
    """Put somebody on our list; without a number, the next one is issued.

    With an account the member is bound to it, whoever else is reached at its address.
    """
    email = email.strip().lower()
    if email and (other := Member.objects.filter(email=email).first()):
        raise AddressTaken(f"{other} is reached at this address.")
    number = number.strip() or membership_numbers.issue()
    if membership_numbers.find(number):
        raise NumberTaken(f"The number {number} has been given before.")
    member = Member.objects.create(
        number=number,
        uniform_number=membership_numbers.uniform(number),
        name=name,
        email=email,
        employer=employer,
        joined_on=joined_on,
    )
    history.record(member, "membership.entered", by=by, facts={"number": number})
    if user is not None:
        _bind(member, user, by=by)
    else:
        bind_proved_account(member, by=by)
    return member


@transaction.atomic
def correct(member: Member, *, by: User | None, **fields: Any) -> None:
    """Correct what describes a member: name, employer, day of joining."""
    changed = [name for name, value in fields.items() if getattr(member, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(member, name, fields[name])
    member.save(update_fields=changed)
    history.record(member, "membership.corrected", by=by, facts={"changed": changed})


@transaction.atomic
def add_term(
    member: Member,
    *,
    grade: Grade,
    starts_on: date,
    ends_on: date,
    by: User | None,
    at: datetime,
    note: str = "",
    bill: Bill | None = None,
    resigned_at: datetime | None = None,
    paused_until: date | None = None,
) -> Subscription:
    if ends_on < starts_on:
        raise TermRefused("The last day comes before the first.")
    term = Subscription.objects.create(
        member=member,
        grade=grade,
        starts_on=starts_on,
        ends_on=ends_on,
        added_at=at,
        added_by=by,
        note=note,
        bill=bill,
        resigned_at=resigned_at,
        paused_until=paused_until,
    )
    history.record(
        member, "membership.term_added", by=by, facts=_facts_of(term, note=note)
    )
    return term


@transaction.atomic
def withdraw_term(
    term: Subscription, *, reason: str, by: User | None, at: datetime
) -> None:
    """Stop counting a term entered by mistake; the row and the reason stay."""
    withdrawn = Subscription.objects.counting().filter(pk=term.pk)
    if not withdrawn.update(withdrawn_at=at, withdrawn_because=reason):
        raise TermRefused("This term has been withdrawn already.")
    history.record(
        term.member,
        "membership.term_withdrawn",
        by=by,
        facts=_facts_of(term, reason=reason),
    )


def running(member: Member, *, on: date) -> list[Subscription]:
    """Return the terms that are not over yet, the first one first."""
    rows = member.subscriptions.counting().filter(ends_on__gte=on)
    return list(rows.select_related("grade", "bill").order_by("starts_on", "pk"))


def last_term(member: Member) -> Subscription:
    """Return the term that ends last of those that count."""
    return member.subscriptions.counting().select_related("grade").latest("ends_on")


def _facts_of(term: Subscription, **more: str) -> dict[str, str]:
    return {
        "grade": term.grade.name,
        "starts_on": term.starts_on.isoformat(),
        "ends_on": term.ends_on.isoformat(),
        **more,
    }


# --- Accounts --------------------------------------------------------------


def of_user(user: User) -> Member | None:
    """Return the member that this person is, from before or entered meanwhile.

    Whoever has proved the address on file is that member, and gets the number back.
    """
    signed_in(user)
    return Member.objects.filter(user=user).first()


def free_address(user: User) -> str:
    """Return the account's address, unless it is on file for somebody else.

    That member is bound to another account. Both stay, and staff see them alike.
    """
    taken = Member.objects.filter(email=user.email).exists()
    return "" if taken else user.email


@transaction.atomic
def account_of(member: Member) -> User:
    """Return the account of a member who has just proved the address on file.

    Made on first use, or found by that address, and bound from then on.
    """
    if member.user is not None:
        return member.user
    user = _account_at(member.email) or _new_account(member)
    _bind(member, user, by=user)
    return user


def bind_proved_account(member: Member, *, by: User | None) -> None:
    """Bind the account that has proved the address on file, if there is one."""
    proved = EmailAddress.objects.filter(email=member.email, verified=True)
    address = proved.select_related("user").first() if member.email else None
    if address and not Member.objects.filter(user=address.user).exists():
        _bind(member, address.user, by=by)


def signed_in(user: User) -> None:
    """Bind the account to its member, if it has proved the address on file."""
    if Member.objects.filter(user=user).exists():
        return
    if EmailAddress.objects.filter(user=user, email=user.email, verified=True).exists():
        address_proved(user, user.email)


@transaction.atomic
def address_proved(user: User, email: str) -> None:
    """Note that the owner of an account has proved an address.

    An account without a member is bound to the one reached there. A bound account's
    address is the address on file, so that moves along.
    """
    member = Member.objects.filter(user=user).first()
    unbound = Member.objects.filter(email=email, user=None).first()
    if member is None and unbound is not None:
        _bind(unbound, user, by=user)
    if member is None or member.email == email or user.email != email:
        return
    if Member.objects.filter(email=email).exists():
        # Two members at one address: the team sees it in the history, the codes go
        # to the account's address in any case.
        history.record(member, "membership.address_shared", by=user)
        return
    facts = {"before": member.email, "after": email}
    Member.objects.filter(pk=member.pk).update(email=email)
    history.record(member, "membership.address_followed", by=user, facts=facts)


def _bind(member: Member, user: User, *, by: User | None) -> None:
    try:
        with transaction.atomic():
            bound = Member.objects.filter(pk=member.pk, user=None).update(user=user)
    except IntegrityError:
        bound = 0
    if not bound:
        raise TwoMemberships(
            "This address already opens another membership. Write to us, and we put "
            "it right."
        )
    member.user = user
    history.record(member, "membership.account_bound", by=by)


def _account_at(email: str) -> User | None:
    """Return the account at an address whose owner is proved to be asking."""
    proved = EmailAddress.objects.filter(email=email, verified=True).first()
    if proved is not None:
        return proved.user
    user = User.objects.filter(email=email).first()
    if user is not None:
        _hand_over(user)
    return user


def _hand_over(user: User) -> None:
    """Give an account that was never proved to the owner of its address.

    Whoever made it chose its password and may have set up keys; none of that may
    open it from now on.
    """
    user.set_unusable_password()
    user.save(update_fields=["password"])
    Authenticator.objects.filter(user=user).delete()
    EmailAddress.objects.filter(user=user).delete()
    _prove(user)


def _new_account(member: Member) -> User:
    user = User.objects.create_user(member.email, name=member.name)
    _prove(user)
    return user


def _prove(user: User) -> None:
    # Somebody else may have claimed the address without proving it.
    EmailAddress.objects.filter(email=user.email, verified=False).delete()
    EmailAddress.objects.create(
        user=user, email=user.email, verified=True, primary=True
    )
