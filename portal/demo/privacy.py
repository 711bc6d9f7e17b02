"""What the demonstration's mailbox says about its invented people."""

from functools import reduce
from operator import or_

from django.db.models import Q

from portal.core.privacy import Holds, Person, Room


def _messages(way: str) -> object:
    def find(person: Person) -> Q:
        # A mailbox shows addresses with their names, as a mail program does.
        found = [Q(**{f"{way}__icontains": each}) for each in person.addresses]
        return reduce(or_, found, Q(pk__in=[]))

    return find


ROOM = Room(
    "demo",
    "The demonstration's mailbox",
    (
        Holds(
            "demo.MailboxFile",
            _messages("message__to"),
            "name media_type",
            hides={"message content": "it came with a message that was handed over"},
        ),
        Holds(
            "demo.MailboxMessage",
            _messages("to"),
            "at sender to subject text",
            hides={"html calendar calendar_method": "the same again, drawn"},
        ),
    ),
)
