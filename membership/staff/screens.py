"""The staff screens about one member: look, enter, correct, terms, address."""

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_safe

from membership import (
    addresses,
    beside,
    members,
    permissions,
    queries,
    record,
    standing,
)
from membership.models import Member, MemberNote, Subscription
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
from .frame import READ_OR_SEND, find, for_keepers, for_lookers, note_look, screen, url

NOTES = 3


@for_lookers
@require_safe
def member_detail(request: HttpRequest, number: str) -> HttpResponse:
    member = find(number)
    at = clock.now()
    note_look(request, member, "Your record")
    how = standing.standing_of(member, on=clock.uk_day(at))
    may_keep = permissions.may_keep_members(request.user)
    return screen(
        request,
        "member_detail",
        member=member,
        title=member.name,
        how=how,
        explained=queries.explained(how),
        said=_said(member, how, whole=may_keep, at=at),
        terms=member.subscriptions.select_related("grade", "added_by", "bill"),
        change=queries.open_change(member),
        asked=queries.asked_by_number(member),
        latest=history.of(member)[:5],
        former=member.former.all(),
        may_keep=may_keep,
    )


def _said(
    member: Member, how: standing.Standing, *, whole: bool, at: datetime
) -> dict[str, Any]:
    """Return the sentences of a record; money and account are for who keeps it."""
    said: dict[str, Any] = {
        "may": record.may(how),
        "why_not": record.why_not(how),
        "mails": record.mails(member),
        "rooms": [(room, list(room.lines(member, at))) for room in beside.rooms()],
    }
    if whole:
        said |= {
            "next_steps": record.next_steps(member, how),
            "renewal": record.renewal(member, how, at=at),
            "circumstances": record.circumstances(member, at=at),
            "payments": record.payments(member),
            "account": record.account(member),
            "notes": MemberNote.objects.filter(member=member).select_related(
                "written_by"
            )[:NOTES],
        }
    return said


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
    return screen(
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
    member = find(number)
    form = MemberForm(request.POST or None, instance=find(number))
    if form.is_valid():
        members.correct(member, by=request.user, **form.cleaned_data)
        messages.success(request, f"{member.name} is corrected.")
        return redirect(url("member-detail", number))
    return screen(request, "member_correct", member=member, title="Correct", form=form)


@for_keepers
@require_http_methods(READ_OR_SEND)
def term_add(request: HttpRequest, number: str) -> HttpResponse:
    member = find(number)
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
    return screen(
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
    member = find(number)
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
    return screen(
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
    member = find(number)
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
    return screen(
        request,
        "address_propose",
        member=member,
        title="New address",
        form=form,
        refusal=refusal,
        change=queries.open_change(member),
    )
