"""Asking for training of one's own: the form, and what came of sending it."""

from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from events.commissioning import enquiries
from events.commissioning.forms import EnquiryForm, began
from events.models import Enquiry
from portal.accounts.visitors import network_of
from portal.core import clock
from portal.core.errors import Refused

SENT = "commission_enquiry_sent"
NOT_TAKEN = (
    "We could not take this as it was sent. Look through it and send it once more; if "
    "that does not help, write to our events team."
)


@require_http_methods(["GET", "HEAD", "POST"])
def enquiry(request: HttpRequest):
    at = clock.now()
    user = request.user
    typed = request.GET.get("course", "")
    initial = {"course": typed if typed.isdigit() else None}
    if user.is_authenticated:
        initial |= {"name": user.name, "email": user.email}
    form = EnquiryForm(request.POST or None, at=at, initial=initial)
    refusal = ""
    if form.is_valid():
        try:
            sent = _send(form, request, at=at)
        except Refused as no:
            refusal = no.message
            form = _again(form, at=at)
        else:
            request.session[SENT] = sent.reference
            return redirect("events:enquiry-sent")
    context = {"form": form, "refusal": refusal}
    return render(request, "events/commissioning/enquiry.html", context)


def _send(form: EnquiryForm, request: HttpRequest, *, at) -> Enquiry:
    if form.looks_made_by_a_machine:
        raise Refused(NOT_TAKEN)
    return enquiries.send(form.wish, asked_from=network_of(request), at=at)


def _again(form: EnquiryForm, *, at) -> EnquiryForm:
    """Return the form with all that was typed, opened now."""
    typed = form.data.copy()
    typed["began"] = began(at)
    typed["website"] = ""
    return EnquiryForm(typed, at=at)


@require_safe
def enquiry_sent(request: HttpRequest):
    """Show the reference to the browser that sent it, and to no other."""
    sent = Enquiry.objects.filter(reference=request.session.get(SENT)).first()
    if sent is None:
        return redirect("events:enquiry")
    return render(request, "events/commissioning/enquiry_sent.html", {"sent": sent})
