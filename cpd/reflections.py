"""Reflections: write, save as one types, and finish a reflective account.

Saved on the server, never in the browser. The newest words win and the older ones
stay in the history, so a lost line or a second window costs nothing. Typing saves
every few seconds; the history keeps one version in so many minutes of it, and every
version that somebody else's window or a large deletion would have cost.
"""

from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from cpd import prompts
from cpd.errors import AccountUnfinished, EntryRefused
from cpd.models import (
    AccountStatus,
    AccountVersion,
    CodeTheme,
    CpdEntry,
    ReflectiveAccount,
    Regulator,
)
from events.models import Event
from portal.accounts.models import User

LONGEST_ANSWER = 50_000
LONGEST_TITLE = 200
ONE_SPELL = timedelta(minutes=5)
ANSWERS = tuple(prompt.field for prompt in prompts.NMC)


@dataclass(frozen=True)
class Words:
    activity: str = ""
    learnt: str = ""
    changed: str = ""
    relevance: str = ""
    code_themes: list[str] = field(default_factory=list)

    @property
    def length(self) -> int:
        return sum(len(getattr(self, name)) for name in ANSWERS)


@dataclass(frozen=True)
class Saved:
    """The account as it stands, and whether it overtook words nobody here saw."""

    account: ReflectiveAccount
    overtook: bool = False


def start(
    *,
    owner: User,
    at: datetime,
    title: str,
    entry: CpdEntry | None = None,
    event: Event | None = None,
    regulator: str = Regulator.NMC,
) -> ReflectiveAccount:
    """Begin an account, or return the one already begun for this entry."""
    if entry is not None:
        begun = ReflectiveAccount.objects.filter(owner=owner, entry=entry).first()
        if begun is not None:
            return begun
    suggested = entry.code_themes if entry else event.suggested_themes if event else []
    return ReflectiveAccount.objects.create(
        owner=owner,
        entry=entry,
        event=event,
        regulator=regulator,
        title=title[:LONGEST_TITLE],
        code_themes=list(suggested) if prompts.asks_for_themes(regulator) else [],
        started_at=at,
        saved_at=at,
    )


@transaction.atomic
def save(
    account: ReflectiveAccount,
    words: Words,
    *,
    owner: User,
    at: datetime,
    seen_version: int | None = None,
    title: str = "",
) -> Saved:
    """Keep the words; what stood before goes into the history.

    Words written over a newer version are kept as the newest, since they are what
    the person typed last; `overtook` tells whether to say so. A finished account
    becomes a draft again.
    """
    _refuse_nonsense(words)
    row = _own(account, owner)
    before = words_of(row)
    title = title[:LONGEST_TITLE] or row.title
    if before == words and title == row.title:
        return Saved(row)
    overtook = seen_version is not None and seen_version != row.version
    if before != words:
        if overtook or _deserves_keeping(row, before, words, at=at):
            AccountVersion.objects.create(
                account=row,
                version=row.version,
                saved_at=row.saved_at,
                **asdict(before),
            )
        row.version += 1
        row.status = AccountStatus.DRAFT
        row.finished_at = None
    for name, value in asdict(words).items():
        setattr(row, name, value)
    row.title = title
    row.saved_at = at
    row.save()
    return Saved(row, overtook and before != words)


def _deserves_keeping(
    row: ReflectiveAccount, before: Words, words: Words, *, at: datetime
) -> bool:
    """Say whether the words about to be replaced go into the history."""
    if not before.length:
        return False
    newest = row.versions.first()
    rested = at - row.saved_at >= ONE_SPELL
    long_since = newest is None or at - newest.saved_at >= ONE_SPELL
    shrinks = words.length * 2 < before.length
    finished = row.status == AccountStatus.FINISHED
    return rested or long_since or shrinks or finished


@transaction.atomic
def restore(
    account: ReflectiveAccount, version: AccountVersion, *, owner: User, at: datetime
) -> ReflectiveAccount:
    """Bring older words back; those that stood last go into the history."""
    row = _own(account, owner)
    older = row.versions.get(pk=version.pk)
    # Any other version than the one that stands: what is replaced is always kept.
    return save(
        row, words_of(older), owner=owner, at=at, seen_version=row.version - 1
    ).account


@transaction.atomic
def finish(
    account: ReflectiveAccount, *, owner: User, at: datetime
) -> ReflectiveAccount:
    """Count the account. Refused while a prompt is unanswered or no theme chosen."""
    row = _own(account, owner)
    for prompt in prompts.of(row.regulator):
        if not getattr(row, prompt.field).strip():
            raise AccountUnfinished(f"Still to answer: {prompt.words}", prompt.field)
    if prompts.asks_for_themes(row.regulator) and not row.code_themes:
        raise AccountUnfinished("Choose one or more themes of the Code", "code_themes")
    row.status = AccountStatus.FINISHED
    row.finished_at = at
    row.save(update_fields=["status", "finished_at"])
    return row


@transaction.atomic
def delete(account: ReflectiveAccount, *, owner: User) -> None:
    """Remove an account and its history for good; nobody keeps a copy."""
    _own(account, owner).delete()


def words_of(row: ReflectiveAccount | AccountVersion) -> Words:
    return Words(
        row.activity, row.learnt, row.changed, row.relevance, list(row.code_themes)
    )


def _own(account: ReflectiveAccount, owner: User) -> ReflectiveAccount:
    return ReflectiveAccount.objects.select_for_update().get(pk=account.pk, owner=owner)


def _refuse_nonsense(words: Words) -> None:
    for name in ANSWERS:
        if len(getattr(words, name)) > LONGEST_ANSWER:
            raise EntryRefused(f"An answer holds {LONGEST_ANSWER:,} characters at most")
    if set(words.code_themes) - set(CodeTheme.values):
        raise EntryRefused("Choose themes of the Code from the list.")
