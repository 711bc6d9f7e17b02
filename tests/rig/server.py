"""A real web server on the database of the running test, and its log."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
START_WITHIN = 40


@dataclass(frozen=True)
class Server:
    port: int
    processes: list[int]

    def processor_seconds(self) -> float:
        """Return what the server's processes have used so far, user and system."""
        ticks = os.sysconf("SC_CLK_TCK")
        spent = 0
        for process in self.processes:
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2]
            spent += sum(int(part) for part in fields.split()[11:13])
        return spent / ticks


def database_url() -> str:
    """Name the database that this process uses, for a process of its own."""
    here = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{here['NAME']}"
    where = {"host": here["HOST"], "port": here["PORT"], "user": here["USER"]}
    named = {name: value for name, value in where.items() if value}
    given = urlencode(here["OPTIONS"] | named)
    return f"postgres:///{here['NAME']}?{given}"


@contextmanager
def running(
    *,
    application: str = "portal.wsgi:application",
    settings_module: str = "",
    workers: int = 2,
    threads: int = 4,
    environment: dict[str, str] | None = None,
) -> Iterator[Server]:
    """Start gunicorn on a free port of the loopback, and stop it afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = ROOT / "var" / "tests" / f"server-{port}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    options = [
        f"--bind=127.0.0.1:{port}",
        f"--workers={workers}",
        "--worker-class=gthread",
        f"--threads={threads}",
        "--backlog=1024",
        "--timeout=60",
        "--preload",
    ]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", application, *options],
            cwd=ROOT,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=os.environ
            | {
                "DJANGO_SETTINGS_MODULE": settings_module
                or str(settings.SETTINGS_MODULE),
                "DATABASE_URL": database_url(),
            }
            | (environment or {}),
        )
    try:
        _wait(process, port, log)
        yield Server(port, _children(process.pid))
    finally:
        process.terminate()
        process.wait(20)
        log.unlink(missing_ok=True)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_WITHIN
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                if b"Booting worker" in log.read_bytes():
                    return
        except OSError:
            pass
        time.sleep(0.05)
    raise RuntimeError(f"The server did not start: {log.read_text()[-2000:]}")


def _children(parent: int) -> list[int]:
    listed = Path(f"/proc/{parent}/task/{parent}/children")
    time.sleep(0.3)
    if not listed.exists():
        return [parent]
    return [int(child) for child in listed.read_text().split()] or [parent]
