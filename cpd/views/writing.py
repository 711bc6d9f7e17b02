"""Writing: the pages whose words are saved as one types.

Nothing typed may be lost to a session that ended or a token that grew old: instead of
a bare refusal the words come back on a page, from which they can be sent again.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import (
    sensitive_post_parameters,
    sensitive_variables,
)
from django.views.decorators.http import require_http_methods, require_safe

from cpd import confidentiality, notes, prompts, queries, reflections
from cpd.errors import AccountUnfinished
from cpd.forms import AccountForm, NoteForm
from cpd.models import CodeTheme, CpdEntry, EntryStatus, ReflectiveAccount
from events.catalogue import lines
from events.models import Event
from portal.accounts.models import User
from portal.core import clock
from portal.core.errors import Refused
from portal.core.words import hours_words, uk_date_range, uk_time

from .private import comes_from_our_page, tell_nothing

MOST_CARRIED = 60_000
ASK_JSON = "application/json"


@dataclass(frozen=True)
class Fact:
    """Something we know already, which may start a sentence."""

    words: str
    what: str


# --- Reflective accounts ---------------------------------------------------


@csrf_exempt
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def account_write(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the form, and keep what is typed: by its buttons, or as one types."""
    tell_nothing(request)
    if not isinstance(request.user, User):
        return _signed_out(request)
    account = own_account(request, reference)
    form = _form(account, request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _editor(request, account, form)
    if not comes_from_our_page(request):
        return _send_again(request) or _editor(
            request, account, form, send_again=True, status=403
        )
    if not form.is_valid():
        return _json({"refused": _first_error(form)}, request) or _editor(
            request, account, form
        )
    try:
        saved = reflections.save(
            account,
            form.words(),
            owner=request.user,
            at=clock.now(),
            seen_version=_seen(request),
            title=form.cleaned_data["title"],
        )
    except Refused as no:
        return _json({"refused": no.message}, request) or _editor(
            request, account, form, refusal=no.message
        )
    return _after_saving(request, saved, form)


def _after_saving(
    request: HttpRequest, saved: reflections.Saved, form: AccountForm
) -> HttpResponse:
    account = saved.account
    answer = _json(
        {
            "version": account.version,
            "saved": uk_time(account.saved_at),
            "overtook": saved.overtook,
        },
        request,
    )
    if answer is not None:
        return answer
    if saved.overtook:
        messages.warning(
            request,
            "Another window had saved other words meanwhile. What you see here is "
            "kept; the others are in the history.",
        )
    if "finish" in request.POST:
        try:
            reflections.finish(account, owner=request.user, at=clock.now())
        except AccountUnfinished as no:
            form = _form(account, request.POST)
            form.is_valid()
            form.add_error(no.field, no.message)
            return _editor(request, account, form)
        messages.success(request, "The account is finished and counts.")
        return redirect("cpd:account-detail", account.reference)
    messages.success(request, f"Draft saved at {uk_time(account.saved_at)}.")
    return redirect("cpd:account-write", account.reference)


def own_account(request: HttpRequest, reference: str) -> ReflectiveAccount:
    """Return the person's own account. Others' do not exist here."""
    account = queries.account_of(request.user, reference)
    if account is None:
        raise Http404
    return account


def _form(account: ReflectiveAccount, data: Any) -> AccountForm:
    return AccountForm(
        prompts.of(account.regulator),
        data,
        with_themes=prompts.asks_for_themes(account.regulator),
        initial={
            "title": account.title,
            "code_themes": account.code_themes,
            **{name: getattr(account, name) for name in reflections.ANSWERS},
        },
    )


def _editor(
    request: HttpRequest,
    account: ReflectiveAccount,
    form: AccountForm,
    *,
    refusal: str = "",
    send_again: bool = False,
    status: int = 200,
) -> HttpResponse:
    event = queries.event_of_account(account)
    words = [str(form[name].value() or "") for name in reflections.ANSWERS]
    suggested = event.suggested_themes if event is not None else []
    context = {
        "account": account,
        "number": queries.number_of(account),
        "form": form,
        "answers": [
            (number, field, confidentiality.warnings(str(field.value() or "")))
            for number, field in form.answers
        ],
        "event": event,
        "facts": _facts(account, event),
        "suggested": [
            label for value, label in CodeTheme.choices if value in suggested
        ],
        "note": queries.note_of(request.user, event),
        "answered": sum(1 for answer in words if answer.strip()),
        "refusal": refusal,
        "send_again": send_again,
        "seen_version": request.POST.get("version") or account.version,
    }
    return render(request, "cpd/account_write.html", context, status=status)


def _facts(account: ReflectiveAccount, event: Event | None) -> list[Fact]:
    """Return what we know because the person was there, to be used or not."""
    entry = account.entry
    facts = []
    if event is not None:
        facts.append(
            Fact(f"{event.title}, {event.get_format_display().lower()}", "title")
        )
        facts.append(Fact(lines.when(event), "date"))
    elif entry is not None:
        facts.append(Fact(entry.title, "title"))
        facts.append(Fact(uk_date_range(entry.starts_on, entry.ends_on), "date"))
    if entry is not None:
        facts.append(Fact(_hours(entry), "hours"))
    return facts


def _hours(entry: CpdEntry) -> str:
    words, part = hours_words(entry.minutes), entry.participatory_minutes
    if entry.status == EntryStatus.PROPOSED or not part:
        return words
    share = "all" if part == entry.minutes else hours_words(part)
    return f"{words}, {share} of it participatory"


# --- Notes -----------------------------------------------------------------


@csrf_exempt
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def note_write(request: HttpRequest, reference: str) -> HttpResponse:
    tell_nothing(request)
    if not isinstance(request.user, User):
        return _signed_out(request)
    event = Event.objects.filter(reference=reference).first()
    if event is None or not notes.may_note(event, request.user):
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = NoteForm(data, initial={"words": notes.of(event, request.user)})
    if request.method != "POST":
        return _note_page(request, event, form)
    if not comes_from_our_page(request):
        return _send_again(request) or _note_page(
            request, event, form, send_again=True, status=403
        )
    if not form.is_valid():
        return _json({"refused": _first_error(form)}, request) or _note_page(
            request, event, form
        )
    at = clock.now()
    words = form.cleaned_data["words"].replace("\r\n", "\n")
    notes.save(event, words, owner=request.user, at=at)
    answer = _json({"saved": uk_time(at)}, request)
    if answer is not None:
        return answer
    messages.success(request, f"Notes saved at {uk_time(at)}.")
    return redirect("cpd:note-write", reference)


def _note_page(
    request: HttpRequest,
    event: Event,
    form: NoteForm,
    *,
    send_again: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        "event": event,
        "when": lines.when(event),
        "form": form,
        "send_again": send_again,
        "clues": confidentiality.warnings(str(form["words"].value() or "")),
        "entry": queries.entry_about(request.user, event),
    }
    return render(request, "cpd/note_write.html", context, status=status)


# --- Nothing typed is lost -------------------------------------------------


def _signed_out(request: HttpRequest) -> HttpResponse:
    """Lead to the sign-in; with words in hand, show them and keep them first."""
    if request.method != "POST":
        return redirect_to_login(request.get_full_path())
    sign_in = f"{reverse('account_login')}?{urlencode({'next': reverse('cpd:back')})}"
    answer = _json({"signed_out": True, "sign_in": sign_in}, request, status=401)
    if answer is not None:
        return answer
    carried = [
        (name, value[:MOST_CARRIED])
        for name in ("title", *reflections.ANSWERS, "words")
        for value in request.POST.getlist(name)
    ]
    context = {
        "sign_in": sign_in,
        "carried": carried,
        "hidden": [
            ("version", request.POST.get("version", "")),
            *(("code_themes", value) for value in request.POST.getlist("code_themes")),
        ],
    }
    return render(request, "cpd/words_kept.html", context, status=401)


@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """Say, in the window of the sign-in, that the other one still has the words."""
    return render(request, "cpd/back.html")


def _send_again(request: HttpRequest) -> HttpResponse | None:
    """Give the page a token that holds now, so that it can send its words again.

    Nothing was written. No other site can read this answer.
    """
    return _json({"token": get_token(request)}, request, status=403)


def _json(
    facts: dict[str, Any], request: HttpRequest, *, status: int = 200
) -> JsonResponse | None:
    """Answer our own script; None when a browser wants a page."""
    if request.headers.get("Accept") != ASK_JSON:
        return None
    return JsonResponse(facts, status=status, headers={"Cache-Control": "no-store"})


def _first_error(form: Any) -> str:
    return next(iter(form.errors.values()))[0]


def _seen(request: HttpRequest) -> int | None:
    version = request.POST.get("version", "")
    return int(version) if version.isascii() and version.isdigit() else None
