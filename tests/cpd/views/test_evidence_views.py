"""Bringing a file, and what happens to one that is too large (U1, U5, U10)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cpd.models import CpdEvidence, Scan
from tests import files
from tests.cpd.test_entries import stored
from tests.factories.cpd import EntryFactory, EvidenceFactory
from tests.fakes import clamd

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(owner):
    return EntryFactory(owner=owner)


def bring(browser, entry, content, name="certificate.pdf"):
    return browser.post(
        reverse("cpd:evidence-add", args=[entry.reference]),
        {"file": SimpleUploadedFile(name, content)},
    )


def test_a_file_is_brought_and_handed_back(own, entry):
    answer = bring(own, entry, files.PDF)

    assert answer.status_code == 302
    kept = CpdEvidence.objects.get()
    given = own.get(reverse("cpd:evidence-file", args=[kept.reference]))
    assert b"".join(given.streaming_content) == files.PDF
    page = own.get(reverse("cpd:entry-detail", args=[entry.reference]))
    assert "certificate.pdf" in page.content.decode()


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (files.SVG, "drawing.pdf", "This kind of file is not kept here"),
        (files.HTML, "page.txt", "This kind of file is not kept here"),
        (files.macro_word(), "notes.docx", "macros"),
        (files.bomb(), "notes.docx", "too large when unpacked"),
        (b"", "empty.txt", "empty"),
    ],
)
def test_a_bad_file_is_refused_beside_its_field(own, entry, content, name, said):
    """U1, U4, U9."""
    answer = bring(own, entry, content, name)

    page = answer.content.decode()
    assert said in page
    assert "<title>Error: " in page
    assert CpdEvidence.objects.count() == 0


def test_no_file_at_all_is_told(own, entry):
    answer = own.post(reverse("cpd:evidence-add", args=[entry.reference]), {})

    assert "Choose a file" in answer.content.decode()


def test_a_body_larger_than_allowed_is_refused_unread(own, entry, tmp_path):
    """U5: by what the request says of itself, before a byte is taken."""

    class Untouched:
        def read(self, *size):
            raise AssertionError("the body was read")

        readline = read

    answer = own.generic(
        "POST",
        reverse("cpd:evidence-add", args=[entry.reference]),
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH="2000000000",
        **{"wsgi.input": Untouched()},
    )

    assert answer.status_code == 413
    assert "larger than 10 MB" in answer.content.decode()
    assert stored(tmp_path) == []


def test_a_file_kept_aside_is_shown_as_such_and_not_offered(own, entry, settings):
    """U3."""
    settings.CLAMD_ADDRESS = "127.0.0.1:1"

    answer = bring(own, entry, files.PDF)

    kept = CpdEvidence.objects.get()
    page = own.get(answer.url).content.decode()
    assert kept.scan == Scan.WAITING
    assert "kept aside until it has been checked" in page
    address = reverse("cpd:evidence-file", args=[kept.reference])
    assert address not in page.replace(f"{address}remove/", "")
    assert own.get(address).status_code == 404


def test_an_infected_file_is_refused(own, entry, settings):
    """U2."""
    with clamd.running() as scanner:
        settings.CLAMD_ADDRESS = scanner.address
        answer = bring(own, entry, clamd.EICAR, "notes.txt")

    assert "virus scanner found something" in answer.content.decode()
    assert CpdEvidence.objects.count() == 0


def test_a_file_is_deleted_after_a_question(
    own, owner, private, django_capture_on_commit_callbacks
):
    """U17."""
    kept = EvidenceFactory(entry__owner=owner)
    address = reverse("cpd:evidence-remove", args=[kept.reference])
    assert "Delete this file?" in own.get(address).content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        own.post(address)

    assert stored(private) == []


def test_a_file_that_is_gone_from_the_storage_is_not_found(own, owner):
    kept = EvidenceFactory(entry__owner=owner)
    kept.file.storage.delete(kept.file.name)

    answer = own.get(reverse("cpd:evidence-file", args=[kept.reference]))

    assert answer.status_code == 404


def test_a_part_of_a_file_may_be_asked_for(own, owner):
    kept = EvidenceFactory(entry__owner=owner)

    answer = own.get(
        reverse("cpd:evidence-file", args=[kept.reference]),
        headers={"Range": "bytes=1-2"},
    )

    assert (answer.status_code, b"".join(answer.streaming_content)) == (206, b"or")
