"""Kill points: run a verb in a process of its own, and kill it where it says it is.

The process waits at the point and writes a file; the test sees the file and kills the
process by its number: nothing of it runs any more, no `finally` and no rollback.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings

from .server import ROOT, database_url

FOLDER, POINT = "KILL_FOLDER", "KILL_POINT"
PATIENCE = 60


def wait_here(name: str) -> None:
    """Say that a point was reached, and wait for the end. Called in that process."""
    if name != os.environ[POINT]:
        return
    (Path(os.environ[FOLDER]) / "reached").write_text(str(os.getpid()))
    time.sleep(PATIENCE)


def kill_at(point: str, statement: str, folder: Path) -> bool:
    """Run a statement in a new process and kill it there; say if it got there."""
    reached = folder / "reached"
    reached.unlink(missing_ok=True)
    with (folder / "errors").open("wb") as errors:
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "tests.rig.kill_points", statement],
            cwd=ROOT,
            env=os.environ
            | {
                "DJANGO_SETTINGS_MODULE": "tests.rig.kill_settings",
                "DATABASE_URL": database_url(),
                "KILL_BOOKS": str(settings.STAND_IN_BOOKS),
                FOLDER: str(folder),
                POINT: point,
            },
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        if reached.exists():
            process.send_signal(signal.SIGKILL)
            process.wait()
            return True
        time.sleep(0.05)
    process.kill()
    process.wait()
    if process.returncode:
        raise RuntimeError((folder / "errors").read_text()[-2000:])
    return False


def _main() -> None:
    import django  # noqa: PLC0415 - app ready

    django.setup()
    from portal.core import clock  # noqa: PLC0415 - app ready
    from portal.payments import (  # noqa: PLC0415 - app ready
        agreements,
        checkout,
        models,
        notices,
        reconciliation,
        refunds,
        settlement,
    )
    from tests.factories import payments  # noqa: PLC0415 - app ready
    from tests.rig.till import SEATS, Till  # noqa: PLC0415 - app ready

    known = {
        "at": clock.now(),
        "agreements": agreements,
        "checkout": checkout,
        "models": models,
        "notices": notices,
        "reconciliation": reconciliation,
        "refunds": refunds,
        "settlement": settlement,
    }
    with payments.purpose(SEATS, **Till().answers()):
        exec(sys.argv[1], known)  # noqa: S102 - a test's own statement


if __name__ == "__main__":
    _main()
