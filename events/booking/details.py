"""Details: what somebody says of themself on a place that they have."""

from datetime import datetime

from django.db import transaction

from events.errors import StepRefused
from events.models import Ticket
from portal.accounts.models import User
from portal.core import history

from . import places


@transaction.atomic
def correct(
    ticket: Ticket, delegate: places.Delegate, *, at: datetime, by: User | None
) -> None:
    """Correct name, employer, profession and needs. Another person is a substitution.

    Raises StepRefused for a place that is given up, or whose event is over.
    """
    (event,) = places.lock(ticket.event)
    ticket = Ticket.objects.select_related("booking").get(pk=ticket.pk)
    ticket.event = event
    if ticket.released_at is not None or event.is_over(at):
        raise StepRefused("This place cannot be changed any more.")
    places.tell(ticket, delegate, at=at)
    history.record(ticket.booking, "events.place_corrected", by=by)
