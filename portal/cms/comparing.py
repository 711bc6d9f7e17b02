"""Comparing: two courses beside each other, for whoever asks which is the one."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from events.catalogue import course_lines, queries
from portal.cms.models import CourseIndexPage, CoursePage
from portal.core import clock

TWO = 2


@require_safe
def course_compare(request: HttpRequest) -> HttpResponse:
    """Compare the two that are asked for; who asks for fewer chooses first."""
    at = clock.now()
    every = [page for page in CoursePage.objects.for_lists() if page.course.is_offered]
    by_slug = {page.slug: page for page in every}
    asked = [request.GET.get(name, "") for name in ("one", "two")]
    chosen = [by_slug[slug] for slug in dict.fromkeys(asked) if slug in by_slug]
    aspects: list[Any] = []
    if len(chosen) == TWO:
        runs = queries.runs_of([page.course_id for page in chosen], at=at)
        aspects = course_lines.side_by_side(
            [
                (
                    page.course,
                    course_lines.offer_of(page.course, runs[page.course_id], at=at),
                )
                for page in chosen
            ]
        )
    return render(
        request,
        "cms/course_compare.html",
        {
            "every": every,
            "chosen": chosen,
            "selects": [
                ("one", "The one", asked[0]),
                ("two", "And the other", asked[1]),
            ],
            "aspects": aspects,
            "is_same_twice": len(chosen) == 1 and asked[0] == asked[1],
            "index": CourseIndexPage.objects.live().first(),
        },
    )
