"""What becomes of a payer when two records are one person's.

What was issued stays as it was: an invoice says to whom it went that day. The bills,
and what was agreed about later ones, go on with the payer that stays.
"""

from typing import Any

from django.db.models import QuerySet

from portal.core.merging import DEEDS, Handled, Pair, Room, Stays

from .models import Agreement, AgreementStatus, Bill, Payer

SWITCH_OFF = (
    "A card is charged automatically by the account that would be closed. Let the "
    "member switch that off first, or keep that account."
)
RUNNING = (AgreementStatus.BEGUN, AgreementStatus.ACTIVE, AgreementStatus.FAILING)


def _of(account: Any) -> Payer | None:
    if account is None:
        return None
    return Payer.objects.filter(user=account).first()


def _bills(pair: Pair) -> QuerySet[Bill]:
    accounts = [each for each in (pair.account, pair.closed) if each is not None]
    return Bill.objects.filter(payer__user__in=accounts)


def _lock(pair: Pair) -> None:
    """Lock the bills, last of all: whoever settles one has what it paid for by then."""
    list(_bills(pair).select_for_update(no_key=True, of=("self",)).order_by("pk"))


def _stops(pair: Pair) -> list[str]:
    here, there = _of(pair.account), _of(pair.closed)
    if here is None or there is None:
        return []
    taken = Agreement.objects.filter(payer=there, status__in=RUNNING, ends_at=None)
    if not taken.exists():
        return []
    return [SWITCH_OFF]


def _says(pair: Pair) -> list[str]:
    if pair.closed is None:
        return []
    open_ones = Bill.objects.owing().filter(payer__user=pair.closed)
    return [
        f"Bill {bill.reference} is not paid yet. It goes along, and is owed as before."
        for bill in open_ones
    ]


def _go_on(pair: Pair) -> None:
    """Let the payer go along, or give the bills to the one that stays."""
    here, there = _of(pair.account), _of(pair.closed)
    if there is None:
        return
    if here is None:
        whole = Payer.objects.filter(pk=there.pk)
        whole.update(user=pair.account)
        # Where invoices went to the address that goes, they go to the one that stays.
        whole.filter(email__in=pair.addresses).update(email=pair.address)
        return
    Bill.objects.filter(payer=there).update(payer=here)
    Agreement.objects.filter(payer=there).update(payer=here)
    Payer.objects.filter(pk=there.pk).update(user=None)
    if there.stripe_customer and not here.stripe_customer:
        Payer.objects.filter(pk=there.pk).update(stripe_customer="")
        Payer.objects.filter(pk=here.pk).update(stripe_customer=there.stripe_customer)


ROOM = Room(
    "payments",
    (
        Handled("payments.Payer.user", _go_on),
        Stays(
            "payments.Refund.asked_by payments.Refund.approved_by "
            "payments.BankStatement.brought_by payments.BankLine.entered_by "
            "payments.BankMatch.matched_by payments.Difference.cleared_by",
            DEEDS,
        ),
    ),
    lock=_lock,
    stops=_stops,
    says=_says,
)
