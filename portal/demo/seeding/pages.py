"""Pages: news, positions and the front page, each published on its own day."""

from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from django.core.files.images import ImageFile
from wagtail.images.rect import Rect
from wagtail.models import Page
from wagtail.rich_text import RichText
from wagtail.search import index

from events.models import Event, Topic
from portal.accounts.models import User
from portal.cms.models import (
    Correction,
    HomePage,
    NewsIndexPage,
    NewsPage,
    Picture,
    PositionIndexPage,
    PositionPage,
)
from portal.core.clock import UK
from portal.demo import pictures
from portal.demo.content.news import ITEMS, LEAD, PICTURES
from portal.demo.content.positions import POSITIONS, SHOWN_FIRST

from . import rehearsal


def make_pages(events: dict[str, Event], *, by: User, today: date) -> None:
    topics = {topic.slug: topic for topic in Topic.objects.all()}
    news = _make_news(events, topics, by=by, today=today)
    positions = _make_positions(topics, by=by, today=today)
    home = HomePage.objects.get()
    home.lead = news[LEAD]
    home.position = positions[SHOWN_FIRST]
    home.save_revision(user=by, log_action=True).publish(user=by)
    # What the first migration made has never been saved, and so is in no index yet.
    for page in Page.objects.filter(depth__gt=1, latest_revision=None).specific():
        index.insert_or_update_object(page)


def _make_news(
    events: dict[str, Event], topics: dict[str, Topic], *, by: User, today: date
) -> dict[str, NewsPage]:
    made = {}
    for item in ITEMS:
        page = NewsPage(
            slug=item.slug,
            title=item.title,
            kind=item.kind,
            published_on=item.on(today),
            author_role=item.author_role,
            standfirst=item.standfirst,
            body=stream(item.body),
            event=events.get(item.event),
            picture=_draw(PICTURES[item.slug]) if item.slug in PICTURES else None,
            owner=by,
        )
        page.topics = [topics[slug] for slug in item.topics]
        page.corrections = [
            Correction(corrected_on=day(today), words=words)
            for day, words in item.corrections
        ]
        publish(NewsIndexPage.objects.get(), page, on=page.published_on, by=by)
        made[item.slug] = page
    return made


def _draw(name: str) -> Picture:
    alternative = pictures.PICTURES[name][2]
    picture = Picture(
        title=alternative,
        alternative=alternative,
        credit="Drawn for this site",
        file=ImageFile(BytesIO(pictures.drawn(name)), name=f"{name}.png"),
    )
    wide, high = pictures.WIDTH, pictures.HEIGHT
    picture.set_focal_point(Rect(wide * 0.4, high * 0.4, wide * 0.6, high * 0.6))
    picture.save()
    return picture


def _make_positions(
    topics: dict[str, Topic], *, by: User, today: date
) -> dict[str, PositionPage]:
    made = {}
    for held in POSITIONS:
        page = PositionPage(
            slug=held.slug,
            title=held.title,
            statement=held.statement,
            status=held.status,
            held_since=held.held_since(today),
            review_by=held.review_by and held.review_by(today),
            withdrawn_on=held.withdrawn_on and held.withdrawn_on(today),
            points=[("point", RichText(f"<p>{words}</p>")) for words in held.points],
            basis=held.basis,
            body=stream(held.body),
            owner=by,
            **{
                nation: nation in held.nations
                for nation in ("england", "scotland", "wales", "northern_ireland")
            },
        )
        page.topics = [topics[slug] for slug in held.topics]
        publish(PositionIndexPage.objects.get(), page, on=page.held_since, by=by)
        made[held.slug] = page
    return made


def publish(section: Any, page: Any, *, on: date, by: User) -> None:
    with rehearsal.at(datetime.combine(on, time(8, 30), tzinfo=UK)):
        section.add_child(instance=page)
        page.save_revision(user=by, log_action=True).publish(user=by)


def stream(blocks: tuple[tuple[str, Any], ...]) -> list[dict[str, Any]]:
    return [{"type": kind, "value": value} for kind, value in blocks]
