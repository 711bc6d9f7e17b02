"""Pictures: words for those who cannot see them, and what stays in sight when cut."""

import json
from io import BytesIO

import pytest
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from wagtail.images.rect import Rect

from portal.accounts.roles import Role
from portal.cms.models import Picture
from tests.factories.accounts import staff
from tests.factories.cms import NewsPageFactory, PictureFactory

pytestmark = pytest.mark.django_db

RED, WHITE = (200, 0, 0), (255, 255, 255)
# Where the face is, in a picture of 2000 by 1000.
LEFT_END = Rect.from_point(100, 500, 160, 160)


def drawn(size=(64, 48), mark=None):
    picture = Image.new("RGB", size, WHITE)
    if mark is not None:
        picture.paste(RED, mark)
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def editor(client):
    client.force_login(staff(Role.EDITOR))
    return client


def upload(name="pram.png"):
    return SimpleUploadedFile(name, drawn(), "image/png")


# --- Words for those who cannot see it -------------------------------------


@pytest.mark.parametrize("words", ["", "   "])
def test_a_picture_without_words_is_not_taken(editor, words):
    answer = editor.post(
        reverse("wagtailimages:add"),
        {"title": "Pram", "file": upload(), "alternative": words, "collection": 1},
    )

    assert not Picture.objects.exists()
    assert "This field is required." in answer.content.decode()


def test_pictures_dropped_at_once_wait_for_their_words(editor):
    dropped = editor.post(
        reverse("wagtailimages:add_multiple"), {"files[]": upload()}
    ).json()

    assert not Picture.objects.exists()
    waiting = dropped["uploaded_file_id"]
    prefix = f"uploaded-image-{waiting}"
    saved = editor.post(
        reverse("wagtailimages:create_multiple_from_uploaded_image", args=[waiting]),
        {
            f"{prefix}-title": "Pram",
            f"{prefix}-alternative": "A hallway with a pram",
            f"{prefix}-collection": "1",
        },
    )

    assert saved.json()["success"]
    assert Picture.objects.get().alternative == "A hallway with a pram"


def test_a_picture_chosen_for_a_page_is_asked_for_its_words_too(editor):
    typed = {
        "image-chooser-upload-title": "Pram",
        "image-chooser-upload-file": upload(),
        "image-chooser-upload-alternative": "",
        "image-chooser-upload-collection": "1",
    }

    answer = editor.post(reverse("wagtailimages_chooser:create"), typed)

    assert json.loads(answer.content)["step"] == "reshow_creation_form"
    assert not Picture.objects.exists()


# --- What stays in sight ---------------------------------------------------


def face():
    content = drawn((2000, 1000), (20, 420, 180, 580))
    return PictureFactory(file=ImageFile(BytesIO(content), "face.png"))


def red_in(rendition):
    with Image.open(rendition.file) as cut:
        return sum(
            count
            for count, colour in cut.convert("RGB").getcolors(maxcolors=2**24)
            if colour[0] > 150 and colour[1] < 90
        )


def test_a_cut_keeps_what_is_marked_in_sight():
    """Seen both ways: unmarked, the same cut loses the face."""
    unmarked, marked = face(), face()
    marked.set_focal_point(LEFT_END)
    marked.save()

    assert red_in(unmarked.get_rendition("fill-300x300")) == 0
    assert red_in(marked.get_rendition("fill-300x300")) > 0


def test_marking_another_part_cuts_the_picture_anew():
    picture = face()
    before = picture.get_rendition("fill-300x300")

    picture.set_focal_point(LEFT_END)
    picture.save()

    assert picture.get_rendition("fill-300x300").file.name != before.file.name


def test_the_head_of_a_page_is_cut_around_the_mark(client):
    picture = face()
    picture.set_focal_point(LEFT_END)
    picture.save()
    page = NewsPageFactory(picture=picture)

    words = client.get(page.url).content.decode()

    rendition = picture.renditions.get(filter_spec="fill-2100x800|format-webp")
    assert rendition.url in words
    assert red_in(rendition) > 0


def test_the_editor_sees_how_pages_cut_it(editor):
    picture = PictureFactory()

    words = editor.get(
        reverse("wagtailimages:edit", args=[picture.pk])
    ).content.decode()

    assert "How pages cut it" in words
    assert "focal-point-chooser" in words
    assert picture.get_rendition("fill-160x160|format-webp").url in words
