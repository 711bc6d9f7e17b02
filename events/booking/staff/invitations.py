"""Invitations of one event: add many, see who booked, send a link again, withdraw."""

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from events.booking import invitations
from events.models import Event, Invitation, Ticket
from portal.core import clock
from portal.core.errors import Refused
from portal.core.words import count_of

from .events import READ_OR_SEND
from .forms import GuestsForm
from .frame import event_or_404, for_events_staff, page_of, screen, url


@for_events_staff
@require_http_methods(READ_OR_SEND)
def invitation_list(request: HttpRequest, reference: str) -> HttpResponse:
    at = clock.now()
    event = event_or_404(reference)
    form = GuestsForm(request.POST or None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        guests = form.cleaned_data["guests"]
        try:
            invited = invitations.invite(event, guests, by=request.user, at=at)
        except Refused as no:
            refusal = no.message
        else:
            messages.success(request, _done(len(invited), len(guests)))
            return redirect(url("invitation-list", reference))
    has_place = Ticket.objects.taking_a_place(at).filter(
        event=event, email=OuterRef("email")
    )
    rows = (
        event.invitations.select_related("invited_by")
        .annotate(has_place=Exists(has_place))
        .order_by("email")
    )
    listed = page_of(request, rows)
    return screen(
        request,
        "invitation_list",
        title="Invitations",
        event=event,
        form=form,
        refusal=refusal,
        rows_there=bool(listed["page"].object_list),
        **listed,
    )


def _done(invited: int, asked: int) -> str:
    words = f"{count_of(invited, 'invitation goes out,invitations go out')}."
    if already := asked - invited:
        words += f" {count_of(already, 'person was,people were')} invited already."
    return words


@for_events_staff
@require_POST
def invitation_renew(
    request: HttpRequest, reference: str, invitation_id: int
) -> HttpResponse:
    event = event_or_404(reference)
    invitation = _invitation_or_404(event, invitation_id)
    try:
        invitations.renew(invitation, by=request.user, at=clock.now())
    except Refused as no:
        messages.error(request, no.message)
    else:
        messages.success(
            request,
            f"A new link goes to {invitation.email}. The one before has stopped.",
        )
    return redirect(url("invitation-list", reference))


@for_events_staff
@require_POST
def invitation_withdraw(
    request: HttpRequest, reference: str, invitation_id: int
) -> HttpResponse:
    event = event_or_404(reference)
    invitation = _invitation_or_404(event, invitation_id)
    invitations.withdraw(invitation, by=request.user, at=clock.now())
    messages.success(request, f"The link of {invitation.email} has stopped.")
    return redirect(url("invitation-list", reference))


def _invitation_or_404(event: Event, key: int) -> Invitation:
    return get_object_or_404(event.invitations.select_related("event"), pk=key)
