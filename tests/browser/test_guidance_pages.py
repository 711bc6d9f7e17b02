"""Guidance, briefings, statements, courses and every block, in a browser."""

from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from wagtail.rich_text import RichText

from events.models import Mode, Topic, WayIn
from portal.cms.models import File, PositionVersion
from portal.core import clock
from tests.factories.cms import (
    NewsPageFactory,
    PictureFactory,
    PositionPageFactory,
    StandardPageFactory,
)
from tests.factories.events import EventFactory
from tests.factories.guidance import (
    BriefingPageFactory,
    CoursePageFactory,
    GuidancePageFactory,
    JointStatementPageFactory,
)
from tests.rig.reader import faults_of

pytestmark = [pytest.mark.django_db(transaction=True)]

LONG = "Working together to safeguard and promote the welfare of children and families"


def lines(kind, number):
    words = "<p><b>Count every baby</b> in every plan, and say how.</p>"
    return [(kind, RichText(words)) for _ in range(number)]


def every_block(page, event):
    """Return one of each block, with much in it."""
    file = File.objects.create(
        title=LONG, file=ContentFile(b"%PDF-1.4", name="a.pdf"), publisher="The body"
    )
    picture = PictureFactory(credit="Photograph: a member")
    document = {"file": file.pk, "address": "", "title": "", "form": ""}
    cells = ["<p>A <b>costing</b></p>", "3"]
    return [
        ("prose", f"<h2>{LONG}</h2><p>Words.</p><h3>Below</h3><ul><li>One.</li></ul>"),
        (
            "quotation",
            {"words": LONG, "source": "A body", "edition": "2023", "address": ""},
        ),
        ("figure", {"picture": picture.pk, "alternative": "", "caption": "A hall"}),
        (
            "table",
            {
                "caption": "What came",
                "columns": [
                    {"type": "words", "heading": "Asked for"},
                    {"type": "figure", "heading": "Years"},
                ],
                "rows": [{"values": cells}] * 3,
            },
        ),
        (
            "key_figures",
            {"figures": [{"figure": "36 %", "words": "under one"}] * 3, "source": "A"},
        ),
        (
            "timescales",
            {
                "title": "What happens when",
                "steps": [
                    {"day": "2027-01-04", "about": "", "words": "<p>It begins.</p>"},
                    {"day": None, "about": "Autumn 2027", "words": "<p>It ends.</p>"},
                ],
            },
        ),
        (
            "documents",
            {
                "title": "Documents",
                "documents": [{**document, "publisher": "", "checked_on": None}] * 2,
            },
        ),
        (
            "call_to_action",
            {"words": "More.", "label": "Read it", "page": page.pk, "address": ""},
        ),
        ("event", event.pk),
        ("related_items", {"title": "Related", "pages": [page.pk]}),
        (
            "testimonial",
            {
                "words": LONG,
                "role": "Midwife",
                "year": 2018,
                "consented_on": "2018-11-30",
            },
        ),
        (
            "folds",
            {"folds": [{"heading": LONG, "words": "<p>Words.</p>"}] * 2},
        ),
    ]


@pytest.fixture
def pages():
    """Return every page, with something of everything on it."""
    topic = Topic.objects.create(name="Safeguarding", slug="safeguarding")
    old = GuidancePageFactory(title=LONG, slug="old", edition="2018 edition")
    new = GuidancePageFactory(
        title=LONG,
        slug="new",
        replaces=[old, GuidancePageFactory(withdrawn_on=date(2019, 1, 1))],
        in_force_from=date(2023, 12, 15),
        topics=[topic],
    )
    GuidancePageFactory(
        replaces=[new], in_force_from=clock.today() + timedelta(days=40)
    )
    gone = GuidancePageFactory(withdrawn_on=date(2020, 1, 1))
    cites = [("guidance", old), ("guidance", new)]
    event = EventFactory()
    BriefingPageFactory(explains=new, topics=[topic])
    briefing = BriefingPageFactory(
        title=LONG,
        explains=old,
        cites=cites,
        topics=[topic],
        body=[{"type": k, "value": v} for k, v in every_block(new, event)],
    )
    closed = BriefingPageFactory(readers="members", explains=old)
    statement = JointStatementPageFactory(
        title=LONG,
        demands=lines("point", 3),
        notes=lines("note", 2),
        cites=cites,
        topics=[topic],
        signed_by="\n".join(f"{LONG} {number}" for number in range(18)),
    )
    champion = CoursePageFactory(
        title=LONG,
        picture=PictureFactory(),
        course__cascade_allowed=True,
        course__accredited_by="The Office",
        course__accredited_until=clock.today() + timedelta(days=90),
    )
    course = CoursePageFactory(course__other_kind=champion.course, topics=[topic])
    for one in (champion, course):
        EventFactory(
            course=one.course,
            way_in=WayIn.PUBLIC,
            mode=Mode.ROOM,
            place="London",
            capacity=20,
            days=2,
        )
    past = CoursePageFactory(course__is_offered=False)
    news = NewsPageFactory(title=LONG, cites=cites, notes=lines("note", 2))
    position = PositionPageFactory(cites=cites)
    position.versions = [
        PositionVersion(
            held_from=date(2019, 2, 4), statement=LONG, changed_because="We learnt."
        )
    ]
    position.save()
    section = StandardPageFactory(lists_below=True)
    StandardPageFactory(parent=section, title=LONG, standfirst="Below it.")
    shown = [old, new, gone, briefing, closed, statement, champion, course, past]
    return [
        "/guidance/",
        "/guidance/?topic=safeguarding",
        "/statements/",
        "/courses/",
        *(page.get_url() for page in [*shown, news, position, section]),
    ]


def test_every_page_breaks_no_rule(browser, live_server, pages):
    found = faults_of(browser, live_server.url, {None: pages})

    assert found == [], "\n".join(found)


def test_the_list_is_narrowed_without_leaving_the_page(browser, live_server, pages):
    page = browser.new_page()
    page.goto(f"{live_server.url}/guidance/")

    page.get_by_label("Topic").select_option("safeguarding")
    page.wait_for_url("**/guidance/?topic=safeguarding**")

    assert page.locator("#listing [role=status]").inner_text() == "1 record"
    page.close()
