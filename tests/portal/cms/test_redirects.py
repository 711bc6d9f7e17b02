"""Links that people keep: an address that moved leads to the new one and only there."""

import pytest
from wagtail.contrib.redirects.models import Redirect

from tests.factories.cms import StandardPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def rename(django_capture_on_commit_callbacks):
    def to(page, slug):
        page.slug = slug
        with django_capture_on_commit_callbacks(execute=True):
            page.save_revision().publish()
        page.refresh_from_db()

    return to


def test_a_page_that_was_renamed_answers_at_its_old_address(client, rename):
    page = StandardPageFactory(title="Fees")

    rename(page, "what-it-costs")
    answer = client.get("/fees/")

    assert (answer.status_code, answer["Location"]) == (
        301,
        "/what-it-costs/",
    )


def test_a_page_below_moves_along(client, rename):
    above = StandardPageFactory(title="Join us")
    StandardPageFactory(title="Fees", parent=above)

    rename(above, "belong")

    assert client.get("/join-us/fees/")["Location"].endswith("/belong/fees/")


def test_a_page_that_was_moved_elsewhere(client, django_capture_on_commit_callbacks):
    page = StandardPageFactory(title="Fees")
    above = StandardPageFactory(title="Belong")
    with django_capture_on_commit_callbacks(execute=True):
        page.move(above, pos="last-child")

    assert client.get("/fees/")["Location"].endswith("/belong/fees/")


def test_two_moves_are_one_step(client, rename):
    page = StandardPageFactory(title="Fees")

    rename(page, "costs")
    rename(page, "prices")

    assert client.get("/fees/")["Location"].endswith("/prices/")
    assert client.get("/costs/")["Location"].endswith("/prices/")


def test_back_to_the_old_address_is_no_circle(client, rename):
    page = StandardPageFactory(title="Fees")

    rename(page, "costs")
    rename(page, "fees")

    assert client.get("/fees/").status_code == 200
    assert client.get("/costs/")["Location"].endswith("/fees/")


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example/fees/",
        "/fees/?next=https://evil.example/",
        "/fees//evil.example/",
        "/\\evil.example",
        "/%2F%2Fevil.example/",
        "/fees;//evil.example/",
    ],
)
def test_no_address_leads_to_another_site(client, rename, path):
    rename(StandardPageFactory(title="Fees"), "costs")

    answer = client.get(path)

    assert answer.get("Location", "/").startswith(("/", "http://testserver/"))
    assert "evil" not in answer.get("Location", "")
    assert not answer.get("Location", "/").startswith("//")


def test_redirects_are_the_administrators_alone(client):
    """Whoever may write any address there could lead readers anywhere."""
    from portal.accounts.roles import Role  # noqa: PLC0415 - of this test
    from tests.factories.accounts import staff  # noqa: PLC0415 - of this test

    client.force_login(staff(Role.EDITOR))

    assert client.get("/staff/redirects/").status_code == 302
    assert not Redirect.objects.exists()
