"""Measure booking, the main pages and what follows an event.

Gunicorn with two workers, PostgreSQL and Redis, with the settings of production.
The clients run on the same cores as the server, so a real one does better.
"""

import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.test import override_settings

from tests import postgres

MEMBERS = 500
PLACES = 100
AT_ONCE = 100
EVENTS = 300
SINGLE_BOOKINGS = 100
FREE_PORT = ("127.0.0.1", 0)


@contextmanager
def _redis() -> Iterator[str]:
    """Start a Redis of our own; without one there is nothing honest to measure."""
    path = shutil.which("redis-server")
    if path is None:
        sys.exit("The bench needs redis-server: apt install redis-server")
    with socket.socket() as free:
        free.bind(FREE_PORT)
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [path, "--port", str(port), "--bind", "127.0.0.1", "--save", ""],
        stdout=subprocess.DEVNULL,
    )
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"redis://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def _environment(database: str, redis: str) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        "DATABASE_URL": database,
        "REDIS_URL": redis,
        "SECRET_KEY": "measured" * 8,
        "PORTAL_HOST": "localhost",
        "MAIL_HOST": "localhost",
        "MAIL_FROM": "The Institute <no-reply@institute.example>",
        "PROXY_COUNT": "0",
        "STRIPE_SECRET_KEY": "sk_test_measured",
        "STRIPE_WEBHOOK_SECRETS": "whsec_measured",
    }


def main() -> None:
    guardian, folder = postgres.start()
    try:
        with _redis() as redis:
            url = f"postgres:///postgres?host={folder}&user=postgres"
            os.environ.update(_environment(url, redis))
            _measure()
    finally:
        postgres.stop(guardian)


def _measure() -> None:
    import django  # noqa: PLC0415 - app ready

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - app ready

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    from portal.core import clock  # noqa: PLC0415 - app ready
    from tests.rig import crowd, server  # noqa: PLC0415 - app ready

    at = clock.now()
    if "import" in sys.argv:
        from tests.bench import imports  # noqa: PLC0415 - app ready

        imports.measure(at)
        return
    people = crowd.members(MEMBERS, at=at)
    cookies = crowd.signed_in(people, at=at)
    for number in range(EVENTS):
        crowd.event(f"Webinar {number}", capacity=300, at=at + timedelta(hours=number))
    from tests.bench import (  # noqa: PLC0415 - app ready
        afterwards,
        buying,
        figures,
        notices,
        pages,
        standings,
    )

    with (
        TemporaryDirectory() as private,
        override_settings(PRIVATE_ROOT=private, PRIVATE_ACCEL=""),
        server.running(
            settings_module="tests.bench.settings",
            environment={"PRIVATE_ROOT": private},
        ) as running,
    ):
        if _is_wanted("notices"):
            notices.measure(running)
        if _is_wanted("booking"):
            _one_booking(running, people, cookies, at)
            _race(running, cookies, at)
        if _is_wanted("pages"):
            pages.measure(running, cookies[0], events=EVENTS)
        if _is_wanted("buying"):
            buying.measure(people, at)
        _courses(running, people, at)
        if _is_wanted("standing"):
            standings.measure(at)
            figures.measure(at)
        if _is_wanted("afterwards"):
            afterwards.measure(running, people, cookies, at)


def _courses(running, people, at) -> None:
    from tests.bench import courses  # noqa: PLC0415 - app ready

    if _is_wanted("catalogue"):
        courses.catalogue(running, at)
    if _is_wanted("dashboard"):
        courses.dashboard(people, at)


def _is_wanted(part: str) -> bool:
    """Say whether a part was named; none named is all, but for the long import."""
    return part in sys.argv[1:] or not sys.argv[1:]


def _one_booking(running, people, cookies, at) -> None:
    from django.db import connection  # noqa: PLC0415 - app ready
    from django.test import Client  # noqa: PLC0415 - app ready
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 - app ready

    from tests.rig import clients, crowd  # noqa: PLC0415 - app ready

    event = crowd.event("Counted", capacity=None, at=at)
    browser = Client(headers={"x-forwarded-proto": "https", "host": "localhost"})
    browser.force_login(people[0])
    path = _book(event)
    # Somebody was here in the last half minute: policies and identity are known.
    earlier = Client(headers={"x-forwarded-proto": "https", "host": "localhost"})
    earlier.force_login(people[1])
    earlier.get(path)
    earlier.post(path)
    counts = {}
    for name, ask in (
        ("page to confirm", lambda: browser.get(path)),
        ("press Confirm", lambda: browser.post(path)),
    ):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = ask()
        counts[name] = len(queries)
    with CaptureQueriesContext(connection) as queries:
        browser.get(answer["Location"])
    counts["confirmed"] = len(queries)
    print(f"One booking: {len(counts)} requests, {sum(counts.values())} statements")
    for name, number in counts.items():
        print(f"  {name}: {number} statements")

    event = crowd.event("Timed", capacity=None, at=at)
    path = _book(event)
    before = running.processor_seconds()
    walks = [
        [
            clients.Request("GET", path, jar),
            clients.Request("POST", path, jar, {"csrfmiddlewaretoken": clients.TOKEN}),
            clients.Request("GET", _my_booking(), jar),
        ]
        for jar in cookies[:SINGLE_BOOKINGS]
    ]
    clients.walk_all(running.port, walks, at_once=1, secure=True)
    spent = (running.processor_seconds() - before) / SINGLE_BOOKINGS
    print(f"  processor of the web server: {spent * 1000:.0f} ms a booking")


def _race(running, cookies, at) -> None:
    from tests.rig import clients, crowd  # noqa: PLC0415 - app ready

    event = crowd.event("Race", capacity=PLACES, at=at)
    path = _book(event)
    walks = [
        [
            clients.Request("GET", path, jar),
            clients.Request("POST", path, jar, {"csrfmiddlewaretoken": clients.TOKEN}),
        ]
        for jar in cookies
    ]
    began = time.perf_counter()
    answers = clients.walk_all(running.port, walks, at_once=AT_ONCE, secure=True)
    took = time.perf_counter() - began
    posts = [walk[1] for walk in answers]
    statuses = sorted({answer.status for walk in answers for answer in walk})
    booked = event.tickets.count()
    seconds = [answer.seconds for answer in posts]
    print(
        f"Race: {MEMBERS} members, {PLACES} places, {AT_ONCE} at a time: {booked} "
        f"booked, statuses {statuses}, all answered in {took:.1f} s"
    )
    print(
        f"  {MEMBERS / took:.0f} members served a second (page and press), "
        f"median {statistics.median(seconds):.2f} s, "
        f"p95 {clients.percentile(seconds, 0.95):.2f} s"
    )
    event = crowd.event("Rush", capacity=None, at=at)
    path = _book(event)
    form = {"csrfmiddlewaretoken": clients.TOKEN}
    began = time.perf_counter()
    presses = clients.ask_all(
        running.port,
        [clients.Request("POST", path, jar, form) for jar in cookies],
        at_once=AT_ONCE,
        secure=True,
    )
    took = time.perf_counter() - began
    seconds = [answer.seconds for answer in presses]
    print(
        f"Rush: {event.tickets.count()} bookings in {took:.1f} s: "
        f"{event.tickets.count() / took:.0f} a second, "
        f"p95 {clients.percentile(seconds, 0.95):.2f} s"
    )


def _book(event) -> str:
    from django.urls import reverse  # noqa: PLC0415 - app ready

    return reverse("events:booking-start", args=[event.reference])


def _my_booking() -> str:
    from django.urls import reverse  # noqa: PLC0415 - app ready

    return reverse("my:booking-list")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    main()
