"""Films of resources: judged by content, captioned, and shown to its readers alone."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from events.delivery.captions import CaptionsRefused
from events.delivery.films import FilmRefused
from portal.accounts.roles import Role
from portal.cms import before_publishing
from portal.cms.access import Readers
from portal.cms.films import films
from portal.cms.models import ResourceFilm
from portal.core import clock, history
from portal.core.files import private_storage
from tests.factories.accounts import UserFactory, staff
from tests.factories.membership import current_member, lapsed_member
from tests.factories.resources import ResourcePageFactory
from tests.films import VTT, mp4, webm

pytestmark = pytest.mark.django_db

LENGTH = 1_080


@pytest.fixture(autouse=True)
def _private(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path / "private"


@pytest.fixture
def editor(client):
    user = staff(Role.EDITOR)
    client.force_login(user)
    return user


def filmed(page=None, *, captions=VTT, **fields):
    page = page or ResourcePageFactory(**fields)
    by = staff(Role.EDITOR)
    row = films.take(page, ContentFile(mp4(LENGTH), "x.mp4"), by=by, at=clock.now())
    if captions:
        films.caption(row, captions, by=by)
    return row


def stored():
    storage = private_storage()
    return [
        name
        for folder in storage.listdir("films")[0]
        for name in storage.listdir(f"films/{folder}")[1]
    ]


def seen_by(user, path, **headers):
    client = Client()
    if user is not None:
        client.force_login(user)
    return client.get(path, headers=headers)


# --- Taking ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "kind"), [(mp4(LENGTH), "video/mp4"), (webm(LENGTH), "video/webm")]
)
def test_a_film_is_what_its_content_says(editor, content, kind):
    page = ResourcePageFactory()

    row = films.take(page, ContentFile(content, "odd.exe"), by=editor, at=clock.now())

    assert (row.media_type, row.seconds, row.size) == (kind, LENGTH, len(content))
    assert [entry.action for entry in history.of(page)] == ["cms.film_taken"]


def test_what_is_no_film_changes_nothing(editor):
    page = ResourcePageFactory()

    with pytest.raises(FilmRefused):
        films.take(page, ContentFile(b"%PDF-1.7", "x.mp4"), by=editor, at=clock.now())

    assert not ResourceFilm.objects.exists()


def test_another_film_takes_the_place_and_its_captions_go(
    editor, django_capture_on_commit_callbacks
):
    row = filmed()

    with django_capture_on_commit_callbacks(execute=True):
        films.take(row.page, ContentFile(webm(60), "y.webm"), by=editor, at=clock.now())

    row.refresh_from_db()
    assert (row.media_type, row.captions.name, row.transcript) == ("video/webm", "", "")
    assert stored() == ["film.webm"]


def test_captions_are_kept_as_cues_alone_and_make_the_words_below(editor):
    row = filmed()

    with row.captions.open() as kept:
        assert b"NOTE" not in kept.read()
    assert row.transcript.startswith("[00:01] Chair of the panel: Thank you")


def test_captions_of_another_film_are_refused(editor):
    page = ResourcePageFactory()
    row = films.take(page, ContentFile(mp4(60), "x.mp4"), by=editor, at=clock.now())

    with pytest.raises(CaptionsRefused, match="belong to another"):
        films.caption(row, VTT, by=editor)

    assert stored() == ["film.mp4"]


def test_removing_it_removes_the_files_and_is_written_down(
    editor, django_capture_on_commit_callbacks
):
    row = filmed()
    page = row.page

    with django_capture_on_commit_callbacks(execute=True):
        films.remove(row, by=editor)

    assert stored() == []
    assert history.of(page).first().action == "cms.film_removed"


def test_what_a_deleted_page_leaves_is_swept_up_after_a_day():
    row = filmed()
    filmed()
    row.page.delete()
    with time_machine.travel(clock.now() + timedelta(days=2)):
        gone = films.sweep(at=clock.now())

    assert gone == 2
    assert sorted(stored()) == ["captions.vtt", "film.mp4"]


# --- The page --------------------------------------------------------------


def test_the_page_shows_it_with_captions_and_what_is_said(client):
    row = filmed(title="Two questions")

    shown = client.get(row.page.url).content.decode()

    assert f'src="/films/{row.page_id}/"' in shown
    assert '<track kind="captions" srclang="en-GB"' in shown
    assert f'src="/films/{row.page_id}/captions/"' in shown
    assert "Six themes come back year after year &amp; none is a form." in shown


def test_a_place_in_what_is_said_opens_the_film_there_without_a_script(client):
    row = filmed()

    shown = client.get(f"{row.page.url}?t=1055").content.decode()
    odd = client.get(row.page.url, {"t": '"><script>'}).content.decode()

    assert f'src="/films/{row.page_id}/#t=1055"' in shown
    assert f'src="/films/{row.page_id}/"' in odd


def test_it_is_fetched_in_parts(client):
    row = filmed()

    part = client.get(f"/films/{row.page_id}/", headers={"range": "bytes=0-7"})

    assert (part.status_code, part["Content-Type"]) == (206, "video/mp4")
    assert b"".join(part.streaming_content) == mp4(LENGTH)[:8]


@pytest.mark.parametrize("part", ["", "captions/"])
def test_only_readers_of_the_page_get_it(part):
    row = filmed(readers=Readers.MEMBERS)
    address = f"/films/{row.page_id}/{part}"
    people = [
        None,
        UserFactory(),
        lapsed_member().user,
        current_member().user,
        staff(Role.EDITOR),
    ]

    answers = [seen_by(user, address).status_code for user in people]

    assert answers == [404, 404, 404, 200, 200]


def test_who_may_not_read_the_page_is_not_even_told_the_address(client):
    row = filmed(readers=Readers.MEMBERS)

    shown = client.get(row.page.url).content.decode()

    assert "/films/" not in shown
    assert "Thank you for giving this hour" not in shown


def test_the_film_of_a_draft_is_for_its_editors():
    row = filmed(live=False)
    address = f"/films/{row.page_id}/"

    assert seen_by(current_member().user, address).status_code == 404
    assert seen_by(staff(Role.EDITOR), address).status_code == 200


# --- Publishing ------------------------------------------------------------


def test_a_film_without_captions_holds_the_page_back():
    silent = filmed(captions=b"", live=False)
    fine = filmed(live=False)

    assert [one.words for one in before_publishing.findings(silent.page)] == [
        "The film has no captions. Add them under “Film”, above."
    ]
    assert list(before_publishing.findings(fine.page)) == []


# --- The staff screen ------------------------------------------------------


def upload(content=None):
    return SimpleUploadedFile("x.mp4", content or mp4(LENGTH), "video/mp4")


def test_an_editor_uploads_it_and_its_captions(client, editor):
    page = ResourcePageFactory()
    here = f"/staff/films/{page.pk}/"

    taken = client.post(f"{here}take/", {"film": upload(), "length": ""})
    captioned = client.post(
        here,
        {"step": "captions", "captions": SimpleUploadedFile("x.vtt", VTT)},
    )

    assert (taken.status_code, captioned.status_code) == (302, 302)
    assert ResourceFilm.objects.get().captions
    assert "There are captions" in client.get(here).content.decode()


def test_what_is_no_film_is_said_on_the_screen(client, editor):
    page = ResourcePageFactory()

    answer = client.post(
        f"/staff/films/{page.pk}/take/", {"film": upload(b"not a film"), "length": ""}
    )

    assert answer.status_code == 200
    assert "This is not a video that can be shown here." in answer.content.decode()


def test_the_form_of_the_page_leads_there(client, editor):
    page = ResourcePageFactory()

    shown = client.get(f"/staff/pages/{page.pk}/edit/").content.decode()

    assert f'href="/staff/films/{page.pk}/"' in shown


def test_who_edits_no_pages_sets_no_film(client):
    client.force_login(staff(Role.EVENTS))
    page = ResourcePageFactory()

    answers = [
        client.get(f"/staff/films/{page.pk}/"),
        client.post(f"/staff/films/{page.pk}/take/", {"film": upload()}),
    ]

    assert all(one.status_code in {302, 403} for one in answers)
    assert not ResourceFilm.objects.exists()
