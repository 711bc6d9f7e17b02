"""Asking for alerts, beginning, changing and ending them."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from events.models import Topic
from portal.accounts.models import User
from portal.cms.alerts import alerts
from portal.cms.alerts.forms import AskForm, WishForm
from portal.cms.models import Alert
from portal.core import clock
from portal.core.errors import Refused
from portal.core.token_pages import token_page


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Whoever is signed in has proved an address; everybody else proves one."""
    if request.user.is_authenticated:
        return _own(request)
    form = AskForm(request.POST or None, initial=_initial(None, request))
    if request.method == "POST" and form.is_valid():
        alerts.ask(form.cleaned_data["email"], form.wish, at=clock.now())
        return redirect("cms:alerts-sent")
    return render(request, "cms/alerts/ask.html", {"form": form})


def _own(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    alert = alerts.of_account(request.user)
    if request.method == "POST" and "stop" in request.POST:
        if alert is not None:
            alerts.stop(alert)
        messages.success(request, "You get no more alerts.")
        return redirect("cms:alerts")
    form = WishForm(request.POST or None, initial=_initial(alert, request))
    if request.method == "POST" and form.is_valid():
        alerts.keep_for(request.user, form.wish, at=clock.now())
        messages.success(request, f"Alerts go to {request.user.email}.")
        return redirect("cms:alerts")
    context = {"form": form, "alert": alert, "address": request.user.email}
    return render(request, "cms/alerts/own.html", context)


def _initial(alert: Alert | None, request: HttpRequest) -> dict[str, Any]:
    if alert is None:
        return {"topics": _chosen(request)}
    return {
        "topics": alert.topics.all(),
        "everything": alert.everything,
        "often": alert.often,
    }


def _chosen(request: HttpRequest) -> QuerySet[Topic]:
    """Return the topic from whose page somebody comes."""
    return Topic.objects.filter(slug=request.GET.get("topic", "").replace("\0", ""))


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    return render(request, "cms/alerts/sent.html", {"days": alerts.LINK_HOLDS.days})


@token_page
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """A mail's guard opens links: only the button on the page begins anything."""
    if request.method == "POST":
        try:
            alert = alerts.confirm(token, at=clock.now())
        except Refused as refused:
            return _ended(request, refused.message)
        change = alerts.link_for(alert, alerts.CHANGE)
        return render(
            request, "cms/alerts/confirmed.html", {"alert": alert, "change": change}
        )
    wanted = alerts.asked_with(token, at=clock.now())
    if wanted is None:
        return _ended(request, "This link has been used, or is older than three days.")
    context = {"wanted": wanted, "topics": wanted.topics.all()}
    return render(request, "cms/alerts/confirm.html", context)


@token_page
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, token: str) -> HttpResponse:
    alert = alerts.found_by(token, alerts.CHANGE)
    if alert is None:
        return _ended(request, "No alerts belong to this link any more.")
    form = WishForm(request.POST or None, initial=_initial(alert, request))
    if request.method == "POST" and form.is_valid():
        alerts.keep(alert.reached_at, form.wish, at=clock.now())
        messages.success(request, "Your alerts are changed.")
        return redirect("cms:alert-change", token)
    context = {
        "form": form,
        "alert": alert,
        "stop": alerts.link_for(alert, alerts.STOP),
    }
    return render(request, "cms/alerts/change.html", context)


# A mail program posts here by itself (RFC 8058), with no cookie and no form of ours.
@csrf_exempt
@token_page
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """End the alerts. Never an error: twice, late, or with a link that is none."""
    alert = alerts.found_by(token, alerts.STOP)
    if request.method == "POST":
        if alert is not None:
            alerts.stop(alert)
        return render(request, "cms/alerts/stopped.html")
    if alert is None:
        return _ended(request, "No alerts belong to this link any more.")
    return render(request, "cms/alerts/stop.html", {"alert": alert})


def _ended(request: HttpRequest, words: str) -> HttpResponse:
    return render(request, "cms/alerts/ended.html", {"words": words})
