import json
from http import HTTPStatus

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from events.delivery import (
    library,
    library_entries,
    recording_page,
    viewers,
    watching,
)
from portal.core import clock, files

ENTRIES_ON_A_PAGE = 20
MOST_SENT = 100


@require_safe
def library_list(request):
    at = clock.now()
    who = viewers.viewer(request.user, at=at)
    asked = library.read(request.GET)
    found = library.find(asked, who)
    page = Paginator(found.keys, ENTRIES_ON_A_PAGE).get_page(request.GET.get("page"))
    options = library.choices(asked, found)
    return render(
        request,
        "events/delivery/library_list.html",
        {
            "asked": asked,
            "who": who,
            "selects": [
                ("topic", "Topic", "Every topic", options["topic"]),
                ("series", "Series", "Every series", options["series"]),
                ("year", "Year", "Any year", options["year"]),
                ("length", "Length", "Any length", options["length"]),
            ],
            "applied": library.applied(asked, options),
            "number": len(found.keys),
            "is_empty": found.total == 0,
            "page": page,
            "entries": library_entries.entries(
                page.object_list, asked, found, who, user=request.user
            ),
        },
    )


@require_safe
def recording_detail(request, slug):
    at = clock.now()
    kept = _kept_or_404(request, slug, at=at)
    asked = request.GET.get("t", "")
    return render(
        request,
        "events/delivery/recording_detail.html",
        {
            "kept": kept,
            "event": kept.event,
            "recording": kept.recording,
            "start": kept.start(asked),
            "goes_on": not asked and kept.start("") > 0,
            "first": kept.places[: recording_page.SHOWN_PARAGRAPHS],
            "rest": kept.places[recording_page.SHOWN_PARAGRAPHS :],
            "review_is_due": kept.recording is not None
            and kept.recording.review_on is not None
            and kept.recording.review_on < clock.uk_day(at),
            "alike": recording_page.next_alike(kept.event, at=at),
        },
    )


@require_safe
def recording_film(request, slug):
    """Hand over the film, or the part of it that is asked for; each time anew."""
    kept = _open_or_404(request, slug)
    if not kept.recording or not kept.recording.file:
        raise Http404
    ending = kept.recording.media_type.rpartition("/")[2]
    return files.hand_over(
        request,
        kept.recording.file,
        name=f"{slug}.{ending}",
        media_type=kept.recording.media_type,
    )


@require_safe
def recording_captions(request, slug):
    kept = _open_or_404(request, slug)
    if not kept.recording or not kept.recording.captions:
        raise Http404
    return files.hand_over(
        request, kept.recording.captions, name=f"{slug}.vtt", media_type="text/vtt"
    )


@require_safe
def recording_transcript(request, slug):
    kept = _open_or_404(request, slug)
    if not kept.recording or not kept.recording.transcript:
        raise Http404
    return files.hand_out(
        kept.recording.transcript.encode(),
        name=f"{slug}.txt",
        media_type="text/plain; charset=utf-8",
    )


@require_safe
def handout(request, slug, reference):
    kept = _open_or_404(request, slug)
    wanted = next((one for one in kept.handouts if one.reference == reference), None)
    if wanted is None:
        raise Http404
    return files.hand_over(
        request,
        wanted.file,
        name=f"{slug}-{wanted.kind}.pdf",
        media_type=wanted.media_type,
        download=True,
    )


@require_POST
def recording_watched(request, slug):
    """Keep what somebody has seen, as the player says it."""
    if not request.user.is_authenticated:
        return JsonResponse({"signed_out": True}, status=HTTPStatus.UNAUTHORIZED)
    kept = _open_or_404(request, slug)
    if kept.recording is None:
        raise Http404
    try:
        sent = json.loads(request.POST.get("ranges", ""))[:MOST_SENT]
        ranges = [(int(begin), int(end)) for begin, end in sent]
        position = int(request.POST.get("position", ""))
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return HttpResponseBadRequest("These are not places in a recording.")
    watching.note(
        kept.recording,
        by=request.user,
        ranges=ranges,
        position=position,
        at=clock.now(),
    )
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


# --- Who may ---------------------------------------------------------------


def _kept_or_404(request, slug, *, at):
    who = viewers.viewer(request.user, at=at)
    kept = recording_page.kept_of(slug, who, user=request.user, at=at)
    if kept is None:
        raise Http404
    return kept


def _open_or_404(request, slug):
    """Return what is kept, to those who may have it; to others there is nothing."""
    kept = _kept_or_404(request, slug, at=clock.now())
    if not kept.answer.allowed:
        raise Http404
    return kept
