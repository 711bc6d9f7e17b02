"""One's own membership card: on the page, to print, and as a picture for a phone."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from membership import cards
from membership.cards import Card, NoCard
from membership.models import Member
from portal.core import clock, files
from portal.rendering import pdf

FILES = {
    "pdf": (cards.as_pdf, pdf.MEDIA_TYPE),
    "png": (cards.as_picture, pdf.PNG),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def card(request: HttpRequest):
    """Show the card; make a new code for it when asked."""
    member = Member.objects.filter(user=request.user).first()
    try:
        mine = _card(member)
    except NoCard as no:
        messages.warning(request, no.message)
        return redirect("my:membership")
    if request.method == "POST" and member is not None:
        cards.renew_code(member, by=request.user)
        messages.success(request, "Your card has a new code. The old one has ended.")
        return redirect("my:card")
    return render(request, "my/card.html", {"card": mine})


@login_required
@require_safe
def card_file(request: HttpRequest, ending: str):
    member = Member.objects.filter(user=request.user).first()
    try:
        mine = _card(member)
    except NoCard as no:
        messages.warning(request, no.message)
        return redirect("my:membership")
    make, media_type = FILES[ending]
    return files.hand_out(
        make(mine), name=f"membership-card.{ending}", media_type=media_type
    )


def _card(member: Member | None) -> Card:
    return cards.card_of(member, on=clock.today())
