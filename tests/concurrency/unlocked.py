"""The portal with its one lock taken off, to prove that the lock is what holds.

Only the tests can start this: nothing in the product can switch the lock off.
"""

from importlib import import_module

from portal.wsgi import application

__all__ = ["application"]

# Looked up after the application has made Django ready.
places = import_module("events.booking.places")


def _without_lock(*events):
    return [places.Event.objects.get(pk=event.pk) for event in events]


places.lock = _without_lock
