"""The staff screens about one member: look, enter, correct, terms, address."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from membership import (
    addresses,
    members,
    membership_numbers,
    permissions,
    queries,
    standing,
)
from membership.models import Member, Subscription
from portal.accounts import looks
from portal.accounts.staff import frame
from portal.accounts.staff.frame import Tab, only_for
from portal.core import clock, history
from portal.core.errors import Refused
from portal.core.words import uk_day

from .forms import (
    AddressForm,
    MemberForm,
    NewMemberForm,
    TermForm,
    WithdrawTermForm,
    last_day_of_a_year,
)

READ_OR_SEND = ["GET", "HEAD", "POST"]
LINES_A_PAGE = 50

for_keepers = only_for(permissions.may_keep_members)
for_lookers = only_for(permissions.may_look_up_members)


def url(name: str, *args: object) -> str:
    return reverse(f"staff_members:{name}", args=args)


def _member(number: str) -> Member:
    return get_object_or_404(
        Member.objects.select_related("user"),
        uniform_number=membership_numbers.uniform(number),
    )


def _screen(
    request: HttpRequest,
    name: str,
    *,
    title: str,
    member: Member | None = None,
    **context: Any,
) -> HttpResponse:
    crumbs = [("Members", url("member-list"))]
    if member is not None:
        here = url("member-detail", member.uniform_number)
        past = url("member-history", member.uniform_number)
        context["tabs"] = [
            Tab("Overview", here, here=request.path == here),
            Tab("History", past, here=request.path == past),
        ]
        context["back"] = here
        if title != member.name:
            crumbs.append((member.name, here))
    return frame.screen(
        request,
        f"membership/staff/{name}.html",
        title=title,
        crumbs=crumbs,
        icon="group",
        member=member,
        tabs_label="This member",
        **context,
    )


def _note_look(request: HttpRequest, member: Member, screen: str) -> None:
    """Write down who has the record open, for its owner to see."""
    owner, by = member.user, request.user
    looks.note(member, owner=owner, by=by, screen=screen, at=clock.now())


@for_lookers
@require_safe
def member_detail(request: HttpRequest, number: str) -> HttpResponse:
    member = _member(number)
    at = clock.now()
    _note_look(request, member, "Your record")
    how = standing.standing_of(member, on=clock.uk_day(at))
    return _screen(
        request,
        "member_detail",
        member=member,
        title=member.name,
        how=how,
        explained=queries.explained(how),
        terms=member.subscriptions.select_related("grade", "added_by", "bill"),
        change=queries.open_change(member),
        asked=queries.asked_by_number(member),
        latest=history.of(member)[:5],
        may_keep=permissions.may_keep_members(request.user),
    )


@for_lookers
@require_safe
def member_history(request: HttpRequest, number: str) -> HttpResponse:
    member = _member(number)
    _note_look(request, member, "The history of your record")
    paginator = Paginator(history.of(member), LINES_A_PAGE)
    page = paginator.get_page(request.GET.get("p"))
    return _screen(
        request,
        "member_history",
        member=member,
        title="History",
        page=page,
        elided_page_range=paginator.get_elided_page_range(page.number),
    )


@for_keepers
@require_http_methods(READ_OR_SEND)
def member_add(request: HttpRequest) -> HttpResponse:
    form = NewMemberForm(request.POST or None)
    refusal = ""
    if form.is_valid():
        try:
            member = members.enter(**form.cleaned_data, by=request.user)
        except Refused as no:
            refusal = no.message
        else:
            messages.success(
                request,
                f"{member.name} has the number {member.number}. Add a term, so that "
                "the membership counts.",
            )
            return redirect(url("term-add", member.uniform_number))
    return _screen(
        request,
        "member_add",
        title="New member",
        form=form,
        refusal=refusal,
        back=url("member-list"),
    )


@for_keepers
@require_http_methods(READ_OR_SEND)
def member_correct(request: HttpRequest, number: str) -> HttpResponse:
    member = _member(number)
    form = MemberForm(request.POST or None, instance=_member(number))
    if form.is_valid():
        members.correct(member, by=request.user, **form.cleaned_data)
        messages.success(request, f"{member.name} is corrected.")
        return redirect(url("member-detail", number))
    return _screen(request, "member_correct", member=member, title="Correct", form=form)


@for_keepers
@require_http_methods(READ_OR_SEND)
def term_add(request: HttpRequest, number: str) -> HttpResponse:
    member = _member(number)
    at = clock.now()
    how = standing.standing_of(member, on=clock.uk_day(at))
    first = _next_first_day(how, today=clock.uk_day(at))
    form = TermForm(
        request.POST or None,
        initial={
            "grade": how.grade,
            "starts_on": first,
            "ends_on": last_day_of_a_year(first),
        },
    )
    refusal = ""
    if form.is_valid():
        try:
            term = members.add_term(member, **form.cleaned_data, by=request.user, at=at)
        except Refused as no:
            refusal = no.message
        else:
            messages.success(request, f"Added: a term until {uk_day(term.ends_on)}.")
            return redirect(url("member-detail", number))
    return _screen(
        request,
        "term_add",
        member=member,
        title="Add a term",
        form=form,
        refusal=refusal,
        how=how,
    )


def _next_first_day(how: standing.Standing, *, today: date) -> date:
    """Return the day after the last term; a lapsed member begins anew today."""
    if how.good and how.ends_on is not None:
        return how.ends_on + timedelta(days=1)
    return today


@for_keepers
@require_http_methods(READ_OR_SEND)
def term_withdraw(request: HttpRequest, number: str, term_id: int) -> HttpResponse:
    member = _member(number)
    term = get_object_or_404(
        Subscription.objects.counting().select_related("grade", "member"),
        member=member,
        pk=term_id,
    )
    form = WithdrawTermForm(request.POST or None)
    refusal = ""
    if form.is_valid():
        try:
            members.withdraw_term(
                term,
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=clock.now(),
            )
        except Refused as no:
            refusal = no.message
        else:
            messages.success(request, "The term counts no more.")
            return redirect(url("member-detail", number))
    return _screen(
        request,
        "term_withdraw",
        member=member,
        title="Withdraw a term",
        form=form,
        refusal=refusal,
        term=term,
    )


@for_keepers
@require_http_methods(READ_OR_SEND)
def address_propose(request: HttpRequest, number: str) -> HttpResponse:
    member = _member(number)
    form = AddressForm(
        request.POST or None, initial={"email": request.GET.get("email", "")}
    )
    refusal = ""
    if form.is_valid():
        try:
            change = addresses.propose(
                member, form.cleaned_data["email"], by=request.user, at=clock.now()
            )
        except Refused as no:
            refusal = no.message
        else:
            messages.success(request, f"We have written to {change.new_email}.")
            return redirect(url("member-detail", number))
    return _screen(
        request,
        "address_propose",
        member=member,
        title="New address",
        form=form,
        refusal=refusal,
        change=queries.open_change(member),
    )
