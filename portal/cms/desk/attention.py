"""Attention: what should an editor look at today?

Each kind of page, and each job that finds something, adds a question with `register`.
A question names what it lists, and is asked afresh on every visit, so that nothing
stays on the list once it is put right.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from wagtail.models import Page

from portal.cms import before_publishing, lineage
from portal.cms.before_publishing import Finding
from portal.cms.desk import guidance_report, reports, schedule
from portal.cms.models import (
    ConsultationPage,
    DraftComment,
    OpportunityPage,
    Picture,
    PositionPage,
    ResourcePage,
)
from portal.cms.models.consultation_status import ConsultationStatus
from portal.core import clock
from portal.core.words import count_of, uk_day

# What closes within these days is told before it does.
SOON = timedelta(days=7)
SHOWN = 5


@dataclass(frozen=True)
class Matter:
    """One thing to look at: what it is, where it is mended, and how it stands."""

    title: str
    url: str
    words: str


@dataclass(frozen=True)
class Answer:
    """What there is of one sort: the first few, and how many in all."""

    matters: Sequence[Matter]
    number: int


@dataclass(frozen=True)
class Question:
    heading: str
    ask: Callable[[datetime], Answer]
    all_url: Callable[[], str] | None = None


@dataclass(frozen=True)
class Group:
    heading: str
    matters: Sequence[Matter]
    number: int
    all_url: str = field(default="")


_questions: list[Question] = []


def register(question: Question) -> None:
    if question.heading not in {one.heading for one in _questions}:
        _questions.append(question)


def groups(at: datetime) -> list[Group]:
    """Return what waits, in the order in which the questions were registered."""
    found = []
    for question in _questions:
        answer = question.ask(at)
        if answer.number:
            url = question.all_url() if question.all_url else ""
            found.append(
                Group(question.heading, answer.matters, answer.number, all_url=url)
            )
    return found


def edit_url(key: int) -> str:
    return reverse("wagtailadmin_pages:edit", args=[key])


def _of_pages(pages: Any, words: Callable[[Any], str]) -> Answer:
    first = [
        Matter(page.title, edit_url(page.pk), words(page)) for page in pages[:SHOWN]
    ]
    # What fits on the screen needs no second question.
    number = len(first) if len(first) < SHOWN else pages.count()
    return Answer(first, number)


# --- The questions ---------------------------------------------------------


def held_back(at: datetime) -> Answer:
    """What should be out by now: a rule holds it back, or nothing runs."""
    late = [
        Matter(
            revision.object_str,
            edit_url(int(revision.object_id)),
            f"Was to go out on {schedule.moment(revision.approved_go_live_at)}",
        )
        for revision in schedule.overdue(at)
    ]
    return Answer(late[:SHOWN], len(late))


def comments(_at: datetime) -> Answer:
    pages = (
        Page.objects.filter(draft_reviews__comments__settled_at__isnull=True)
        .annotate(
            waiting=Count(
                "draft_reviews__comments",
                filter=Q(draft_reviews__comments__settled_at__isnull=True),
            )
        )
        .filter(waiting__gt=0)
        .order_by("draft_title", "pk")
    )
    found = [
        Matter(
            page.draft_title or page.title,
            reverse("staff_drafts:reading-list", args=[page.pk]),
            count_of(page.waiting, "comment,comments"),
        )
        for page in pages[:SHOWN]
    ]
    waiting = DraftComment.objects.filter(settled_at__isnull=True)
    return Answer(found, waiting.values("review__page").distinct().count())


def positions_to_review(at: datetime) -> Answer:
    due = PositionPage.objects.live().needing_review(clock.uk_day(at))
    return _of_pages(due.order_by("review_by", "title", "pk"), _position)


def _position(position: PositionPage) -> str:
    return f"{reports.urgency(position)}: review by {uk_day(position.review_by)}"


def resources_to_review(at: datetime) -> Answer:
    today = clock.uk_day(at)
    due = ResourcePage.objects.live().needing_review(today)
    return _of_pages(
        due.order_by("review_by", "title", "pk"),
        lambda page: _by(page.review_by, today, "Review by"),
    )


def consultations_closing(at: datetime) -> Answer:
    today = clock.uk_day(at)
    closing = (
        ConsultationPage.objects.live()
        .standing(ConsultationStatus.OPEN, today)
        .filter(closes_on__lte=today + SOON)
    )
    return _of_pages(
        closing.order_by("closes_on", "title", "pk"),
        lambda page: f"Closes on {_in_days(page.closes_on, today)}",
    )


def opportunities_closing(at: datetime) -> Answer:
    today = clock.uk_day(at)
    closing = OpportunityPage.objects.live().open(today)
    return _of_pages(
        closing.filter(closes_on__lte=today + SOON),
        lambda page: f"Closes on {_in_days(page.closes_on, today)}",
    )


def outcomes_overdue(at: datetime) -> Answer:
    """Consultations whose outcome was expected by now: is it out, and missing here?"""
    today = clock.uk_day(at)
    overdue = (
        ConsultationPage.objects.live()
        .standing(ConsultationStatus.AWAITING, today)
        .filter(outcome_expected_on__lt=today)
    )
    return _of_pages(
        overdue.order_by("outcome_expected_on", "title", "pk"),
        lambda page: f"Outcome expected on {uk_day(page.outcome_expected_on)}",
    )


def replaced_guidance(at: datetime) -> Answer:
    citations = lineage.still_citing(clock.uk_day(at))
    found = [
        Matter(one.page.title, edit_url(one.page.pk), f"Cites {one.replaced.old.title}")
        for one in citations[:SHOWN]
    ]
    return Answer(found, len(citations))


def pictures_without_words(_at: datetime) -> Answer:
    """Pictures that came before words were asked for when one is uploaded."""
    silent = Picture.objects.filter(alternative="").order_by("title", "pk")
    found = [
        Matter(
            picture.title,
            reverse("wagtailimages:edit", args=[picture.pk]),
            "Say what is seen, for those who cannot see it",
        )
        for picture in silent[:SHOWN]
    ]
    return Answer(found, len(found) if len(found) < SHOWN else silent.count())


def _by(day: date, today: date, label: str) -> str:
    late = " (overdue)" if day < today else ""
    return f"{label} {uk_day(day)}{late}"


def _in_days(day: date, today: date) -> str:
    left = (day - today).days
    when = {0: "today", 1: "tomorrow"}.get(left, f"in {left} days")
    return f"{uk_day(day)}, {when}"


for _question in (
    Question("Should be out by now", held_back),
    Question("Comments of advisers", comments),
    Question(
        "Positions that need review",
        positions_to_review,
        lambda: reverse("needs_review"),
    ),
    Question("Resources that need review", resources_to_review),
    Question("Consultations that close soon", consultations_closing),
    Question("Opportunities that close soon", opportunities_closing),
    Question("Outcomes that were expected by now", outcomes_overdue),
    Question(
        "Replaced guidance that is still cited",
        replaced_guidance,
        lambda: reverse(guidance_report.NAME),
    ),
    Question("Pictures without words", pictures_without_words),
):
    register(_question)


# --- My drafts -------------------------------------------------------------


@dataclass(frozen=True)
class Draft:
    title: str
    url: str
    section: str
    state: str
    changed_at: datetime


def drafts_of(user: Any, *, at: datetime) -> list[Draft]:
    """Return what this person changed last and nobody has published since."""
    pages = (
        Page.objects.filter(has_unpublished_changes=True, latest_revision__user=user)
        .select_related("latest_revision")
        .order_by("-latest_revision_created_at", "-pk")[:SHOWN]
    )
    above = {
        page.path: page.title
        for page in Page.objects.filter(path__in=[one.path[:-4] for one in pages])
    }
    return [
        Draft(
            page.draft_title or page.title,
            edit_url(page.pk),
            above.get(page.path[:-4], ""),
            _state(page, at),
            page.latest_revision_created_at,
        )
        for page in pages
    ]


def _state(page: Page, at: datetime) -> str:
    goes_out = page.latest_revision.approved_go_live_at
    if goes_out is not None and goes_out > at:
        return f"Goes out on {schedule.moment(goes_out)}"
    if page.live:
        return "Published, with changes since"
    if page.first_published_at is not None:
        return "Taken down"
    return "Never published"


# --- Before publishing -----------------------------------------------------


def cites_replaced_guidance(page: Page) -> list[Finding]:
    """Warn only: news of what was replaced has to name it."""
    return [
        Finding(
            f"This speaks of “{one.old.title}”, which was replaced by "
            f"“{one.current[0].title}”. A banner will say so to readers."
            if one.current
            else f"This speaks of “{one.old.title}”, which was replaced.",
            stops=False,
        )
        for one in lineage.replaced_named_in(page)
    ]


def ask_before_publishing() -> None:
    before_publishing.register(cites_replaced_guidance)
