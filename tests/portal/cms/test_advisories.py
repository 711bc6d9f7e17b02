"""S1: each of the CMS's own advisories since 2023, tried with our page types.

Most were a forgotten door: a copy, a preview, a list beside the one that asks. So the
doors are tried by somebody of the staff who may edit one part of the site, and not the
part in which the secret lies.
"""

import io
import time

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import NoReverseMatch, get_resolver, reverse
from PIL import Image
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    GroupPagePermission,
    Page,
)
from wagtail.snippets.models import get_snippet_models
from wagtail.test.utils.form_data import streamfield

from portal.accounts.roles import Role
from portal.cms.models import File, StandardPage
from tests.factories.accounts import UserFactory, staff
from tests.factories.cms import (
    NewsPageFactory,
    PictureFactory,
    StandardPageFactory,
)
from tests.page_forms import page_form, written

pytestmark = pytest.mark.django_db

SECRET = "Zwetschgenbaum"


@pytest.fixture
def area():
    """The part of the site that the limited editor may edit."""
    return StandardPageFactory(title="Open area", slug="open-area")


@pytest.fixture
def secret():
    """A draft elsewhere, with two versions."""
    page = StandardPageFactory(title=f"{SECRET} title", slug="hidden", live=False)
    page.standfirst = f"{SECRET} words"
    page.save_revision(clean=False)
    page.standfirst = f"{SECRET} words again"
    page.save_revision(clean=False)
    page.refresh_from_db()
    return page


@pytest.fixture
def limited(client, area):
    """Somebody with a staff role who may edit one area and nothing else."""
    user = staff(Role.EVENTS)
    group = Group.objects.create(name="Editors of one area")
    kind = Permission.objects.filter(content_type__app_label="wagtailcore")
    for name in ("add_page", "change_page", "publish_page"):
        GroupPagePermission.objects.create(
            group=group, page=area, permission=kind.get(codename=name)
        )
    user.groups.add(group)
    client.force_login(user)
    return user


def is_closed(answer):
    return answer.status_code in {302, 403, 404, 405} and SECRET not in (
        answer.content.decode()
    )


def test_the_limited_editor_can_edit_the_own_area(client, limited, area):
    """The control: what follows is closed for its own sake."""
    assert client.get(f"/staff/pages/{area.pk}/edit/").status_code == 200


# --- A check on the target, and none on the source --------------------------


@pytest.mark.parametrize("alias", ["", "on"])
def test_page_copy_2026_44200(client, limited, area, secret, alias):
    """Neither a copy nor an alias can be made of what one may not see."""
    number = Page.objects.count()

    answer = client.post(
        f"/staff/pages/{secret.pk}/copy/",
        {
            "new_title": "Copied",
            "new_slug": "copied",
            "new_parent_page": area.pk,
            "alias": alias,
        },
    )

    assert is_closed(answer)
    assert Page.objects.count() == number


def test_page_move(client, limited, area, secret):
    for address in (
        f"/staff/pages/{secret.pk}/move/",
        f"/staff/pages/{secret.pk}/move/{area.pk}/confirm/",
    ):
        assert is_closed(client.get(address))
        assert is_closed(client.post(address, {"new_parent_page": area.pk}))

    secret.refresh_from_db()
    assert not secret.is_descendant_of(area)


def test_snippet_copy(client):
    """No kind of row is edited as a snippet, so none can be copied as one."""
    assert get_snippet_models() == []


def test_page_translation_both(settings):
    """One language: the screens that copied pages into another do not exist."""
    assert not getattr(settings, "WAGTAIL_I18N_ENABLED", False)
    assert not apps.is_installed("wagtail.contrib.simple_translation")
    assert not apps.is_installed("wagtail.locales")
    with pytest.raises(NoReverseMatch):
        reverse("simple_translation:submit_page_translation", args=[1])


# --- A side door ------------------------------------------------------------


@pytest.mark.parametrize(
    "door",
    [
        "/staff/pages/{page}/edit/",
        "/staff/pages/{page}/edit/preview/",  # 2026-25517
        "/staff/pages/{page}/view_draft/",
        "/staff/pages/{page}/revisions/compare/{first}...{last}/",  # 2026-44197
        "/staff/pages/{page}/revisions/compare/earliest...latest/",
        "/staff/pages/{page}/revisions/{first}/view/",
        "/staff/pages/{page}/revisions/{first}/revert/",
        "/staff/pages/{page}/history/",  # 2026-44198
        "/staff/pages/{page}/usage/",
        "/staff/pages/{page}/privacy/",
        "/staff/pages/{page}/delete/",
        "/staff/pages/{page}/unpublish/",
        "/staff/pages/{page}/workflow_history/",
        "/staff/drafts/{page}/",
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_side_doors_of_a_page(client, limited, secret, door, method):
    first, last = secret.revisions.order_by("pk")
    address = door.format(page=secret.pk, first=first.pk, last=last.pk)

    assert is_closed(getattr(client, method)(address)), address


def test_preview_of_a_new_page_elsewhere(client, limited, secret):
    parent = secret.get_parent()
    address = f"/staff/pages/add/cms/standardpage/{parent.pk}/preview/"

    assert is_closed(client.get(address))
    assert is_closed(client.post(address, page_form(StandardPage())))


def test_the_lists_of_pages_name_no_draft_elsewhere(client, limited, secret):
    for address in (
        "/staff/pages/",
        f"/staff/pages/{secret.get_parent().pk}/",
        "/staff/pages/search/?q=Zwetschgenbaum",
        "/staff/choose-page/search/?q=Zwetschgenbaum",
        "/staff/reports/site-history/",
        "/staff/reports/locked/",
        "/staff/reports/aging-pages/",
    ):
        assert (
            f"{SECRET} words" not in client.get(address, follow=True).content.decode()
        )


def test_image_preview_2026_54261(client, limited):
    """Whoever may not change a picture cannot have one made from it either."""
    picture = PictureFactory()

    for address in (
        f"/staff/images/{picture.pk}/preview/width-50/",
        f"/staff/images/{picture.pk}/generate_url/width-50/",
        f"/staff/images/{picture.pk}/",
    ):
        assert client.get(address).status_code in {302, 403, 404}, address


@pytest.fixture
def private_file():
    """A15: a file two levels below a collection for a group."""
    top = Collection.get_first_root_node().add_child(name="Private")
    below = top.add_child(name="Below").add_child(name="Deeper")
    CollectionViewRestriction.objects.create(
        collection=top, restriction_type=CollectionViewRestriction.GROUPS
    )
    return File.objects.create(
        title=f"{SECRET} file",
        file=ContentFile(b"%PDF-1.4 words", name="secret.pdf"),
        collection=below,
    )


def test_choosers_2026_54259(client, limited, private_file):
    picture = PictureFactory(title=f"{SECRET} picture")

    for address in (
        f"/staff/documents/chooser/{private_file.pk}/",
        f"/staff/images/chooser/{picture.pk}/",
        f"/staff/images/chooser/{picture.pk}/select_format/",
        "/staff/documents/chooser/results/",
        "/staff/images/chooser/results/",
    ):
        assert SECRET not in client.get(address).content.decode(), address


def test_bulk_action_names_2023_45809(client, limited, secret):
    """A list of what one may not touch would tell names by their numbers."""
    person = UserFactory(name=f"{SECRET} person")

    for address in (
        f"/staff/bulk/wagtailcore/page/delete/?id={secret.pk}",
        f"/staff/bulk/wagtailcore/page/publish/?id={secret.pk}",
        f"/staff/bulk/wagtailcore/page/move/?id={secret.pk}",
        f"/staff/bulk/wagtailimages/image/delete/?id={PictureFactory(title=SECRET).pk}",
        f"/staff/bulk/accounts/user/assign_role/?id={person.pk}",
        f"/staff/bulk/accounts/user/delete/?id={person.pk}",
        f"/staff/bulk/accounts/user/set_active_state/?id={person.pk}",
    ):
        assert SECRET not in client.get(address, follow=True).content.decode(), address


# --- Lists that forget a private parent -------------------------------------


def test_documents_api_2026_44201(client, limited, private_file):
    """A15"""
    shown = [
        client.get(f"/staff/api/main/{where}").content.decode()
        for where in ("documents/", f"documents/{private_file.pk}/")
    ]

    assert not any(SECRET in one for one in shown)


def test_private_child_collections(client, private_file):
    """A15: closed to visitors and to members, two levels down."""
    address = private_file.url
    for user in (None, UserFactory()):
        if user:
            client.force_login(user)
        answer = client.get(address)
        assert answer.status_code in {302, 403, 404}


def test_page_fields_in_the_admin_api(client, limited, secret):
    for where in (
        f"pages/{secret.pk}/?fields=*",
        "pages/?fields=*",
        f"pages/?child_of={secret.get_parent().pk}&fields=*",
        f"pages/?descendant_of={secret.get_parent().pk}&fields=_,title",
    ):
        shown = client.get(f"/staff/api/main/{where}").content.decode()
        assert f"{SECRET} words" not in shown, where


def test_there_is_no_public_api():
    """The only one is the editors' own, below the staff prefix."""
    assert not apps.is_installed("wagtail.api.v2")
    assert not [
        name
        for name in get_resolver().reverse_dict
        if isinstance(name, str) and "api" in name.split("_")
    ]


def test_form_submissions_2026_44199():
    """Pages that are forms do not exist here, nor the list of what was sent."""
    assert not apps.is_installed("wagtail.contrib.forms")


# --- Script by an editor with few rights -------------------------------------

SCRIPT = "<script>alert(1)</script>"


def test_xss_2023_28836_and_28223_a_title_in_lists_and_messages(client):
    client.force_login(staff(Role.EDITOR))
    page = NewsPageFactory(title="Before", slug="before", live=False)
    data = page_form(
        page,
        title=SCRIPT,
        author_role="Editor",
        standfirst=SCRIPT,
        **{"action-publish": "yes"},
    )

    saved = client.post(f"/staff/pages/{page.pk}/edit/", data, follow=True)
    gone = client.post(f"/staff/pages/{page.pk}/unpublish/", follow=True)
    copied = client.post(
        f"/staff/pages/{page.pk}/copy/",
        {
            "new_title": SCRIPT,
            "new_slug": "copied",
            "new_parent_page": page.get_parent().pk,
        },
        follow=True,
    )

    page.refresh_from_db()
    assert page.title == SCRIPT
    for answer in (saved, gone, copied):
        assert SCRIPT not in answer.content.decode()
        assert "&lt;script&gt;" in answer.content.decode()


def test_xss_2026_28222_no_class_comes_through_a_table(client):
    client.force_login(staff(Role.EDITOR))
    page = NewsPageFactory(title="T", slug="t", live=False)
    table = {
        "caption": "What it shows",
        "column-count": "1",
        "row-count": "1",
        "column-0-type": "words",
        "column-0-order": "0",
        "column-0-deleted": "",
        "column-0-heading": '" class="x" onmouseover="alert(1)',
        "row-0-order": "0",
        "row-0-deleted": "",
        "cell-0-0": written('<b class="y">W</b>'),
    }
    data = page_form(
        page,
        author_role="Editor",
        standfirst="S",
        body=streamfield([("table", table)]),
        **{"action-publish": "yes"},
    )

    client.post(f"/staff/pages/{page.pk}/edit/", data)
    page.refresh_from_db()

    shown = client.get(page.url).content.decode()
    assert page.live
    assert 'class="x"' not in shown
    assert '<b class="y"' not in shown
    assert not apps.is_installed("wagtail.contrib.table_block")


# Searching by a tag asks the search library in an old way.
@pytest.mark.filterwarnings("ignore:SQLCompiler.quote_name_unless_alias")
@pytest.mark.parametrize(
    "address",
    [
        "/staff/pages/search/",
        "/staff/pages/search/results/",
        "/staff/choose-page/search/",
        "/staff/images/",
        "/staff/images/chooser/results/",
        "/staff/documents/",
        "/staff/documents/chooser/results/",
        "/staff/users/",
        "/staff/redirects/",
        "/staff/reports/site-history/",
        "/staff/reports/needs-review/",
        "/staff/reports/links/",
        "/staff/event_chooser/results/",
        "/staff/collections/",
    ],
)
def test_xss_2026_54263_nothing_asked_comes_back_as_marks(client, address):
    client.force_login(staff(Role.ADMINISTRATOR))
    mark = '"><script>alert(1)</script>'

    for name in ("q", "p", "ordering", "collection_id", "tag", "next", "show", "page"):
        shown = client.get(address, {name: mark}, follow=True).content.decode()
        assert mark not in shown, name
        assert SCRIPT not in shown, name


# --- What costs the machine too much -----------------------------------------


def test_upload_memory_2023_28837(client, settings):
    """What is too large is refused for its size, and lies on disk meanwhile."""
    client.force_login(staff(Role.EDITOR))
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 100_000
    noise = io.BytesIO()
    Image.effect_noise((600, 600), 90).convert("RGB").save(noise, "PNG")
    large = SimpleUploadedFile("large.png", noise.getvalue(), "image/png")

    answer = client.post(
        "/staff/images/multiple/add/", {"title": "L", "files[]": large}
    )

    assert len(noise.getvalue()) > 100_000
    assert not answer.json()["success"]
    assert settings.FILE_UPLOAD_MAX_MEMORY_SIZE <= 2_500_000 * 2


@pytest.mark.parametrize(
    "query",
    ['"' * 50_000, "a:" * 30_000, '"a' * 30_000, "' OR 1=1 --" * 2_000, "\\" * 50_000],
)
def test_query_regex_2024_39317(client, query):
    """X8: a long question of nothing but quotes is answered at once."""
    client.force_login(staff(Role.EDITOR))
    client.get("/staff/pages/search/?q=a")

    began = time.process_time()
    answers = [
        client.get(address, {"q": query}).status_code
        for address in ("/staff/pages/search/results/", "/staff/images/results/")
    ]

    assert set(answers) <= {200, 400, 404}
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "spec",
    [
        "width-99999999",
        "scale-9999",
        "|".join(["width-100"] * 200),
        "blur-5",
        "x",
        "%00",
    ],
)
def test_image_filter_specs_2026_54260(client, spec):
    """U20: no size can be asked for that nobody listed, and none for nothing."""
    picture = PictureFactory()
    public = client.get(f"/images/{picture.pk}/{spec}/")
    client.force_login(staff(Role.EDITOR))

    began = time.process_time()
    answer = client.get(f"/staff/images/{picture.pk}/preview/{spec}/")

    assert public.status_code == 404
    assert answer.status_code in {200, 400, 404}
    assert time.process_time() - began < 2
    with pytest.raises(NoReverseMatch):
        reverse("wagtailimages_serve", args=["x", 1, "width-10", "a.png"])
