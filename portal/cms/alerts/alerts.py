"""Alerts: telling people by e-mail what came out, each thing once.

Nobody gets one who has not opened a link in a mail, and one press ends them. What
came out is noted for each address first and posted after: an item that is noted is
never noted again, so a second run, or one that died half-way, tells nobody twice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.core import signing
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from events.models import Topic
from portal.accounts.models import User
from portal.cms.models import Alert, AlertItem, AlertRequest, Often, SearchEntry
from portal.core import tokens
from portal.core.clock import UK, uk_day
from portal.core.errors import Refused
from portal.core.words import in_uk
from portal.notifications.post import post

CONFIRM = "cms/alert_confirm"
NEWS = "cms/alert"
LINK_HOLDS = timedelta(days=3)
# Between two mails to one address that anybody can ask for.
PAUSE = timedelta(minutes=5)
# What is older was out before: no rebuilding of the index makes it new.
STILL_NEW = timedelta(days=2)
MORNING = time(7, 30)
MOST_IN_A_MAIL = 40
# Each link works for one purpose.
STOP, CHANGE = "alerts.stop", "alerts.change"


@dataclass(frozen=True)
class Wish:
    """What somebody wants to hear of, and how often."""

    often: str
    everything: bool
    topics: Sequence[Topic]


# --- Beginning and ending --------------------------------------------------


@transaction.atomic
def ask(email: str, wish: Wish, *, at: datetime) -> None:
    """Note the wish and mail a link, whether or not the address is known.

    Nothing changes until the link is opened. A second wish within minutes is noted
    in place of the first, without a second mail.
    """
    email = email.strip().lower()
    recent = AlertRequest.objects.filter(email=email, asked_at__gt=at - PAUSE).first()
    if recent is not None:
        recent.often, recent.everything = wish.often, wish.everything
        recent.save(update_fields=["often", "everything"])
        recent.topics.set(wish.topics)
        return
    token = tokens.new()
    wanted = AlertRequest.objects.create(
        email=email,
        often=wish.often,
        everything=wish.everything,
        token_hash=tokens.hashed(token),
        asked_at=at,
    )
    wanted.topics.set(wish.topics)
    post(
        CONFIRM,
        to=email,
        subject=wanted,
        facts={"token": token},
        forget_facts=True,
        not_after=at + LINK_HOLDS,
        at=at,
    )


def asked_with(token: str, *, at: datetime) -> AlertRequest | None:
    """Return the wish that the mailed link carries, as long as it holds."""
    return AlertRequest.objects.filter(
        token_hash=tokens.hashed(token), asked_at__gt=at - LINK_HOLDS
    ).first()


@transaction.atomic
def confirm(token: str, *, at: datetime) -> Alert:
    """Begin the alerts that were asked for. Refuses a link that no longer holds."""
    wanted = asked_with(token, at=at)
    if wanted is None:
        raise Refused(
            "This link has been used, or is older than three days. Ask for the alerts "
            "once more."
        )
    wish = Wish(wanted.often, wanted.everything, list(wanted.topics.all()))
    alert = keep(wanted.email, wish, at=at)
    AlertRequest.objects.filter(email=wanted.email).delete()
    return alert


@transaction.atomic
def keep(email: str, wish: Wish, *, at: datetime) -> Alert:
    """Begin or change the alerts of an address that is proved.

    Where it is an account's, they are the account's, and go wherever that is reached.
    """
    email = email.strip().lower()
    proved = EmailAddress.objects.filter(email=email, verified=True).first()
    if proved is not None:
        return keep_for(proved.user, wish, at=at)
    changed = {"often": wish.often, "everything": wish.everything}
    alert, _ = Alert.objects.update_or_create(
        email__iexact=email,
        defaults=changed,
        create_defaults={**changed, "email": email, "confirmed_at": at},
    )
    alert.topics.set(wish.topics)
    return alert


@transaction.atomic
def keep_for(user: User, wish: Wish, *, at: datetime) -> Alert:
    """Begin or change the alerts of an account."""
    take_over(user)
    changed = {"often": wish.often, "everything": wish.everything}
    alert, _ = Alert.objects.update_or_create(
        user=user, defaults=changed, create_defaults={**changed, "confirmed_at": at}
    )
    alert.topics.set(wish.topics)
    return alert


def of_account(user: User) -> Alert | None:
    """Return the alerts of an account, or those of its address from before it was."""
    own = Alert.objects.filter(user=user).first()
    return own or Alert.objects.filter(email__iexact=user.email).first()


@transaction.atomic
def take_over(user: User) -> None:
    """Give the alerts of an account's address to the account."""
    before = Alert.objects.filter(email__iexact=user.email)
    if Alert.objects.filter(user=user).exists():
        before.delete()
    else:
        before.update(user=user, email="")


def follow_accounts() -> int:
    """Give alerts to the accounts whose owners have proved the address since.

    Often enough, this is done before anybody changes that address again.
    """
    proved = EmailAddress.objects.filter(verified=True, user__is_active=True)
    alone = (
        Alert.objects.filter(user=None).annotate(proved=Lower("email")).values("proved")
    )
    found = proved.filter(email__in=alone).select_related("user")
    for address in found:
        if address.email == address.user.email:
            take_over(address.user)
    return len(found)


def stop(alert: Alert) -> None:
    """End them, and forget the address."""
    Alert.objects.filter(pk=alert.pk).delete()
    AlertRequest.objects.filter(email__iexact=alert.reached_at).delete()


def link_for(alert: Alert, purpose: str) -> str:
    """Return what stands in a mail: it names the alert, for this purpose alone.

    Signed and not stored, since every mail carries it for as long as it is kept.
    """
    return signing.Signer(salt=purpose).sign(alert.key.hex)


def found_by(token: str, purpose: str) -> Alert | None:
    try:
        key = signing.Signer(salt=purpose).unsign(token)
    except signing.BadSignature:
        return None
    return Alert.objects.filter(key=key).first()


def forget_unconfirmed(*, at: datetime) -> int:
    """Erase the addresses of those who never opened the link."""
    gone, _ = AlertRequest.objects.filter(asked_at__lte=at - LINK_HOLDS).delete()
    return gone


# --- Telling ---------------------------------------------------------------


def note_what_is_new(*, at: datetime) -> int:
    """Note each new thing for everybody who wants to hear of it; return how many.

    New is what came out first: a correction is not, nor what comes back.
    """
    new = SearchEntry.objects.out().filter(
        published_at__gt=at - STILL_NEW, published_at__lte=at
    )
    noted = 0
    for entry in new.for_lists().prefetch_related("topics").order_by("published_at"):
        told = AlertItem.objects.filter(alert=OuterRef("pk"), key=entry.key)
        wanting = _wanting(entry).filter(~Exists(told))
        items = [
            AlertItem(alert=alert, key=entry.key, noted_at=at) for alert in wanting
        ]
        AlertItem.objects.bulk_create(items, ignore_conflicts=True)
        noted += len(items)
    return noted


def _wanting(entry: SearchEntry) -> QuerySet[Alert]:
    """Return who wants to hear of it, among those who did so when it came out."""
    topics = [topic.pk for topic in entry.topics.all()]
    chosen = Alert.topics.through.objects.filter(alert=OuterRef("pk"), topic__in=topics)
    return Alert.objects.filter(
        Q(everything=True) | Q(Exists(chosen)), confirmed_at__lte=entry.published_at
    )


def post_what_waits(*, at: datetime) -> int:
    """Post to everybody whose time has come what was noted; return how many mails.

    An address at a time, each in a transaction of its own: whoever dies half-way has
    posted whole mails, and the next run goes on with the rest.
    """
    keys: list[int] = []
    for often in Often:
        waiting = AlertItem.objects.filter(
            alert=OuterRef("pk"), posted_at=None, noted_at__lte=_slot(often, at)
        )
        due = Alert.objects.filter(Exists(waiting), often=often).order_by("pk")
        keys += due.values_list("pk", flat=True)
    return sum(_post_to(key, at=at) for key in keys)


def _slot(often: str, at: datetime) -> datetime:
    """Return the last moment at which mails of this kind were to leave.

    What was noted since waits for the next. A worker that was down is late, and then
    right.
    """
    if often == Often.AT_ONCE:
        return at
    day = uk_day(at)
    if in_uk(at).time() < MORNING:
        day -= timedelta(days=1)
    if often == Often.WEEKLY:
        day -= timedelta(days=day.weekday())
    return datetime.combine(day, MORNING, tzinfo=UK)


@transaction.atomic
def _post_to(key: int, *, at: datetime) -> bool:
    alert = Alert.objects.select_for_update().filter(pk=key).first()
    if alert is None or (alert.user is not None and not alert.user.is_active):
        return False
    waiting = alert.items.filter(posted_at=None, noted_at__lte=_slot(alert.often, at))
    items = list(waiting.order_by("pk"))
    if not items:
        return False
    alert.items.filter(pk__in=[item.pk for item in items]).update(posted_at=at)
    Alert.objects.filter(pk=key).update(last_sent_at=at)
    keys = [item.key for item in items][-MOST_IN_A_MAIL:]
    post(
        NEWS,
        to=alert.reached_at,
        user=alert.user,
        subject=alert,
        facts={"keys": keys},
        at=at,
    )
    return True


def entries_of(keys: Iterable[str]) -> list[Any]:
    """Return what is still out of these, in the order in which they came."""
    order = {key: place for place, key in enumerate(keys)}
    found = SearchEntry.objects.out().filter(key__in=order).for_lists()
    return sorted(found, key=lambda entry: order[entry.key])
