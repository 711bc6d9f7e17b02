"""Files of evidence: checked, scanned, counted, let go of (U1 to U3, U10, U12)."""

import io

import pytest
from django.db import DatabaseError

from cpd import evidence
from cpd.errors import EvidenceRefused
from cpd.models import CpdEntry, CpdEvidence, Scan
from cpd.tasks import scan_what_waits
from portal.core.uploads import UploadRefused
from tests import files
from tests.cpd.conftest import AT
from tests.cpd.test_entries import stored
from tests.factories.cpd import EntryFactory, EvidenceFactory
from tests.fakes import clamd

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(owner):
    return EntryFactory(owner=owner)


def add(entry, content=files.PDF, name="certificate.pdf", **changes):
    given = {"owner": entry.owner, "at": AT}
    return evidence.add(entry, io.BytesIO(content), name=name, **given | changes)


def test_a_file_is_kept_outside_media_under_a_name_that_says_nothing(entry, private):
    kept = add(entry)

    (path,) = stored(private)
    assert path.read_bytes() == files.PDF
    assert "certificate" not in str(path)
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (
        0o600,
        0o700,
    )
    assert (kept.name, kept.media_type, kept.size, kept.scan) == (
        "certificate.pdf",
        "application/pdf",
        len(files.PDF),
        Scan.NOT_ASKED,
    )


def test_a_refused_file_leaves_nothing_behind(entry, private):
    """U1, U12."""
    with pytest.raises(UploadRefused):
        add(entry, files.SVG, "drawing.pdf")

    assert CpdEvidence.objects.count() == 0
    assert stored(private) == []


def test_the_same_file_twice_is_kept_once(entry, private):
    """U12."""
    first, second = add(entry), add(entry, name="again.pdf")

    assert first == second
    assert len(stored(private)) == 1


def test_a_row_that_fails_leaves_no_file(entry, private, monkeypatch):
    """U12."""

    def fail(*args, **options):
        raise DatabaseError("lost")

    monkeypatch.setattr(CpdEvidence, "save", fail)

    with pytest.raises(DatabaseError):
        add(entry)
    assert stored(private) == []


def test_an_infected_file_is_refused_told_and_logged_without_its_name(
    entry, private, settings, caplog
):
    """U2."""
    with clamd.running() as scanner:
        settings.CLAMD_ADDRESS = scanner.address
        assert add(entry, files.word(), "fine.docx").scan == Scan.CLEAN
        with pytest.raises(EvidenceRefused, match="virus scanner found"):
            add(entry, clamd.EICAR, "a-name.txt")

    assert [each.name for each in CpdEvidence.objects.all()] == ["fine.docx"]
    assert "Eicar-Test-Signature" in caplog.text
    assert "evidence_refused" in caplog.text
    assert "a-name" not in caplog.text


def test_a_file_is_kept_aside_while_the_scanner_is_silent_and_judged_when_it_speaks(
    entry, private, settings, django_capture_on_commit_callbacks
):
    """U3."""
    settings.CLAMD_ADDRESS = "127.0.0.1:1"
    clean = add(entry)
    bad = add(entry, b"words " + clamd.EICAR, "bad.txt")
    assert (clean.scan, bad.scan) == (Scan.WAITING, Scan.WAITING)
    scan_what_waits()
    assert CpdEvidence.objects.filter(scan=Scan.WAITING).count() == 2

    with clamd.running() as scanner, django_capture_on_commit_callbacks(execute=True):
        settings.CLAMD_ADDRESS = scanner.address
        scan_what_waits()
        scan_what_waits()

    assert list(CpdEvidence.objects.values_list("name", "scan")) == [
        ("certificate.pdf", Scan.CLEAN)
    ]
    assert len(stored(private)) == 1


def test_a_person_s_files_have_a_limit_in_bytes_and_in_number(
    entry, private, monkeypatch
):
    """U10."""
    EvidenceFactory(entry=entry, size=evidence.MOST_OF_A_PERSON - 10)
    with pytest.raises(EvidenceRefused, match="500 MB"):
        add(entry)

    CpdEvidence.objects.update(size=10)
    monkeypatch.setattr(evidence, "MOST_FILES", 1)
    with pytest.raises(EvidenceRefused):
        add(entry)

    assert len(stored(private)) == 1


def test_an_entry_keeps_so_many_files(entry, monkeypatch):
    monkeypatch.setattr(evidence, "MOST_WITH_AN_ENTRY", 1)
    add(entry)

    with pytest.raises(EvidenceRefused, match="1 files"):
        add(entry, files.TEXT, "notes.txt")


def test_another_s_files_do_not_count_against_the_limit(entry, other):
    EvidenceFactory(entry__owner=other, size=evidence.MOST_OF_A_PERSON)

    assert add(entry).pk
    assert evidence.used(entry.owner) == (1, len(files.PDF))


def test_remove_deletes_row_and_file(
    entry, private, django_capture_on_commit_callbacks
):
    """U17."""
    kept = add(entry)

    with django_capture_on_commit_callbacks(execute=True):
        evidence.remove(kept, owner=entry.owner)

    assert CpdEvidence.objects.count() == 0
    assert stored(private) == []


def test_nobody_adds_to_or_removes_from_another_s_entry(entry, other, private):
    """U14."""
    kept = add(entry)

    with pytest.raises(CpdEvidence.DoesNotExist):
        evidence.remove(kept, owner=other)
    with pytest.raises(CpdEntry.DoesNotExist):
        add(entry, files.TEXT, "notes.txt", owner=other)

    assert len(stored(private)) == 1
