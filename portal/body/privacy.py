"""What the body's own lists say about people: nothing."""

from portal.core.privacy import Nobody, Room

ROOM = Room(
    "body",
    "The body itself",
    (
        Nobody(
            "body.Identity body.Mailbox body.Profession body.Agency body.Area "
            "body.BusinessDetails",
            "the organisation, its addresses by role and its lists",
            deeds="address",
        ),
    ),
)
