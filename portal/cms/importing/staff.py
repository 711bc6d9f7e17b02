"""Imports for editors: hand in a file, look at what was found, choose, take back."""

from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.roles import Role, has_role
from portal.cms.models import ArticleImport, ImportedArticle
from portal.core import clock
from portal.core.errors import Refused
from portal.core.words import count_of

from . import articles, reading
from .forms import UploadForm
from .reading import Found

SPACE = "staff_imports"
MOST_FILES = 50
LISTED = 25


def may_import(user: Any) -> bool:
    return has_role(user, Role.EDITOR)


def _for_editors(view: Any) -> Any:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        if not may_import(request.user):
            raise PermissionDenied
        return view(request, *args, **options)

    return guarded


def _screen(
    request: HttpRequest, template: str, title: str, **context: Any
) -> HttpResponse:
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": "Home"},
        {"url": reverse(f"{SPACE}:import-list"), "label": "Import articles"},
    ]
    if template != "import_list":
        crumbs.append({"url": "", "label": title})
    return render(
        request,
        f"cms/staff/{template}.html",
        {
            "breadcrumbs_items": crumbs,
            "header_title": title,
            "header_icon": "download",
            "page_title": title,
            **context,
        },
    )


@_for_editors
@require_http_methods(["GET", "HEAD", "POST"])
def import_list(request: HttpRequest) -> HttpResponse:
    sent = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if sent else UploadForm()
    refusal = ""
    if sent and form.is_valid():
        try:
            batch = _read(form.cleaned_data["upload"], by=request.user)
        except Refused as no:
            refusal = no.message
        else:
            return redirect(f"{SPACE}:import-detail", batch.pk)
    return _screen(
        request,
        "import_list",
        "Import articles",
        form=form,
        refusal=refusal,
        imports=ArticleImport.objects.select_related("read_by")[:LISTED],
    )


def _read(files: list[Any], *, by: Any) -> ArticleImport:
    first = files[0]
    if len(files) > MOST_FILES:
        raise Refused(f"Choose at most {MOST_FILES} files at a time.")
    beginning = first.read(512)
    first.seek(0)
    at = clock.now()
    if reading.is_wordpress(first.name, beginning):
        if len(files) > 1:
            raise Refused("Hand in one WordPress export at a time.")
        found, source = reading.wordpress(first), ArticleImport.Source.WORDPRESS
    else:
        pages = [reading.html_page(one.name, one.read()) for one in files]
        found, source = Found(pages, []), ArticleImport.Source.HTML
    return articles.keep(found, source=source, file_name=first.name, by=by, at=at)


@_for_editors
@require_http_methods(["GET", "HEAD", "POST"])
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Before: what was found, and what would be lost. After: what became of it."""
    batch = get_object_or_404(ArticleImport, pk=pk)
    refusal = ""
    if request.method == "POST":
        chosen = [
            int(key) for key in request.POST.getlist("article") if key.isdecimal()
        ]
        try:
            articles.start(batch, chosen=chosen, by=request.user, at=clock.now())
        except Refused as no:
            refusal = no.message
        else:
            return redirect(f"{SPACE}:import-detail", pk)
    rows = list(batch.articles.select_related("page").defer("html", "summary"))
    known = articles.here_already([row.guid for row in rows])
    done = dict.fromkeys(ImportedArticle.Outcome, 0)
    for row in rows:
        done[ImportedArticle.Outcome(row.outcome)] += 1
    waiting = done[ImportedArticle.Outcome.CHOSEN]
    asked = len(rows) - done[ImportedArticle.Outcome.FOUND]
    return _screen(
        request,
        "import_detail",
        f"Import of {batch.file_name}",
        batch=batch,
        refusal=refusal,
        rows=[{"article": row, "known": known.get(row.guid)} for row in rows],
        waiting=waiting,
        asked=asked,
        done=asked - waiting,
        untouched=len(articles.untouched(batch)) if batch.started_at else 0,
    )


@_for_editors
@require_POST
def import_undo(request: HttpRequest, pk: int) -> HttpResponse:
    batch = get_object_or_404(ArticleImport, pk=pk)
    number = articles.undo(batch, by=request.user, at=clock.now())
    messages.success(
        request, f"{count_of(number, 'untouched draft,untouched drafts')} deleted."
    )
    return redirect(f"{SPACE}:import-detail", pk)


urlpatterns = [
    path("", import_list, name="import-list"),
    path("<int:pk>/", import_detail, name="import-detail"),
    path("<int:pk>/undo/", import_undo, name="import-undo"),
]
