"""Letters: what the messages of the day say, and whether they are still true.

None carries the meeting platform's own address: our address stays the same, and
leads to wherever the meeting is when its button is pressed.
"""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from events.catalogue import ical, lines
from events.models import Event, JoiningLink, Ticket
from portal.accounts.models import User
from portal.notifications.kinds import Kind, Prepared, declare
from portal.notifications.models import Message

from . import viewers, watching


def declare_kinds() -> None:
    declare(
        Kind(
            "events/joining_link_changed",
            "Joining link changed",
            _joining_link_changed,
            sent=_note_what_was_told,
            # It has the person's own address to join.
            secret=True,
        )
    )
    for outcome, label in (
        ("came", "Recording and slides, for those who came"),
        ("missed", "Recording and slides, for those who did not come"),
    ):
        declare(Kind(f"events/bundle_published_{outcome}", label, _bundle_published))


def _joining_link_changed(message: Message, at: datetime) -> Prepared | None:
    ticket = (
        Ticket.objects.select_related("booking", "event", "user")
        .filter(pk=message.facts["ticket"], released_at__isnull=True)
        .first()
    )
    if ticket is None or not ticket.booking.is_confirmed:
        return None
    event = ticket.event
    # Changed again meanwhile: the message about the newer link says it all.
    newest = JoiningLink.objects.filter(
        pk=message.facts["link"], retired_at__isnull=True
    )
    if event.is_cancelled or event.is_over(at) or not newest.exists():
        return None
    zone = ticket.user.time_zone if ticket.user else ""
    # What the next message about this place corrects.
    message.facts["told"] = ticket.sequence
    return Prepared(
        {
            "event": event,
            "when": lines.when(event),
            "facts": lines.facts_of(event, zone=zone),
            "ticket": ticket,
            "booking_url": settings.BASE_URL + ticket.booking.get_absolute_url(),
            "join_url": settings.BASE_URL + ticket.get_join_url(),
        },
        calendar=("REQUEST", ical.request(ticket, ical.dates_of(event), at=at)),
    )


def _note_what_was_told(message: Message, _at: datetime) -> None:
    Message.objects.filter(pk=message.pk).update(facts=message.facts)


def _bundle_published(message: Message, at: datetime) -> Prepared | None:
    event = (
        Event.objects.filter(
            pk=message.facts["event"], bundle__published_at__isnull=False
        )
        .select_related("recording")
        .defer("recording__transcript", "recording__plain_transcript")
        .first()
    )
    ticket = Ticket.objects.filter(pk=message.facts["ticket"]).first()
    if event is None or (ticket is not None and ticket.released_at is not None):
        return None
    reader = message.user or User.objects.filter(email=message.to).first()
    recording = getattr(event, "recording", None)
    answer = viewers.viewer(reader or AnonymousUser(), at=at).of(event)
    return Prepared(
        {
            "event": event,
            "when": lines.when(event),
            "minutes": watching.minutes_of(recording) if recording else 0,
            "handouts": [handout.title for handout in event.handouts.all()],
            # Somebody without an account is asked to sign in when they come.
            "lapsed_on": answer.ends_on if answer.why is viewers.Why.LAPSED else None,
            "is_recorded": _is_recorded(event),
            "library_url": settings.BASE_URL
            + reverse("events:recording", args=[event.slug]),
        }
    )


def _is_recorded(event: Event) -> bool:
    """Say whether every register is closed, so that records of attendance are out."""
    return not event.event_sessions.filter(register_closed_at=None).exists()
