"""What becomes of readers' wishes and views when two records are one person's."""

from django.db.models import F, OuterRef, Subquery, TextField, Value
from django.db.models.functions import Concat

from portal.core.merging import DEEDS, EDITORS, Handled, Moves, Pair, Room, Stays

from .models import MembersView


def _views(pair: Pair) -> None:
    """Let views go along; two on one consultation become one, in the database."""
    if pair.closed is None:
        return
    theirs = MembersView.objects.filter(user=pair.closed)
    mine = MembersView.objects.filter(user=pair.account)
    both = mine.filter(consultation__in=theirs.values("consultation"))
    words = theirs.filter(consultation=OuterRef("consultation")).values("words")[:1]
    keys = list(both.values_list("consultation", flat=True))
    both.update(
        words=Concat(
            F("words"),
            Value("\n\n"),
            Subquery(words),
            output_field=TextField(),
        )
    )
    theirs.filter(consultation__in=keys).delete()
    theirs.update(user=pair.account)


ROOM = Room(
    "cms",
    (
        Moves("cms.Alert.user", once=()),
        Handled("cms.MembersView.user", _views),
        Stays(
            "cms.Picture.uploaded_by_user cms.File.uploaded_by_user "
            "cms.ArticleImport.read_by",
            EDITORS,
        ),
        Stays(
            "cms.OutsideLink.seen_by cms.DraftReview.asked_by "
            "cms.DraftComment.settled_by",
            DEEDS,
        ),
    ),
)
