"""The front: the site and its front page are remembered, and forgotten in time."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.roles import Role
from portal.cms.models import HomePage
from tests.factories.accounts import staff
from tests.factories.cms import NewsPageFactory

pytestmark = pytest.mark.django_db


def questions_of(client, path):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return [query["sql"] for query in queries]


@pytest.mark.parametrize("inside", ["", "news/"])
def test_the_second_page_does_not_ask_which_site_it_is(client, inside):
    before = questions_of(client, f"/{inside}")
    after = questions_of(client, f"/{inside}")

    for table in ('FROM "wagtailcore_site"', 'FROM "cms_homepage"'):
        assert [sql for sql in before if table in sql]
        assert not [sql for sql in after if table in sql]


def test_what_an_editor_publishes_is_seen_at_once(client, settings):
    settings.SECOND_FACTOR_OBLIGED = False
    client.get("/")
    home = HomePage.objects.get()
    home.band_title = "Come in."
    home.save_revision()
    client.force_login(staff(Role.EDITOR))

    form = reverse("wagtailadmin_pages:edit", args=[home.pk])
    page = client.get(form)
    fields = page.context["form"].initial | {"action-publish": "1"}
    values = {name: value for name, value in fields.items() if value is not None}
    answer = client.post(form, values | {"slug": home.slug, "title": home.title})

    assert answer.status_code == 302
    assert b"Come in." in client.get("/").content


def test_a_page_elsewhere_in_the_map_does_not_ask_for_the_site(client):
    NewsPageFactory()

    asked = questions_of(client, reverse("events:event-list"))

    assert not [sql for sql in asked if 'FROM "wagtailcore_site"' in sql]
