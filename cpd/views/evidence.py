"""Files of evidence: brought, handed back to their owner, let go of."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from cpd import evidence
from cpd.forms import EvidenceForm
from cpd.models import CpdEvidence
from portal.core import clock, files
from portal.core.errors import Refused

from .entries import entry_page, own_entry
from .private import private, takes_file

TOO_LARGE = "The file is larger than 10 MB. Make it smaller, or keep a part of it."


def _own(request: HttpRequest, reference: str) -> CpdEvidence:
    found = (
        CpdEvidence.objects.filter(entry__owner=request.user, reference=reference)
        .select_related("entry")
        .first()
    )
    if found is None:
        raise Http404
    return found


def _too_large(request: HttpRequest, reference: str) -> HttpResponse:
    entry = own_entry(request, reference)
    return entry_page(request, entry, refusal=TOO_LARGE, status=413)


@private
@require_POST
@takes_file(_too_large)
def evidence_add(request: HttpRequest, reference: str) -> HttpResponse:
    entry = own_entry(request, reference)
    form = EvidenceForm(request.POST, request.FILES)
    if not form.is_valid():
        return entry_page(request, entry, evidence=form)
    file = form.cleaned_data["file"]
    try:
        kept = evidence.add(
            entry, file, name=file.name, owner=request.user, at=clock.now()
        )
    except Refused as no:
        form.add_error("file", no.message)
        return entry_page(request, entry, evidence=form)
    if kept.is_waiting:
        messages.warning(
            request,
            "The file is kept aside until it has been checked for viruses. Look again "
            "in some minutes.",
        )
    else:
        messages.success(request, "The file is with your entry.")
    return redirect("cpd:entry-detail", reference)


@private
@require_safe
def evidence_file(request: HttpRequest, reference: str) -> HttpResponseBase:
    kept = _own(request, reference)
    if kept.is_waiting or not kept.file.storage.exists(str(kept.file.name)):
        raise Http404
    return files.hand_over(
        request, kept.file, name=kept.name, media_type=kept.media_type, download=True
    )


@private
@require_http_methods(["GET", "HEAD", "POST"])
def evidence_remove(request: HttpRequest, reference: str) -> HttpResponse:
    kept = _own(request, reference)
    if request.method == "POST":
        evidence.remove(kept, owner=request.user)
        messages.success(request, "The file is deleted.")
        return redirect("cpd:entry-detail", kept.entry.reference)
    return render(request, "cpd/evidence_remove.html", {"evidence": kept})
