"""Messages by the clock."""

from celery import shared_task

from portal.core import clock

from . import delivery
from .models import Message

BATCH = 200


@shared_task
def deliver(message_id: int) -> None:
    message = Message.objects.filter(pk=message_id).first()
    if message is not None:
        delivery.deliver(message, at=clock.now())


@shared_task
def deliver_due() -> None:
    """Send what is due, oldest first: this finds what a lost task left behind.

    What waits for an earlier message of its thread is left out, so that a full batch
    of them cannot keep everybody else's mail back.
    """
    due = Message.objects.due(clock.now()).first_of_their_threads()
    for message in due.order_by("pk")[:BATCH]:
        delivery.deliver(message, at=clock.now())
