"""Tell me when there is a date: asking, proving an address, ending it."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from events.models import Course
from portal.accounts.models import User
from portal.body.models import Area
from portal.core import clock
from portal.core.errors import Refused
from portal.core.token_pages import token_page

from . import interest

READ_OR_SEND = ["GET", "HEAD", "POST"]


class InterestForm(forms.Form):
    area = forms.ModelChoiceField(
        Area.objects.filter(in_use=True),
        label="Where you would come",
        required=False,
        empty_label="Anywhere, or online",
        help_text="We tell you of dates there, and of every date online.",
    )
    email = forms.EmailField(
        label="E-mail address",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="We write to it once, with a link that makes it count.",
        error_messages={
            "required": "Enter your e-mail address",
            "invalid": "Enter an e-mail address with an @ sign",
        },
    )


@require_http_methods(READ_OR_SEND)
def interest_ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Whoever is signed in has proved an address; everybody else proves one."""
    course = Course.objects.offered().filter(page__slug=slug, page__live=True).first()
    if course is None:
        raise Http404
    user = request.user if isinstance(request.user, User) else None
    known = interest.of(course, user) if user else None
    form = InterestForm(
        request.POST or None, initial={"area": known.area if known else None}
    )
    if user is not None:
        del form.fields["email"]
    if request.method == "POST" and "stop" in request.POST and known is not None:
        interest.stop(known, at=clock.now())
        messages.success(request, "We do not write to you about this course any more.")
        return redirect("events:interest-ask", slug)
    if request.method == "POST" and form.is_valid():
        at, area = clock.now(), form.cleaned_data["area"]
        if user is not None:
            interest.ask(course, user=user, area=area, at=at)
            messages.success(request, "We write to you when there is a date.")
            return redirect("events:interest-ask", slug)
        interest.ask_by_mail(course, email=form.cleaned_data["email"], area=area, at=at)
        return render(
            request,
            "events/catalogue/interest_sent.html",
            {"course": course, "days": interest.LINK_HOLDS.days},
        )
    return render(
        request,
        "events/catalogue/interest_ask.html",
        {"course": course, "form": form, "known": known, "slug": slug},
    )


@token_page
@require_http_methods(READ_OR_SEND)
def interest_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """A mail's guard opens links: only the button on the page makes it count."""
    at = clock.now()
    context: dict[str, object] = {"stage": "ended"}
    if request.method == "POST":
        try:
            row = interest.confirm(token, at=at)
        except Refused as no:
            context["words"] = no.message
        else:
            context = {"stage": "counted", "course": row.course}
    else:
        row_or_none = interest.asked_with(token, at=at)
        if row_or_none is not None:
            context = {"stage": "ask", "course": row_or_none.course}
    return render(request, "events/catalogue/interest_confirm.html", context)


# A mail program posts here by itself (RFC 8058), with no cookie and no form of ours.
@csrf_exempt
@token_page
@require_http_methods(READ_OR_SEND)
def interest_stop(request: HttpRequest, token: str) -> HttpResponse:
    """End it. Never an error: twice, late, or with a link that is none."""
    row = interest.found_by(token)
    stage = "ask" if row is not None and row.ended_at is None else "ended"
    if request.method == "POST":
        if row is not None:
            interest.stop(row, at=clock.now())
        stage = "ended"
    course = row.course if row is not None else None
    return render(
        request,
        "events/catalogue/interest_stop.html",
        {"stage": stage, "course": course},
    )
