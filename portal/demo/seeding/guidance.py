"""Guidance, briefings and joint statements, and what other pages say of them."""

from datetime import date
from typing import Any

from wagtail.rich_text import RichText

from events.models import Topic
from portal.accounts.models import User
from portal.cms.models import (
    BriefingPage,
    GuidanceIndexPage,
    GuidancePage,
    JointStatementIndexPage,
    JointStatementPage,
    NewsPage,
    PositionPage,
    PositionVersion,
    Replacement,
)
from portal.demo.content.guidance import (
    ALL,
    BRIEFINGS,
    EARLIER,
    NEWS_CITES,
    NEWS_NOTES,
    POSITION_CITES,
    RECORDS,
    STATEMENTS,
    Explained,
    Record,
    Statement,
)

from .pages import publish, stream


def make_guidance(*, by: User, today: date) -> None:
    """Make what is cited, then what cites it."""
    topics = {topic.slug: topic for topic in Topic.objects.all()}
    records: dict[str, GuidancePage] = {}
    for record in RECORDS:
        records[record.slug] = _make_record(record, records, topics, by=by, today=today)
    for briefing in BRIEFINGS:
        _make_briefing(briefing, records, topics, by=by, today=today)
    for statement in STATEMENTS:
        _make_statement(statement, topics, by=by, today=today)
    _cite(records, by=by)


def _make_record(
    record: Record,
    records: dict[str, GuidancePage],
    topics: dict[str, Topic],
    *,
    by: User,
    today: date,
) -> GuidancePage:
    page = GuidancePage(
        slug=record.slug,
        title=record.title,
        edition=record.edition,
        publisher=record.publisher,
        summary=record.summary,
        status=record.status,
        in_force_from=record.in_force_from,
        checked_on=record.checked_on(today),
        address=f"https://publisher.example/{record.slug}/",
        body=stream(record.body),
        owner=by,
        **{nation: nation in record.nations for nation in ALL},
    )
    page.topics = [topics[slug] for slug in record.topics]
    page.replacements = [
        Replacement(replaced=records[slug], sort_order=number)
        for number, slug in enumerate(record.replaces)
    ]
    on = page.checked_on
    publish(GuidanceIndexPage.objects.get(), page, on=on, by=by)
    return page


def _make_briefing(
    briefing: Explained,
    records: dict[str, GuidancePage],
    topics: dict[str, Topic],
    *,
    by: User,
    today: date,
) -> None:
    page = BriefingPage(
        slug=briefing.slug,
        title=briefing.title,
        standfirst=briefing.standfirst,
        explains=records[briefing.explains],
        audience=briefing.audience,
        published_on=briefing.on(today),
        author_role="Policy and quality lead",
        publisher=briefing.publisher,
        address=briefing.address,
        readers=briefing.readers,
        body=stream(briefing.body),
        owner=by,
    )
    page.topics = [topics[slug] for slug in briefing.topics]
    publish(GuidanceIndexPage.objects.get(), page, on=page.published_on, by=by)


def _make_statement(
    statement: Statement, topics: dict[str, Topic], *, by: User, today: date
) -> None:
    page = JointStatementPage(
        slug=statement.slug,
        title=statement.title,
        standfirst=statement.standfirst,
        issued_on=statement.on(today),
        lead_body=statement.lead_body,
        demands=_lines("point", statement.demands),
        body=stream(statement.body),
        signed_by="\n".join(statement.signed_by),
        notes=_lines("note", statement.notes),
        owner=by,
    )
    page.topics = [topics[slug] for slug in statement.topics]
    publish(JointStatementIndexPage.objects.get(), page, on=page.issued_on, by=by)


def _cite(records: dict[str, GuidancePage], *, by: User) -> None:
    """Let news and positions name what they are about, and keep what was held."""
    for slug, cited in NEWS_CITES.items():
        news = NewsPage.objects.get(slug=slug)
        news.cites = [("guidance", records[one]) for one in cited]
        news.notes = _lines("note", NEWS_NOTES.get(slug, ()))
        _again(news, by=by)
    for slug, cited in POSITION_CITES.items():
        position = PositionPage.objects.get(slug=slug)
        position.cites = [("guidance", records[one]) for one in cited]
        position.versions = [
            PositionVersion(held_from=day, statement=words, changed_because=why)
            for day, words, why in EARLIER.get(slug, ())
        ]
        _again(position, by=by)


def _again(page: Any, *, by: User) -> None:
    page.save_revision(user=by, log_action=True).publish(user=by)


def _lines(kind: str, lines: tuple[str, ...]) -> list[tuple[str, RichText]]:
    return [(kind, RichText(f"<p>{words}</p>")) for words in lines]
