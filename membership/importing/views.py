"""The screens of an import: bring, explain, look, choose, carry out, take back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from membership import permissions
from membership.models import (
    CAN_BE_CHOSEN,
    Done,
    Grade,
    ImportStage,
    MemberImport,
    Outcome,
)
from portal.accounts.staff import frame
from portal.accounts.staff.frame import Tab, only_for
from portal.core import clock, files, history
from portal.core.errors import Refused
from portal.core.taking_files import takes_file
from portal.core.words import count_of
from portal.rendering import sheets

from . import mapping, reading, steps, surveying, undoing
from .forms import ColumnsForm, FileForm, GradesForm, StartForm

READ_OR_SEND = ["GET", "HEAD", "POST"]
ROWS_A_PAGE = 100
LISTED = 50
MOST_STAYS = 200
for_keepers = only_for(permissions.may_keep_members)

STEPS_AT_WORK = {
    ImportStage.READING: "The file is being read.",
    ImportStage.CHECKING: "Every row is compared with the list. Nothing is changed.",
    ImportStage.WAITING: "Another import is at work. This one comes after it.",
    ImportStage.CARRYING_OUT: "The chosen rows are being carried out.",
    ImportStage.UNDO_WAITING: "Another import is at work. This one comes after it.",
    ImportStage.UNDOING: "What was carried out is being taken back.",
}


def url(name: str, *args: object) -> str:
    return reverse(f"staff_members:{name}", args=args)


def _screen(request, name, *, title, batch=None, **context) -> HttpResponse:
    crumbs = [("Members", url("member-list"))]
    if batch is not None or name != "import_list":
        crumbs.append(("Import members", url("import-list")))
    if batch is not None and title != batch.file_name:
        crumbs.append((batch.file_name, url("import-detail", batch.pk)))
    return frame.screen(
        request,
        f"membership/staff/{name}.html",
        title=title,
        crumbs=crumbs,
        icon="download",
        batch=batch,
        **context,
    )


# --- Bringing --------------------------------------------------------------


def _list(request: HttpRequest, form=None, refusal="") -> HttpResponse:
    return _screen(
        request,
        "import_list",
        title="Import members",
        form=form or FileForm(),
        refusal=refusal,
        imports=MemberImport.objects.select_related("brought_by").defer(
            "survey", "mapping", "headings"
        )[:LISTED],
    )


def _too_large(request: HttpRequest) -> HttpResponse:
    if not permissions.may_keep_members(request.user):
        return HttpResponse(status=403)
    return _list(request, refusal=steps.TOO_LARGE)


@takes_file(reading.MOST_BYTES, _too_large)
@for_keepers
@require_http_methods(READ_OR_SEND)
def import_list(request: HttpRequest) -> HttpResponse:
    sent = request.method == "POST"
    form = FileForm(request.POST, request.FILES) if sent else FileForm()
    if not form.is_valid():
        return _list(request, form)
    upload = form.cleaned_data["upload"]
    try:
        batch = steps.bring(
            upload.file,
            name=upload.name,
            size=upload.size,
            by=request.user,
            at=clock.now(),
        )
    except Refused as no:
        return _list(request, form, refusal=no.message)
    return redirect(url("import-detail", batch.pk))


# --- Looking ---------------------------------------------------------------


def _batch(key: int) -> MemberImport:
    return get_object_or_404(
        MemberImport.objects.select_related("brought_by", "started_by", "undone_by"),
        pk=key,
    )


@for_keepers
@require_safe
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The next question, how far it has got, or what it would do."""
    batch = _batch(pk)
    if batch.stage == ImportStage.ASKING and not request.GET.get("stay"):
        return redirect(_next_question(batch))
    return _detail(request, batch)


def _next_question(batch: MemberImport) -> str:
    asked = batch.mapping and steps.grades_missing(
        batch, surveying.from_json(batch.survey)
    )
    return url("import-grades" if asked else "import-columns", batch.pk)


def _detail(request: HttpRequest, batch: MemberImport, refusal="") -> HttpResponse:
    counts = dict.fromkeys(Outcome, 0)
    counts |= steps.counts(batch)
    asked = request.GET.get("show", "")
    show = asked if asked in Outcome.values else _first_of_interest(counts)
    here = url("import-detail", batch.pk)
    rows = batch.rows.filter(outcome=show).select_related("member")
    paginator = Paginator(rows, ROWS_A_PAGE)
    paginator.count = counts[show]
    page = paginator.get_page(request.GET.get("p"))
    checked = batch.stage == ImportStage.CHECKED
    return _screen(
        request,
        "import_detail",
        title=batch.file_name,
        batch=batch,
        refusal=refusal,
        tabs=[
            Tab(
                f"{outcome.label} ({counts[outcome]})",
                f"{here}?show={outcome}",
                here=outcome == show,
            )
            for outcome in Outcome
        ]
        if batch.rows.exists()
        else [],
        show=show,
        page=page,
        elided_page_range=paginator.get_elided_page_range(page.number),
        page_links=f"{here}?show={show}",
        words=STEPS_AT_WORK.get(batch.stage, ""),
        of=steps.amount(batch),
        checked=checked,
        may_choose=checked and show in CAN_BE_CHOSEN,
        chosen=batch.rows.filter(chosen=True).count(),
        retreat=steps.retreat(batch) if checked else None,
        done=batch.rows.filter(done=Done.DONE).count(),
        left_out=batch.rows.filter(done=Done.STALE).count(),
        stayed=batch.rows.filter(done=Done.STAYS).count(),
        may_discard=batch.stage in steps.CAN_BE_DISCARDED,
        latest=history.of(batch)[:10],
        labels={one.key: one.label for one in mapping.FIELDS} | {"term": "Term"},
    )


def _first_of_interest(counts) -> str:
    """Return what most needs a look: faults first, what stays as it is last."""
    found = [one for one in reversed(Outcome) if counts[one]]
    only = found[0] if found else Outcome.NEW
    return next((one for one in found if one != Outcome.UNCHANGED), only)


@for_keepers
@require_safe
def import_faults(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out what cannot be carried out by itself, to put it right in the file."""
    batch = _batch(pk)
    return files.hand_out(
        (
            line.encode()
            for line in sheets.lines(steps.FAULT_HEADINGS, steps.faults(batch))
        ),
        name=f"faults of {batch.file_name}.csv",
        media_type=sheets.MEDIA_TYPE,
    )


# --- Explaining ------------------------------------------------------------


@for_keepers
@require_http_methods(READ_OR_SEND)
def import_columns(request: HttpRequest, pk: int) -> HttpResponse:
    batch = _batch(pk)
    if batch.stage not in steps.CAN_BE_MAPPED:
        return redirect(url("import-detail", pk))
    suggested = steps.suggested(batch)
    survey = surveying.from_json(batch.survey)
    form = ColumnsForm(
        request.POST or None,
        headings=batch.headings,
        survey=survey,
        said=suggested.mapping,
        asked=suggested.asked,
    )
    refusal = ""
    if form.is_valid():
        try:
            known = steps.say_columns(
                batch, form.mapping(), by=request.user, at=clock.now()
            )
        except Refused as no:
            refusal = no.message
        else:
            return redirect(url("import-detail" if known else "import-grades", pk))
    return _screen(
        request,
        "import_columns",
        title="What the columns mean",
        batch=batch,
        form=form,
        refusal=refusal,
        suggested=suggested,
        asks_order=mapping.asks_order(suggested.mapping.get("columns", {}), survey),
        back=url("import-list"),
        button="Check every row",
    )


@for_keepers
@require_http_methods(READ_OR_SEND)
def import_grades(request: HttpRequest, pk: int) -> HttpResponse:
    batch = _batch(pk)
    if batch.stage not in steps.CAN_BE_MAPPED or not batch.mapping:
        return redirect(url("import-detail", pk))
    words = mapping.grade_words(batch.mapping, surveying.from_json(batch.survey))
    form = GradesForm(
        request.POST or None, words=words, known=batch.mapping.get("grades", {})
    )
    refusal = ""
    if form.is_valid():
        try:
            steps.say_grades(batch, form.grades(), by=request.user, at=clock.now())
        except Refused as no:
            refusal = no.message
        else:
            return redirect(url("import-detail", pk))
    return _screen(
        request,
        "import_grades",
        title="Which grades are meant",
        batch=batch,
        form=form,
        refusal=refusal,
        no_grades=not Grade.objects.exists(),
        back=url("import-columns", pk),
        button="Check every row",
    )


# --- Carrying out ----------------------------------------------------------


def _lines(request: HttpRequest, name: str) -> set[int]:
    return {int(one) for one in request.POST.getlist(name) if one.isdecimal()}


def _steps_back(request: HttpRequest, pk: int, act) -> HttpResponse:
    """Take one step, and show the import again with what was refused."""
    batch = _batch(pk)
    try:
        act(batch)
    except Refused as no:
        return _detail(request, _batch(pk), refusal=no.message)
    return redirect(url("import-detail", pk))


@for_keepers
@require_POST
def import_choose(request: HttpRequest, pk: int) -> HttpResponse:
    show = request.POST.get("show", "")
    shown = _lines(request, "shown")
    answer = _steps_back(
        request,
        pk,
        lambda batch: steps.choose(
            batch, shown=shown, chosen=_lines(request, "chosen")
        ),
    )
    if answer.status_code != 302 or show not in Outcome.values:  # noqa: PLR2004 - led on
        return answer
    messages.success(request, "The choice is kept.")
    number = request.POST.get("p", "")
    page = number if number.isdecimal() else "1"
    return redirect(f"{url('import-detail', pk)}?show={show}&p={page}")


@for_keepers
@require_POST
def import_check(request: HttpRequest, pk: int) -> HttpResponse:
    return _steps_back(
        request,
        pk,
        lambda batch: steps.check_again(batch, by=request.user, at=clock.now()),
    )


@for_keepers
@require_POST
def import_start(request: HttpRequest, pk: int) -> HttpResponse:
    form = StartForm(request.POST)
    typed = form.cleaned_data["typed"] if form.is_valid() else ""
    return _steps_back(
        request,
        pk,
        lambda batch: steps.start(batch, by=request.user, at=clock.now(), typed=typed),
    )


@for_keepers
@require_http_methods(READ_OR_SEND)
def import_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what would be taken back and what would stay, before it is."""
    batch = _batch(pk)
    if request.method == "POST":
        return _steps_back(
            request,
            pk,
            lambda batch: steps.take_back(batch, by=request.user, at=clock.now()),
        )
    if batch.stage != ImportStage.DONE:
        return redirect(url("import-detail", pk))
    removed = whole = 0
    stays = []
    for way in undoing.forecast(batch):
        removed += way.removes
        whole += not way.stays
        if way.stays:
            stays.append(way)
    return _screen(
        request,
        "import_undo",
        title="Take it back",
        batch=batch,
        removed=removed,
        whole=whole,
        stays=stays[:MOST_STAYS],
        more=max(len(stays) - MOST_STAYS, 0),
        back=url("import-detail", pk),
    )


@for_keepers
@require_POST
def import_discard(request: HttpRequest, pk: int) -> HttpResponse:
    batch = _batch(pk)
    rows = count_of(batch.total, "row,rows")
    try:
        steps.discard(batch, by=request.user)
    except Refused as no:
        return _detail(request, _batch(pk), refusal=no.message)
    messages.success(request, f"{batch.file_name} is thrown away, with {rows}.")
    return redirect(url("import-list"))


urlpatterns = [
    path("", import_list, name="import-list"),
    path("<int:pk>/", import_detail, name="import-detail"),
    path("<int:pk>/columns/", import_columns, name="import-columns"),
    path("<int:pk>/grades/", import_grades, name="import-grades"),
    path("<int:pk>/choose/", import_choose, name="import-choose"),
    path("<int:pk>/check/", import_check, name="import-check"),
    path("<int:pk>/carry-out/", import_start, name="import-start"),
    path("<int:pk>/take-back/", import_undo, name="import-undo"),
    path("<int:pk>/discard/", import_discard, name="import-discard"),
    path("<int:pk>/faults.csv", import_faults, name="import-faults"),
]
