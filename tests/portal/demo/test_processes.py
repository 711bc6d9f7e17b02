import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from portal.demo import processes
from portal.demo.processes import Ended, Processes

ROOT = Path(__file__).parents[3]
# A leader with a child, who says who they are.
FAMILY = """
import os, signal, subprocess, sys, time
if sys.argv[1] == "stubborn":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
if sys.argv[1] == "kind":
    def leave(*_):
        child.kill()
        child.wait()
        sys.exit(0)
    signal.signal(signal.SIGTERM, leave)
print(os.getpid(), child.pid, flush=True)
time.sleep(600)
"""
WATCHER = """
import sys, time
from pathlib import Path
from portal.demo.processes import Processes
folder = Path(sys.argv[1])
Processes(folder, {"PYTHONPATH": str(folder)}).start("family", "family", "kind")
time.sleep(600)
"""


@pytest.fixture
def folder(tmp_path) -> Path:
    (tmp_path / "family.py").write_text(FAMILY)
    return tmp_path


@pytest.fixture
def parts(folder):
    parts = Processes(folder, {"PYTHONPATH": str(folder)})
    yield parts
    parts.stop()


@pytest.mark.parametrize("manner", ["kind", "stubborn"])
def test_stop_leaves_nobody_of_the_group(parts, folder, monkeypatch, manner):
    monkeypatch.setattr(processes, "PATIENCE", 0.5)
    parts.start("family", "family", manner)
    leader, child = _family(folder)

    parts.stop()

    assert not _is_running(leader)
    assert _soon(lambda: not _is_running(child))


@pytest.mark.skipif(sys.platform != "linux", reason="Linux ends them, others do not")
def test_parts_end_when_the_watcher_is_killed(folder):
    watcher = subprocess.Popen([sys.executable, "-c", WATCHER, folder], cwd=ROOT)
    leader, child = _family(folder)

    os.kill(watcher.pid, signal.SIGKILL)
    watcher.wait()

    assert _soon(lambda: not _is_running(leader) and not _is_running(child))


def test_part_that_ends_is_told_with_its_last_words(parts, folder):
    parts.start("family", "family")

    with pytest.raises(Ended, match=r"IndexError.*\n\nThe family ended; .*family\.log"):
        parts.finish("family")


def test_check_notices_a_part_that_has_gone(parts, folder):
    parts.start("family", "family")
    parts.running["family"].wait()

    with pytest.raises(Ended):
        parts.check()


def _family(folder: Path) -> tuple[int, int]:
    said: list[str] = []

    def has_spoken() -> bool:
        with suppress(FileNotFoundError):
            said[:] = (folder / "family.log").read_text().split()
        return len(said) > 1

    assert _soon(has_spoken)
    return int(said[0]), int(said[1])


def _is_running(process: int) -> bool:
    with suppress(ProcessLookupError, FileNotFoundError):
        os.kill(process, 0)
        status = Path(f"/proc/{process}/stat")
        # One that has ended and whom nobody has waited for yet is still listed.
        return not status.exists() or status.read_text().rsplit(")")[-1][1] != "Z"
    return False


def _soon(met: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if met():
            return True
        time.sleep(0.05)
    return False
