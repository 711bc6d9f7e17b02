"""What news and positions say of guidance and to the press, and what they said."""

from datetime import date

import pytest
from wagtail.rich_text import RichText

from portal.cms.models import PositionVersion
from tests.factories.cms import (
    NewsPageFactory,
    PositionPageFactory,
    StandardPageFactory,
)
from tests.factories.guidance import GuidancePageFactory

pytestmark = pytest.mark.django_db


def cites(*records):
    return [("guidance", record) for record in records]


def test_guidance_is_listed_once_in_the_editors_order_while_it_is_out(client):
    second, first = GuidancePageFactory(), GuidancePageFactory()
    draft = GuidancePageFactory(live=False)
    gone = GuidancePageFactory()
    news = NewsPageFactory(cites=cites(first, draft, second, first, gone))
    gone.delete()
    news.refresh_from_db()

    assert news.guidance_cited == [first, second]
    shown = client.get(news.url).content.decode()
    assert f'href="{first.url}"' in shown
    assert draft.title not in shown


def test_a_page_that_cites_nothing_has_no_heading_for_it(client):
    shown = client.get(NewsPageFactory().url).content.decode()

    assert 'id="guidance"' not in shown
    assert "Notes to editors" not in shown


def test_notes_to_editors_are_numbered_and_clean(client):
    note = RichText("<p>Ask us.<script>alert(1)</script></p>")
    news = NewsPageFactory(notes=[("note", note), ("note", RichText("Two."))])

    shown = client.get(news.url).content.decode()

    assert "Notes to editors" in shown
    assert shown.count('<li id="note-') == 2
    assert "alert(1)" not in shown


def test_a_position_shows_what_it_said_before_the_newest_first(client):
    position = PositionPageFactory(statement="What we hold now.")
    position.versions = [
        PositionVersion(
            held_from=date(year, 2, 4), statement=f"In {year}.", changed_because="Why."
        )
        for year in (2015, 2019)
    ]
    position.save()

    shown = client.get(position.url).content.decode()

    assert "How it has changed" in shown
    assert "From 4 February 2019" in shown
    assert shown.index("In 2019.") < shown.index("In 2015.")


def test_a_position_that_never_changed_says_nothing_of_it(client):
    shown = client.get(PositionPageFactory().url).content.decode()

    assert "How it has changed" not in shown


def test_a_section_lists_the_pages_below_it_that_are_out(client):
    section = StandardPageFactory(lists_below=True)
    StandardPageFactory(parent=section, title="Below", standfirst="What it is.")
    StandardPageFactory(parent=section, title="Nobody knows", live=False)

    shown = client.get(section.url).content.decode()

    assert "In this section" in shown
    assert "Below" in shown
    assert "What it is." in shown
    assert "Nobody knows" not in shown


def test_a_page_that_is_no_section_lists_nothing(client):
    page = StandardPageFactory()
    StandardPageFactory(parent=page, title="Below")

    assert "Below" not in client.get(page.url).content.decode()
