"""The form of a page: an address of its own, also for a title that another one has."""

import pytest

from portal.accounts.roles import Role
from portal.cms.models import GuidanceIndexPage, GuidancePage, NewsIndexPage, NewsPage
from tests.factories.accounts import staff
from tests.factories.cms import NewsPageFactory
from tests.factories.guidance import GuidancePageFactory
from tests.page_forms import page_form

pytestmark = pytest.mark.django_db

TITLE, SLUG = "Working together", "working-together"


@pytest.fixture
def editor(client):
    client.force_login(staff(Role.EDITOR))
    return client


def add_edition(client, *, edition, slug=SLUG, action="action-publish"):
    form = page_form(
        GuidancePage(),
        title=TITLE,
        slug=slug,
        edition=edition,
        publisher="A department",
        summary="What it lays down.",
        address="https://publisher.example/",
    )
    section = GuidanceIndexPage.objects.get()
    return client.post(
        f"/staff/pages/add/cms/guidancepage/{section.pk}/", {**form, action: action}
    )


def slugs(model=GuidancePage):
    return list(model.objects.order_by("pk").values_list("slug", flat=True))


@pytest.mark.parametrize("action", ["action-publish", "save"])
def test_the_next_edition_has_its_edition_in_its_address(editor, action):
    GuidancePageFactory(title=TITLE, slug=SLUG, edition="2018 edition")

    answer = add_edition(editor, edition="2023 edition", action=action)

    assert answer.status_code == 302
    assert slugs() == [SLUG, f"{SLUG}-2023-edition"]


def test_editions_without_a_name_of_their_own_are_numbered(editor):
    GuidancePageFactory(title=TITLE, slug=SLUG)

    add_edition(editor, edition="")
    add_edition(editor, edition="")

    assert slugs() == [SLUG, f"{SLUG}-2", f"{SLUG}-3"]


def test_the_same_edition_twice_is_numbered_as_well(editor):
    GuidancePageFactory(title=TITLE, slug=SLUG)

    add_edition(editor, edition="2023")
    add_edition(editor, edition="2023")

    assert slugs() == [SLUG, f"{SLUG}-2023", f"{SLUG}-2023-2"]


def test_an_address_that_somebody_chose_is_theirs_to_mend(editor):
    GuidancePageFactory(title="Another", slug="the-guide")

    answer = add_edition(editor, edition="2023", slug="the-guide")

    assert "already in use" in answer.content.decode()
    assert slugs() == ["the-guide"]


def test_an_address_that_readers_know_is_never_changed(editor):
    GuidancePageFactory(title=TITLE, slug=SLUG)
    known = GuidancePageFactory(title="Another", slug="another", edition="2023")
    known.save_revision().publish()
    form = page_form(known, title=TITLE, slug=SLUG)

    answer = editor.post(
        f"/staff/pages/{known.pk}/edit/", {**form, "action-publish": "action-publish"}
    )

    assert "already in use" in answer.content.decode()
    assert slugs() == [SLUG, "another"]


def test_other_pages_of_one_title_are_numbered(editor):
    NewsPageFactory(title="Members meet", slug="members-meet")
    section = NewsIndexPage.objects.get()
    form = page_form(
        NewsPage(),
        title="Members meet",
        slug="members-meet",
        author_role="Policy lead",
        standfirst="What happened.",
    )

    editor.post(f"/staff/pages/add/cms/newspage/{section.pk}/", form)

    assert slugs(NewsPage) == ["members-meet", "members-meet-2"]


def test_the_open_form_is_told_which_address_a_draft_was_given(editor):
    """The draft saves itself while it is typed; the next save must send the same."""
    GuidancePageFactory(title=TITLE, slug=SLUG)
    form = page_form(GuidancePage(), title=TITLE, slug=SLUG, edition="2023")
    section = GuidanceIndexPage.objects.get()

    answer = editor.post(
        f"/staff/pages/add/cms/guidancepage/{section.pk}/",
        form,
        headers={"accept": "application/json"},
    )

    assert answer.json()["field_updates"]["slug"] == f"{SLUG}-2023"
