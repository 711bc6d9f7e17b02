"""The desk of the editors: what lies on it on an ordinary day.

A draft that an adviser reads, links that lead nowhere any more, and articles of the
old site of which some are here and one waits for somebody to choose it.
"""

from datetime import timedelta

from .wording import POLICY, text

# --- A draft with an adviser -----------------------------------------------

ADVISER = "Dr Honor Quill"
ADVISER_EMAIL = "honor.quill@linnetvalley.example"
NOTE = "Do the figures in the second part say what the survey says? A line is enough."
ASKED_AGO = timedelta(days=3)

DRAFT_SLUG = "what-a-visit-at-three-months-finds"
DRAFT_TITLE = "What a visit at three months finds"
DRAFT_BY = POLICY
DRAFT_STANDFIRST = (
    "One area has offered every family a fifth visit for a year. Its first figures are "
    "out, and we say what they can tell and what they cannot."
)
DRAFT_BODY = (
    text(
        "<h2>What was found</h2>",
        "Of 1,180 families, 940 took the visit. One mother in nine was unwell and had "
        "told nobody before.",
    ),
    text(
        "<h2>What it cannot say</h2>",
        "Who stayed away is not known, and neither is what they would have said.",
    ),
)
# Part, words, how long ago, and whether an editor has dealt with it.
COMMENTS = (
    (
        "What was found",
        (
            "The survey says one in nine of those who filled in the second form, not "
            "of all who took the visit. I would give both numbers."
        ),
        timedelta(days=2, hours=3),
        True,
    ),
    (
        "What it cannot say",
        (
            "The area does know the postcodes of those who stayed away. Ask whether "
            "it will say."
        ),
        timedelta(days=2, hours=2),
        False,
    ),
    (
        "",
        "Clear and fair. I would lead with the nine in ten who were glad to be asked.",
        timedelta(days=1, hours=20),
        False,
    ),
)

# --- Links elsewhere -------------------------------------------------------

# What was met where; all others answer. Nobody was asked: the addresses are invented.
GONE = (
    "https://education.example/guidance/draft/",
    "https://lawfirm.example/briefings/2013-edition/",
)
MOVED = {
    "https://standards.example/caseloads/": (
        "https://standards.example/consultations/caseloads/"
    ),
}
LOOKED_AGO = timedelta(days=2)

# --- Articles of the old site ----------------------------------------------

EXPORT = "news-of-the-old-site.xml"
SINGLE_PAGE = "newsletter.html"
IMPORTED_AGO = timedelta(days=6)
READ_AGO = timedelta(hours=20)
