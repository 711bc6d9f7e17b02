"""The log of practice-related feedback."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cpd import confidentiality, feedback, queries
from cpd.forms import FeedbackForm
from cpd.models import Feedback
from portal.core import clock
from portal.core.errors import Refused

from .private import private

ON_A_PAGE = 20


def _own(request: HttpRequest, reference: str) -> Feedback:
    found = queries.feedback_of(request.user).filter(reference=reference).first()
    if found is None:
        raise Http404
    return found


@private
@require_safe
def feedback_list(request: HttpRequest) -> HttpResponse:
    rows = queries.feedback_of(request.user)
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "cpd/feedback_list.html", {"page": page})


@private
@require_http_methods(["GET", "HEAD", "POST"])
def feedback_add(request: HttpRequest) -> HttpResponse:
    form = FeedbackForm(request.POST or None)
    return _edit(request, form, None)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def feedback_change(request: HttpRequest, reference: str) -> HttpResponse:
    row = _own(request, reference)
    return _edit(request, FeedbackForm.of(row, request.POST or None), row)


def _edit(
    request: HttpRequest, form: FeedbackForm, row: Feedback | None
) -> HttpResponse:
    refusal = ""
    if request.method == "POST" and form.is_valid():
        given = {"owner": request.user, "at": clock.now()}
        try:
            if row is None:
                feedback.add(form.piece(), **given)
            else:
                feedback.correct(row, form.piece(), **given)
        except Refused as no:
            refusal = no.message
        else:
            messages.success(request, "The feedback is in your log.")
            return redirect("cpd:feedback-list")
    clues = confidentiality.warnings(row.content) if row is not None else []
    context = {"form": form, "refusal": refusal, "piece": row, "clues": clues}
    return render(request, "cpd/feedback_form.html", context)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def feedback_delete(request: HttpRequest, reference: str) -> HttpResponse:
    row = _own(request, reference)
    if request.method == "POST":
        feedback.delete(row, owner=request.user)
        messages.success(request, "The feedback is deleted.")
        return redirect("cpd:feedback-list")
    return render(request, "cpd/feedback_delete.html", {"piece": row})
