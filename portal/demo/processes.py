"""Processes: how are the parts of the demonstration started, watched and ended?

Each part leads a group of its own, so that ending the group ends whatever it has
started; and on Linux the kernel ends it when the process that started it is killed.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[2]
PR_SET_PDEATHSIG = 1
PATIENCE = 5


class Ended(Exception):
    """A part ended by itself; the message names it and its last words."""


class Processes:
    def __init__(self, logs: Path, environment: dict[str, str]) -> None:
        self.logs = logs
        self.environment = os.environ | environment
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        # Loaded here, because between fork and exec is no time to load a library.
        self._kernel = ctypes.CDLL(None) if sys.platform == "linux" else None
        logs.mkdir(parents=True, exist_ok=True)

    def start(self, name: str, *command: str, keep_open: tuple[int, ...] = ()) -> None:
        """Start a Python module with its arguments; what it says goes to its log."""
        with self._log(name).open("wb") as log:
            self.running[name] = subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                pass_fds=keep_open,
                start_new_session=True,
                preexec_fn=self._end_with_parent,  # noqa: PLW1509 - no threads here
            )

    def _end_with_parent(self) -> None:
        if self._kernel:
            self._kernel.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)

    def finish(self, name: str) -> None:
        """Wait for a part that has an end, and insist that it ended well."""
        if self.running[name].wait():
            self._tell(name)
        del self.running[name]

    def check(self) -> None:
        """Insist that every part is still there."""
        for name, process in self.running.items():
            if process.poll() is not None:
                self._tell(name)

    def watch(self) -> NoReturn:
        while True:
            self.check()
            time.sleep(0.5)

    def stop(self) -> None:
        """Ask every leader to end, who knows how to end its group; then insist."""
        for process in self.running.values():
            process.terminate()
        deadline = time.monotonic() + PATIENCE
        for process in self.running.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0, deadline - time.monotonic()))
            _end_group(process)
            process.wait()
        self.running.clear()

    def _tell(self, name: str) -> NoReturn:
        log = self._log(name)
        last = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
        raise Ended(f"{last}\n\nThe {name} ended; all it said is in {log}.")

    def _log(self, name: str) -> Path:
        return self.logs / f"{name.replace(' ', '-')}.log"


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """End what is left of a group, even when its leader has gone."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
