"""The pictures of pages: handed out by the demonstration itself, and nothing else."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage


@pytest.fixture
def media(settings):
    folder = settings.MEDIA_ROOT
    storage = FileSystemStorage(folder)
    names = [
        storage.save(f"{place}/test-picture.txt", ContentFile(b"drawn"))
        for place in ("images", "original_images", "documents")
    ]
    yield names
    for name in names:
        storage.delete(name)


def test_what_pages_show_is_handed_out(client, media):
    answer = client.get(f"/media/{media[0]}")

    assert b"".join(answer.streaming_content) == b"drawn"


@pytest.mark.parametrize("place", [1, 2])
@pytest.mark.django_db
def test_u13_nothing_else_of_the_store_is(client, media, place):
    assert client.get(f"/media/{media[place]}").status_code == 404


@pytest.mark.parametrize(
    "path", ["../documents/x.pdf", "%2e%2e/documents/x.pdf", "..%2fsecret-key"]
)
@pytest.mark.django_db
def test_u13_nobody_climbs_out(client, media, path):
    assert client.get(f"/media/images/{path}").status_code in {400, 404}
