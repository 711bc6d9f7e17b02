"""What stops a page from going out: by the button, many at once, by the clock, by a
workflow and by the CMS's own interface; and that a draft is never held up."""

import json

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Page
from wagtail.test.utils.form_data import streamfield
from wagtail.workflows import publish_workflow_state

from portal.accounts.roles import Role
from portal.cms import before_publishing
from portal.cms.before_publishing import Finding
from portal.cms.models import NewsIndexPage, NewsPage
from tests.factories.accounts import staff
from tests.factories.cms import (
    NewsPageFactory,
    PictureFactory,
    PositionPageFactory,
    StandardPageFactory,
)
from tests.factories.events import EventFactory
from tests.page_forms import page_form, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    user = staff(Role.EDITOR)
    client.force_login(user)
    return user


def prose(html):
    return json.dumps([{"type": "prose", "value": html}] if html else [])


def draft(html="", **fields):
    return NewsPageFactory(live=False, body=prose(html), **fields)


def stops(page):
    return [one.words for one in before_publishing.findings(page) if one.stops]


def warns(page):
    return [one.words for one in before_publishing.findings(page) if not one.stops]


HERE = '<p>Read it <a href="https://example.org/">here</a>.</p>'

# --- The checks ------------------------------------------------------------


@pytest.mark.parametrize(
    "words", ["here", "Click here", "HERE.", "<b>here</b>", "Read more…", "this link"]
)
def test_a_link_that_says_nothing_stops_a_page(words):
    page = draft(f'<p><a href="https://example.org/">{words}</a></p>')

    (said,) = stops(page)
    assert "A link is called “" in said


def test_a_link_without_words_stops_a_page():
    page = draft('<p>Words <a href="https://example.org/"></a></p>')

    assert stops(page) == [
        "A link to https://example.org/ has no words. Say where it leads, or remove it."
    ]


@pytest.mark.parametrize("address", ["https://example.org/a", "www.example.org"])
def test_a_bare_address_only_warns(address):
    page = draft(f'<p><a href="https://example.org/a">{address}</a></p>')

    assert stops(page) == []
    assert [address in said for said in warns(page)] == [True]


def test_a_link_that_names_its_place_is_fine():
    page = draft('<p><a href="https://example.org/">The 2023 survey</a></p>')

    assert before_publishing.findings(page) == []


def test_a_link_to_a_page_that_is_not_out_warns():
    other = NewsPageFactory(live=False)
    page = draft(f'<p><a linktype="page" id="{other.pk}">The other</a></p>')

    (said,) = warns(page)
    assert "is not out" in said


@pytest.mark.parametrize(
    ("html", "number"),
    [
        ("<h2>One</h2><h3>Two</h3><h2>Three</h2>", 0),
        ("<h3>Two</h3><h2>One</h2>", 1),
        ("<h2>One</h2><p>Words</p><h3>Two</h3><h3>Three</h3>", 0),
        ("<h2></h2>", 1),
    ],
)
def test_headings_follow_each_other(html, number):
    assert len(stops(draft(html))) == number


def test_headings_are_read_over_several_blocks():
    body = json.dumps(
        [
            {"type": "prose", "value": "<h2>One</h2>"},
            {"type": "prose", "value": "<h3>Two</h3>"},
        ]
    )

    assert stops(NewsPageFactory(live=False, body=body)) == []


def test_a_picture_without_words_stops_a_page():
    picture = PictureFactory(title="Pram", alternative="")
    page = draft()
    page.picture = picture

    assert any("“Pram”" in said for said in stops(page))


def test_a_picture_in_a_block_may_have_words_of_its_own():
    picture = PictureFactory(alternative="")
    figure = {
        "picture": picture.pk,
        "alternative": "A pram",
        "caption": "",
        "credit": "",
    }
    page = NewsPageFactory(
        live=False, body=json.dumps([{"type": "figure", "value": figure}])
    )

    assert stops(page) == []


def test_a_block_that_is_begun_stops_a_page():
    quotation = {"words": "", "source": "", "edition": "", "address": ""}
    page = NewsPageFactory(
        live=False, body=json.dumps([{"type": "quotation", "value": quotation}])
    )

    (said,) = stops(page)
    assert said.startswith("Body, part 1: ")


def test_what_was_chosen_and_is_gone_only_warns():
    event = EventFactory()
    page = NewsPageFactory(
        live=False, body=json.dumps([{"type": "event", "value": event.pk}])
    )
    event.delete()

    assert stops(page) == []
    assert warns(page) == ["Body, part 1: what was chosen here is gone."]


def test_a_missing_summary_warns_on_a_standing_page_and_stops_an_article():
    standing = StandardPageFactory(live=False, standfirst="")
    news = draft()
    news.standfirst = ""

    assert [said[:22] for said in warns(standing)] == ["The summary is missing"]
    assert [said[:22] for said in stops(news)] == ["The summary is missing"]


def test_other_rooms_may_ask_more():
    def check(page):
        yield Finding("It cites what was replaced.", stops=False)

    before_publishing.register(check)
    try:
        assert warns(draft()) == ["It cites what was replaced."]
    finally:
        before_publishing._more.remove(check)


def test_a_kind_of_page_may_ask_more(monkeypatch):
    def check(page):
        yield Finding("It has no dates.", stops=True)

    monkeypatch.setattr(NewsPage, "checks", (check,))

    assert stops(draft()) == ["It has no dates."]


def test_all_is_said_of_a_draft_at_once():
    page = PositionPageFactory(live=False, review_by=None)
    page.statement = ""

    said = [one.words for one in before_publishing.look_over(page) if one.stops]

    assert any(line.startswith("Statement: ") for line in said)
    assert "Review by: Say by when we look at it again." in said


# --- Every way out ---------------------------------------------------------


NEWS = {
    "author_role": "Policy and quality lead",
    "standfirst": "What happened.",
    "published_on": "18/12/2023",
}


def form(**typed):
    return page_form(NewsPage(), **NEWS, **typed)


def a_link(words="here"):
    return streamfield([("prose", written(words, link="https://a.example/"))])


def test_the_button_is_refused_and_what_was_typed_stays(client, editor):
    section = NewsIndexPage.objects.get()

    answer = client.post(
        f"/staff/pages/add/cms/newspage/{section.pk}/",
        {**form(body=a_link()), "action-publish": "action-publish"},
    )

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "A link is called “here”" in page
    assert "What happened." in page
    assert not NewsPage.objects.exists()


def test_a_draft_is_kept_and_says_what_stops_it(client, editor):
    section = NewsIndexPage.objects.get()

    answer = client.post(
        f"/staff/pages/add/cms/newspage/{section.pk}/",
        page_form(NewsPage(), body=a_link()),
        follow=True,
    )

    page = NewsPage.objects.get()
    assert not page.live
    shown = answer.content.decode()
    assert "Before this goes out" in shown
    assert "A link is called “here”" in shown
    assert "Standfirst: " in shown


def test_a_draft_of_a_position_needs_no_date_of_review(client, editor):
    """What its own rules ask stops the publishing, not the typing."""
    page = PositionPageFactory(live=False)
    data = page_form(page, title="Half a thought", statement="", review_by="")

    client.post(f"/staff/pages/{page.pk}/edit/", data)

    page.refresh_from_db()
    assert page.get_latest_revision_as_object().title == "Half a thought"


def test_the_editor_of_a_published_page_is_refused_too(client, editor):
    page = NewsPageFactory(title="As it was")

    answer = client.post(
        f"/staff/pages/{page.pk}/edit/",
        {**form(body=a_link()), "action-publish": "action-publish"},
    )

    assert answer.status_code == 200
    page.refresh_from_db()
    assert page.title == "As it was"


def test_saving_in_the_background_says_what_stops_it(client, editor):
    page = draft(HERE)

    answer = client.post(
        f"/staff/pages/{page.pk}/edit/",
        form(body=a_link()),
        headers={"accept": "application/json"},
    )

    assert answer.json()["success"]
    assert "A link is called “here”" in answer.json()["html"]


def test_many_at_once_are_refused_together(client, editor):
    bad, good = draft(HERE, title="With a fault"), draft(title="Without")
    for page in (bad, good):
        page.save_revision(clean=False)

    answer = client.post(
        f"/staff/bulk/wagtailcore/page/publish/?id={bad.pk}&id={good.pk}&next=/staff/",
        follow=True,
    )

    assert not Page.objects.filter(pk__in=[bad.pk, good.pk], live=True).exists()
    shown = answer.content.decode()
    assert "None was published" in shown
    assert "With a fault" in shown


def test_many_at_once_are_published_when_all_may(client, editor):
    page = draft(title="Without")
    page.save_revision()

    client.post(f"/staff/bulk/wagtailcore/page/publish/?id={page.pk}&next=/staff/")

    page.refresh_from_db()
    assert page.live


def test_pages_below_are_asked_as_well(client, editor):
    section = NewsIndexPage.objects.get()
    section.save_revision()
    bad = draft(HERE)
    bad.save_revision(clean=False)

    client.post(
        f"/staff/bulk/wagtailcore/page/publish/?id={section.pk}&next=/staff/",
        {"include_descendants": "on"},
    )

    bad.refresh_from_db()
    assert not bad.live


def test_a_version_published_by_code_is_refused():
    page = draft(HERE)

    with pytest.raises(ValidationError, match="here"):
        page.save_revision(clean=False).publish()

    page.refresh_from_db()
    assert not page.live


def test_a_workflow_brings_out_nothing_that_may_not():
    page = draft(HERE)
    page.save_revision(clean=False)

    class Approved:
        content_object = page

    with pytest.raises(ValidationError, match="here"):
        publish_workflow_state(Approved)

    page.refresh_from_db()
    assert not page.live


def test_the_own_interface_of_the_cms_brings_out_nothing_that_may_not(client, editor):
    page = draft(HERE)
    page.save_revision(clean=False)

    answer = client.post(f"/staff/api/main/pages/{page.pk}/action/publish/")

    assert answer.status_code == 400
    page.refresh_from_db()
    assert not page.live


def test_warnings_are_said_again_after_publishing(client, editor):
    section = NewsIndexPage.objects.get()
    answer = client.post(
        f"/staff/pages/add/cms/newspage/{section.pk}/",
        {
            **form(body=a_link("www.a.example")),
            "action-publish": "action-publish",
        },
        follow=True,
    )

    assert NewsPage.objects.get().live
    assert "Look at this when you can" in answer.content.decode()


def test_a_draft_that_cannot_be_checked_can_still_be_edited(
    client, editor, monkeypatch, caplog
):
    def check(page):
        raise TypeError("a date is missing")

    page = draft()
    page.save_revision()
    monkeypatch.setattr(NewsPage, "checks", (check,))

    answer = client.get(f"/staff/pages/{page.pk}/edit/")

    assert answer.status_code == 200
    assert "could not read this draft" in answer.content.decode()
