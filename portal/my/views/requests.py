"""For everybody, signed in or not: complaints about data, and links out of mails."""

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts import lost_steps
from portal.accounts.visitors import network_of
from portal.core import clock
from portal.core.errors import Refused
from portal.core.token_pages import token_page
from portal.my import erasures, requests
from portal.my.forms import RequestForm
from portal.my.models import DataRequest
from portal.my.models.requests import ANSWER_WITHIN
from portal.notifications import preferences

SENT = "data_request_sent"


@require_http_methods(["GET", "HEAD", "POST"])
def request_send(request: HttpRequest):
    user = request.user if request.user.is_authenticated else None
    form = RequestForm(
        request.POST or None,
        user=user,
        initial={"kind": request.GET.get("kind", "").replace("\0", "")},
    )
    refusal = ""
    if request.method == "POST" and form.is_valid():
        who = {"name": user.name or user.email, "email": user.email} if user else {}
        try:
            sent = requests.send(
                **{**form.cleaned_data, **who},
                user=user,
                asked_from=network_of(request),
                at=clock.now(),
            )
        except Refused as no:
            refusal = no.message
        else:
            request.session[SENT] = sent.reference
            return redirect("privacy:request-sent")
    context = {"form": form, "refusal": refusal, "days": ANSWER_WITHIN.days}
    return render(request, "my/privacy/request.html", context)


@require_safe
def request_sent(request: HttpRequest):
    """Show the reference to the browser that sent it, and to no other."""
    reference = request.session.get(SENT)
    sent = DataRequest.objects.filter(reference=reference).first()
    if sent is None:
        return redirect("privacy:request")
    return render(request, "my/privacy/request_sent.html", {"sent": sent})


@token_page
@require_http_methods(["GET", "HEAD", "POST"])
def erasure_stop(request: HttpRequest, token: str):
    """A mail's guard opens links: only the button stops anything."""
    erasure, done = erasures.to_stop(token), False
    if request.method == "POST" and erasure is not None:
        try:
            erasures.withdraw(erasure, by=None, at=clock.now())
            done = True
        except Refused as no:
            messages.warning(request, no.message)
            erasure = None
    context = {"erasure": erasure, "done": done}
    return render(request, "my/privacy/erasure_stop.html", context)


@token_page
@require_http_methods(["GET", "HEAD", "POST"])
def step_stop(request: HttpRequest, token: str):
    """The owner of an account keeps the second step that staff would take off."""
    lost, done = lost_steps.to_stop(token), False
    if request.method == "POST" and lost is not None:
        try:
            lost_steps.stop(lost, at=clock.now())
            done = True
        except Refused as no:
            messages.warning(request, no.message)
            lost = None
    return render(request, "my/security_stop.html", {"lost": lost, "done": done})


# A mail program posts here by itself (RFC 8058), with no cookie and no form of ours.
@csrf_exempt
@token_page
@require_http_methods(["GET", "HEAD", "POST"])
def stream_stop(request: HttpRequest, token: str):
    """End a stream. Never an error: twice, late, or with a link that is none."""
    found, done = preferences.found_by(token), False
    if request.method == "POST" and found is not None:
        user, stream = found
        preferences.choose(user, {stream.value: False}, by=None, at=clock.now())
        done = True
    context = {"stream": found[1] if found else None, "done": done}
    return render(request, "my/stream_stop.html", context)
