"""The tests' own server ends with them, however they end."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from tests import postgres

ROOT = Path(__file__).parents[2]
# A test run in small: it starts a server, says where, and never stops it.
RUN = """
import signal, time
from tests import postgres
# A shell that puts a run into the background has it ignore the interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)
guardian, folder = postgres.start()
print(guardian.pid, folder, flush=True)
time.sleep(600)
"""


@pytest.fixture
def run() -> Iterator[tuple[int, int, Path]]:
    process = subprocess.Popen(
        [sys.executable, "-c", RUN], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    guardian, folder = process.stdout.readline().split()
    yield process.pid, int(guardian), Path(folder)
    process.kill()
    process.communicate()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_server_and_folder_go_with_the_run(run, how):
    process, _guardian, folder = run
    server = _server_in(folder)

    os.kill(process, how)

    assert _soon(lambda: not _is_running(server) and not folder.exists())


def test_server_goes_with_a_killed_guardian_and_the_next_one_sweeps_up(run):
    _process, guardian, folder = run
    server = _server_in(folder)

    os.kill(guardian, signal.SIGKILL)

    assert _soon(lambda: not _is_running(server))
    next_guardian, _folder = postgres.start()
    postgres.stop(next_guardian)
    assert not folder.exists()


def test_server_answers_on_its_socket_and_nowhere_else(run):
    _process, _guardian, folder = run

    with psycopg.connect(host=str(folder), user="postgres") as connection:
        listening = connection.execute("SHOW listen_addresses").fetchone()

    assert listening == ("",)


def _server_in(folder: Path) -> int:
    return int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])


def _is_running(process: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(process, 0)
        return True
    return False


def _soon(met: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if met():
            return True
        time.sleep(0.05)
    return False
