"""What becomes of a record of learning when two records are one person's.

It goes from one owner to the other by keys alone: no word of it is read on the way, by
nobody and by no line of ours, and the preview does not say that there is any.
"""

from django.db.models import F, OuterRef, Subquery, TextField, Value
from django.db.models.functions import Concat

from portal.core.merging import Handled, Moves, Pair, Room

from .models import EventNote


def _notes(pair: Pair) -> None:
    """Let notes go along; two pages about one event become one, in the database."""
    if pair.closed is None:
        return
    theirs = EventNote.objects.filter(owner=pair.closed)
    mine = EventNote.objects.filter(owner=pair.account)
    both = mine.filter(event__in=theirs.values("event"))
    words = theirs.filter(event=OuterRef("event")).values("words")[:1]
    keys = list(both.values_list("event", flat=True))
    both.update(
        words=Concat(
            F("words"),
            Value("\n\n"),
            Subquery(words),
            output_field=TextField(),
        )
    )
    theirs.filter(event__in=keys).delete()
    theirs.update(owner=pair.account)


ROOM = Room(
    "cpd",
    (
        Moves("cpd.RevalidationCycle.owner", once=("ends_on",)),
        # Two entries about one recording stay two, so that no word is lost; the one
        # that went along is an entry of their own from then on.
        Moves("cpd.CpdEntry.owner", once=("recording",), doubled=("recording",)),
        Moves("cpd.Feedback.owner"),
        Moves("cpd.ReflectiveAccount.owner"),
        Handled("cpd.EventNote.owner", _notes),
    ),
)
