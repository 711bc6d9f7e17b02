"""What every test stands on: a database, a browser, and no way out to the network."""

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from pytest_django.plugin import DjangoDbBlocker

from tests import databases, postgres
from tests.rig.demonstration import Demonstration

SERVER = "PORTAL_TEST_SERVER"
_guardian: list[subprocess.Popen[str]] = []


def missing(reason: str) -> NoReturn:
    """Skip, but never where the tests have the last word."""
    if os.environ.get("PORTAL_CI") or os.environ.get("CI"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


# --- The database ----------------------------------------------------------


def _start_server() -> None:
    """Start one server for this run; its workers find it in their environment."""
    if "DATABASE_URL" in os.environ or SERVER in os.environ:
        return
    guardian, folder = postgres.start()
    _guardian.append(guardian)
    os.environ[SERVER] = str(folder)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    try:
        _start_server()
    except postgres.Unavailable:
        # Each worker tries for itself, and says why it cannot.
        return


def pytest_unconfigure() -> None:
    for guardian in _guardian:
        postgres.stop(guardian)
        del os.environ[SERVER]
    _guardian.clear()


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_test_environment, django_db_blocker
) -> Iterator[databases.Store]:
    try:
        _start_server()
    except postgres.Unavailable as reason:
        missing(f"No PostgreSQL for the tests: {reason}")
    if server := os.environ.get(SERVER):
        settings.DATABASES["default"] |= {"HOST": server, "USER": "postgres"}
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    store = databases.store(worker)
    with django_db_blocker.unblock():
        made = store.prepare(afresh=request.config.getvalue("create_db"))
    if made and server:
        postgres.keep(Path(server))
    with pytest.MonkeyPatch.context() as patch:
        # A flush would leave the tables without root page or roles for the next test.
        patch.setattr(
            TransactionTestCase, "_fixture_teardown", lambda _test: store.renew()
        )
        yield store
    with django_db_blocker.unblock():
        store.remove()


@pytest.fixture(scope="session")
def demonstration(
    django_db_setup: databases.Store,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Demonstration]:
    """Return the demonstration, seeded once by each worker, to begin with."""
    store = django_db_setup
    with django_db_blocker.unblock():
        made = Demonstration(store, tmp_path_factory.mktemp("demonstration"))
        yield made
        made.remove()


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """Forget what an earlier test left in the cache: answers, and counts of tries."""
    cache.clear()


@pytest.fixture(autouse=True)
def _turn(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let a test marked `alone` have the machine for itself: the others wait.

    What hundreds of people do at once is answered in time or not by two cores, and
    another worker's tests would take one of them.
    """
    alone = request.node.get_closest_marker("alone")
    databases.SqliteStore.folder.mkdir(parents=True, exist_ok=True)
    with (databases.SqliteStore.folder / "turn.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield


@pytest.fixture(autouse=True)
def _books_tie(request: pytest.FixtureRequest, _django_db_marker) -> Iterator[None]:
    """Audit the books after every test that touched payments: all must tie."""
    for name in ("transactional_db", "db"):
        if name in request.fixturenames:
            # Taken up here, so that the database is still there afterwards.
            request.getfixturevalue(name)
    yield
    marked = request.node.get_closest_marker("django_db") is not None
    uses = marked or {"db", "transactional_db"} & set(request.fixturenames)
    if not uses or request.node.get_closest_marker("books_do_not_tie"):
        return
    from portal.payments import ledger  # noqa: PLC0415 - app ready
    from portal.payments.models import Bill  # noqa: PLC0415 - app ready

    # A test of what the database refuses leaves a transaction that answers no more.
    if not connection.needs_rollback and Bill.objects.exists():
        assert ledger.faults() == []


# --- The browser -----------------------------------------------------------


# So many short tests keep the workers apart from the long ones until the last that
# has to be alone is done: it would wait for a long one that another has begun.
BETWEEN = 40


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put browser tests last: theirs is an event loop that runs until the end, in
    which no other test could start one.

    Of the others and of them, what has to be alone begins, since nobody is waited for
    then, and what takes long comes soon after, so that no worker sits idle at the end
    while another has just begun it.
    """
    with_browser = [item for item in items if _uses_browser(item)]
    others = [item for item in items if not _uses_browser(item)]
    items[:] = _in_order(others) + _in_order(with_browser)


def _uses_browser(item: pytest.Item) -> bool:
    return "playwright" in getattr(item, "fixturenames", ())


def _in_order(items: list[pytest.Item]) -> list[pytest.Item]:
    alone = [item for item in items if item.get_closest_marker("alone")]
    rest = [item for item in items if item not in alone]
    long = [item for item in rest if item.get_closest_marker("long")]
    short = [item for item in rest if item not in long]
    between = BETWEEN if alone else 0
    return alone + short[:between] + long + short[between:]


@pytest.fixture(scope="session")
def base_url(pytestconfig):
    """Ours in place of the plugin's, which pytest 9 warns about."""
    return pytestconfig.getoption("base_url", default=None)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        missing("No Chromium for the tests: apt install chromium")
    # The browser is driven from an event loop, in which Django would refuse queries.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    return browser_type_launch_args | {
        "executable_path": path,
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }
