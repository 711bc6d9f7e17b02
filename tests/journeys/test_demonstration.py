"""A newcomer starts the demonstration, stops it, and starts it again."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Many times what an idle machine needs: other tests run beside this one.
PATIENCE = 240

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(
        sys.platform != "linux", reason="what is left is looked up in /proc"
    ),
]


def test_demonstration_starts_keeps_its_data_and_leaves_nothing_behind(tmp_path):
    port = _free_port()

    first = _start(tmp_path, port)
    pages = [_status(port, path) for path in ("/", "/events/", "/accounts/login/")]
    unknown = _body(port, "/no-such-page/")
    listening = _listeners(port)
    key = (tmp_path / "secret-key").read_text()
    first.send_signal(signal.SIGINT)

    assert first.wait(PATIENCE) == 0
    assert _soon(lambda: _left_of(tmp_path) == [])
    assert pages == [200, 200, 200]
    assert b"Traceback" not in unknown
    assert b"DJANGO_SETTINGS_MODULE" not in unknown
    assert listening <= {"127.0.0.1", "::1"}

    database = (tmp_path / "portal.sqlite3").stat().st_ino
    second = _start(tmp_path, port)
    again = _status(port, "/events/")
    second.kill()
    second.wait()

    assert again == 200
    assert "Adding example content" not in second.said
    assert (tmp_path / "secret-key").read_text() == key
    assert (tmp_path / "portal.sqlite3").stat().st_ino == database
    assert _soon(lambda: _left_of(tmp_path) == [])


class _Demonstration(subprocess.Popen[str]):
    said = ""


def _start(folder: Path, port: int) -> _Demonstration:
    demonstration = _Demonstration(
        [sys.executable, "-m", "portal.demo.serve", "--port", str(port)],
        cwd=ROOT,
        env=os.environ | {"PORTAL_VAR": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with demonstration.stdout as words:
        for line in words:
            demonstration.said += line
            if line.startswith("Ctrl-C"):
                return demonstration
    demonstration.wait(PATIENCE)
    pytest.fail(f"It did not start:\n{demonstration.said}")


def _left_of(folder: Path) -> list[str]:
    """Return the commands of all processes that work on these data."""
    mark = f"PORTAL_VAR={folder}".encode()
    left = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (process / "environ").read_bytes().split(b"\0"):
                left.append((process / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    return left


def _listeners(port: int) -> set[str]:
    found = set()
    for name, family in (("tcp", socket.AF_INET), ("tcp6", socket.AF_INET6)):
        for line in Path("/proc/net", name).read_text().splitlines()[1:]:
            _number, local, _remote, state, *_ = line.split()
            address, at = local.split(":")
            if int(at, 16) == port and state == "0A":
                words = [address[i : i + 8] for i in range(0, len(address), 8)]
                packed = b"".join(bytes.fromhex(word)[::-1] for word in words)
                found.add(socket.inet_ntop(family, packed))
    return found


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def _answer(port: int, path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", path, headers={"Host": f"localhost:{port}"})
    answer = connection.getresponse()
    status, body = answer.status, answer.read()
    connection.close()
    return status, body


def _status(port: int, path: str) -> int:
    return _answer(port, path)[0]


def _body(port: int, path: str) -> bytes:
    return _answer(port, path)[1]


def _soon(met: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if met():
            return True
        time.sleep(0.1)
    return False
