"""Reflections: write, save as one types, and finish a reflective account.

Saved on the server, never in the browser. The newest words win and the older ones
stay in the history, so a lost line or a second window costs nothing.
"""

from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.db import transaction

from cpd.errors import EntryRefused
from cpd.models import (
    AccountStatus,
    AccountVersion,
    CodeTheme,
    CpdEntry,
    ReflectiveAccount,
)
from portal.accounts.models import User

LONGEST_ANSWER = 50_000
PROMPTS = (
    ("activity", "What was the nature of the activity, feedback, event or experience?"),
    ("learnt", "What did you learn from it?"),
    ("changed", "How did you change or improve your practice as a result?"),
    ("relevance", "How is this relevant to the Code?"),
)


@dataclass(frozen=True)
class Words:
    activity: str = ""
    learnt: str = ""
    changed: str = ""
    relevance: str = ""
    code_themes: list[str] = field(default_factory=list)


def start(
    *, owner: User, at: datetime, title: str, entry: CpdEntry | None = None
) -> ReflectiveAccount:
    """Begin an account, or return the one already begun for this entry."""
    if entry is not None:
        begun = ReflectiveAccount.objects.filter(owner=owner, entry=entry).first()
        if begun is not None:
            return begun
    return ReflectiveAccount.objects.create(
        owner=owner,
        entry=entry,
        title=title[:200],
        code_themes=list(entry.code_themes) if entry else [],
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
) -> ReflectiveAccount:
    """Keep the words; what stood before goes into the history.

    Words written over a newer version are kept as the newest, since they are what
    the person typed last; `overtook` tells whether to say so. A finished account
    becomes a draft again.
    """
    _refuse_nonsense(words)
    row = ReflectiveAccount.objects.select_for_update().get(pk=account.pk, owner=owner)
    before = Words(
        row.activity, row.learnt, row.changed, row.relevance, list(row.code_themes)
    )
    if before == words:
        return row
    AccountVersion.objects.create(
        account=row, version=row.version, saved_at=row.saved_at, **asdict(before)
    )
    for name, value in asdict(words).items():
        setattr(row, name, value)
    row.version += 1
    row.saved_at = at
    row.status = AccountStatus.DRAFT
    row.finished_at = None
    row.save()
    return row


def overtook(account: ReflectiveAccount, *, seen_version: int) -> bool:
    """Say whether these words were written over others that their writer never saw."""
    return account.version > seen_version + 1


@transaction.atomic
def restore(
    account: ReflectiveAccount, version: AccountVersion, *, owner: User, at: datetime
) -> ReflectiveAccount:
    """Bring older words back; those that stood last go into the history."""
    words = Words(
        version.activity,
        version.learnt,
        version.changed,
        version.relevance,
        list(version.code_themes),
    )
    return save(account, words, owner=owner, at=at)


def finish(
    account: ReflectiveAccount, *, owner: User, at: datetime
) -> ReflectiveAccount:
    """Count the account. Refused while a prompt is unanswered or no theme chosen."""
    row = ReflectiveAccount.objects.get(pk=account.pk, owner=owner)
    open_prompts = [text for name, text in PROMPTS if not getattr(row, name).strip()]
    if open_prompts:
        raise EntryRefused(f"Still to answer: {open_prompts[0]}")
    if not row.code_themes:
        raise EntryRefused("Choose one or more themes of the Code.")
    row.status = AccountStatus.FINISHED
    row.finished_at = at
    row.save(update_fields=["status", "finished_at"])
    return row


@transaction.atomic
def delete(account: ReflectiveAccount, *, owner: User) -> None:
    """Remove an account and its history for good; nobody keeps a copy."""
    ReflectiveAccount.objects.get(pk=account.pk, owner=owner).delete()


def _refuse_nonsense(words: Words) -> None:
    for name, prompt in PROMPTS:
        if len(getattr(words, name)) > LONGEST_ANSWER:
            raise EntryRefused(
                f"An answer holds {LONGEST_ANSWER:,} characters at most: {prompt}"
            )
    if set(words.code_themes) - set(CodeTheme.values):
        raise EntryRefused("Choose themes of the Code from the list.")
