"""After the event, as staff see it: what there is, what is missing, and publishing."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from events.booking.staff.frame import event_or_404, for_events_staff, screen, url
from events.models import Event, Recording
from portal.core import clock
from portal.core.errors import Refused
from portal.core.words import count_of

from . import bundles, recordings, transcripts
from .film_uploads import TOO_LARGE, film_of, takes_film
from .films import MOST
from .staff_recording_forms import (
    CaptionsForm,
    ElsewhereForm,
    FilmForm,
    HandoutForm,
    ReviewForm,
    TranscriptForm,
    WithdrawForm,
)


@dataclass(frozen=True)
class Step:
    """One form of the screen: what is typed, and what follows from it."""

    form: type[forms.Form] | None
    act: Callable[[Event, dict[str, Any], Any], str]
    needs_recording: bool = False


def _elsewhere(event: Event, typed: dict[str, Any], by: Any) -> str:
    recordings.set_elsewhere(
        event, typed["url"], seconds=typed["length"], by=by, at=clock.now()
    )
    return "The address is set."


def _captions(event: Event, typed: dict[str, Any], by: Any) -> str:
    number = recordings.set_captions(
        event.recording,
        typed["captions"].read(),
        also_transcript=typed["also_transcript"],
        by=by,
    )
    return f"The captions are kept: {count_of(number, 'line,lines')}."


def _transcript(event: Event, typed: dict[str, Any], by: Any) -> str:
    recordings.set_transcript(event.recording, typed["transcript"], by=by)
    return "The transcript is saved."


def _review(event: Event, typed: dict[str, Any], by: Any) -> str:
    recordings.set_review(event.recording, typed["review_on"], by=by)
    return "The review date is saved."


def _handout(event: Event, typed: dict[str, Any], by: Any) -> str:
    handout = recordings.add_handout(
        event,
        typed["file"],
        kind=typed["kind"],
        title=typed["title"],
        by=by,
        at=clock.now(),
    )
    return f"{handout.title} added."


def _remove(event: Event, _typed: dict[str, Any], by: Any) -> str:
    recordings.remove(event.recording, by=by)
    return "The recording is removed."


def _publish(event: Event, _typed: dict[str, Any], by: Any) -> str:
    bundles.publish(event, by=by, at=clock.now())
    return "Published. People hear of it now, each in words that fit."


def _withdraw(event: Event, typed: dict[str, Any], by: Any) -> str:
    bundles.withdraw(event, reason=typed["reason"], by=by)
    return "Withdrawn. Nobody but staff sees it now."


STEPS = {
    "elsewhere": Step(ElsewhereForm, _elsewhere),
    "captions": Step(CaptionsForm, _captions, needs_recording=True),
    "transcript": Step(TranscriptForm, _transcript, needs_recording=True),
    "review": Step(ReviewForm, _review, needs_recording=True),
    "handout": Step(HandoutForm, _handout),
    "remove": Step(None, _remove, needs_recording=True),
    "publish": Step(None, _publish),
    "withdraw": Step(WithdrawForm, _withdraw),
}


@for_events_staff
@require_http_methods(["GET", "HEAD", "POST"])
def after(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what is left of the event; each form on the screen is a step of its own."""
    event = event_or_404(reference)
    name = request.POST.get("step", "")
    step = STEPS.get(name)
    if request.method != "POST" or step is None:
        return _screen(request, event)
    if step.needs_recording and _recording(event) is None:
        return redirect(url("after", reference))
    form = step.form(request.POST, request.FILES) if step.form else None
    refusal = ""
    if form is None or form.is_valid():
        try:
            said = step.act(event, form.cleaned_data if form else {}, request.user)
        except Refused as no:
            refusal = no.message
        else:
            messages.success(request, said)
            return redirect(f"{url('after', reference)}#{name}")
    return _screen(request, event, tried={name: form}, refusal=refusal)


def _too_large(request: HttpRequest, reference: str) -> HttpResponse:
    return _film_answer(
        request, reference, TOO_LARGE, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    )


@for_events_staff
@takes_film(_too_large)
@require_POST
def film(request: HttpRequest, reference: str) -> HttpResponse:
    """Take the film. With script the answer says where to go on."""
    event = event_or_404(reference)
    form = FilmForm(request.POST)
    if not form.is_valid():
        words = " ".join(form.errors["length"])
        return _film_answer(request, reference, words)
    try:
        recordings.set_film(
            event,
            film_of(request),
            seconds=form.cleaned_data["length"],
            by=request.user,
            at=clock.now(),
        )
    except Refused as no:
        return _film_answer(request, reference, no.message)
    messages.success(request, "The recording is kept. Add its captions next.")
    here = f"{url('after', reference)}#film"
    if _wants_json(request):
        return JsonResponse({"url": here})
    return redirect(here)


def _film_answer(
    request: HttpRequest, reference: str, words: str, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"refusal": words}, status=status)
    return _screen(request, event_or_404(reference), refusal=words, status=status)


def _wants_json(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == (
        "application/json"
    )


@for_events_staff
@require_POST
def handout_remove(
    request: HttpRequest, reference: str, handout_reference: str
) -> HttpResponse:
    event = event_or_404(reference)
    handout = get_object_or_404(event.handouts, reference=handout_reference)
    recordings.remove_handout(handout, by=request.user)
    messages.success(request, f"{handout.title} removed.")
    return redirect(f"{url('after', reference)}#handout")


def _recording(event: Event) -> Recording | None:
    return Recording.objects.filter(event=event).first()


def _screen(
    request: HttpRequest,
    event: Event,
    *,
    tried: dict[str, forms.Form | None] | None = None,
    refusal: str = "",
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    at = clock.now()
    recording = _recording(event)
    bundle = getattr(event, "bundle", None)
    items = bundles.checklist(event, at=at)
    blank: dict[str, forms.Form | None] = {
        "film": FilmForm(),
        "elsewhere": ElsewhereForm(
            initial={
                "url": recording.elsewhere,
                "length": transcripts.clock(recording.seconds),
            }
            if recording and recording.elsewhere
            else {}
        ),
        "captions": CaptionsForm(),
        "transcript": TranscriptForm(
            initial={"transcript": recording.transcript if recording else ""}
        ),
        "review": ReviewForm(
            initial={"review_on": recording.review_on if recording else None}
        ),
        "handout": HandoutForm(),
        "withdraw": WithdrawForm(),
    }
    return screen(
        request,
        "after",
        title="After the event",
        event=event,
        status=status,
        refusal=refusal,
        forms=blank | {name: form for name, form in (tried or {}).items() if form},
        recording=recording,
        length=transcripts.clock(recording.seconds) if recording else "",
        handouts=event.handouts.all(),
        bundle=bundle if bundle and bundle.published_at else None,
        items=items,
        may_publish=all(item.done for item in items if item.must),
        will_tell=bundles.audience(event) if not (bundle and bundle.told_at) else None,
        most=MOST,
    )
