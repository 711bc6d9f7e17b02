"""X1, X2, X6: whatever is typed into a page is text, wherever it is shown."""

import json
from html.parser import HTMLParser

import pytest
from django.db import models
from wagtail.rich_text import RichText

from portal.accounts.roles import Role
from portal.cms.drafts import readings
from portal.core import clock
from tests.factories.accounts import staff
from tests.factories.cms import (
    ConsultationPageFactory,
    NewsPageFactory,
    PositionPageFactory,
    StandardPageFactory,
)
from tests.factories.guidance import GuidancePageFactory
from tests.factories.resources import OpportunityPageFactory, ResourcePageFactory

pytestmark = pytest.mark.django_db

# Each calls the same name, so that one thing is looked for.
PAYLOADS = [
    f.replace("X", "planted(1)")
    for f in (
        "<script>X</script>", "<ScRiPt>X</sCrIpT>", "<script src=//a.example/X>",
        "</script><script>X</script>", "</title><script>X</script>",
        "</textarea><script>X</script>", "--><script>X</script>",
        "]]><script>X</script>", '"><script>X</script>', "'><script>X</script>",
        "<img src=x onerror=X>", '"><img src=x onerror=X>', "<img/src=x/onerror=X>",
        "<svg onload=X>", "<svg/onload=X>", "<svg><script>X</script></svg>",
        "<svg><animate onbegin=X attributeName=x>", "<body onload=X>",
        "<iframe src=javascript:X>", "<iframe srcdoc='<script>X</script>'>",
        "<object data=javascript:X>", "<embed src=javascript:X>",
        "<a href=javascript:X>a</a>", "<a href=' javascript:X'>a</a>",
        "<a href='java\tscript:X'>a</a>",
        "<a href='data:text/html,<script>X</script>'>",
        "<math><mtext><script>X</script>", "<details open ontoggle=X>",
        "<input autofocus onfocus=X>", "<select autofocus onfocus=X>",
        "<video><source onerror=X>", "<audio src=x onerror=X>",
        "<marquee onstart=X>", "<form action=javascript:X><button>",
        "<button formaction=javascript:X>", "<isindex action=javascript:X>",
        "<link rel=stylesheet href=javascript:X>", "<style>@import 'javascript:X'",
        "<div style='background:url(javascript:X)'>",
        "<meta http-equiv=refresh content='0;javascript:X'>",
        "<base href=javascript:X//>", "<template><script>X</script>",
        "<noscript><img src=x onerror=X></noscript>", "<xss onclick=X>",
        '" onmouseover=X x="', "' onmouseover=X x='", "` onmouseover=X",
        "onmouseover=X", "javascript:X", "${X}", "{{X}}",
        "{{constructor.constructor('X')()}}",
        "{% debug %}X", "<%= X %>", "#{X}", "&lt;script&gt;X&lt;/script&gt;",
        "&#60;script&#62;X", "\\u003cscript\\u003eX", "%3Cscript%3EX",
        "\u202e<script>X</script>", "<scr\u200dipt>X</script>",
    )
]  # fmt: skip


class Running(HTMLParser):
    """What of a page would run: its scripts, marks of events, addresses of scripts."""

    def __init__(self):
        super().__init__()
        self.found = []
        self.inside = ""

    def handle_starttag(self, tag, attrs):
        self.inside = (
            dict(attrs).get("type", "text/javascript") if tag == "script" else ""
        )
        for name, value in attrs:
            address = "".join((value or "").split()).lower()
            if "planted" in address and (
                name.startswith("on")
                or (
                    name in {"href", "src", "action", "formaction", "data", "srcdoc"}
                    and address.startswith(("javascript:", "data:text"))
                )
            ):
                self.found.append((tag, name, value))

    def handle_endtag(self, tag):
        self.inside = ""

    def handle_data(self, data):
        # What search engines and Wagtail's own script read as data does not run.
        if self.inside == "text/javascript" and "planted" in data:
            self.found.append(("script", data))


def running(answer):
    return running_in(answer.content.decode())


def running_in(html):
    reader = Running()
    reader.feed(html)
    return reader.found


def fill(page, words):
    """Write the words into every text of the page that an editor can type."""
    for field in page._meta.get_fields():
        if (
            isinstance(field, models.CharField | models.TextField)
            and not isinstance(field, models.URLField | models.SlugField)
            and not field.choices
            and field.editable
            and field.name not in {"path", "url_path", "draft_title"}
        ):
            setattr(page, field.name, words[: field.max_length or None])
    if hasattr(page, "body"):
        page.body = [("prose", RichText(f"<h2>{words}</h2><p>{words}</p>"))]


FACTORIES = [
    NewsPageFactory,
    PositionPageFactory,
    StandardPageFactory,
    ConsultationPageFactory,
    GuidancePageFactory,
    ResourcePageFactory,
    OpportunityPageFactory,
]


@pytest.mark.parametrize("factory", FACTORIES)
def test_x1_no_payload_runs_on_pages_nor_on_staff_screens(client, factory):
    assert len(PAYLOADS) >= 60
    client.force_login(staff(Role.EDITOR))
    page = factory()
    section = page.get_parent().url
    found = {}

    for start in range(0, len(PAYLOADS), 6):
        words = " ".join(PAYLOADS[start : start + 6])
        fill(page, words)
        # Not by the form: also what came in by other ways is to be shown as text.
        page.save(clean=False)
        revision = page.save_revision(clean=False)
        for address in (
            page.url,
            section,
            f"/staff/pages/{page.pk}/edit/",
            f"/staff/pages/{page.pk}/revisions/{revision.pk}/view/",
            "/search/?q=planted",
        ):
            answer = client.get(address)
            assert answer.status_code == 200, address
            if bad := running(answer):
                found[address] = bad

    assert found == {}


def test_x1_the_search_for_what_runs_finds_it():
    """The control: a page that shows what was typed as it is."""

    class Careless:
        content = " ".join(PAYLOADS).encode()

    assert len(running(Careless)) > 10


@pytest.mark.parametrize("words", ["{{7*7}}", "{% now 'Y' %}", "${7*7}", "#{7*7}"])
def test_x6_marks_of_templates_are_text(client, words):
    page = NewsPageFactory(title=words, standfirst=words)

    shown = client.get(page.url).content.decode()

    assert words.replace("'", "&#x27;") in shown


@pytest.mark.parametrize(
    "words",
    [
        "\U0001f469\u200d\U0001f37c and \U0001f9d1\U0001f3fd",
        "\u0645\u0631\u062d\u0628\u0627 and \u202eabc\u202c",
        "Cafe\u0301 and caf\u00e9",
        "p\u0430ypal",
    ],
)
def test_x2_what_the_world_writes_is_kept(client, words):
    page = NewsPageFactory(title=words, standfirst=words)

    page.refresh_from_db()

    assert page.title == words
    assert words in client.get(page.url).content.decode()


def test_x3_what_is_too_long_is_said_and_nothing_breaks(client):
    client.force_login(staff(Role.EDITOR))
    page = NewsPageFactory(live=False)
    body = json.dumps([{"type": "prose", "value": "<p>" + "long " * 200_000 + "</p>"}])
    page.body = body
    page.save_revision(clean=False)

    assert client.get(f"/staff/pages/{page.pk}/edit/").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/x//news/", "/news/%2e%2e/", "/news/;/", "/news/%00/", "/%2f%2fevil.example/",
        "/news/" + "a" * 5000, "/news/%ff/", "/drafts/%ff/", "/news/../../etc/passwd",
    ],
)  # fmt: skip
def test_x9_odd_addresses_are_not_found(client, path):
    assert client.get(path).status_code in {301, 302, 400, 404}


def test_x5_quotes_and_sql_are_text(client):
    words = "'; DROP TABLE cms_newspage; -- \" OR 1=1"
    page = NewsPageFactory(title=words)

    assert client.get(page.url).status_code == 200
    assert client.get("/search/", {"q": words}).status_code == 200


def test_s6_two_editors_on_one_page_lose_nothing(client):
    """The second to save in the background is told, and both versions are kept."""
    first, second = staff(Role.EDITOR), staff(Role.EDITOR)
    page = NewsPageFactory(title="Before", slug="before", live=False)
    loaded = page.save_revision(user=first)
    page.title = "Of the second"
    page.save_revision(user=second)
    client.force_login(first)

    answer = client.post(
        f"/staff/pages/{page.pk}/edit/",
        {"title": "Of the first", "loaded_revision_id": loaded.pk},
        headers={"accept": "application/json"},
    )

    assert answer.json()["error_code"] == "invalid_revision"
    assert page.get_latest_revision_as_object().title == "Of the second"
    assert "Of the second" in {one.object_str for one in page.revisions.all()}


def test_x1_comments_of_advisers_are_text(client):
    editor = staff(Role.EDITOR)
    page = NewsPageFactory(live=False)
    page.save_revision()
    adviser = {"name": PAYLOADS[0], "email": "i@example.org", "note": PAYLOADS[8]}
    review = readings.ask(page, **adviser, by=editor, at=clock.now())
    for words in PAYLOADS:
        readings.comment(review, part="", words=words, at=clock.now())
    client.force_login(editor)

    assert running(client.get(f"/staff/drafts/{page.pk}/")) == []
