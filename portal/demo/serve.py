"""Serve: how does the demonstration start, and when does it answer?

One process without Django watches over a web server and a worker, so that a second
start costs only what those two need. What was prepared once, from which code, is
written down and not done again.
"""

import argparse
import errno
import fcntl
import hashlib
import http.client
import json
import os
import shutil
import signal
import socket
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from types import FrameType
from typing import NoReturn, TextIO

from portal.demo.accounts import ACCOUNTS, PASSWORD
from portal.demo.processes import ROOT, Ended, Processes

VAR = Path(os.environ.get("PORTAL_VAR") or ROOT / "var").resolve()
PREPARED = VAR / "prepared.json"
FORGOTTEN_WHEN_FRESH = (
    "portal.sqlite3*",
    "stripe.sqlite3*",
    "media",
    "private",
    "cache",
    "queue",
    "beat*",
)
ANSWERS_WITHIN = 60


class Refused(Exception):
    """The demonstration cannot start, and the message says what to do."""


def main() -> None:
    chosen = _arguments()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    try:
        _serve(chosen.port, fresh=chosen.fresh)
    except (Refused, Ended) as reason:
        sys.exit(str(reason))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run demo")
    parser.add_argument("--port", type=int, default=8000, help="8000 unless named")
    parser.add_argument(
        "--fresh", action="store_true", help="forget all data and begin again"
    )
    return parser.parse_args()


def _leave(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)


def _serve(port: int, *, fresh: bool) -> None:
    VAR.mkdir(parents=True, exist_ok=True)
    # Held until this process ends.
    turn = _take_turn()
    doors = _listen(port)
    environment = {
        "DJANGO_SETTINGS_MODULE": "portal.settings.demo",
        "PORTAL_PORT": str(port),
        "PORTAL_VAR": str(VAR),
    }
    processes = Processes(VAR / "log", environment)
    try:
        _prepare(processes, fresh=fresh)
        _start(processes, doors)
        _wait_for_a_page(processes, port)
        _welcome(port)
        processes.watch()
    finally:
        processes.stop()
        turn.close()


# --- One at a time, on one port --------------------------------------------


def _take_turn() -> TextIO:
    turn = (VAR / "demo.lock").open("w")
    try:
        fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        turn.close()
        raise Refused(
            "The demonstration is running already. Stop it with Ctrl-C where it runs."
        ) from None
    return turn


def _listen(port: int) -> list[socket.socket]:
    """Listen on both loopbacks, since a browser may try either for localhost."""
    doors = [_door(socket.AF_INET, "127.0.0.1", port)]
    try:
        doors.append(_door(socket.AF_INET6, "::1", port))
    except OSError:
        return doors  # a machine without IPv6
    return doors


def _door(family: socket.AddressFamily, address: str, port: int) -> socket.socket:
    door = socket.socket(family)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((address, port))
        door.listen(128)
    except (OSError, OverflowError) as error:
        door.close()
        raise _refusal(error, port) from None
    return door


def _refusal(error: Exception, port: int) -> Exception:
    match error:
        case OverflowError():
            return Refused(f"There is no port {port}. Choose one below 65536.")
        case PermissionError():
            return Refused(f"Port {port} is reserved. Choose one above 1023.")
        case OSError(errno=errno.EADDRINUSE):
            return Refused(
                f"Port {port} is in use by another program. "
                f"Choose another: ./run demo --port {port + 1}"
            )
    return error


# --- What is done once -----------------------------------------------------


def _prepare(processes: Processes, *, fresh: bool) -> None:
    wanted = {
        "database": _digest((ROOT / "requirements/runtime.lock", *_migrations())),
        "static": _digest((ROOT / "requirements/runtime.lock", *_static())),
    }
    done = {} if fresh else _read_prepared()
    if done == wanted:
        return
    if "database" not in done:
        # Also after a first start that was broken off half way.
        _forget()
    if done.get("static") != wanted["static"]:
        processes.start("static files", "manage", "collectstatic", "--noinput")
    if done.get("database") != wanted["database"]:
        _say("Making the database")
        _manage(processes, "migrate", "--noinput")
    if "database" not in done:
        _say("Adding example content")
        _manage(processes, "seed_demo")
    if "static files" in processes.running:
        _say("Gathering styles and pictures")
        processes.finish("static files")
    PREPARED.write_text(json.dumps(wanted))


def _manage(processes: Processes, command: str, *arguments: str) -> None:
    processes.start(command, "manage", command, *arguments)
    processes.finish(command)


def _forget() -> None:
    PREPARED.unlink(missing_ok=True)
    for pattern in FORGOTTEN_WHEN_FRESH:
        for path in VAR.glob(pattern):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


def _read_prepared() -> dict[str, str]:
    try:
        return dict(json.loads(PREPARED.read_text()))
    except (OSError, ValueError):
        return {}


def _migrations() -> Iterable[Path]:
    packages = (path.parent for path in ROOT.glob("*/__init__.py"))
    for package in packages:
        yield from package.glob("**/migrations/*.py")


def _static() -> Iterable[Path]:
    return (path for path in (ROOT / "portal/static").rglob("*") if path.is_file())


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


# --- What runs -------------------------------------------------------------


def _start(processes: Processes, doors: list[socket.socket]) -> None:
    numbers = tuple(door.fileno() for door in doors)
    processes.start(
        "web server",
        "gunicorn",
        "portal.wsgi",
        *(f"--bind=fd://{number}" for number in numbers),
        "--worker-class=gthread",
        "--workers=2",
        "--threads=8",
        # One reading of the code serves both workers, and halves the start.
        "--preload",
        "--no-control-socket",
        "--graceful-timeout=3",
        keep_open=numbers,
    )
    processes.start(
        "worker",
        "celery",
        "--app=portal",
        "worker",
        "--beat",
        f"--schedule={VAR / 'beat'}",
        "--concurrency=2",
        "--loglevel=WARNING",
        "--without-mingle",
        "--without-gossip",
        "--without-heartbeat",
    )


def _wait_for_a_page(processes: Processes, port: int) -> None:
    deadline = time.monotonic() + ANSWERS_WITHIN
    while time.monotonic() < deadline:
        processes.check()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            connection.request("GET", "/", headers={"Host": f"localhost:{port}"})
            status = connection.getresponse().status
        except OSError:
            time.sleep(0.1)
        else:
            if status < http.client.INTERNAL_SERVER_ERROR:
                return
            raise Refused(f"The first page failed; {processes.logs} says why.")
        finally:
            connection.close()
    raise Refused(f"No page after {ANSWERS_WITHIN} seconds; see {processes.logs}.")


def _welcome(port: int) -> None:
    here = f"http://localhost:{port}"
    width = max(map(len, ACCOUNTS))
    accounts = "\n".join(f"  {who:<{width}}  {what}" for who, what in ACCOUNTS.items())
    _say(f"""
The portal is at {here}

Everyone's password is: {PASSWORD}
{accounts}

Three things to try
  1. Sign in as member@demo.example and book the next webinar: {here}/events/
  2. Read the confirmation that the booking sent: {here}/demo/mailbox/
  3. Sign in as events@demo.example and see the booking: {here}/staff/

Ctrl-C stops it. Its data stay in {VAR}; ./run demo --fresh begins again.""")


def _say(words: str) -> None:
    print(words, flush=True)


if __name__ == "__main__":
    main()
