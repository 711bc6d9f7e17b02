"""The same tests on other ground: another database, and servers in other places.

Each runs in a process of its own, since a database and a clock are settled at start.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST_SECONDS = 300
PYTEST = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]

pytestmark = pytest.mark.long


def _files_with(mark):
    """Return the files that have such tests: to collect all takes longer than those."""
    tests = (ROOT / "tests").rglob("test_*.py")
    found = [str(path) for path in tests if f"mark.{mark}" in path.read_text()]
    assert found
    return found


def _run(mark, **changes):
    """Run the tests of a mark; the server of this run, if it has one, serves them too.

    Its own time zone is settled already, and the tables are made already.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if name != "DATABASE_URL" and not name.startswith("PYTEST_")
    }
    return subprocess.run(
        [*PYTEST, "-m", mark, *_files_with(mark)],
        cwd=ROOT,
        env=kept | changes,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=LONGEST_SECONDS,
        check=False,
    )


def test_booking_works_on_sqlite_too(tmp_path):
    """The demonstration and very small bodies run on it."""
    done = _run("sqlite_too", DATABASE_URL=f"sqlite:///{tmp_path / 'portal.sqlite3'}")

    assert done.returncode == 0, done.stdout[-3000:]
    assert " passed" in done.stdout


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Auckland"])
def test_times_are_right_wherever_the_server_stands(zone):
    """T11: UTC is where the other tests run."""
    done = _run("time", TZ=zone)

    assert done.returncode == 0, done.stdout[-3000:]
    assert " passed" in done.stdout
