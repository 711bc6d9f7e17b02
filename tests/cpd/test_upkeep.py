"""What is swept up: files that no row knows."""

import os
from datetime import timedelta

import pytest

from cpd.tasks import sweep_files
from tests.cpd.conftest import AT
from tests.cpd.test_entries import stored
from tests.factories.cpd import EvidenceFactory

pytestmark = pytest.mark.django_db


def test_a_file_that_no_row_knows_goes_after_an_hour_and_no_other(private):
    """U12, U17: left by a process that died between file and row."""
    known = EvidenceFactory()
    folder = private / "evidence" / "7"
    folder.mkdir(parents=True)
    for name, age in (("old", timedelta(hours=2)), ("new", timedelta(minutes=5))):
        (folder / name).write_bytes(b"words")
        moment = (AT - age).timestamp()
        os.utime(folder / name, (moment, moment))
    elsewhere = private / "recordings" / "old"
    elsewhere.parent.mkdir()
    elsewhere.write_bytes(b"film")
    os.utime(elsewhere, (0, 0))
    os.utime(private / known.file.name, (0, 0))

    counts = [sweep_files(), sweep_files()]

    assert counts == [1, 0]
    assert {path.name for path in stored(private)} >= {"new", "old"}
    assert not (folder / "old").exists()
    assert (private / known.file.name).exists()


def test_nothing_to_sweep_is_no_fault(private):
    assert sweep_files() == 0
