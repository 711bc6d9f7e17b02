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
    return asyncio.run(_ask_all(port, requests, at_once, secure))


async def _ask_all(
    port: int, requests: Sequence[Request], at_once: int, secure: bool
) -> list[Answer]:
    turn = asyncio.Semaphore(at_once)

    async def one(request: Request) -> Answer:
        async with turn:
            return await _ask(port, request, secure)

    return await asyncio.gather(*(one(request) for request in requests))


async def _ask(port: int, request: Request, secure: bool) -> Answer:
    began = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(_bytes(request, port, secure))
        await writer.drain()
        raw = await asyncio.wait_for(reader.read(), timeout=60)
    finally:
        writer.close()
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {
        name.strip().lower(): value.strip()
        for name, _, value in (line.partition(":") for line in lines)
    }
    return Answer(int(first.split(" ")[1]), body, headers, time.perf_counter() - began)


def _bytes(request: Request, port: int, secure: bool) -> bytes:
    host = f"localhost:{port}"
    body = urlencode(request.form or {}).encode()
    lines = [
        f"{request.method} {request.path} HTTP/1.1",
        f"Host: {host}",
        "Connection: close",
        "Cookie: " + "; ".join(f"{k}={v}" for k, v in request.cookies.items()),
    ]
    if secure:
        lines += ["X-Forwarded-Proto: https", f"Referer: https://{host}/"]
    if request.form is not None:
        lines += [
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(body)}",
        ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def percentile(values: Iterable[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]
