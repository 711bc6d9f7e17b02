"""Finding things: search, what it suggests, feeds, and what machines read."""

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from events.models import Topic
from portal.cms.finding import feeds, search, sitemap
from portal.cms.models import TopicPage
from portal.core import clock


@require_safe
def results(request):
    asked = search.read(request.GET)
    page = request.GET.get("page", "")
    found = search.find(asked, request.user, at=clock.now(), page=page)
    context = {
        "asked": asked,
        "found": found,
        "here": "search",
        "choices": _choices(asked, found),
        # The ways on, where nothing was looked for or found.
        "topics": () if found.total else _topics(),
    }
    answer = render(request, "cms/search.html", context)
    answer["X-Robots-Tag"] = "noindex"
    # What is found differs with who asks, and nobody's words belong into a cache.
    patch_cache_control(answer, private=True, no_store=True)
    return answer


def _choices(asked, found):
    """Return the kinds to choose from, each with its number, and whether it is on."""
    kinds = [
        (group.group.label, group.number, group.query, group.group == asked.group)
        for group in found.groups
    ]
    everything = ("Everything", found.total, asked.query(group=""), not asked.group)
    return [everything, *kinds]


@require_safe
def suggestions(request):
    found = search.suggest(request.GET.get("q", ""), at=clock.now())
    rows = [{"title": one.title, "label": one.label, "url": one.url} for one in found]
    answer = JsonResponse({"suggestions": rows})
    answer["X-Robots-Tag"] = "noindex"
    patch_cache_control(answer, private=True, max_age=60)
    return answer


def _topics():
    return TopicPage.objects.live().public().defer("body").order_by("title")


# --- What machines read ----------------------------------------------------

FEED = "application/atom+xml; charset=utf-8"


@require_safe
def feed(request, group):
    if group != feeds.EVERYTHING and group not in feeds.GROUPS:
        raise Http404
    return _for_a_while(HttpResponse(feeds.of_group(group), content_type=FEED))


@require_safe
def feed_of_topic(request, slug):
    topic = get_object_or_404(Topic, slug=slug)
    return _for_a_while(HttpResponse(feeds.of_topic(topic), content_type=FEED))


@require_safe
def site_map(request):
    text = sitemap.written()
    return _for_a_while(HttpResponse(text, content_type="application/xml"))


@require_safe
def robots(request):
    return HttpResponse(sitemap.robots(), content_type="text/plain; charset=utf-8")


def _for_a_while(answer):
    patch_cache_control(answer, public=True, max_age=300)
    return answer
