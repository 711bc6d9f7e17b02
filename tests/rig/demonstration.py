"""The demonstration: seeded once, and there at once for each test that begins so."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

from tests.databases import Store

MAILBOX = {"default": {"BACKEND": "portal.demo.mailbox.MailboxBackend"}}


class Demonstration:
    """What seeding left: a database to copy, and the private files."""

    def __init__(self, store: Store, private: Path) -> None:
        self.store = store
        self.private = private
        with override_settings(MAILERS=MAILBOX, PRIVATE_ROOT=private):
            call_command("seed_demo")
        self.kept = store.keep("demonstration")
        store.renew()

    def put_up(self, private: Path) -> None:
        """Make this process's database the demonstration's, and put its files there."""
        self.store.renew(self.kept)
        shutil.copytree(self.private, private, dirs_exist_ok=True)

    @contextmanager
    def on_show(self, private: Path) -> Iterator[None]:
        """Have it there for several tests, and take back what they did."""
        self.put_up(private)
        with transaction.atomic(), override_settings(PRIVATE_ROOT=private):
            yield
            transaction.set_rollback(True)
        self.store.renew()

    def remove(self) -> None:
        self.store.drop(self.kept)
