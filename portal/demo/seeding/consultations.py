"""Consultations: asked and answered on their days, with what members wrote to us."""

from datetime import date, datetime, time, timedelta

from wagtail.rich_text import RichText

from events.models import Event, Topic
from portal.accounts.models import User
from portal.cms.consultations import members_views
from portal.cms.models import (
    ConsultationIndexPage,
    ConsultationPage,
    ConsultationResponsePage,
    NewsPage,
    ResponseCorrection,
    Source,
)
from portal.core.clock import UK
from portal.demo.content.consultations import (
    CONSULTATIONS,
    SOURCES,
    VIEWS,
    Asked,
    Response,
)

from . import rehearsal
from .pages import publish, stream

NATIONS = ("england", "scotland", "wales", "northern_ireland")
# The paper is on the site on the day it comes out, or as soon as it is announced.
ANNOUNCED = timedelta(days=5)


def make_consultations(
    events: dict[str, Event], members: list[User], *, by: User, today: date
) -> None:
    """Put on the site what was asked, in its order, and what was answered."""
    Source.objects.bulk_create(
        Source(
            key=key,
            publisher=publisher,
            title=title,
            edition=edition,
            dated=dated,
            url=url,
            checked_on=checked_on,
        )
        for key, publisher, title, edition, dated, url, checked_on in SOURCES
    )
    made = {
        asked.slug: _make_consultation(asked, events, by=by, today=today)
        for asked in CONSULTATIONS
    }
    _write_views(made, members)


def _make_consultation(
    asked: Asked, events: dict[str, Event], *, by: User, today: date
) -> ConsultationPage:
    opens_on = asked.opens_on(today)
    page = ConsultationPage(
        slug=asked.slug,
        title=asked.title,
        consulting_body=asked.consulting_body,
        summary=asked.summary,
        opens_on=opens_on,
        closes_on=asked.closes_on(today),
        views_by=asked.views_by and asked.views_by(today),
        questions_number=asked.questions,
        outcome_expected=asked.expected,
        outcome_on=asked.outcome_on and asked.outcome_on(today),
        outcome_url=asked.outcome_url,
        roundtable=events.get(asked.roundtable),
        body=stream(asked.body),
        documents=[
            (
                "document",
                {
                    "title": title,
                    "file": None,
                    "address": address,
                    "publisher": publisher,
                    "checked_on": checked_on(today),
                },
            )
            for title, address, publisher, checked_on in asked.documents
        ],
        owner=by,
        **{nation: nation in asked.nations for nation in NATIONS},
    )
    page.topics = list(Topic.objects.filter(slug__in=asked.topics))
    first_day = min(opens_on, today - ANNOUNCED)
    publish(ConsultationIndexPage.objects.get(), page, on=first_day, by=by)
    if asked.response is not None:
        _make_response(page, asked.response, by=by, today=today)
    return page


def _make_response(
    consultation: ConsultationPage, said: Response, *, by: User, today: date
) -> None:
    submitted_on = said.submitted_on(today)
    page = ConsultationResponsePage(
        slug=said.slug,
        title=said.title,
        submitted_on=submitted_on,
        standfirst=said.standfirst,
        points=[("point", RichText(f"<p>{words}</p>")) for words in said.points],
        contributors=[("role", role) for role in said.roles],
        document=stream(said.document),
        owner=by,
    )
    publish(consultation, page, on=submitted_on, by=by)
    if said.news:
        _lead_from_news(page, said.news, by=by)
    for corrected_on, number, words in said.corrections:
        day = corrected_on(today)
        page.corrections.add(
            ResponseCorrection(corrected_on=day, number=number, words=words)
        )
        with rehearsal.at(datetime.combine(day, time(9, 10), tzinfo=UK)):
            page.save_revision(user=by, log_action=True).publish(user=by)


def _lead_from_news(response: ConsultationResponsePage, slug: str, *, by: User) -> None:
    """Let the news item that told of the answers lead to them."""
    news = NewsPage.objects.get(slug=slug)
    on_to_it = {
        "words": "Every question in its own order, and what we answered.",
        "label": "Read our answers",
        "page": response.pk,
        "address": "",
    }
    news.body = [
        *news.body.get_prep_value(),
        {"type": "call_to_action", "value": on_to_it},
    ]
    with rehearsal.at(datetime.combine(news.published_on, time(9, 15), tzinfo=UK)):
        news.save_revision(user=by, log_action=True).publish(user=by)


def _write_views(made: dict[str, ConsultationPage], members: list[User]) -> None:
    """Let some members write, each a day after the one before."""
    for place, ((slug, role, words), member) in enumerate(
        zip(VIEWS, members, strict=False)
    ):
        day = made[slug].opens_on + timedelta(days=2 + place)
        with rehearsal.at(datetime.combine(day, time(20, 15), tzinfo=UK)) as moment:
            members_views.send(made[slug], by=member, words=words, role=role, at=moment)
