"""Files: handed over by one view that asks each time, judged by content on arrival."""

import io
from pathlib import Path

import pytest
from django.conf import settings as project
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import NoReverseMatch, reverse
from wagtail.models import Collection, CollectionViewRestriction
from wagtail.rich_text import RichText

from portal.accounts.roles import Role
from portal.cms import before_publishing, files, withholding
from portal.cms.access import Readers
from portal.cms.models import File, Picture
from portal.core import scanning, uploads
from tests import files as samples
from tests.factories.accounts import UserFactory, staff
from tests.factories.champions import ChampionFactory
from tests.factories.cms import PictureFactory, StandardPageFactory
from tests.factories.membership import current_member, lapsed_member
from tests.factories.resources import FileFactory, resource

pytestmark = pytest.mark.django_db

MEMBERS, CHAMPIONS = Readers.MEMBERS, Readers.CHAMPIONS


@pytest.fixture(autouse=True)
def private(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path / "private"


def browser(user=None):
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


# --- Handing over ----------------------------------------------------------


def test_a_file_for_everyone_is_a_download_that_cannot_act():
    answer = browser().get(FileFactory().url)

    assert b"".join(answer.streaming_content) == samples.PDF
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    assert "X-Robots-Tag" not in answer


@pytest.mark.parametrize(
    ("readers", "make"),
    [
        (MEMBERS, lambda: None),
        (MEMBERS, UserFactory),
        (MEMBERS, lambda: lapsed_member().user),
        (MEMBERS, lambda: ChampionFactory().user),
        (MEMBERS, lambda: staff(Role.EVENTS)),
        (CHAMPIONS, lambda: current_member().user),
    ],
)
def test_who_may_not_have_it_is_told_how_and_nothing_of_the_file(readers, make):
    file = FileFactory(title="Pelican", name="of-pelicans.pdf", readers=readers)

    answer = browser(make()).get(file.url)

    text = answer.content.decode()
    assert answer.status_code == 403
    assert 'id="way-in"' in text
    assert "Pelican" not in text
    assert answer["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize(
    ("readers", "make"),
    [
        (MEMBERS, lambda: current_member().user),
        (CHAMPIONS, lambda: ChampionFactory().user),
        (CHAMPIONS, lambda: staff(Role.EDITOR)),
    ],
)
def test_who_may_have_it_is_handed_it(readers, make):
    answer = browser(make()).get(FileFactory(readers=readers).url)

    assert b"".join(answer.streaming_content) == samples.PDF
    assert answer["X-Robots-Tag"] == "noindex, noarchive"


def test_the_right_is_asked_again_on_every_request():
    member = current_member()
    client, file = browser(member.user), FileFactory(readers=MEMBERS)
    before = client.get(file.url).status_code

    member.subscriptions.all().delete()

    assert (before, client.get(file.url).status_code) == (200, 403)


def test_counting_through_the_numbers_finds_no_file():
    file = FileFactory(readers=MEMBERS)

    answer = browser().get(f"/files/{file.pk}/guess.pdf")

    assert answer.status_code == 404
    assert browser().get(f"/files/{file.pk + 9}/toolkit.pdf").status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("wagtaildocs_authenticate_with_password", args=[1])


@pytest.mark.parametrize("user", [None, "an account", "a member"])
def test_no_request_tells_whether_one_holds_the_right_copy(user):
    """U15: a fingerprint of the content in a header would confirm a guess."""
    file = FileFactory(readers=MEMBERS)
    file._set_document_file_metadata()
    file.save()
    file.file.close()
    right = f'"{file.file_hash}"'
    people = {
        None: lambda: None,
        "an account": UserFactory,
        "a member": lambda: current_member().user,
    }
    client = browser(people[user]())

    answers = [
        client.get(file.url, headers={header: value})
        for header in ("If-None-Match", "If-Match")
        for value in (right, '"wrong"')
    ]

    assert len({answer.status_code for answer in answers}) == 1
    assert not any("ETag" in answer for answer in answers)


@pytest.mark.parametrize("depth", [1, 2])
def test_what_lies_in_a_closed_collection_is_closed_however_deep(depth):
    """A15: restricted by hand, since no screen offers it."""
    closed = Collection.get_first_root_node().add_child(name="Closed")
    collection = closed
    for number in range(depth):
        collection = collection.add_child(name=f"Below {number}")
    CollectionViewRestriction.objects.create(
        collection=closed, restriction_type="login"
    )
    file = FileFactory(collection=collection)

    assert browser().get(file.url).status_code == 403
    assert browser(current_member().user).get(file.url).status_code == 403
    assert browser(staff(Role.EDITOR)).get(file.url).status_code == 200


def test_no_collection_is_offered_a_way_to_be_closed():
    """S5"""
    collection = Collection.get_first_root_node().add_child(name="Reports")
    client = browser(staff(Role.ADMINISTRATOR, is_superuser=True))
    address = reverse("wagtailadmin_collections:set_privacy", args=[collection.pk])

    screen = client.get(reverse("wagtailadmin_collections:edit", args=[collection.pk]))

    assert client.get(address).status_code == 404
    assert (
        client.post(address, {"restriction_type": "password", "password": "a"})
    ).status_code == 404
    assert not CollectionViewRestriction.objects.exists()
    assert screen.status_code == 200
    assert "set-privacy" not in screen.content.decode()


def test_what_is_served_does_not_hang_on_the_cms_way_of_serving(settings):
    settings.WAGTAILDOCS_SERVE_METHOD = "redirect"

    answer = browser().get(FileFactory(readers=MEMBERS).url)

    assert answer.status_code == 403


# --- On arrival ------------------------------------------------------------


def form(content, name, **fields):
    given = {
        "title": "Toolkit",
        "readers": MEMBERS,
        "collection": Collection.get_first_root_node().pk,
        **fields,
    }
    from wagtail.documents.forms import get_document_form  # noqa: PLC0415

    return get_document_form(File)(
        given,
        {"file": SimpleUploadedFile(name, content)},
        user=staff(Role.ADMINISTRATOR),
    )


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (samples.SVG, "drawing.svg"),
        (samples.SVG, "drawing.pdf"),
        (samples.SVG, "drawing.png"),
        (samples.HTML, "page.html"),
        (samples.HTML, "page.pdf"),
        (samples.HTML, "page.png"),
        (samples.HTML, "page.txt"),
        (samples.EXE, "report.pdf"),
        (samples.PDF, "report.docx"),
        (samples.macro_word(), "report.docx"),
        (samples.picture("PNG"), "report.pdf"),
    ],
)
def test_what_a_file_is_decides_and_not_its_name(content, name):
    """U1"""
    asked = form(content, name)

    assert not asked.is_valid()
    assert list(asked.errors) == ["file"]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (samples.PDF, "toolkit.pdf"),
        (samples.word(), "toolkit.docx"),
        (samples.excel(), "figures.xlsx"),
        (samples.picture("PNG"), "figure.png"),
        (samples.picture("JPEG"), "figure.jpg"),
        (samples.TEXT, "words.txt"),
    ],
)
def test_what_editors_publish_is_kept(content, name):
    asked = form(content, name)

    assert asked.is_valid(), asked.errors
    file = asked.save()
    assert file.filename == name
    assert Path(file.file.path).is_relative_to(project.PRIVATE_ROOT)


def test_a_photograph_loses_where_it_was_taken():
    asked = form(samples.picture(place=True), "room.jpg")

    assert asked.is_valid()
    assert b"Somebody" not in asked.cleaned_data["file"].read()


def test_a_file_that_is_too_large_is_refused():
    asked = form(samples.PDF + b" " * files.MOST_OF_A_FILE, "toolkit.pdf")

    assert "file" in asked.errors


@pytest.mark.parametrize(
    ("verdict", "says"),
    [
        (scanning.Verdict.INFECTED, files.INFECTED),
        (scanning.Verdict.NO_ANSWER, files.NO_ANSWER),
    ],
)
def test_what_the_scanner_does_not_clear_is_not_kept(monkeypatch, verdict, says):
    monkeypatch.setattr(scanning, "scan", lambda _: verdict)

    assert form(samples.PDF, "toolkit.pdf").errors["file"] == [says]


def test_the_chooser_offers_what_is_kept():
    endings = {ending for kind in files.KINDS for ending in kind.endings}

    assert set(project.WAGTAILDOCS_EXTENSIONS) == endings
    assert project.WAGTAILDOCS_MAX_UPLOAD_SIZE == files.MOST_OF_A_FILE


def test_who_may_have_a_file_is_always_answered():
    client = browser(staff(Role.EDITOR))
    adding = client.get(reverse("wagtaildocs:add"))

    asked = form(samples.PDF, "toolkit.pdf", readers="")

    assert asked.errors["readers"] == ["Say who may have it."]
    assert '<option value="" selected>Choose who</option>' in adding.content.decode()


def test_many_files_dropped_at_once_are_for_members_until_somebody_says_more():
    client = browser(staff(Role.EDITOR))

    answer = client.post(
        reverse("wagtaildocs:add_multiple"),
        {
            "title": "Toolkit",
            "files[]": SimpleUploadedFile("toolkit.pdf", samples.PDF),
            "collection": Collection.get_first_root_node().pk,
        },
        headers={"X-Requested-With": "XMLHttpRequest"},
    )

    assert answer.json()["success"] is True
    assert File.objects.get().readers == MEMBERS


@pytest.mark.parametrize(
    ("content", "name"), [(samples.SVG, "a.png"), (samples.HTML, "a.jpg")]
)
def test_what_is_no_picture_becomes_none_in_the_library(content, name):
    """U1"""
    client = browser(staff(Role.EDITOR))

    client.post(
        reverse("wagtailimages:add"),
        {
            "title": "A drawing",
            "file": SimpleUploadedFile(name, content),
            "collection": Collection.get_first_root_node().pk,
        },
    )

    assert not Picture.objects.exists()


# --- Nothing gives away what a page holds back -----------------------------


def said(page):
    return [(one.words, one.stops) for one in before_publishing.findings(page)]


def test_a_page_for_members_hands_out_no_file_for_everyone():
    file = FileFactory(title="Toolkit")
    page = resource(file, readers=MEMBERS)

    with pytest.raises(ValidationError, match="“Toolkit” is for everyone"):
        page.full_clean()


def test_a_link_in_the_text_counts_as_well():
    file = FileFactory(title="Toolkit")
    link = f'<p><a linktype="document" id="{file.pk}">The toolkit</a></p>'
    page = StandardPageFactory(body=[("prose", RichText(link))])
    before = [words for words, stops in said(page) if stops]

    page.readers = MEMBERS

    assert before == []
    assert [stops for words, stops in said(page) if "Toolkit" in words] == [True]


def test_a_file_that_is_narrower_than_its_page_is_pointed_out():
    page = resource(FileFactory(readers=CHAMPIONS), readers=MEMBERS)

    assert [stops for words, stops in said(page) if "alone" in words] == [False]


def test_a_picture_in_the_text_of_a_page_for_members_is_refused():
    figure = {"picture": PictureFactory(), "alternative": "A hallway"}
    page = StandardPageFactory(
        body=[("figure", {**figure, "caption": "", "credit": ""})]
    )
    before = [words for words, stops in said(page) if stops]

    page.readers = MEMBERS

    assert before == []
    assert [stops for words, stops in said(page) if "address" in words] == [True]


def test_a_file_is_not_opened_wider_than_the_pages_it_hangs_on():
    file = FileFactory(readers=MEMBERS)
    page = resource(file, readers=MEMBERS)
    page.save_revision().publish()

    held_back = withholding.pages_that_hold_it_back(file, Readers.EVERYONE)

    assert held_back == [page.title]
    assert withholding.pages_that_hold_it_back(file, CHAMPIONS) == []


# --- From outside ----------------------------------------------------------


def test_no_stored_file_can_be_asked_for_by_its_place(settings, tmp_path):
    """U13: walk the storage, ask for all of it, without a cookie."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STORAGES = {
        **project.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    }
    FileFactory(readers=MEMBERS, name="closed.pdf")
    FileFactory(name="open.pdf")
    picture = PictureFactory()
    picture.get_rendition("fill-40x40")
    kept = [
        path.relative_to(root)
        for root in (settings.MEDIA_ROOT, settings.PRIVATE_ROOT)
        for path in root.rglob("*")
        if path.is_file()
    ]
    client = browser()

    answers = {
        (prefix, str(place)): client.get(f"/{prefix}/{place}").status_code
        for place in kept
        for prefix in ("media", "files", "private", "_private", "static", "var/media")
    }

    assert len(kept) == 4
    # The demonstration's own root is another one, so here not even a picture is found.
    assert {
        asked for asked, status in answers.items() if status not in {403, 404}
    } == set()


def test_files_are_kept_outside_media():
    file = FileFactory()

    assert not Path(file.file.path).is_relative_to(project.MEDIA_ROOT)
    with pytest.raises(ValueError, match="no address"):
        file.file.url  # noqa: B018 - asking is the point


@pytest.mark.parametrize(
    "path",
    [
        "/images/1/fill-9000x9000/a.png",
        "/images/abc/1/fill-9000x9000/",
        "/media/images/a.fill-9000x9000.png",
    ],
)
def test_no_picture_is_drawn_at_a_size_that_somebody_guesses(client, path):
    """U20: the address that would draw one is not on the map."""
    PictureFactory()

    answer = client.get(path)

    assert answer.status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("wagtailimages_serve", args=["a", 1, "fill-10x10"])


def test_the_editors_own_drawing_of_sizes_is_for_editors():
    """U20"""
    picture = PictureFactory()
    address = reverse("wagtailimages:preview", args=[picture.pk, "fill-50x50"])

    assert browser(UserFactory()).get(address).status_code == 403
    assert browser(staff(Role.EVENTS)).get(address).status_code in {302, 403}


def test_what_is_checked_on_arrival_can_be_read_again():
    kept = uploads.check(
        io.BytesIO(samples.PDF), name="a.pdf", most=files.MOST_OF_A_FILE
    )

    assert files.MEDIA_TYPES["pdf"] == kept.kind.media_type
