"""Measure the day itself and what comes after: registers, library, papers, viewers."""

import json
import random
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import uuid4

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cpd import documents
from cpd.models import Regulator
from events.booking import places
from events.booking.places import Delegate, Wanted
from events.delivery import bundles, recordings, register_lines
from events.models import Attendance, BookingStatus, Event, EventSession, Source
from portal.accounts.models import User
from portal.accounts.roles import Role
from tests import films
from tests.factories.recordings import linked
from tests.rig import clients, crowd
from tests.rig.clients import Answer, Request
from tests.rig.server import Server

PEOPLE = 300
TAPS = 200
SHELF = 500
PAGES = 300
PAPERS = 60
VIEWERS = 50
BOOKINGS = 200
BOOKERS_AT_ONCE = 10
FILM_BYTES = 64 * 1024 * 1024
PIECE = 1024 * 1024
SEEKS = 6
HERE = {"x-forwarded-proto": "https", "host": "localhost"}

type Cookies = dict[str, str]


def measure(
    running: Server, people: list[User], cookies: list[Cookies], at: datetime
) -> None:
    _register(running, people, cookies, at)
    _library(running, people[0], cookies[0], at)
    _papers(at)
    _viewers(running, people, cookies, at)


# --- A register of three hundred -------------------------------------------


def _register(
    running: Server, people: list[User], cookies: list[Cookies], at: datetime
) -> None:
    event = _full_house(people[:PEOPLE], at=at)
    event.trainers.add(*people[:2])
    Group.objects.get(name=Role.TRAINER).user_set.add(*people[:2])
    Authenticator.objects.bulk_create(
        Authenticator(user=user, type=Authenticator.Type.TOTP, data={})
        for user in people[:2]
    )
    sitting = event.event_sessions.get()
    lines = register_lines.open_register(sitting)
    page = reverse("events:register", args=[event.reference, 1])
    marks = reverse("events:register-marks", args=[event.reference, 1])
    reader = _signed_in(people[0])
    answer, queries = _counted(lambda: reader.get(page))
    print(
        f"Register of {len(lines)}: {len(answer.content) / 1000:.0f} kB, "
        f"{queries} statements"
    )
    _, queries = _counted(
        lambda: reader.post(
            marks, _tap(lines[0], seen=lines[0].version), "application/json"
        )
    )
    seconds = []
    for line in lines[1 : TAPS + 1]:
        body = _tap(line, seen=line.version)
        (said,) = clients.ask_all(
            running.port,
            [
                Request(
                    "POST",
                    marks,
                    cookies[1],
                    body=body,
                    headers={
                        "Content-Type": "application/json",
                        "X-CSRFToken": clients.TOKEN,
                    },
                )
            ],
            at_once=1,
            secure=True,
        )
        assert b'"applied"' in said.body, said
        seconds.append(said.seconds)
    print(f"  one mark: {queries} statements, {_spread(seconds)}")


def _full_house(users: list[User], *, at: datetime) -> Event:
    """Return an event that is on now, with a confirmed place for each of them."""
    event = crowd.event("Taken", capacity=len(users), at=at - timedelta(days=14))
    kind = event.ticket_types.get()
    with transaction.atomic():
        places.lock(event)
        for user in users:
            places.take(
                event,
                wanted=[Wanted(kind, Delegate(user.name, user.email, user=user), 0)],
                status=BookingStatus.CONFIRMED,
                source=Source.SELF,
                booker=user,
                at=at,
            )
    return event


def _tap(line: Attendance, *, seen: int) -> str:
    tap = {"line": line.pk, "seen": seen, "mark": "present", "operation": str(uuid4())}
    return json.dumps({"taps": [tap]})


# --- A library of five hundred ---------------------------------------------


def _library(running: Server, user: User, jar: Cookies, at: datetime) -> None:
    starts_at = at - timedelta(days=30)
    events = Event.objects.bulk_create(
        Event(
            title=f"Recorded {number}",
            slug=f"recorded-{number}",
            status="published",
            way_in="members",
            summary="What was said, to be heard again.",
            starts_at=starts_at - timedelta(days=number),
            ends_at=starts_at - timedelta(days=number) + timedelta(hours=1),
            published_at=at - timedelta(days=900),
        )
        for number in range(SHELF)
    )
    EventSession.objects.bulk_create(
        EventSession(event=event, starts_at=event.starts_at, ends_at=event.ends_at)
        for event in events
    )
    for row in linked(events):
        recordings.set_transcript(row, _speech(row.pk), by=user)
    path = reverse("events:library")
    browser = _signed_in(user)
    browser.get(path)
    for name, wanted in (
        ("list", path),
        ("search", f"{path}?q=sleep+feeding"),
    ):
        answer, queries = _counted(lambda wanted=wanted: browser.get(wanted))
        request = Request("GET", wanted, jar)
        began = time.perf_counter()
        said = clients.ask_all(running.port, [request] * PAGES, at_once=8, secure=True)
        took = time.perf_counter() - began
        statuses = {one.status for one in said}
        print(
            f"Library of {SHELF}, {name}: {len(answer.content) / 1000:.0f} kB, "
            f"{queries} statements, {PAGES / took:.0f} pages a second, {statuses}"
        )


def _speech(seed: int) -> str:
    """Return an hour of talk, about as many words as an hour holds."""
    words = [
        "sleep",
        "feeding",
        "visit",
        "record",
        "supervision",
        "worry",
        "father",
        "door",
        "plan",
        "baby",
    ]
    chosen = random.Random(seed)
    return "\n\n".join(
        f"[{minute:02}:00] Speaker: {' '.join(chosen.choices(words, k=130))}"
        for minute in range(58)
    )


# --- Papers ----------------------------------------------------------------


def _papers(at: datetime) -> None:
    event = Event.objects.get(slug="recorded-7")
    facts = documents.sheet_facts(
        regulator=Regulator.NMC, at=at, event=event, name="Alex Example"
    )
    for name, make in (
        ("PDF", documents.sheet_pdf),
        ("DOCX", documents.sheet_docx),
    ):
        make(facts)
        began = time.perf_counter()
        for _ in range(PAPERS):
            make(facts)
        took = time.perf_counter() - began
        print(f"Reflection sheets, {name}: {PAPERS / took:.0f} a second, one process")


# --- Fifty viewers, and people who book meanwhile --------------------------


def _viewers(
    running: Server, people: list[User], cookies: list[Cookies], at: datetime
) -> None:
    event = Event.objects.get(slug="recorded-3")
    event.recording.delete()
    event.bundle.delete()
    recordings.set_film(
        event,
        ContentFile(films.mp4(size=FILM_BYTES), "film.mp4"),
        by=people[0],
        at=at,
    )
    recordings.set_captions(
        event.recording, films.VTT, also_transcript=True, by=people[0]
    )
    bundles.publish(event, by=people[0], at=at)
    asked = crowd.event("Meanwhile", capacity=None, at=at)
    book = reverse("events:booking-start", args=[asked.reference])
    form = {"csrfmiddlewaretoken": clients.TOKEN}
    booking = [
        [Request("GET", book, jar), Request("POST", book, jar, form)]
        for jar in cookies[VIEWERS : VIEWERS + BOOKINGS]
    ]
    watching = [_a_viewing(event.slug, jar) for jar in cookies[:VIEWERS]]
    alone = _timed(running, booking[: BOOKINGS // 4], at_once=BOOKERS_AT_ONCE)
    with ThreadPoolExecutor(2) as both:
        first = both.submit(_timed, running, watching, at_once=VIEWERS)
        second = both.submit(
            _timed, running, booking[BOOKINGS // 4 :], at_once=BOOKERS_AT_ONCE
        )
        seen, booked = first.result(), second.result()
    pieces = [one.seconds for one in seen if one.status in {200, 206}]
    print(
        f"{VIEWERS} viewers: {len(seen)} requests, statuses "
        f"{sorted({one.status for one in seen})}, {_spread(pieces)}"
    )
    print(
        f"  {asked.tickets.count()} booked meanwhile: "
        f"{_spread([one.seconds for one in booked])}; "
        f"without viewers {_spread([one.seconds for one in alone])}"
    )


def _a_viewing(slug: str, jar: Cookies) -> list[Request]:
    """Return one sitting: the page, captions, pieces here and there, places kept."""
    film = reverse("events:recording-film", args=[slug])
    walk = [
        Request("GET", reverse("events:recording", args=[slug]), jar),
        Request("GET", reverse("events:recording-captions", args=[slug]), jar),
    ]
    for seek in range(SEEKS):
        begin = seek * 9 * PIECE
        span = f"bytes={begin}-{begin + PIECE - 1}"
        seconds = seek * 300
        walk += [
            Request("GET", film, jar, headers={"Range": span}),
            Request(
                "POST",
                reverse("events:recording-watched", args=[slug]),
                jar,
                {
                    "csrfmiddlewaretoken": clients.TOKEN,
                    "ranges": f"[[{seconds}, {seconds + 30}]]",
                    "position": str(seconds + 30),
                },
            ),
        ]
    return walk


def _timed(
    running: Server, walks: list[list[Request]], *, at_once: int
) -> list[Answer]:
    answered = clients.walk_all(running.port, walks, at_once=at_once, secure=True)
    return [answer for walk in answered for answer in walk]


# --- In common --------------------------------------------------------------


def _signed_in(user: User) -> Client:
    browser = Client(headers=HERE)
    browser.force_login(user)
    return browser


def _counted[T](act: Callable[[], T]) -> tuple[T, int]:
    with CaptureQueriesContext(connection) as queries:
        done = act()
    return done, len(queries)


def _spread(seconds: list[float]) -> str:
    return (
        f"median {statistics.median(seconds) * 1000:.0f} ms, "
        f"p95 {clients.percentile(seconds, 0.95) * 1000:.0f} ms"
    )
