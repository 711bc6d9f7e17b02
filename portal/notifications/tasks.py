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
    """Send what is due, oldest first: this finds what a lost task left behind."""
    for message in Message.objects.due(clock.now()).order_by("pk")[:BATCH]:
        delivery.deliver(message, at=clock.now())
