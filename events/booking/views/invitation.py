"""An invitation: its link shows the event, and leads the invited person to booking."""

from django.http import HttpRequest
from django.shortcuts import render
from django.views.decorators.http import require_safe

from events.booking.views.event import about
from events.catalogue import queries
from events.models import Event, Invitation
from portal.core import clock, tokens
from portal.core.token_pages import token_page


@token_page
@require_safe
def invitation(request: HttpRequest, token: str):
    """Show the event to whoever has the link; only the invited address books.

    Somebody to whom it was passed on sees what is on, and not who was invited.
    """
    at = clock.now()
    invited = Invitation.objects.filter(
        token=tokens.hashed(token), withdrawn_at__isnull=True
    ).first()
    event = _event(invited, at=at) if invited else None
    if invited is None or event is None:
        return render(request, "events/booking/invitation_ended.html", status=404)
    user = request.user
    context = about(event, at=at) | {
        "is_theirs": user.is_authenticated and user.email == invited.email,
        "masked": masked(invited.email),
        "takes_bookings": event.takes_bookings(at),
    }
    return render(request, "events/booking/invitation.html", context)


def _event(invited: Invitation, *, at) -> Event | None:
    events = Event.objects.filter(pk=invited.event_id).select_related("series")
    event = (
        queries.with_places(events, at=at)
        .prefetch_related("event_sessions", "speakers", "ticket_types")
        .get()
    )
    return None if event.is_draft else event


def masked(email: str) -> str:
    """a•••@example.org: enough to know one's own address again."""
    name, _, domain = email.partition("@")
    return f"{name[:1]}\N{BULLET}\N{BULLET}\N{BULLET}@{domain}"
