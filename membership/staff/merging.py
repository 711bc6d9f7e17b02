"""The staff screens about one person who is on the list twice."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from membership import doubles, standing
from membership.merging import steps
from membership.models import Member, Merge, Subscription
from portal.accounts.staff import frame
from portal.core import clock
from portal.core.errors import Refused
from portal.core.words import uk_datetime

from .forms import OTHER, THIS, MergeForm, OtherNumberForm
from .frame import READ_OR_SEND, find, for_keepers, note_look, screen, url

ASK_AGAIN = (
    "You chose otherwise than what was shown. This is what would happen now: look "
    "at it, and press once more."
)


@for_keepers
@require_safe
def double_list(request: HttpRequest) -> HttpResponse:
    """Show who may be on the list twice, and what is asked for and waits."""
    waiting = Merge.objects.open().select_related("kept", "other", "asked_by")
    return frame.screen(
        request,
        "membership/staff/double_list.html",
        title="Same person twice",
        crumbs=[("Members", url("member-list"))],
        icon="copy",
        pairs=doubles.likely(),
        waiting=list(waiting),
        most=doubles.MOST_PAIRS,
    )


@for_keepers
@require_http_methods(READ_OR_SEND)
def member_merge(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for the other number, show both side by side, and put them together."""
    member = find(number)
    typed = request.POST.get("other") or request.GET.get("other")
    chosen = OtherNumberForm({"other": typed} if typed else None, member=member)
    other = chosen.found if chosen.is_valid() else None
    if other is None:
        return screen(
            request,
            "member_merge_with",
            member=member,
            title="Put together",
            form=chosen,
            button="Compare the two",
        )
    for one in (member, other):
        note_look(request, one, "Your record, beside another one")
    return _compare(request, member, other, at=clock.now())


def _compare(
    request: HttpRequest, member: Member, other: Member, *, at: datetime
) -> HttpResponse:
    sent = request.POST if "number" in request.POST else None
    initial = _proposed(member, other, at=at)
    form = MergeForm(sent, initial=initial, this=member, other=other)
    refusal = ""
    said = form.cleaned_data if form.is_valid() else None
    number, account = (said or initial)["number"], (said or initial).get("account")
    kept, goes = (member, other) if number == THIS else (other, member)
    account_of_other = bool(account) and account != number
    shown = f"{number} {account if 'account' in form.fields else ''}".strip()
    if said and request.POST.get("seen") != shown:
        refusal = ASK_AGAIN
    elif said:
        try:
            merge = steps.ask(
                kept,
                goes,
                account_of_other=account_of_other,
                how_known=said["how_known"],
                by=request.user,
                at=at,
            )
        except Refused as no:
            refusal = no.message
        else:
            messages.success(request, _what_follows(merge))
            return redirect(url("member-detail", kept.uniform_number))
    on = clock.uk_day(at)
    return screen(
        request,
        "member_merge",
        member=member,
        title="Put together",
        form=form,
        refusal=refusal,
        outlook=steps.outlook(
            kept, goes, account_of_other=account_of_other, by=request.user, at=at
        ),
        kept=kept,
        shown=shown,
        other=other,
        sides=[
            (one, standing.standing_of(one, on=on), _terms(one))
            for one in (member, other)
        ],
    )


def _terms(member: Member) -> list[Subscription]:
    return list(member.subscriptions.counting().select_related("grade"))


def _proposed(member: Member, other: Member, *, at: datetime) -> dict[str, str]:
    """Propose the number that is current, and the account that was used last."""
    on = clock.uk_day(at)
    stands = [standing.standing_of(one, on=on).good for one in (member, other)]
    used = [one.user and one.user.last_login for one in (member, other)]
    number = OTHER if stands == [False, True] else THIS
    account = OTHER if used[1] and (not used[0] or used[1] > used[0]) else THIS
    return {"number": number, "account": account}


def _what_follows(merge: Merge) -> str:
    merge.refresh_from_db()
    if merge.done_at is not None:
        return f"Done: {merge.other.number} leads to {merge.kept.number} from now on."
    return (
        "The owner is being told, and can stop it. It is done by itself on "
        f"{uk_datetime(merge.holds_from)} at the earliest."
    )


@for_keepers
@require_POST
def merge_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave two records apart that were to be put together."""
    merge = get_object_or_404(Merge.objects.select_related("kept", "other"), pk=pk)
    try:
        steps.stop(merge, by=request.user, at=clock.now())
    except Refused as no:
        messages.error(request, no.message)
    else:
        messages.success(request, "They stay two records.")
    return redirect(url("double-list"))
