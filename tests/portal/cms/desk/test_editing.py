"""What editors do in the staff screens, and what the server makes of it."""

import json
from datetime import timedelta

import pytest
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from events.models import EventStatus, WayIn
from portal.accounts.roles import Role
from portal.cms.models import HomePage, NewsIndexPage, NewsPage, PositionStatus
from portal.core import clock
from tests.factories.accounts import staff
from tests.factories.cms import NewsPageFactory, PositionPageFactory
from tests.factories.events import EventFactory
from tests.page_forms import page_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    user = staff(Role.EDITOR, name="Marguerite Sallow")
    client.force_login(user)
    return user


def content_state(text, *, style="", link=""):
    """Return what the editor's browser sends for one paragraph."""
    entities = {}
    ranges = []
    if link:
        entities = {
            "0": {"type": "LINK", "mutability": "MUTABLE", "data": {"url": link}}
        }
        ranges = [{"key": 0, "offset": 0, "length": len(text)}]
    styles = [{"offset": 0, "length": len(text), "style": style}] if style else []
    block = {
        "key": "abcde",
        "text": text,
        "type": "unstyled",
        "depth": 0,
        "inlineStyleRanges": styles,
        "entityRanges": ranges,
    }
    return json.dumps({"blocks": [block], "entityMap": entities})


def form(**fields):
    typed = {
        "kind": "analysis",
        "published_on": "18/12/2023",
        "author_role": "Policy and quality lead",
        "standfirst": "What happened.",
        **fields,
    }
    return page_form(NewsPage(), **typed)


def create(client, **fields):
    section = NewsIndexPage.objects.get()
    return client.post(
        f"/staff/pages/add/cms/newspage/{section.pk}/",
        {**form(**fields), "action-publish": "action-publish"},
    )


def test_an_editor_publishes_news(client, editor):
    answer = create(client, body=streamfield([("prose", content_state("Words."))]))

    assert answer.status_code == 302
    page = NewsPage.objects.get(slug="from-the-editor")
    assert page.live
    assert "<p>Words.</p>" in client.get(page.url).content.decode()


def test_news_without_a_standfirst_is_not_published(client, editor):
    assert create(client, standfirst="").status_code == 200
    assert not NewsPage.objects.exists()


def test_s2_a_script_as_a_title_is_text_everywhere(client, editor):
    payload = "<script>alert(1)</script>"

    create(client, title=payload, standfirst=payload, author_role=payload)
    page = NewsPage.objects.get()

    for address in (
        "/",
        "/news/",
        page.url,
        "/staff/",
        f"/staff/pages/{page.pk}/edit/",
        f"/staff/pages/{page.get_parent().pk}/",
        f"/staff/pages/{page.pk}/history/",
    ):
        assert payload not in client.get(address, follow=True).content.decode(), address


@pytest.mark.parametrize(
    "state",
    [
        content_state("Words", link="javascript:alert(1)"),
        content_state("Words", link="data:text/html,alert(1)"),
        content_state("Words", style="FONT-SIZE"),
        content_state("<img src=x onerror=alert(1)>"),
    ],
)
def test_s2_what_the_editor_does_not_offer_is_dropped(client, editor, state):
    create(client, body=streamfield([("prose", state)]))

    shown = client.get(NewsPage.objects.get().url).content.decode()

    prose = shown.partition('<div class="prose">')[2].partition("<aside")[0]
    assert "<p>" in prose
    assert "href" not in prose
    assert "<img" not in prose


def test_s2_a_table_carries_no_classes_or_scripts(client, editor):
    cell = content_state("<script>alert(1)</script>")
    table = {
        "caption": '"><script>alert(1)</script>',
        "column-count": "1",
        "row-count": "1",
        "column-0-type": "words",
        "column-0-order": "0",
        "column-0-deleted": "",
        "column-0-heading": '<b class="x">Heading</b>',
        "row-0-order": "0",
        "row-0-deleted": "",
        "cell-0-0": cell,
    }

    create(client, body=streamfield([("table", table)]))

    shown = client.get(NewsPage.objects.get().url).content.decode()
    assert "<script>alert(1)" not in shown
    assert '<b class="x">' not in shown


def test_s2_an_address_that_is_a_script_is_refused(client, editor):
    quotation = {
        "words": "Words",
        "source": "Somebody",
        "edition": "",
        "address": "javascript:alert(1)",
    }

    answer = create(client, body=streamfield([("quotation", quotation)]))

    assert answer.status_code == 200
    assert not NewsPage.objects.exists()


def test_a_draft_is_previewed_as_it_will_look(client, editor):
    page = NewsPageFactory(title="Out", live=False)
    address = f"/staff/pages/{page.pk}/edit/preview/"

    posted = client.post(
        address, form(body=streamfield([("prose", content_state("Not out yet."))]))
    )
    shown = client.get(address)

    assert posted.json()["is_valid"]
    assert "Not out yet." in shown.content.decode()
    assert client.get(page.url).status_code == 404


def test_the_front_page_is_previewed(client, editor):
    home = HomePage.objects.get()
    address = f"/staff/pages/{home.pk}/edit/preview/"
    client.post(
        address,
        nested_form_data(
            {
                "title": "Home",
                "slug": "home",
                "lead_plate": "Doors",
                "band_title": "A new promise",
                "band_words": "Words",
                "comments": inline_formset([]),
            }
        ),
    )

    assert "A new promise" in client.get(address).content.decode()


def test_s5_a_page_cannot_be_given_a_shared_password(client, editor):
    page = NewsPageFactory()
    address = f"/staff/pages/{page.pk}/privacy/"

    offered = client.get(address).content.decode()
    client.post(address, {"restriction_type": "password", "password": "open sesame"})

    assert "shared password" not in offered.lower()
    assert not page.get_view_restrictions().exists()


def test_an_editor_chooses_events_by_the_words_of_their_titles(client, editor):
    EventFactory(title="Learning from reviews")
    EventFactory(title="Another")
    EventFactory(title="Learning in secret", way_in=WayIn.INVITATION)
    EventFactory(title="Learning unfinished", status=EventStatus.DRAFT)

    found = client.get("/staff/event_chooser/results/?q=learning").content.decode()

    assert "Learning from reviews" in found
    assert "Another" not in found
    assert "in secret" not in found
    assert "unfinished" not in found


def test_the_menu_speaks_the_editors_language(client, editor):
    page = client.get("/staff/").content.decode()

    assert "Pictures" in page
    assert "Files" in page
    assert '"help"' not in page


def test_the_first_screen_greets_and_tells_what_needs_review(client, editor):
    PositionPageFactory(title="Old view", status=PositionStatus.UNDER_REVIEW)

    page = client.get("/staff/").content.decode()

    assert ", Marguerite" in page
    assert "Old view" in page


def test_the_report_lists_what_needs_review_by_its_date(client, editor):
    today = clock.today()
    PositionPageFactory(title="Second", review_by=today + timedelta(days=9))
    PositionPageFactory(title="First", review_by=today - timedelta(days=9))
    PositionPageFactory(title="Fine", review_by=today + timedelta(days=900))

    page = client.get("/staff/reports/needs-review/").content.decode()

    assert page.index("First") < page.index("Second")
    assert "Overdue" in page
    assert "Due soon" in page
    assert "Fine" not in page


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_report_can_be_taken_along(client, editor, kind):
    PositionPageFactory(status=PositionStatus.UNDER_REVIEW)

    answer = client.get(f"/staff/reports/needs-review/?export={kind}")

    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("role", [Role.EVENTS, Role.MEMBERSHIP, Role.FINANCE])
def test_pages_are_the_editors_business(client, role):
    client.force_login(staff(role))
    page = NewsPageFactory()

    assert client.get(f"/staff/pages/{page.pk}/edit/").status_code == 302
    assert client.get("/staff/reports/needs-review/").status_code == 302
    assert "Needs review" not in client.get("/staff/").content.decode()


def test_an_editor_may_not_delete_a_section(client, editor):
    section = NewsIndexPage.objects.get()
    NewsPageFactory()

    client.post(f"/staff/pages/{section.pk}/delete/")

    assert Page.objects.filter(pk=section.pk).exists()


def test_a_new_section_title_shows_at_once(client, editor):
    section = NewsIndexPage.objects.get()
    client.get("/")

    client.post(
        f"/staff/pages/{section.pk}/edit/",
        {
            **nested_form_data(
                {
                    "title": "News and views",
                    "slug": "news",
                    "introduction": "",
                    "comments": inline_formset([]),
                }
            ),
            "action-publish": "action-publish",
        },
    )

    assert "News and views" in client.get("/accessibility/").content.decode()
