"""What the people do: claim a place, coordinate one's employer, give a place back."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from membership import members, renewals, standing
from membership.models import Member
from membership.seats import invitations, organisations, places
from portal.core import clock
from portal.core.errors import Refused
from portal.core.token_pages import token_page

READ_OR_SEND = ["GET", "HEAD", "POST"]
MINE = "my:membership"


@token_page
@require_http_methods(READ_OR_SEND)
def claim(request: HttpRequest, token: str):
    """Say what the offer is and what it would do; GET changes nothing.

    Of whom it was sent to, the page says nothing: links are forwarded.
    """
    at = clock.now()
    invitation = invitations.behind(token, at=at)
    if invitation is None:
        return render(
            request,
            "membership/organisations/claim_over.html",
            status=HTTPStatus.GONE,
        )
    context = {"organisation": invitation.organisation, "until": invitation.until}
    if not request.user.is_authenticated:
        return render(request, "membership/organisations/claim.html", context)
    refusal = None
    if request.method == "POST":
        try:
            seat = places.claim(invitation, user=request.user, at=at)
        except Refused as no:
            refusal = no
        else:
            later = seat.term.starts_on > clock.uk_day(at)
            messages.success(
                request,
                "The place is yours, and takes over after your own membership."
                if later
                else f"Welcome. Your membership number is {seat.term.member.number}.",
            )
            return redirect(MINE)
    context |= {
        "refusal": refusal,
        "outlook": places.outlook(invitation, request.user, at=at),
        "today": clock.uk_day(at),
    }
    return render(request, "membership/organisations/claim.html", context)


@token_page
@require_http_methods(READ_OR_SEND)
def coordinator_accept(request: HttpRequest, token: str):
    at = clock.now()
    asked = organisations.coordinator_behind(token, at=at)
    if asked is None:
        return render(
            request,
            "membership/organisations/claim_over.html",
            status=HTTPStatus.GONE,
        )
    refusal = None
    if request.method == "POST" and request.user.is_authenticated:
        try:
            organisation = organisations.accept(asked, user=request.user, at=at)
        except Refused as no:
            refusal = no
        else:
            messages.success(request, f"You coordinate {organisation} now.")
            return redirect("organisations:organisation", organisation.reference)
    context = {
        "organisation": asked.organisation,
        "until": asked.until,
        "refusal": refusal,
    }
    return render(request, "membership/organisations/coordinator_accept.html", context)


@login_required
@require_http_methods(READ_OR_SEND)
def leave(request: HttpRequest):
    """Let a member give the place back, and lead to a membership of their own."""
    at = clock.now()
    on = clock.uk_day(at)
    member = members.of_user(request.user)
    held = places.held_by(member, on=on)
    if member is None or not held:
        return redirect(MINE)
    if request.method == "POST":
        try:
            places.leave(member, by=request.user, at=at)
        except Refused as no:
            messages.warning(request, no.message)
            return redirect(MINE)
        messages.success(
            request, "The place is given back. Choose how you go on by yourself."
        )
        return redirect(_onward(member, on))
    context = {
        "member": member,
        "seat": held[0],
        "organisation": held[0].purchase.organisation,
        "today": on,
        "own": renewals.grades_for(member, on=on),
    }
    return render(request, "membership/organisations/leave.html", context)


def _onward(member: Member, on) -> str:
    here = standing.standing_of(member, on=on)
    is_own = here.grade is not None and not here.grade.sold_as_places
    return MINE if is_own and here.good else "membership:renew"
