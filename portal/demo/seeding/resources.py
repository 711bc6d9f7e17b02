"""Resources with their files, expert advisers, opportunities, and the champions."""

import io
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFont

from events.cascade import champions
from events.delivery import captions
from events.models import ChampionProgramme, Topic
from portal.accounts.models import User
from portal.body.models import Mailbox
from portal.cms.access import Readers
from portal.cms.films import films
from portal.cms.models import (
    AdviserIndexPage,
    AdviserTerm,
    ExpertAdviserPage,
    File,
    OpportunityIndexPage,
    OpportunityPage,
    ResourceFile,
    ResourceIndexPage,
    ResourcePage,
)
from portal.core.clock import UK
from portal.core.words import uk_day
from portal.demo.content.advisers import ADVISERS, Adviser
from portal.demo.content.opportunities import OPPORTUNITIES, Offered
from portal.demo.content.recordings import Talk
from portal.demo.content.resources import RESOURCES
from portal.demo.content.shelf import Bars, Made, Paper
from portal.demo.content.short_films import SHORT_FILMS
from portal.rendering.pdf import FONTS, pdf

from . import rehearsal
from .afterwards import FILMS, cues_of
from .pages import publish, stream

PROGRAMMES = (
    (
        "Perinatal and infant mental health",
        (
            "Two days, for everybody who meets families around a birth. Then you teach "
            "others, in pairs."
        ),
    ),
    (
        "Domestic abuse",
        "A day with the toolkit, and a year in which you bring it to your team.",
    ),
)
# How long ago the champion among the known accounts was trained.
TRAINED = timedelta(days=420)

MORNING = time(9, 15)

type Topics = dict[str, Topic]


def make_champions(champion: User, *, by: User, today: date) -> None:
    programmes = [
        ChampionProgramme.objects.create(name=name, description=words, position=place)
        for place, (name, words) in enumerate(PROGRAMMES)
    ]
    champions.name_champion(champion, programmes[0], trained_on=today - TRAINED, by=by)


def make_resources(*, by: User, today: date) -> None:
    topics = {topic.slug: topic for topic in Topic.objects.all()}
    for made in RESOURCES:
        _make_resource(made, topics, by=by, today=today)
    for adviser in ADVISERS:
        _make_adviser(adviser, topics, by=by, today=today)
    for offered in OPPORTUNITIES:
        _make_opportunity(offered, topics, by=by, today=today)


# --- Resources -------------------------------------------------------------


def _make_resource(made: Made, topics: Topics, *, by: User, today: date) -> None:
    correct_on = made.correct_on(today)
    page = ResourcePage(
        slug=made.slug,
        title=made.title,
        kind=made.kind,
        readers=made.readers,
        summary=made.summary,
        publisher=made.publisher,
        edition=made.edition,
        published_on=made.published(today),
        correct_on=correct_on,
        review_by=made.review_by and made.review_by(today),
        elsewhere=made.elsewhere,
        minutes=made.minutes,
        body=stream(made.body),
        owner=by,
    )
    page.topics = [topics[slug] for slug in made.topics]
    page.files = [
        *(_printed(paper, made.readers, correct_on, by=by) for paper in made.papers),
        *(_drawn(bars, made.readers, correct_on, by=by) for bars in made.pictures),
    ]
    publish(ResourceIndexPage.objects.get(), page, on=page.published_on, by=by)
    for film in SHORT_FILMS:
        if film.key == made.slug:
            _show(film, page, by=by)


def _show(film: Talk, page: ResourcePage, *, by: User) -> None:
    content = ContentFile((FILMS / f"{film.key}.webm").read_bytes(), "film.webm")
    with rehearsal.at(datetime.combine(page.published_on, MORNING, UK)) as moment:
        row = films.take(page, content, by=by, at=moment)
        cues = [cue for said in film.said for cue in cues_of(said)]
        films.caption(row, captions.write(cues), by=by)


def _printed(
    paper: Paper, readers: Readers, correct_on: date, *, by: User
) -> ResourceFile:
    content = pdf(
        "demo/resource.typ",
        {
            "title": paper.title,
            "publisher": paper.publisher,
            "foot": f"For {readers}" if readers != Readers.EVERYONE else "",
            "correct": f"Correct on {uk_day(correct_on)}. Law and guidance change.",
            "parts": [
                {"title": part.title, "words": part.words, "points": part.points}
                for part in paper.parts
            ],
        },
    )
    return ResourceFile(
        file=_kept(
            paper.title,
            paper.name,
            content,
            readers=readers,
            publisher=paper.publisher,
            checked_on=correct_on,
            by=by,
        )
    )


def _drawn(bars: Bars, readers: Readers, correct_on: date, *, by: User) -> ResourceFile:
    file = _kept(
        bars.title,
        bars.name,
        drawing_of(bars),
        readers=readers,
        publisher=bars.source,
        checked_on=correct_on,
        by=by,
    )
    return ResourceFile(file=file, alternative=bars.alternative)


def _kept(title: str, name: str, content: bytes, **fields: Any) -> File:
    file = File(
        title=title,
        file=ContentFile(content, name),
        file_size=len(content),
        uploaded_by_user=fields.pop("by"),
        **fields,
    )
    file.save()
    return file


WIDTH, ROW, MARGIN, BAR = 1400, 150, 80, 46
INK, ACCENT, PALE = "#1f1b1e", "#8f2f57", "#f3ecef"


def drawing_of(bars: Bars) -> bytes:
    """Draw bars with their numbers, wide enough to be printed."""
    height = MARGIN * 2 + 130 + ROW * len(bars.rows) + 60
    picture = Image.new("RGB", (WIDTH, height), "white")
    pen = ImageDraw.Draw(picture)
    pen.text((MARGIN, MARGIN), bars.title, INK, _letters("Newsreader", 64))
    most = max(number for _, number in bars.rows)
    room = WIDTH - 2 * MARGIN - 140
    for place, (words, number) in enumerate(bars.rows):
        top = MARGIN + 130 + place * ROW
        pen.text((MARGIN, top), words, INK, _letters("Schibsted", 34))
        left, under = MARGIN, top + 52
        pen.rectangle((left, under, left + room, under + BAR), PALE)
        pen.rectangle((left, under, left + room * number // most, under + BAR), ACCENT)
        pen.text((left + room + 24, under), str(number), INK, _letters("Schibsted", 40))
    pen.text((MARGIN, height - MARGIN), bars.source, INK, _letters("Schibsted", 26))
    made = io.BytesIO()
    picture.save(made, "PNG", optimize=True)
    return made.getvalue()


def _letters(family: str, size: int) -> ImageFont.FreeTypeFont:
    found = sorted(FONTS.rglob(f"{family}*.ttf"))
    upright = [path for path in found if "Italic" not in path.name]
    return ImageFont.truetype(str(upright[0]), size)


# --- People and opportunities ----------------------------------------------


def _make_adviser(adviser: Adviser, topics: Topics, *, by: User, today: date) -> None:
    page = ExpertAdviserPage(
        slug=adviser.slug,
        title=adviser.title,
        about=adviser.about,
        mailbox=Mailbox.objects.filter(role=adviser.mailbox).first(),
        body=stream(
            (("prose", "".join(f"<p>{words}</p>" for words in adviser.words)),)
        ),
        owner=by,
    )
    page.topics = [topics[slug] for slug in adviser.topics]
    page.terms = [
        AdviserTerm(
            role=held.role,
            started_on=held.started_on(today),
            ended_on=held.ended_on and held.ended_on(today),
        )
        for held in adviser.terms
    ]
    began = min(term.started_on for term in page.terms.all())
    publish(AdviserIndexPage.objects.get(), page, on=began, by=by)


def _make_opportunity(
    offered: Offered, topics: Topics, *, by: User, today: date
) -> None:
    page = OpportunityPage(
        slug=offered.slug,
        title=offered.title,
        kind=offered.kind,
        readers=offered.readers,
        summary=offered.summary,
        organisation=offered.organisation,
        reference=offered.reference,
        place=offered.place,
        terms=offered.terms,
        opens_on=offered.opens_on(today),
        closes_on=offered.closes_on(today),
        apply_address=offered.apply_address,
        apply_mailbox=offered.apply_mailbox,
        body=stream(offered.body),
        owner=by,
    )
    page.topics = [topics[slug] for slug in offered.topics]
    publish(OpportunityIndexPage.objects.get(), page, on=page.opens_on, by=by)
