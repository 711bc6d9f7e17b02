"""The editors' desk: a draft under advice, links that were visited, an import."""

from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path

from portal.accounts.models import User
from portal.cms.drafts import readings
from portal.cms.importing import articles, reading
from portal.cms.importing.reading import Found
from portal.cms.models import ArticleImport, NewsIndexPage, NewsPage, OutsideLink
from portal.cms.outside import links
from portal.core.fetching import Fetched, Hop
from portal.demo.content import desk

from . import rehearsal
from .pages import stream

EXPORTS = Path(__file__).parents[1] / "exports"


def make_desk(*, by: User, at: datetime) -> None:
    _have_a_draft_read(by=by, at=at)
    _import_articles(by=by, at=at)
    visit_links(at=at - desk.LOOKED_AGO)


# --- A draft with an adviser -----------------------------------------------


def _have_a_draft_read(*, by: User, at: datetime) -> None:
    with rehearsal.at(at - desk.ASKED_AGO) as moment:
        page = NewsPage(
            slug=desk.DRAFT_SLUG,
            title=desk.DRAFT_TITLE,
            author_role=desk.DRAFT_BY,
            standfirst=desk.DRAFT_STANDFIRST,
            body=stream(desk.DRAFT_BODY),
            live=False,
            owner=by,
        )
        NewsIndexPage.objects.get().add_child(instance=page)
        page.save_revision(user=by, log_action=True)
        review = readings.ask(
            page,
            name=desk.ADVISER,
            email=desk.ADVISER_EMAIL,
            note=desk.NOTE,
            by=by,
            at=moment,
        )
    for part, words, ago, is_settled in desk.COMMENTS:
        with rehearsal.at(at - ago) as moment:
            remark = readings.comment(review, part=part, words=words, at=moment)
        # Comments are told together, a little later.
        with rehearsal.at(at - ago + readings.GATHERING):
            pass
        if is_settled:
            later = at - ago + timedelta(hours=1)
            with rehearsal.at(later) as moment:
                readings.settle(remark, by=by, at=moment)


# --- Articles of the old site ----------------------------------------------


def _import_articles(*, by: User, at: datetime) -> None:
    """Make drafts of an export, and leave one page read, for somebody to choose."""
    source = ArticleImport.Source
    with rehearsal.at(at - desk.IMPORTED_AGO) as moment:
        with (EXPORTS / desk.EXPORT).open("rb") as file:
            found = reading.wordpress(file)
        batch = articles.keep(
            found, source=source.WORDPRESS, file_name=desk.EXPORT, by=by, at=moment
        )
        chosen = list(batch.articles.values_list("pk", flat=True))
        articles.start(batch, chosen=chosen, by=by, at=moment)
        articles.make(batch, at=moment)
    with rehearsal.at(at - desk.READ_AGO) as moment:
        content = (EXPORTS / desk.SINGLE_PAGE).read_bytes()
        articles.keep(
            Found([reading.html_page(desk.SINGLE_PAGE, content)], []),
            source=source.HTML,
            file_name=desk.SINGLE_PAGE,
            by=by,
            at=moment,
        )


# --- Links elsewhere -------------------------------------------------------


def visit_links(*, at: datetime) -> None:
    """Go round as the timetable does: of each host one, and again a minute later."""
    links.collect()
    moment = at
    for _ in range(OutsideLink.objects.count()):
        if not links.visit_due(at=moment, visit=_met):
            return
        moment += links.REST + timedelta(seconds=1)


def _met(address: str) -> Fetched:
    """Answer as the invented places would; no machine is asked."""
    if address in desk.GONE:
        return Fetched(address=address, status=HTTPStatus.NOT_FOUND)
    if address in desk.MOVED:
        hop = Hop(HTTPStatus.MOVED_PERMANENTLY, address)
        return Fetched(address=desk.MOVED[address], status=HTTPStatus.OK, hops=[hop])
    return Fetched(address=address, status=HTTPStatus.OK)
