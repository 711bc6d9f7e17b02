"""What becomes of a record of learning when two records are one person's.

It goes from one owner to the other by keys alone: no word of it is read on the way, by
nobody and by no line of ours, and the preview does not say that there is any.
"""

from portal.core.merging import Moves, Room

ROOM = Room(
    "cpd",
    (
        Moves("cpd.RevalidationCycle.owner", once=("ends_on",)),
        # Two entries about one recording stay two, so that no word is lost; the one
        # that went along is an entry of their own from then on.
        Moves("cpd.CpdEntry.owner", once=("recording",), doubled=("recording",)),
        Moves("cpd.Feedback.owner"),
        Moves("cpd.ReflectiveAccount.owner"),
        # Two pages about one event become one.
        Moves("cpd.EventNote.owner", once=("event",), joined="words"),
    ),
)
