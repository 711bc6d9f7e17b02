"""Many clients at once: a small HTTP client that waits for hundreds of answers."""

import asyncio
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

TOKEN = "a" * 32


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    cookies: dict[str, str] = field(default_factory=dict)
    form: dict[str, str] | None = None
    headers: dict[str, str] = field(default_factory=dict)
    # Sent as it is, in place of a form.
    body: str = ""


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    headers: dict[str, str]
    seconds: float


def ask_all(
    port: int, requests: Sequence[Request], *, at_once: int, secure: bool = False
) -> list[Answer]:
    """Send every request, so many at once, each on a connection of its own."""
    walks = [[request] for request in requests]
    answers = walk_all(port, walks, at_once=at_once, secure=secure)
    return [only for (only,) in answers]


def walk_all(
    port: int,
    walks: Sequence[Sequence[Request]],
    *,
    at_once: int,
    secure: bool = False,
) -> list[list[Answer]]:
    """Let so many people walk at once, each sending their requests in order."""
    return asyncio.run(_walk_all(port, walks, at_once, secure=secure))


async def _walk_all(
    port: int, walks: Sequence[Sequence[Request]], at_once: int, *, secure: bool
) -> list[list[Answer]]:
    turn = asyncio.Semaphore(at_once)

    async def one(walk: Sequence[Request]) -> list[Answer]:
        async with turn:
            return [await _ask(port, request, secure=secure) for request in walk]

    return await asyncio.gather(*(one(walk) for walk in walks))


async def _ask(port: int, request: Request, *, secure: bool) -> Answer:
    began = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(raw(request, port, secure=secure))
        await writer.drain()
        came = await asyncio.wait_for(reader.read(), timeout=60)
    finally:
        writer.close()
    head, _, body = came.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {
        name.strip().lower(): value.strip()
        for name, _, value in (line.partition(":") for line in lines)
    }
    return Answer(int(first.split(" ")[1]), body, headers, time.perf_counter() - began)


def raw(
    request: Request, port: int, *, secure: bool = False, kept: bool = False
) -> bytes:
    """Write a request as it goes over the line; a kept connection serves others too."""
    host = f"localhost:{port}"
    body = (request.body or urlencode(request.form or {})).encode()
    lines = [
        f"{request.method} {request.path} HTTP/1.1",
        f"Host: {host}",
        f"Connection: {'keep-alive' if kept else 'close'}",
        "Cookie: " + "; ".join(f"{k}={v}" for k, v in request.cookies.items()),
    ]
    lines += [f"{name}: {value}" for name, value in request.headers.items()]
    if secure:
        lines += ["X-Forwarded-Proto: https", f"Referer: https://{host}/"]
    if request.form is not None:
        lines.append("Content-Type: application/x-www-form-urlencoded")
    if request.method == "POST":
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def percentile(values: Iterable[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]
