"""The draft as an adviser sees it: one version, to read and to comment on."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from portal.core import clock
from portal.core.errors import Refused
from portal.core.token_pages import token_page

from . import readings
from .forms import CommentForm

GONE = 410


@token_page
@require_http_methods(["GET", "HEAD", "POST"])
def draft_read(request, token):
    at = clock.now()
    review = readings.find(token)
    if review is None:
        raise Http404
    ended = readings.why_ended(review, at=at)
    if ended is not None:
        return _ended(request, review, ended)
    parts = readings.parts_of(review.revision)
    form = CommentForm(request.POST or None, parts=parts)
    refusal = ""
    if request.method == "POST":
        if request.POST.get("step") == "finish":
            readings.finish(review, at=at)
            return redirect("cms:draft-read", token)
        if form.is_valid():
            try:
                readings.comment(review, **form.cleaned_data, at=at)
            except Refused as no:
                refusal = no.message
            else:
                messages.success(request, "Your comment is kept.")
                here = reverse("cms:draft-read", args=[token])
                return redirect(f"{here}#comments")
    return _draft(request, review, form, refusal)


def _draft(request, review, form, refusal):
    """Answer with the page as it would look, and the reader's own comments below."""
    page = review.revision.as_object()
    request.draft_reading = {
        "review": review,
        "form": form,
        "refusal": refusal,
        "comments": list(review.comments.all()),
    }
    return page.serve_preview(request, page.default_preview_mode)


def _ended(request, review, ended):
    return render(
        request,
        "cms/drafts/draft_ended.html",
        {
            "ended": ended.value,
            "page_url": review.page.full_url if review.page.live else "",
        },
        status=GONE,
    )
