"""Databases: how does each test process get a migrated database of its own, quickly?

Migrations run once, into a template. Every process then works on a copy, and so
does every test that commits: after it the copy is made again, so that it finds what
the migrations left (Wagtail's root page, the roles) and not the empty tables that a
flush leaves. A template is kept from run to run. It says which migrations made it: when
the code has changed and those have not, it is brought up to date, which takes seconds;
else it is thrown away.
"""

import fcntl
import hashlib
import os
import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg import sql

ROOT = Path(__file__).parents[1]
PACKAGES = ("portal", "membership", "events", "cpd")
UNFINISHED = "portal_unfinished"


class Store(ABC):
    """Where the templates and the copies are."""

    template = ""

    def __init__(self, worker: str) -> None:
        self.copy_name = f"test_portal_{worker}_{os.getpid()}"

    def prepare(self, *, afresh: bool) -> bool:
        """Make the template if need be, then a copy; tell whether one was made."""
        schema, code = _schema_digest(), _code_digest()
        self.template = f"portal_{schema}_{code}"
        with self.turn():
            self.drop(UNFINISHED)
            found = [name for name in self.names() if name.startswith("portal_")]
            made = afresh or self.template not in found
            if made:
                nearest = "" if afresh else self._nearest(found)
                self._migrate(nearest, found)
            self.renew()
        return made

    def _migrate(self, nearest: str, found: list[str]) -> None:
        self.copy(nearest, UNFINISHED)
        self.use(UNFINISHED)
        call_command("migrate", verbosity=0, interactive=False)
        _note_what_made_it()
        connection.close()
        for name in found:
            self.drop(name)
        self.rename(UNFINISHED, self.template)

    def _nearest(self, found: list[str]) -> str:
        """Return a template that only lacks what came later, if there is one."""
        now = _migrations()
        for name in found:
            if name.startswith("portal_"):
                self.use(name)
                made_by = _what_made_it()
                connection.close()
                if made_by and made_by.items() <= now.items():
                    return name
        return ""

    def renew(self, kept: str = "") -> None:
        """Make this process's copy again: as the migrations left it, or as kept."""
        connection.close()
        self.drop(self.copy_name)
        self.copy(kept or self.template, self.copy_name)
        self.use(self.copy_name)

    def keep(self, what: str) -> str:
        """Keep this process's copy as it is now, until `drop`; return its name."""
        name = f"{self.copy_name}_{what}"
        connection.close()
        self.copy(self.copy_name, name)
        return name

    def remove(self) -> None:
        connection.close()
        self.drop(self.copy_name)

    def use(self, name: str) -> None:
        connection.settings_dict["NAME"] = self.address(name)
        settings.DATABASES["default"]["NAME"] = self.address(name)

    @abstractmethod
    def turn(self) -> AbstractContextManager[None]: ...
    @abstractmethod
    def names(self) -> list[str]: ...
    @abstractmethod
    def copy(self, source: str, target: str) -> None: ...
    @abstractmethod
    def rename(self, source: str, target: str) -> None: ...
    @abstractmethod
    def drop(self, name: str) -> None: ...
    @abstractmethod
    def address(self, name: str) -> str: ...


class PostgresStore(Store):
    """Databases of one server; the lock lets one process at a time make a template."""

    @contextmanager
    def turn(self) -> Iterator[None]:
        with self._server() as server:
            server.execute("SELECT pg_advisory_lock(711)")
            yield

    def names(self) -> list[str]:
        with self._server() as server:
            rows = server.execute("SELECT datname FROM pg_database").fetchall()
        return [row[0] for row in rows]

    def copy(self, source: str, target: str) -> None:
        self._run("CREATE DATABASE {} TEMPLATE {}", target, source or "template0")

    def rename(self, source: str, target: str) -> None:
        self._run("ALTER DATABASE {} RENAME TO {}", source, target)

    def drop(self, name: str) -> None:
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def address(self, name: str) -> str:
        return name

    def _run(self, statement: str, *names: str) -> None:
        with self._server() as server:
            server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def _server(self) -> psycopg.Connection:
        here = settings.DATABASES["default"]
        return psycopg.connect(
            host=here["HOST"] or None,
            port=here["PORT"] or None,
            user=here["USER"] or None,
            password=here["PASSWORD"] or None,
            dbname="postgres",
            autocommit=True,
        )


class SqliteStore(Store):
    """Files of one folder."""

    folder = ROOT / "var" / "tests"

    @contextmanager
    def turn(self) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "sqlite.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def names(self) -> list[str]:
        return [path.stem for path in self.folder.glob("*.sqlite3")]

    def copy(self, source: str, target: str) -> None:
        if source:
            shutil.copyfile(self.address(source), self.address(target))

    def rename(self, source: str, target: str) -> None:
        Path(self.address(source)).rename(self.address(target))

    def drop(self, name: str) -> None:
        for path in self.folder.glob(f"{name}.sqlite3*"):
            path.unlink()

    def address(self, name: str) -> str:
        return str(self.folder / f"{name}.sqlite3")


def store(worker: str) -> Store:
    kinds = {"postgresql": PostgresStore, "sqlite": SqliteStore}
    return kinds[connection.vendor](worker)


def _migrations() -> dict[str, str]:
    """Return every migration of ours, and the packages, with what each holds."""
    return {str(path.relative_to(ROOT)): _digest([path]) for path in _of_schema()}


def _note_what_made_it() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS tests_made_by")
        cursor.execute("CREATE TABLE tests_made_by (path text, digest text)")
        cursor.executemany(
            "INSERT INTO tests_made_by VALUES (%s, %s)", list(_migrations().items())
        )


def _what_made_it() -> dict[str, str]:
    with connection.cursor() as cursor:
        if "tests_made_by" not in connection.introspection.table_names(cursor):
            return {}
        cursor.execute("SELECT path, digest FROM tests_made_by")
        return dict(cursor.fetchall())


def _schema_digest() -> str:
    return _digest(_of_schema())


def _of_schema() -> list[Path]:
    migrations = [path for path in _code() if path.parent.name == "migrations"]
    return [*migrations, ROOT / "requirements" / "runtime.lock"]


def _code_digest() -> str:
    return _digest(_code())


def _code() -> list[Path]:
    return sorted(
        path for package in PACKAGES for path in (ROOT / package).rglob("*.py")
    )


def _digest(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
