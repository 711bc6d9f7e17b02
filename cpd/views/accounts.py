"""Reflective accounts: listed, begun, read, brought back, handed out, deleted."""

import re

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from cpd import documents, notes, prompts, queries, reflections
from cpd.forms import StartForm
from cpd.models import AccountStatus, CodeTheme, ReflectiveAccount
from events.models import Event
from portal.core import clock, files, references
from portal.core.errors import Refused
from portal.rendering import docx, pdf
from portal.rendering.words import file_name

from .private import private
from .writing import own_account

ON_A_PAGE = 20
KINDS = {
    "pdf": (documents.account_pdf, pdf.MEDIA_TYPE),
    "docx": (documents.account_docx, docx.MEDIA_TYPE),
}


@private
@require_safe
def account_list(request: HttpRequest) -> HttpResponse:
    rows = ReflectiveAccount.objects.filter(owner=request.user).select_related("entry")
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    numbers = queries.numbers_of(request.user, list(page))
    context = {
        "page": page,
        "accounts": [(account, numbers[account.pk]) for account in page],
    }
    return render(request, "cpd/account_list.html", context)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def account_start(request: HttpRequest) -> HttpResponse:
    """Begin an account, blank or about an event one can see."""
    event = _event(request)
    entry = queries.entry_about(request.user, event) if event else None
    form = StartForm(
        request.POST or None, initial={"title": event.title if event else ""}
    )
    if request.method == "POST" and form.is_valid():
        account = reflections.start(
            owner=request.user,
            at=clock.now(),
            title=form.cleaned_data["title"],
            entry=entry,
            event=event,
            regulator=queries.regulator_of(request.user, on=clock.today()),
        )
        return redirect("cpd:account-write", account.reference)
    return render(request, "cpd/account_start.html", {"form": form, "event": event})


def _event(request: HttpRequest) -> Event | None:
    reference = request.GET.get("event", "")
    if not re.fullmatch(references.Converter.regex, reference):
        return None
    event = Event.objects.filter(reference=reference).first()
    if event is not None and not notes.may_note(event, request.user):
        raise Http404
    return event


@private
@require_safe
def account_detail(request: HttpRequest, reference: str) -> HttpResponse:
    account = own_account(request, reference)
    themes = [
        label for value, label in CodeTheme.choices if value in account.code_themes
    ]
    answers = [
        (prompt.words, getattr(account, prompt.field))
        for prompt in prompts.of(account.regulator)
    ]
    if prompts.asks_for_themes(account.regulator):
        answers.append(("Themes of the Code", ", ".join(themes)))
    context = {
        "account": account,
        "number": queries.number_of(account),
        "answers": answers,
        "is_finished": account.status == AccountStatus.FINISHED,
        "event": queries.event_of_account(account),
    }
    return render(request, "cpd/account_detail.html", context)


@private
@require_safe
def account_file(request: HttpRequest, reference: str, ending: str) -> HttpResponseBase:
    account = own_account(request, reference)
    make, media_type = KINDS[ending]
    number = queries.number_of(account).number
    return files.hand_out(
        make(account),
        name=file_name(f"Reflective account {number}", ending),
        media_type=media_type,
    )


@private
@require_safe
def account_history(request: HttpRequest, reference: str) -> HttpResponse:
    account = own_account(request, reference)
    page = Paginator(account.versions.all(), ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {"account": account, "page": page}
    return render(request, "cpd/account_history.html", context)


@private
@require_safe
def account_version(request: HttpRequest, reference: str, version: int) -> HttpResponse:
    account = own_account(request, reference)
    older = account.versions.filter(version=version).first()
    if older is None:
        raise Http404
    answers = [
        (prompt.words, getattr(older, prompt.field))
        for prompt in prompts.of(account.regulator)
    ]
    context = {"account": account, "version": older, "answers": answers}
    return render(request, "cpd/account_version.html", context)


@private
@require_POST
def account_restore(request: HttpRequest, reference: str, version: int) -> HttpResponse:
    account = own_account(request, reference)
    older = account.versions.filter(version=version).first()
    if older is None:
        raise Http404
    try:
        reflections.restore(account, older, owner=request.user, at=clock.now())
    except Refused as no:
        messages.error(request, no.message)
    else:
        messages.success(request, "These words are back; the newer ones are kept too.")
    return redirect("cpd:account-write", reference)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def account_delete(request: HttpRequest, reference: str) -> HttpResponse:
    account = own_account(request, reference)
    if request.method == "POST":
        reflections.delete(account, owner=request.user)
        messages.success(request, "The account is deleted for good.")
        return redirect("cpd:account-list")
    return render(request, "cpd/account_delete.html", {"account": account})
