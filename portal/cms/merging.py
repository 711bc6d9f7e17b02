"""What becomes of readers' wishes and views when two records are one person's."""

from portal.core.merging import DEEDS, EDITORS, Moves, Room, Stays

ROOM = Room(
    "cms",
    (
        Moves("cms.Alert.user", once=()),
        # Two on one consultation become one.
        Moves("cms.MembersView.user", once=("consultation",), joined="words"),
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
