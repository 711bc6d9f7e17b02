"""What members do with their membership: renew, mend, move, pause, leave."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from membership import (
    automatic,
    changes,
    members,
    pauses,
    renewals,
    resignations,
    standing,
)
from membership.models import Grade, Member, PaysBy
from membership.seats import places
from portal.core import clock
from portal.core.errors import Refused
from portal.core.words import uk_date, uk_day
from portal.payments import agreements, payers

from .forms import PauseForm, RenewForm, ResignForm

READ_OR_SEND = ["GET", "HEAD", "POST"]
HOME = "my:membership"


def for_members(view):
    """Hand the view the member that the account is; lead others to joining."""

    @login_required
    @wraps(view)
    def with_member(request: HttpRequest, *args, **options):
        rows = Member.objects.select_related("user")
        member = rows.filter(user=request.user).first()
        if member is None:
            return redirect("joining:grades")
        return view(request, member, *args, **options)

    return with_member


@for_members
@require_http_methods(READ_OR_SEND)
def renew(request: HttpRequest, member: Member):
    """Ask how one more year or month is paid, and say until when it runs then."""
    at = clock.now()
    on = clock.uk_day(at)
    grades = renewals.grades_for(member, on=on)
    if not grades:
        return redirect("joining:grades")
    grade = _chosen(request, grades)
    form = RenewForm(request.POST or None, grade=grade)
    refusal = None
    if form.is_valid():
        try:
            return redirect(_pay(request, member, grade, form, at=at))
        except Refused as no:
            refusal = no
    first = renewals.first_day(member, on=on)
    context = {
        "form": form,
        "refusal": refusal,
        "member": member,
        "standing": standing.standing_of(member, on=on),
        "grade": grade,
        "grades": grades,
        "first": first,
        "is_today": first == on,
        "ways": [
            (way.label, terms_end)
            for way, terms_end in renewals.last_days(grade, first)
        ],
        "agreement": automatic.agreement_of(member),
    }
    return render(request, "membership/renewing/renew.html", context)


def _chosen(request, grades: list[Grade]) -> Grade:
    """Return the grade that the address names, or else the one from before."""
    wanted = request.GET.get("grade")
    return next((grade for grade in grades if grade.slug == wanted), grades[0])


def _pay(request, member, grade, form, *, at) -> str:
    typed = form.cleaned_data
    renewal = renewals.begin(
        member,
        grade=grade,
        interval=typed["interval"],
        employer=form.employer,
        by=request.user,
        at=at,
    )
    if typed["pays_by"] == PaysBy.INVOICE:
        messages.success(
            request,
            f"The invoice goes to {typed['payer_email']}. Your membership is renewed "
            "on the day it is paid.",
        )
        return renewals.pay_by_invoice(renewal, by=request.user, at=at)
    return renewals.pay_by_card(renewal, automatically=typed["renews"], at=at)


@for_members
@require_http_methods(READ_OR_SEND)
def mend(request: HttpRequest, member: Member):
    """Lead to the page for another card, where a payment came to nothing."""
    agreement = automatic.agreement_of(member)
    if agreement is None:
        return redirect(HOME)
    if request.method == "POST":
        try:
            return redirect(
                agreements.customer_portal(
                    payers.of_user(request.user), back_to=reverse(HOME)
                )
            )
        except Refused as no:
            messages.warning(request, no.message)
    on = clock.today()
    context = {
        "member": member,
        "agreement": agreement,
        "standing": standing.standing_of(member, on=on),
        "is_failing": automatic.is_failing(agreement),
        "next_on": automatic.next_on(agreement, on=on),
    }
    return render(request, "membership/renewing/mend.html", context)


@for_members
@require_POST
def automatic_switch(request: HttpRequest, member: Member):
    """End the automatic renewal, or take it up again before it has ended."""
    agreement = automatic.agreement_of(member)
    if agreement is None:
        return redirect(HOME)
    at = clock.now()
    try:
        if "off" in request.POST:
            automatic.switch_off(member, agreement, by=request.user, at=at)
            messages.success(
                request, "Automatic renewal is off. Nothing more is taken."
            )
        else:
            automatic.switch_on(member, agreement, by=request.user, at=at)
            messages.success(request, "Automatic renewal is on again.")
    except Refused as no:
        messages.warning(request, no.message)
    return redirect(HOME)


@for_members
@require_http_methods(READ_OR_SEND)
def grade_change(request: HttpRequest, member: Member):
    """Show what another grade costs for the days that are left, then confirm."""
    at = clock.now()
    on = clock.uk_day(at)
    grades = changes.grades_for(member, on=on)
    wanted = request.POST.get("grade") or request.GET.get("grade")
    grade = next((each for each in grades if each.slug == wanted), None)
    if request.method == "POST" and grade is not None:
        try:
            change = changes.begin(member, grade=grade, by=request.user, at=at)
            address = changes.pay(change, at=at)
        except Refused as no:
            messages.warning(request, no.message)
        else:
            if change.bill is None:
                messages.success(request, f"You are {grade} member from today on.")
            return redirect(address)
    rows = members.running(member, on=on)
    context = {
        "member": member,
        "standing": standing.standing_of(member, on=on),
        "offers": [(each, changes.quote(member, each, on=on)) for each in grades],
        "chosen": grade,
        "quote": changes.quote(member, grade, on=on) if grade else None,
        "ends_on": rows[-1].ends_on if rows else None,
        "renews": automatic.renews(automatic.agreement_of(member)),
    }
    return render(request, "membership/renewing/grade_change.html", context)


@for_members
@require_http_methods(READ_OR_SEND)
def resign(request: HttpRequest, member: Member):
    at = clock.now()
    on = clock.uk_day(at)
    if places.held_by(member, on=on):
        return redirect("organisations:leave")
    days = resignations.last_days(member, on=on)
    if days is None or resignations.resigned(member, on=on):
        return redirect(HOME)
    today, last = days
    choices = [("last", f"On its last day, {uk_date(last)}")]
    if last > today:
        choices.append(("now", f"Today, {uk_date(today)}, at midnight"))
    form = ResignForm(request.POST or None, choices=choices, initial={"when": "last"})
    if form.is_valid():
        try:
            term = resignations.resign(
                member,
                at_once=form.cleaned_data["when"] == "now",
                by=request.user,
                at=at,
            )
        except Refused as no:
            messages.warning(request, no.message)
        else:
            messages.success(
                request,
                f"Your membership ends on {uk_day(term.ends_on)}. Until then you can "
                "take it back here.",
            )
        return redirect(HOME)
    context = {
        "form": form,
        "member": member,
        "agreement": automatic.renews(automatic.agreement_of(member)),
    }
    return render(request, "membership/renewing/resign.html", context)


@for_members
@require_POST
def resign_undo(request: HttpRequest, member: Member):
    return _do(
        request,
        resignations.undo,
        member,
        "Your membership goes on. Automatic renewal stays off until you choose it.",
    )


@for_members
@require_http_methods(READ_OR_SEND)
def pause(request: HttpRequest, member: Member):
    """Ask from when until when; show the new last day before it is confirmed."""
    at = clock.now()
    on = clock.uk_day(at)
    if not pauses.may_pause(member, on=on):
        return redirect(HOME)
    form = PauseForm(request.POST or None)
    new_last = None
    if form.is_valid():
        typed = form.cleaned_data
        try:
            new_last = pauses.check(member, **typed, on=on)
            if "confirm" in request.POST:
                pauses.pause(member, **typed, by=request.user, at=at)
                messages.success(
                    request,
                    f"Your membership rests until {uk_day(typed['until'])}.",
                )
                return redirect(HOME)
        except Refused as no:
            form.add_error(None, no.message)
    context = {
        "form": form,
        "member": member,
        "new_last": new_last,
        "ends_on": members.running(member, on=on)[-1].ends_on,
    }
    return render(request, "membership/renewing/pause.html", context)


@for_members
@require_POST
def pause_end(request: HttpRequest, member: Member):
    return _do(request, pauses.go_on, member, "The pause has ended. Welcome back.")


def _do(request, verb, member, words):
    try:
        verb(member, by=request.user, at=clock.now())
    except Refused as no:
        messages.warning(request, no.message)
    else:
        messages.success(request, words)
    return redirect(HOME)
