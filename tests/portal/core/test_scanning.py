"""Asking a scanner, which may find something, or be gone (U2, U3)."""

import pytest

from portal.core import scanning
from portal.core.scanning import Verdict
from tests.fakes import clamd


def test_nobody_is_asked_where_no_scanner_is_set_up(settings):
    settings.CLAMD_ADDRESS = ""

    assert scanning.scan(b"words") == Verdict.NOT_ASKED


def test_the_scanner_hears_every_byte_and_its_word_is_taken(settings):
    """U2."""
    long = b"a" * (scanning.CHUNK * 2 + 5)
    with clamd.running() as scanner:
        settings.CLAMD_ADDRESS = scanner.address

        assert scanning.scan(long) == Verdict.CLEAN
        assert scanning.scan(b"x" + clamd.EICAR) == Verdict.INFECTED
        assert scanner.seen == [len(long), 1 + len(clamd.EICAR)]


@pytest.mark.parametrize("how", ["gone", "quiet"])
def test_silence_is_never_taken_for_a_clean_file(settings, how):
    """U3."""
    with clamd.running() as scanner:
        settings.CLAMD_ADDRESS = scanner.address
        scanner.quiet = True
        if how == "quiet":
            assert scanning.scan(clamd.EICAR) == Verdict.NO_ANSWER

    if how == "gone":
        assert scanning.scan(clamd.EICAR) == Verdict.NO_ANSWER
