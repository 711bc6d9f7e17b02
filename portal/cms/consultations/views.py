"""Consulting: the pages on which a member sends, changes and deletes a view."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.accounts.models import User
from portal.body.models import Area
from portal.cms.consultations import members_views
from portal.cms.models import ConsultationPage, MembersView
from portal.cms.models.members_views import MOST_WORDS
from portal.core import clock
from portal.core.errors import Refused


class ViewForm(forms.ModelForm):
    class Meta:
        model = MembersView
        fields = ("words", "role", "area")
        widgets = {"words": forms.Textarea(attrs={"rows": 8})}
        error_messages = {
            "words": {
                "required": "Write what you think",
                "max_length": f"Write at most {MOST_WORDS:,} characters",
            }
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        area = self.fields["area"]
        assert isinstance(area, forms.ModelChoiceField)
        area.queryset = Area.objects.filter(in_use=True)
        area.empty_label = "Rather not say"
        self.fields["words"].help_text = (
            "The policy team reads it, and nobody else. Leave out what would let "
            "somebody know a patient or colleague again."
        )


def _consultation(pk: int) -> ConsultationPage:
    pages = ConsultationPage.objects.live().public()
    consultation = get_object_or_404(pages, pk=pk)
    if consultation.views_by is None:
        raise Http404
    return consultation


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def view_write(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a view; what cannot be taken is shown again with the reason."""
    assert isinstance(request.user, User)
    consultation = _consultation(pk)
    kept = members_views.view_of(request.user, consultation)
    form = ViewForm(request.POST or None, instance=kept)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            members_views.send(
                consultation, by=request.user, at=clock.now(), **form.cleaned_data
            )
        except Refused as no:
            refusal = no.message
        else:
            messages.success(request, "Your view is with the policy team.")
            return redirect(f"{consultation.url}#views")
    return render(
        request,
        "cms/consultations/view_write.html",
        {
            "consultation": consultation,
            "form": form,
            "refusal": refusal,
            "offer": members_views.offer_to(request.user, consultation, at=clock.now()),
        },
    )


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def view_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    consultation = _consultation(pk)
    view = members_views.view_of(request.user, consultation)
    if view is None:
        return redirect(consultation.url)
    if request.method == "POST":
        members_views.withdraw(view)
        messages.success(request, "Your view is deleted.")
        return redirect(f"{consultation.url}#views")
    return render(
        request,
        "cms/consultations/view_withdraw.html",
        {"consultation": consultation, "view": view},
    )
