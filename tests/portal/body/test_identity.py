"""The body as pages show it, and the screens where it is changed."""

import re

import pytest
from django.urls import reverse

from portal.accounts.roles import Role
from portal.body import identity
from portal.body.models import Identity, Mailbox, Profession
from tests.factories.accounts import staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    user = staff(Role.ADMINISTRATOR)
    client.force_login(user)
    return user


def edit_identity(client, **changes):
    row = Identity.load()
    names = ("name", "short_name", "strapline", "legal_line", "logo")
    names += ("hue", "strength", "fonts", "corner")
    form = {name: getattr(row, name) for name in names} | changes
    return client.post(
        reverse("wagtailsettings:edit", args=["body", "identity", row.pk]), form
    )


def test_pages_ask_for_the_body_once_in_half_a_minute(
    client, django_assert_num_queries
):
    identity.current()

    with django_assert_num_queries(0):
        assert identity.current().name == "The Institute"


def test_a_cache_that_is_down_only_means_asking_again(monkeypatch):
    """I10."""

    def broken(*args, **kwargs):
        raise ConnectionError

    for name in ("get", "set", "delete"):
        monkeypatch.setattr("django.core.cache.cache." + name, broken, raising=False)

    assert identity.current().name == "The Institute"
    identity.forget()


def test_a_new_name_shows_on_the_next_page(client, admin):
    client.get("/accounts/inactive/")

    edit_identity(client, name="The Other Institute", short_name="Other")

    page = client.get("/accounts/inactive/").text
    assert "The Other Institute" in page
    assert "<span>Other</span>" in page


def test_the_look_travels_in_a_style_sheet_of_its_own(client, admin):
    before = identity.current().stylesheet_url
    edit_identity(client, hue=250, strength=100, corner=0, fonts="device")
    after = identity.current().stylesheet_url

    sheet = client.get(after)

    assert sheet.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in sheet.headers["Cache-Control"]
    assert "--brand-hue:250;--brand-chroma:0.100;" in sheet.text
    assert "--radius:0px" in sheet.text
    assert after in client.get("/accounts/inactive/").text
    assert before.startswith("/brand/")


def test_a_logo_is_drawn_and_not_written_out(client, admin):
    edit_identity(
        client, logo='<svg viewBox="0 0 34 40"><path d="M1 1"></path></svg><script>x'
    )

    page = client.get("/accounts/inactive/").text

    assert '<path d="M1 1">' in page
    assert "&lt;path" not in page
    assert "<script>x" not in page


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", '"><b>'])
def test_html_in_the_name_is_shown_as_text(client, admin, hostile):
    """S2."""
    edit_identity(client, name=hostile, short_name=hostile, legal_line=hostile)

    page = client.get("/accounts/inactive/").text

    assert hostile not in page


def test_the_preview_shows_a_look_before_it_is_saved(client, admin):
    row = Identity.load()
    preview = reverse(
        "wagtailsettings:preview_on_edit", args=["body", "identity", row.pk]
    )
    form = {"name": "Tried", "short_name": "Tried", "hue": 29, "strength": 160}
    client.post(preview, form | {"fonts": "newsreader", "corner": 3})

    page = client.get(preview, {"mode": ""})
    [sheet] = re.findall(r'href="(/brand/tried.css[^"]+)"', page.text)
    tried = client.get(sheet.replace("&amp;", "&"))

    assert "--brand-hue:29;--brand-chroma:0.160;" in tried.text
    assert "no-store" in tried.headers["Cache-Control"]
    assert "frame-ancestors 'self'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "This hue is close to the red of errors" in page.text
    assert "The accent on dark paper" in page.text
    assert Identity.load().hue == 352


@pytest.mark.parametrize(
    "outside",
    [
        {"hue": 361},
        {"hue": "0;}*{display:none"},
        {"strength": -1},
        {"fonts": "x}</style><script>"},
        {"corner": 99},
    ],
)
def test_nothing_but_a_look_can_be_tried(client, outside):
    assert client.get("/brand/tried.css", outside).status_code == 404


def test_a_mailbox_shows_on_the_next_page(client, admin):
    client.get("/accounts/inactive/")

    client.post(
        reverse("mailboxes:add"),
        {"role": "members", "address": "members@example.org", "hours": ""},
    )
    with_it = Identity.load().known(Mailbox.objects.all()).members_email

    assert with_it == "members@example.org"
    assert Mailbox.objects.get().address == "members@example.org"


def test_without_its_own_mailbox_a_team_is_reached_at_the_general_one():
    Mailbox.objects.create(role="general", address="hello@example.org")
    Mailbox.objects.create(role="events", address="events@example.org", hours="9 to 5")

    body = Identity.load().known(Mailbox.objects.all())

    assert (body.members_email, body.events_email, body.office_hours) == (
        "hello@example.org",
        "events@example.org",
        "9 to 5",
    )


SCREENS = [
    "mailboxes:index",
    "professions:index",
    "agencies:index",
    "areas:index",
]


@pytest.mark.parametrize("name", SCREENS)
@pytest.mark.parametrize("role", list(Role))
def test_only_administrators_change_what_belongs_to_the_body(client, name, role):
    """A1."""
    client.force_login(staff(role))

    opened = client.get(reverse(name)).status_code == 200

    assert opened is (role is Role.ADMINISTRATOR)


def test_a_choice_is_switched_off_and_never_deleted(client, admin):
    midwife = Profession.objects.create(name="Midwife")

    gone = client.post(f"/staff/professions/delete/{midwife.pk}/")
    client.post(
        reverse("professions:edit", args=[midwife.pk]),
        {"name": "Midwife", "position": 2},
    )

    midwife.refresh_from_db()
    assert gone.status_code == 404
    assert midwife.in_use is False


def test_documents_are_headed_in_the_bodys_own_colour(client, admin):
    edit_identity(client, name="The Other Institute", hue=250, strength=100)

    assert identity.current().letterhead == {
        "body": "The Other Institute",
        "hue": 250,
        "strength": 100,
    }


def test_the_staff_area_carries_the_bodys_name_and_mark(client, admin):
    edit_identity(client, name="The Other Institute")

    page = client.get("/staff/").text

    assert "The Other Institute</title>" in page
    assert 'class="staff-mark"' in page
