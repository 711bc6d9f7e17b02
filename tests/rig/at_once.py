"""Many threads at one starting line, each with a database connection of its own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

PATIENCE = 30


def at_once(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run all of them at the same moment; return what each gave or raised."""
    line = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            line.wait(PATIENCE)
            return act()
        except Exception as trouble:  # noqa: BLE001 - the test looks at it
            return trouble
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))
