"""Measure the list of courses with 300 runs, and the dashboard of 500 bookings."""

import statistics
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.booking import event_changes, paying, places
from events.models import Event, Mode, TicketType, WayIn, Who
from portal.accounts.models import User
from portal.payments import settlement
from portal.payments.models import Method
from tests.factories.guidance import CoursePageFactory
from tests.rig import clients, crowd
from tests.rig.server import Server

COURSES = 20
RUNS = 300
BOOKINGS = 500
REQUESTS = 200
HERE = {"x-forwarded-proto": "https", "host": "localhost"}


def catalogue(running: Server, at: datetime) -> None:
    """Twenty courses, fifteen dates each, asked for with and without filters."""
    pages = [CoursePageFactory(title=f"Course {n}") for n in range(COURSES)]
    for number in range(RUNS):
        event = crowd.event(
            f"Run {number}", capacity=20, at=at + timedelta(days=20 + number)
        )
        Event.objects.filter(pk=event.pk).update(
            course=pages[number % COURSES].course,
            way_in=WayIn.PUBLIC,
            mode=Mode.ROOM if number % 2 else Mode.ONLINE,
        )
        event.ticket_types.update(who=Who.ANYONE, price_pence=9500)
    for name, path in (
        ("every course", "/courses/"),
        ("filtered", "/courses/?where=room&price=100&cascade=no"),
    ):
        statements, took = _counted(lambda path=path: Client(headers=HERE).get(path))
        request = clients.Request("GET", path, {})
        clients.ask_all(running.port, [request] * 8, at_once=4, secure=True)
        began = time.perf_counter()
        answers = clients.ask_all(
            running.port, [request] * REQUESTS, at_once=8, secure=True
        )
        spent = time.perf_counter() - began
        print(
            f"List of {COURSES} courses with {RUNS} dates, {name}: {statements} "
            f"statements, {took * 1000:.0f} ms alone, {REQUESTS / spent:.0f} pages a "
            f"second, {len(answers[0].body) / 1000:.0f} kB, statuses "
            f"{ {answer.status for answer in answers} }"
        )


def dashboard(people: list[User], at: datetime) -> None:
    """The event screen of staff: with one booking, and with five hundred."""
    by = people[0]
    by.is_superuser = by.is_staff = True
    by.save()
    one, many = _course("One", at), _course("Many", at)
    _fill(one, 1, at)
    _fill(many, BOOKINGS, at)
    Authenticator.objects.create(user=by, type=Authenticator.Type.TOTP, data={})
    reader = _signed_in(by)
    for name, event in (("1 booking", one), (f"{BOOKINGS} bookings", many)):
        path = reverse("staff_events:event-detail", args=[event.reference])
        reader.get(path)
        statements, took = _counted(lambda path=path: reader.get(path))
        print(f"Dashboard, {name}: {statements} statements, {took * 1000:.0f} ms")
    began = time.perf_counter()
    event_changes.cancel(many, by=by, at=at, reason="Measured.")
    print(f"Calling off {BOOKINGS} bookings: {time.perf_counter() - began:.1f} s")


def _signed_in(user: User) -> Client:
    """Return a browser whose person has taken the second step that staff take."""
    browser = Client(headers=HERE)
    browser.force_login(user)
    session = browser.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time()},
        {"method": "mfa", "at": time.time(), "type": "totp"},
    ]
    session.save()
    return browser


def _counted(ask: Callable[[], HttpResponse]) -> tuple[int, float]:
    with CaptureQueriesContext(connection) as queries:
        answer = ask()
    # Counted now: the next request empties the log.
    statements = len(queries)
    assert answer.status_code == HttpResponse.status_code, answer.status_code
    seconds = []
    for _ in range(5):
        began = time.perf_counter()
        ask()
        seconds.append(time.perf_counter() - began)
    return statements, statistics.median(seconds)


def _course(title: str, at: datetime) -> Event:
    event = crowd.event(title, capacity=BOOKINGS * 2, at=at + timedelta(days=40))
    Event.objects.filter(pk=event.pk).update(way_in=WayIn.PUBLIC)
    TicketType.objects.filter(event=event).update(who=Who.ANYONE, price_pence=9500)
    event.refresh_from_db()
    return event


def _fill(event: Event, number: int, at: datetime) -> None:
    """Paid bookings, and for each ten one place that is only kept."""
    for each in range(number):
        email = f"b{each}@example.org"
        order = paying.Order(
            [places.Delegate(f"Person {each}", email)],
            booker_name=f"Person {each}",
            booker_email=email,
            for_self=False,
        )
        booking = paying.reserve(event, order, at=at)
        if each % 10:
            settlement.received(
                bill=booking.bill,
                pence=booking.bill.total_pence,
                method=Method.TRANSFER,
                reference="measured",
                at=at,
                by=None,
            )
