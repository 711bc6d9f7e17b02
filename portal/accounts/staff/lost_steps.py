"""The staff screens about lost second steps: note one, agree, drop."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts import lost_steps
from portal.accounts.models import LostStep, User
from portal.core import clock
from portal.core.errors import Refused

from . import frame
from .frame import only_for

SHOWN = 30


for_team = only_for(lost_steps.may_see)


class LostStepForm(forms.Form):
    email = forms.EmailField(
        label="Address of the account",
        error_messages={
            "required": "Enter the address.",
            "invalid": "Enter an e-mail address with an @ sign.",
        },
    )
    how_known = forms.CharField(
        label="How do you know that it is the owner?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Such as: called back on the number in our file, who gave the number "
        "and the last two events. A mail alone is not enough: it may be the thief's.",
        error_messages={"required": "Say how you made sure."},
    )


def url(name: str) -> str:
    return reverse(f"staff_lost_steps:{name}")


@for_team
@require_http_methods(["GET", "HEAD", "POST"])
def lost_step_list(request: HttpRequest) -> HttpResponse:
    typed = request.POST if request.method == "POST" else None
    form, refusal = LostStepForm(typed), ""
    if form.is_valid():
        email = form.cleaned_data["email"].lower()
        user = User.objects.filter(email=email).first()
        try:
            if user is None:
                refusal = "There is no account with this address."
            else:
                lost_steps.ask(
                    user,
                    how_known=form.cleaned_data["how_known"],
                    by=request.user,
                    at=clock.now(),
                )
                messages.success(request, "Noted. Now a second person has to agree.")
                return redirect(url("list"))
        except Refused as no:
            refusal = no.message
    rows = LostStep.objects.select_related("user", "asked_by", "agreed_by")
    lines = [
        (lost, lost.status == "asked" and lost.asked_by_id != request.user.pk)
        for lost in rows[:SHOWN]
    ]
    return frame.screen(
        request,
        "staff/lost_step_list.html",
        title="Lost second steps",
        icon="lock-open",
        form=form,
        refusal=refusal,
        lines=lines,
        back=reverse("wagtailadmin_home"),
    )


@for_team
@require_POST
def lost_step_decide(request: HttpRequest, pk: int) -> HttpResponse:
    lost = get_object_or_404(LostStep.objects.select_related("user"), pk=pk)
    at = clock.now()
    try:
        if "agree" in request.POST:
            lost_steps.agree(lost, by=request.user, at=at)
            messages.success(
                request, "Agreed. The owner is told, and can stop it for 72 hours."
            )
        else:
            lost_steps.drop(lost, by=request.user, at=at)
            messages.success(request, "Dropped. The second step stays.")
    except Refused as no:
        messages.warning(request, no.message)
    return redirect(url("list"))
