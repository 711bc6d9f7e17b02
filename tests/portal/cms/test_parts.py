"""Parts that are remembered: the same for everybody, and of nothing but what is out."""

from datetime import timedelta

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction
from wagtail.rich_text import RichText

from events.models import EventStatus
from portal.cms import parts
from portal.cms.access import Readers
from portal.cms.models import NewsPage
from portal.core import remembered, words
from tests.factories.accounts import UserFactory
from tests.factories.cms import NewsPageFactory, StandardPageFactory
from tests.factories.events import EventFactory, place
from tests.factories.guidance import CoursePageFactory
from tests.factories.membership import current_member

pytestmark = pytest.mark.django_db

BODY = [("prose", RichText("<p>All that is inside.</p>"))]
INSIDE = "All that is inside."
OF_ARTICLES = ("page-head", "page-banner", "page-data", "article", "article-side")


@pytest.fixture
def article():
    return NewsPageFactory(title="Out", standfirst="What is out.", body=BODY)


def seen_by(who, page):
    """Return the page as somebody's browser gets it; None is a visitor."""
    browser = Client()
    if who is not None:
        browser.force_login(who)
    return browser.get(page.url).content.decode()


def called_off(event):
    event.status, event.cancelled_at = EventStatus.CANCELLED, event.starts_at
    event.save()


def preview_of(page):
    answer = page.make_preview_request()
    return answer.render().content.decode()


def test_an_article_is_drawn_once_for_everybody(article, django_assert_max_num_queries):
    seen_by(None, article)
    browser = Client()

    with django_assert_max_num_queries(1):
        again = browser.get(article.url).content.decode()

    assert "What is out." in again


def test_each_article_has_its_own(article):
    other = NewsPageFactory(title="Another", standfirst="Another thing.")
    seen_by(None, article)

    page = seen_by(None, other)

    assert "Another thing." in page
    assert "What is out." not in page


def test_an_article_has_nothing_of_the_one_who_read_it_first(article):
    wren = UserFactory(name="Rosalind Wren", scheme="dark")

    own, visitors = seen_by(wren, article), seen_by(None, article)

    assert "My page" in own
    assert 'data-scheme="dark"' in own
    for word in ("My page", "Wren", "data-scheme", "csrf"):
        assert word not in visitors
    assert "Sign in" in visitors


def test_the_nonce_of_a_script_is_that_of_its_answer(article):
    for _ in range(2):
        answer = Client().get(article.url)
        nonce = answer.content.decode().partition('nonce="')[2].partition('"')[0]
        assert nonce
        assert f"'nonce-{nonce}'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("guarded", [True, False])
def test_a_preview_is_kept_from_readers(article, guarded, monkeypatch):
    """With the guard off, what an editor only tries is remembered for the public."""
    if not guarded:
        monkeypatch.setattr(parts, "OF_THE_FRAME", {*OF_ARTICLES})
    article.standfirst = "What is not out yet."
    assert "What is not out yet." in preview_of(article)

    public = seen_by(None, article)

    assert ("What is not out yet." in public) is not guarded


@pytest.mark.parametrize("guarded", [True, False])
def test_a_preview_shows_the_draft_and_nothing_remembered(
    article, guarded, monkeypatch
):
    if not guarded:
        monkeypatch.setattr(parts, "OF_THE_FRAME", {*OF_ARTICLES})
    seen_by(None, article)
    article.standfirst = "What is not out yet."

    assert ("What is not out yet." in preview_of(article)) is guarded


def test_nothing_of_a_page_for_members_is_remembered(monkeypatch):
    """Not even between members: what is kept of it can then be shown to nobody."""
    article = NewsPageFactory(readers=Readers.MEMBERS, body=BODY)
    member = current_member().user
    kept = []
    monkeypatch.setattr(
        remembered,
        "remembered",
        lambda key, ask: kept.append(key) or ask(),
    )

    page = seen_by(member, article)

    assert INSIDE in page
    assert not [key for key in kept if any(name in key for name in OF_ARTICLES)]
    assert INSIDE not in seen_by(None, article)


def test_an_article_that_becomes_the_members_own_is_closed_at_once(article):
    """Even where nobody forgot anything: who may read is asked every time."""
    assert INSIDE in seen_by(None, article)

    type(article).objects.filter(pk=article.pk).update(readers=Readers.MEMBERS)

    assert INSIDE not in seen_by(None, article)


def test_an_article_that_is_taken_down_is_gone_at_once(article):
    seen_by(None, article)

    type(article).objects.filter(pk=article.pk).update(live=False)

    assert Client().get(article.url).status_code == 404


def test_an_article_that_moved_is_gone_from_its_old_address(article):
    old = article.url
    seen_by(None, article)

    article.slug = "elsewhere"
    article.save()  # which tells nobody, as publishing would

    assert Client().get(old).status_code in {301, 404}
    assert "What is out." in seen_by(None, article)


def test_another_page_at_an_old_address_is_found(article):
    seen_by(None, article)
    slug = article.slug
    article.slug = "elsewhere"
    article.save()

    NewsPageFactory(slug=slug, standfirst="The new one here.")

    assert (
        b"The new one here."
        in Client().get(article.url.replace("elsewhere", slug)).content
    )


def test_a_restriction_of_the_cms_closes_at_once():
    """It is offered nowhere; made all the same, it is obeyed on the next page."""
    page = StandardPageFactory(title="To be closed")
    assert Client().get(page.url).status_code == 200

    closed = PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.LOGIN
    )

    assert Client().get(page.url).status_code == 302
    closed.delete()
    assert Client().get(page.url).status_code == 200


def test_places_are_counted_for_every_page():
    event = EventFactory(title="Bookable", capacity=20)
    assert b"20 places left" in Client().get("/").content

    place(event)

    assert b"19 places left" in Client().get("/").content


@pytest.mark.parametrize("guarded", [True, False])
def test_an_event_in_a_text_is_shown_as_it_is_now(guarded, monkeypatch):
    """With the guard off, a reader is led to an event that was called off."""
    if not guarded:
        monkeypatch.setattr(NewsPage, "tells_of_an_event", False)
    event = EventFactory(title="In the text")
    article = NewsPageFactory(body=[("event", event)])
    seen_by(None, article)

    called_off(event)

    assert ("Cancelled" in seen_by(None, article)) is guarded


def test_an_event_beside_a_text_is_shown_as_it_is_now():
    event = EventFactory(title="Beside the text")
    article = NewsPageFactory(event=event)
    seen_by(None, article)

    called_off(event)

    assert "Cancelled" in seen_by(None, article)


def test_what_search_engines_read_of_a_run_is_as_it_is_now():
    page = CoursePageFactory()
    event = EventFactory(course=page.course, capacity=1)
    assert "InStock" in seen_by(None, page)

    place(event)

    assert "InStock" not in seen_by(None, page)
    assert "SoldOut" in seen_by(None, page)


def test_the_front_page_leads_to_no_event_that_was_called_off():
    event = EventFactory(title="To talk it through")
    NewsPageFactory(event=event)
    assert b"Talk it through on" in Client().get("/").content

    called_off(event)

    assert b"Talk it through on" not in Client().get("/").content


def test_the_front_page_says_the_day_on_which_the_event_is_now():
    event = EventFactory()
    NewsPageFactory(event=event)
    Client().get("/")

    event.starts_at += timedelta(days=3)
    event.ends_at += timedelta(days=3)
    event.save()

    said = f"Talk it through on {words.uk_day(event.starts_at)}"
    assert said in Client().get("/").content.decode()
