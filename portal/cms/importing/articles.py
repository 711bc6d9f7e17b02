"""Articles from elsewhere: read, chosen, made into drafts, and taken back.

Nothing is published here: a draft is what an editor has looked at before it goes out.
An article that is here already, by its mark, is not made again. Each is made in a
transaction of its own, so that a stop in the middle costs nothing but time.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

import structlog
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import slugify
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page
from wagtail.rich_text import RichText

from portal.accounts.models import User
from portal.cms.models import (
    ArticleImport,
    HomePage,
    ImportedArticle,
    NewsIndexPage,
    NewsPage,
    StandardPage,
)
from portal.core import history, later
from portal.core.errors import Refused

from .reading import Article, Found

MAKE = "portal.cms.tasks.make_imported"
AT_ONCE = 200
Outcome = ImportedArticle.Outcome

log = structlog.get_logger(__name__)


@transaction.atomic
def keep(
    found: Found, *, source: str, file_name: str, by: User, at: datetime
) -> ArticleImport:
    """Keep what was read, for somebody to choose from. Nothing is made yet."""
    if not found.articles:
        raise Refused("There is no article in this file.")
    batch = ArticleImport.objects.create(
        source=source,
        file_name=file_name[:200],
        read_at=at,
        read_by=by,
        notes=found.notes,
    )
    ImportedArticle.objects.bulk_create(
        [_row(batch, number, one) for number, one in enumerate(found.articles, 1)],
        batch_size=100,
    )
    history.record(
        batch, "cms.articles_read", by=by, facts={"number": len(found.articles)}
    )
    return batch


def _row(batch: ArticleImport, number: int, article: Article) -> ImportedArticle:
    return ImportedArticle(
        batch=batch,
        number=number,
        guid=article.guid,
        as_page=article.as_page,
        title=article.title,
        slug=article.slug[:255],
        summary=article.summary,
        published_on=article.published_on,
        html=article.html,
        old_path=article.old_path,
        lost=article.lost,
    )


def here_already(guids: Collection[str]) -> dict[str, Page]:
    """Return, for each mark that is known, the page that was made of it."""
    rows = ImportedArticle.objects.filter(
        guid__in=guids, outcome=Outcome.MADE, page__isnull=False
    )
    return {row.guid: row.page for row in rows.select_related("page")}


@transaction.atomic
def start(
    batch: ArticleImport, *, chosen: Sequence[int], by: User, at: datetime
) -> None:
    """Have the chosen articles made; the rest stays behind."""
    batch = ArticleImport.objects.select_for_update().get(pk=batch.pk)
    if batch.started_at is not None:
        raise Refused("This import has begun already.")
    rows = batch.articles.filter(pk__in=chosen, outcome=Outcome.FOUND)
    number = rows.update(outcome=Outcome.CHOSEN)
    if not number:
        raise Refused("Choose at least one article.")
    batch.started_at = at
    batch.save(update_fields=["started_at"])
    history.record(batch, "cms.articles_chosen", by=by, facts={"number": number})
    later.run(MAKE, batch.pk)


def under_way() -> QuerySet[ArticleImport]:
    return ArticleImport.objects.filter(
        started_at__isnull=False, finished_at__isnull=True
    )


def make(batch: ArticleImport, *, at: datetime) -> None:
    """Make what waits, up to a number; the timetable comes back for the rest."""
    waiting = batch.articles.filter(outcome=Outcome.CHOSEN)
    for key in list(waiting.values_list("pk", flat=True)[:AT_ONCE]):
        _make_one(key, batch, at=at)
    if not waiting.exists():
        unfinished = ArticleImport.objects.filter(pk=batch.pk, finished_at__isnull=True)
        unfinished.update(finished_at=at)


def _make_one(key: int, batch: ArticleImport, *, at: datetime) -> None:
    try:
        with transaction.atomic():
            # Two imports at once: the second waits here, and finds the page made.
            ArticleImport.objects.select_for_update().order_by("pk").first()
            row = (
                ImportedArticle.objects.select_for_update()
                .filter(pk=key, outcome=Outcome.CHOSEN)
                .first()
            )
            if row is None:
                return
            known = here_already([row.guid]).get(row.guid)
            if known is not None:
                _fail(row, f"It is here already, as “{known.draft_title}”.")
                return
            row.page = _draft(row, by=batch.read_by)
            row.outcome, row.made_at = Outcome.MADE, at
            row.save(update_fields=["page", "outcome", "made_at"])
            _lead_from_the_old_address(row)
    except ValidationError as error:
        log.warning("article_not_made", article=key)
        row = ImportedArticle.objects.get(pk=key)
        _fail(row, " ".join(error.messages))


def _fail(row: ImportedArticle, reason: str) -> None:
    row.outcome, row.reason = Outcome.FAILED, reason[:300]
    row.save(update_fields=["outcome", "reason"])


def _draft(row: ImportedArticle, *, by: User | None) -> Page:
    parent = (HomePage if row.as_page else NewsIndexPage).objects.get()
    body = [("prose", RichText(row.html))] if row.html else []
    common = {
        "title": row.title,
        "slug": _free_slug(parent, row.slug or row.title),
        "live": False,
        "owner": by,
        "body": body,
    }
    page: Page
    if row.as_page:
        page = StandardPage(standfirst=row.summary[:300], **common)
    else:
        page = NewsPage(standfirst=row.summary[:400], **common)
        if row.published_on is not None:
            page.published_on = row.published_on
    parent.add_child(instance=page)
    page.save_revision(user=by, clean=False, log_action="wagtail.create")
    return Page.objects.get(pk=page.pk)


def _free_slug(parent: Page, wish: str) -> str:
    stem = slugify(wish)[:240] or "article"
    taken = set(
        parent.get_children()
        .filter(slug__startswith=stem)
        .values_list("slug", flat=True)
    )
    slug, number = stem, 2
    while slug in taken:
        slug, number = f"{stem}-{number}", number + 1
    return slug


def _lead_from_the_old_address(row: ImportedArticle) -> None:
    old = Redirect.normalise_path(row.old_path) if row.old_path else ""
    if not old or old == "/" or Redirect.objects.filter(old_path=old).exists():
        return
    assert row.page is not None
    if row.page.get_url_parts() and old == row.page.url.rstrip("/"):
        return
    Redirect.objects.create(old_path=old, redirect_page=row.page, is_permanent=True)


# --- Taking back -----------------------------------------------------------


def untouched(batch: ArticleImport) -> list[ImportedArticle]:
    """Return what was made and nobody has worked on since."""
    rows = batch.articles.filter(outcome=Outcome.MADE, page__isnull=False)
    return [row for row in rows.select_related("page") if _is_untouched(row.page)]


def _is_untouched(page: Page) -> bool:
    return (
        not page.live
        and page.first_published_at is None
        and page.numchild == 0
        and page.revisions.count() == 1
    )


@transaction.atomic
def undo(batch: ArticleImport, *, by: User, at: datetime) -> int:
    """Delete the drafts that nobody has touched; return how many there were."""
    batch = ArticleImport.objects.select_for_update().get(pk=batch.pk)
    rows = untouched(batch)
    for row in rows:
        page = row.page
        assert page is not None
        row.page, row.outcome = None, Outcome.UNDONE
        row.save(update_fields=["page", "outcome"])
        page.specific.delete(user=by)
    batch.undone_at = at
    batch.finished_at = batch.finished_at or at
    batch.articles.filter(outcome=Outcome.CHOSEN).update(outcome=Outcome.UNDONE)
    batch.save(update_fields=["undone_at", "finished_at"])
    history.record(batch, "cms.articles_undone", by=by, facts={"number": len(rows)})
    return len(rows)
