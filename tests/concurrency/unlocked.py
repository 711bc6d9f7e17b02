"""The portal with its one lock taken off, to prove that the lock is what holds.

Only the tests can start this: nothing in the product can switch the lock off.
"""

from events.booking import places
from events.models import Event
from portal.wsgi import application

__all__ = ["application"]


def _without_lock(*events: Event) -> list[Event]:
    return [Event.objects.get(pk=event.pk) for event in events]


places.lock = _without_lock
