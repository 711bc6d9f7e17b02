"""Snapshots: reading many tables as they were at one moment."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def snapshot() -> Iterator[None]:
    """Let everything inside be read as of its start, whatever others change.

    For reading: what is written inside fails where somebody else wrote it meanwhile.
    Within a transaction of the caller's the moment was chosen already, so this adds
    nothing there.
    """
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield
