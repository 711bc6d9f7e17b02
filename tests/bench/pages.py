"""Measure how many pages a second: front page, article, list and page of an event.

The readers use the same cores as the server, so they do as little as they can: a kept
connection each, and one line of each answer looked at. What they took is said as well.
"""

import re
import socket
import time
from dataclasses import dataclass
from itertools import repeat
from threading import Thread
from typing import Self

from django.urls import reverse

from tests.rig import clients

REQUESTS = 600
WARMING = 40
READERS = 8
ARTICLES = 12
HERE = "127.0.0.1"
# A server ends a kept connection when it likes, perhaps while a request is on its way.
TRIES = 3
GOOD = b"HTTP/1.1 200 OK"
END_OF_HEAD = b"\r\n\r\n"
LENGTH = re.compile(rb"content-length: (\d+)")
MOST = 1 << 20


@dataclass
class Read:
    """What one page came to: one whole answer, and how many were good."""

    answer: bytes = b""
    good: int = 0


def articles() -> str:
    """Publish what a front page shows, and return the address of one article."""
    from wagtail.rich_text import RichText  # noqa: PLC0415 - app ready

    from tests.factories.cms import (  # noqa: PLC0415 - app ready
        NewsPageFactory,
        PictureFactory,
        PositionPageFactory,
    )

    paragraph = "<p>" + "What the visit found, and why it matters. " * 12 + "</p>"
    picture = PictureFactory()
    for number in range(ARTICLES):
        page = NewsPageFactory(
            title=f"Article {number}",
            picture=picture,
            body=[
                ("prose", RichText(f"<h2>Part {n}</h2>" + paragraph * 2))
                for n in "1234"
            ],
        )
    home = page.get_site().root_page.specific
    home.position = PositionPageFactory()
    home.save()
    return page.url


def measure(running, jar: dict[str, str], *, events: int) -> None:
    pages = {
        "home": "/",
        "article": articles(),
        f"events list ({events} events)": reverse("events:event-list"),
        "event page": reverse("events:event-detail", args=["webinar-7"]),
    }
    print(f"Pages a second, {REQUESTS} of each by {READERS} readers at once:")
    for name, path in pages.items():
        for who, cookies in (("visitor", {}), ("member", jar)):
            request = clients.Request("GET", path, cookies)
            _read(running.port, request, WARMING)
            server, reader = running.processor_seconds(), time.process_time()
            began = time.perf_counter()
            read = _read(running.port, request, REQUESTS)
            took = time.perf_counter() - began
            server = (running.processor_seconds() - server) / REQUESTS
            reader = (time.process_time() - reader) / REQUESTS
            body = read.answer.partition(END_OF_HEAD)[2]
            print(
                f"  {name}, {who}: {REQUESTS / took:.0f} a second, "
                f"{len(body) / 1000:.0f} kB, {read.good} of {REQUESTS} good; "
                f"processor of the web server {server * 1000:.1f} ms a page, "
                f"of the readers {reader * 1000:.1f} ms"
            )


def _read(port: int, request: clients.Request, number: int) -> Read:
    """Ask for a page so many times, and look at one answer as a whole."""
    raw = clients.raw(request, port, secure=True, kept=True)
    read = Read()
    turns = [number // READERS] * READERS
    turns[0] += number % READERS
    counts = [0] * READERS

    def ask(mine: int) -> None:
        with _Line(port) as line:
            for _ in repeat(None, turns[mine]):
                read.answer = line.answer_to(raw)
                counts[mine] += read.answer.startswith(GOOD)

    readers = [Thread(target=ask, args=(mine,)) for mine in range(READERS)]
    for each in readers:
        each.start()
    for each in readers:
        each.join()
    read.good = sum(counts)
    return read


class _Line:
    """One reader's connection, opened again whenever the server has ended it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.connection: socket.socket | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def answer_to(self, raw: bytes) -> bytes:
        for _ in range(TRIES):
            if self.connection is None:
                self.connection = socket.create_connection((HERE, self.port), 60)
            try:
                self.connection.sendall(raw)
                came = self._answer(self.connection)
            except ConnectionError:
                came = b""
            if came:
                return came
            self._end()
        raise ConnectionError

    def _answer(self, connection: socket.socket) -> bytes:
        came = b""
        while (end := came.find(END_OF_HEAD)) < 0:
            if not (part := connection.recv(MOST)):
                return b""
            came += part
        head = came[:end].lower()
        length = int(LENGTH.search(head)[1])
        while len(came) < end + len(END_OF_HEAD) + length:
            if not (part := connection.recv(MOST)):
                return b""
            came += part
        if b"connection: close" in head:
            self._end()
        return came

    def _end(self) -> None:
        if self.connection is not None:
            self.connection.close()
        self.connection = None
