"""Joining: the grades side by side, and the few steps from one of them to a number."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.shortcuts import redirect, render
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from membership import applications, evidence, pricing, standing
from membership.errors import ApplicationRefused
from membership.models import (
    Application,
    ApplicationFile,
    ApplicationStatus,
    Grade,
    PaysBy,
)
from portal.core import clock, files
from portal.core.errors import Refused
from portal.core.taking_files import takes_file

from . import showing
from .forms import (
    AboutForm,
    AnswerForm,
    EvidenceForm,
    FileForm,
    PaymentForm,
    typed_before,
)

READ_OR_SEND = ["GET", "HEAD", "POST"]
TOO_LARGE = "The file is larger than 10 MB. Make it smaller, or show a part of it."


@require_safe
def grade_list(request: HttpRequest):
    here = standing.standing_of_user(request.user, on=clock.today())
    context = {
        "grades": list(Grade.objects.offered_to_all()),
        "standing": here,
        "application": _open(request),
    }
    return render(request, "membership/joining/grades.html", context)


@require_http_methods(READ_OR_SEND)
def about(request: HttpRequest, slug: str):
    """Ask who joins. Without an account, say first what it takes."""
    grade = _grade(slug)
    if not request.user.is_authenticated:
        context = {"grade": grade, "steps": showing.steps_of(grade)}
        return render(request, "membership/joining/account.html", context)
    here = standing.standing_of_user(request.user, on=clock.today())
    if here.good:
        return redirect("membership:renew")
    application = _open(request)
    if application and application.status != ApplicationStatus.STARTED:
        return redirect("joining:application")
    form = AboutForm(
        request.POST or None,
        grade=grade,
        is_member=here.member is not None,
        initial=_known(request, application, here.member),
    )
    if form.is_valid():
        made = applications.start(
            request.user, grade=grade, at=clock.now(), **form.cleaned_data
        )
        return redirect(_after("about", made))
    context = {"form": form, **showing.frame("about", grade, application)}
    return render(request, "membership/joining/about.html", context)


def _known(request, application, member) -> dict[str, object]:
    if application is not None:
        return typed_before(application, AboutForm)
    employer = member.employer if member is not None else ""
    return {"name": request.user.name, "employer": employer}


def _grade(slug: str) -> Grade:
    for grade in Grade.objects.offered_to_all().select_related("moves_up_to"):
        if grade.slug == slug:
            return grade
    raise Http404


def _open(request) -> Application | None:
    if not request.user.is_authenticated:
        return None
    return applications.open_of(request.user)


def _after(step: str, application: Application) -> str:
    """Return the address of the step that follows; from the last one, the check."""
    names = [name for name, _ in showing.steps_of(application.grade)]
    return showing.address(names[names.index(step) + 1], application)


# --- What is shown to us ---------------------------------------------------


def _too_large(request: HttpRequest):
    application = _open(request)
    if application is None:
        return redirect("joining:grades")
    form = EvidenceForm(initial={"words": application.evidence_words})
    return _evidence_page(request, application, form, TOO_LARGE)


@login_required
@require_http_methods(READ_OR_SEND)
@takes_file(evidence.MOST_OF_A_FILE, _too_large)
def evidence_show(request: HttpRequest):
    application = _open(request)
    if application is None:
        return redirect("joining:grades")
    if application.status not in {ApplicationStatus.STARTED, ApplicationStatus.ASKED}:
        return redirect("joining:application")
    is_asked = application.status == ApplicationStatus.ASKED
    if not application.grade.evidence and not is_asked:
        return redirect("joining:check")
    form_class = FileForm if is_asked else EvidenceForm
    form = form_class(
        request.POST or None,
        request.FILES or None,
        initial={"words": application.evidence_words},
    )
    if request.method != "POST" or not form.is_valid():
        return _evidence_page(request, application, form)
    at = clock.now()
    if not is_asked:
        applications.change(
            application, at=at, evidence_words=form.cleaned_data["words"]
        )
    file = form.cleaned_data["file"]
    if file:
        try:
            evidence.add(application, file, name=file.name, at=at)
        except Refused as no:
            return _evidence_page(request, application, form, no.message)
    if "more" in request.POST:
        return redirect("joining:evidence")
    if is_asked:
        return redirect("joining:application")
    return redirect(_after("evidence", application))


def _evidence_page(request, application, form, refusal=""):
    if refusal:
        if not form.is_bound:
            form = type(form)({"words": application.evidence_words})
        form.is_valid()
        form.add_error("file", refusal)
    context = {
        "form": form,
        "files": application.files.all(),
        "is_asked": application.status == ApplicationStatus.ASKED,
        **showing.frame("evidence", application.grade, application),
    }
    status = HTTPStatus.OK
    return render(request, "membership/joining/evidence.html", context, status=status)


def _own_file(request, reference: str) -> ApplicationFile:
    rows = ApplicationFile.objects.select_related("application__user")
    found = rows.filter(application__user=request.user, reference=reference).first()
    if found is None:
        raise Http404
    return found


@login_required
@require_safe
def evidence_file(request: HttpRequest, reference: str):
    shown = _own_file(request, reference)
    if shown.is_waiting or not shown.file.storage.exists(str(shown.file.name)):
        raise Http404
    return files.hand_over(
        request,
        shown.file,
        name=shown.name,
        media_type=shown.media_type,
        download=True,
    )


@login_required
@require_POST
def evidence_remove(request: HttpRequest, reference: str):
    shown = _own_file(request, reference)
    if shown.application.status in {
        ApplicationStatus.STARTED,
        ApplicationStatus.ASKED,
    }:
        evidence.remove(shown)
        messages.success(request, "The file is deleted.")
    return redirect("joining:evidence")


# --- How it is paid, and the look over it ----------------------------------


@login_required
@require_http_methods(READ_OR_SEND)
def payment(request: HttpRequest):
    application = _open(request)
    if application is None:
        return redirect("joining:grades")
    if application.status not in {
        ApplicationStatus.STARTED,
        ApplicationStatus.ACCEPTED,
    }:
        return redirect("joining:application")
    form = PaymentForm(
        request.POST or None,
        grade=application.grade,
        initial=typed_before(application, PaymentForm),
    )
    refusal = None
    if form.is_valid():
        try:
            applications.change(application, at=clock.now(), **form.cleaned_data)
        except Refused as no:
            refusal = no
        else:
            if application.status == ApplicationStatus.STARTED:
                return redirect("joining:check")
            return redirect("joining:application")
    context = {
        "form": form,
        "refusal": refusal,
        **showing.frame("payment", application.grade, application),
    }
    return render(request, "membership/joining/payment.html", context)


@login_required
@require_http_methods(READ_OR_SEND)
def check(request: HttpRequest):
    """Show everything once; then it is sent, and paid at once where nobody looks."""
    application = _open(request)
    if application is None:
        return redirect("joining:grades")
    if application.status != ApplicationStatus.STARTED:
        return redirect("joining:application")
    refusal = None
    if request.method == "POST":
        try:
            applications.send(application, at=clock.now())
        except Refused as no:
            refusal = no
        else:
            return _go_on(request, application)
    context = {
        "refusal": refusal,
        "missing": [
            (words, showing.address(step, application))
            for step, words in applications.missing(application)
        ],
        "parts": showing.everything(application),
        **showing.frame("check", application.grade, application),
    }
    return render(request, "membership/joining/check.html", context)


def _go_on(request, application: Application, *, by_card=False):
    if application.status != ApplicationStatus.ACCEPTED:
        return redirect("joining:application")
    try:
        return redirect(applications.pay(application, at=clock.now(), by_card=by_card))
    except Refused as no:
        messages.warning(request, no.message)
        return redirect("joining:application")


# --- What has become of it -------------------------------------------------


@login_required
@require_http_methods(READ_OR_SEND)
def application_detail(request: HttpRequest):
    """Say how the application stands; take the answer to a question."""
    application = (
        Application.objects.filter(user=request.user)
        .select_related("grade", "member", "bill", "profession")
        .first()
    )
    if application is None:
        return redirect("joining:grades")
    if application.status == ApplicationStatus.STARTED:
        lacking = applications.missing(application)
        return redirect(
            showing.address(lacking[0][0] if lacking else "check", application)
        )
    question = application.questions.filter(answered_at=None).last()
    form = AnswerForm(request.POST or None) if question else None
    if form is not None and form.is_valid():
        try:
            applications.answer(
                question, text=form.cleaned_data["answer"], at=clock.now()
            )
        except Refused as no:
            messages.warning(request, no.message)
        else:
            messages.success(request, "Your answer has been sent.")
        return redirect("joining:application")
    context = {
        "application": application,
        "grade": application.grade,
        "question": question,
        "form": form,
        "invoice": showing.invoice_of(application),
        "price": pricing.price(application.grade, application.interval),
        "by_card": application.pays_by == PaysBy.CARD,
        "here": standing.standing_of(application.member, on=clock.today()),
    }
    return render(request, "membership/joining/application.html", context)


@login_required
@require_POST
def application_pay(request: HttpRequest):
    application = _open(request)
    if application is None:
        return redirect("joining:application")
    return _go_on(request, application, by_card="card" in request.POST)


@login_required
@require_http_methods(READ_OR_SEND)
def application_withdraw(request: HttpRequest):
    application = _open(request)
    if application is None:
        return redirect("joining:grades")
    if request.method == "POST":
        try:
            applications.withdraw(application, at=clock.now())
        except ApplicationRefused as no:
            messages.warning(request, no.message)
            return redirect("joining:application")
        messages.success(request, "Your application is withdrawn.")
        return redirect("joining:grades")
    context = {"application": application, "grade": application.grade}
    return render(request, "membership/joining/withdraw.html", context)
