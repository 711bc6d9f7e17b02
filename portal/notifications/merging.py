"""What becomes of messages and wishes when two records are one person's."""

from portal.core.merging import Moves, Room

ROOM = Room(
    "notifications",
    (
        Moves("notifications.Message.user", "Mails"),
        Moves("notifications.Preference.user", once=("stream",)),
    ),
)
