"""U12, U17: what no row names goes, and nothing else does."""

import os
from datetime import timedelta

import pytest

from events.delivery import film_uploads, tasks, upkeep
from tests.factories.accounts import UserFactory
from tests.factories.events import EventFactory
from tests.factories.recordings import record, slides

from .conftest import AT

pytestmark = pytest.mark.django_db


def test_only_what_no_row_names_goes_after_a_day(private):
    past = EventFactory(starts_at=AT - timedelta(days=3))
    eve = UserFactory()
    record(past, by=eve)
    slides(past, by=eve)
    kept = {path for path in private.rglob("*") if path.is_file()}
    left = [film_uploads.incoming() / "a.upload", private / "recordings" / "orphan"]
    new = film_uploads.incoming() / "b.upload"
    for path in (*left, new):
        path.write_bytes(b"x")
    old = (AT - timedelta(hours=25)).timestamp()
    for path in (*left, *kept):
        os.utime(path, (old, old))
    os.utime(new, (AT.timestamp(), AT.timestamp()))

    assert upkeep.sweep(at=AT) == 2
    assert tasks.sweep_files() == 0

    assert {path for path in private.rglob("*") if path.is_file()} == {*kept, new}


def test_an_empty_disk_is_no_fault():
    assert upkeep.sweep(at=AT) == 0
