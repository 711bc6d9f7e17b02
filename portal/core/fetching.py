"""Fetching: the only way in which this portal opens an address given by somebody.

Public addresses only, looked at after the name is resolved, and the connection goes to
exactly the address that was looked at, so that a name cannot answer twice. Each
redirect starts anew. Five seconds and one megabyte in all; no cookies, no credentials,
no referrer.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import SplitResult, quote, urljoin, urlsplit

SECONDS = 5.0
MOST_BYTES = 1_000_000
MOST_REDIRECTS = 5
LONGEST_ADDRESS = 2_000
PORTS = {"http": 80, "https": 443}
PERMANENT = {HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT}
REDIRECTS = PERMANENT | {
    HTTPStatus.FOUND,
    HTTPStatus.SEE_OTHER,
    HTTPStatus.TEMPORARY_REDIRECT,
}
# Addresses of the new protocol that carry one of the old within them.
CARRIERS = [
    ipaddress.ip_network(network)
    for network in ("2002::/16", "2001::/32", "64:ff9b::/96", "64:ff9b:1::/48", "::/96")
]


class NotPublic(Exception):
    """The address, or where it leads, is not one that this portal opens."""


class NoAnswer(Exception):
    """Nobody answered as a web server does; the message says in short why."""


@dataclass(frozen=True)
class Hop:
    status: int
    address: str


@dataclass(frozen=True)
class Fetched:
    """What came back in the end, and over which redirects."""

    address: str
    status: int
    body: bytes = b""
    media_type: str = ""
    hops: list[Hop] = field(default_factory=list)
    is_cut: bool = False

    @property
    def moved_for_good(self) -> bool:
        return bool(self.hops) and all(hop.status in PERMANENT for hop in self.hops)


def is_public(address: str) -> bool:
    """Say whether an address of a machine is open to everybody."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return is_public(str(found.ipv4_mapped))
        if any(found in network for network in CARRIERS):
            return False
    return found.is_global and not (
        found.is_multicast or found.is_reserved or found.is_unspecified
    )


def resolved(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(one[4][0]) for one in found]


@dataclass(frozen=True)
class Network:
    """How names become addresses, and which addresses and ports may be opened."""

    resolve: Callable[[str, int], list[str]] = resolved
    may_open: Callable[[str], bool] = is_public
    ports: frozenset[int] = frozenset(PORTS.values())


PUBLIC = Network()


def fetch(
    address: str,
    *,
    agent: str,
    at_most: int = MOST_BYTES,
    seconds: float = SECONDS,
    network: Network = PUBLIC,
) -> Fetched:
    """Return what stands at an address; with `at_most` nought, only its head."""
    ends = time.monotonic() + seconds
    hops: list[Hop] = []
    while True:
        answer, leads_to = _visit(
            address, agent=agent, at_most=at_most, ends=ends, network=network
        )
        if leads_to is None:
            return Fetched(
                address=address,
                status=answer.status,
                body=answer.body,
                media_type=answer.media_type,
                hops=hops,
                is_cut=answer.is_cut,
            )
        if len(hops) == MOST_REDIRECTS:
            raise NoAnswer("It leads on and on")
        address = urljoin(address, leads_to)
        hops.append(Hop(answer.status, address))


def _visit(
    address: str, *, agent: str, at_most: int, ends: float, network: Network
) -> tuple[Fetched, str | None]:
    parts = _parts(address, network)
    host = parts.hostname or ""
    port = parts.port or PORTS[parts.scheme]
    machine = _machine(host, port, network=network, ends=ends)
    connection = _Pinned(
        host, port, machine, is_secure=parts.scheme == "https", ends=ends
    )
    try:
        with connection.stopped_at(ends):
            connection.request("GET", _target(parts), headers=_headers(agent))
            response = connection.getresponse()
            leads_to = None
            if response.status in REDIRECTS:
                leads_to = response.headers.get("Location")
            body, is_cut = b"", False
            if leads_to is None and at_most:
                body = response.read(at_most + 1)
                is_cut = len(body) > at_most
            answer = Fetched(
                address=address,
                status=response.status,
                body=body[:at_most],
                media_type=response.headers.get_content_type(),
                is_cut=is_cut,
            )
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NoAnswer(_why(error, ends)) from error
    finally:
        connection.close()
    if time.monotonic() >= ends:
        raise NoAnswer("It took too long")
    return answer, leads_to


def _headers(agent: str) -> dict[str, str]:
    return {
        "User-Agent": agent,
        "Accept": "*/*",
        "Accept-Encoding": "identity",
        "Connection": "close",
    }


def _parts(address: str, network: Network) -> SplitResult:
    """Read an address; refuse what is none of ours to open."""
    if len(address) > LONGEST_ADDRESS or not address.isprintable():
        raise NotPublic("It is not an address")
    try:
        parts = urlsplit(address)
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode()
    except ValueError as error:
        raise NotPublic("It is not an address") from error
    if parts.scheme not in PORTS or not host:
        raise NotPublic("It is not an address of the web")
    if parts.username is not None or parts.password is not None:
        raise NotPublic("It holds a name or a password")
    if (port or PORTS[parts.scheme]) not in network.ports:
        raise NotPublic("It names a port that is not the web's")
    return parts


def _machine(host: str, port: int, *, network: Network, ends: float) -> str:
    """Return the one address that is connected to, once all of them are public."""
    try:
        found = _in_time(lambda: network.resolve(host, port), ends)
    except (OSError, UnicodeError) as error:
        raise NoAnswer("There is no such host") from error
    if not found:
        raise NoAnswer("There is no such host")
    if not all(network.may_open(one) for one in found):
        raise NotPublic("It is not a public address")
    return found[0]


def _in_time(ask: Callable[[], list[str]], ends: float) -> list[str]:
    """Ask for names aside: the system's own patience cannot be set."""
    answer: Future[list[str]] = Future()

    def run() -> None:
        try:
            answer.set_result(ask())
        except BaseException as error:  # noqa: BLE001 - handed to whoever waits
            answer.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    try:
        return answer.result(timeout=max(ends - time.monotonic(), 0))
    except TimeoutError as error:
        raise NoAnswer("It took too long") from error


def _target(parts: SplitResult) -> str:
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]")
    return f"{path}?{query}" if query else path


def _why(error: Exception, ends: float) -> str:
    if time.monotonic() >= ends or isinstance(error, TimeoutError):
        return "It took too long"
    if isinstance(error, ssl.SSLError):
        return "Its certificate does not hold"
    if isinstance(error, ConnectionError | OSError):
        return "It refuses the connection"
    return "It does not answer as a web server does"


class _Pinned(http.client.HTTPConnection):
    """A connection to the very machine that was looked at, under the name asked for."""

    def __init__(
        self, host: str, port: int, machine: str, *, is_secure: bool, ends: float
    ) -> None:
        super().__init__(host, port)
        self.default_port = PORTS["https" if is_secure else "http"]
        self.machine = machine
        self.is_secure = is_secure
        self.ends = ends
        self.line: socket.socket | None = None

    def connect(self) -> None:
        left = max(self.ends - time.monotonic(), 0.001)
        self.sock = socket.create_connection((self.machine, self.port), timeout=left)
        if self.is_secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host)
        # The connection lets go of its own once an answer begins.
        self.line = self.sock

    def stopped_at(self, ends: float) -> "_Stopped":
        return _Stopped(self, ends)


class _Stopped:
    """Ends a connection at its time, however slowly the other side drips."""

    def __init__(self, connection: _Pinned, ends: float) -> None:
        self.connection = connection
        left = max(ends - time.monotonic(), 0)
        self.timer = threading.Timer(left, self._stop)
        self.timer.daemon = True

    def _stop(self) -> None:
        if self.connection.line is not None:
            with suppress(OSError):
                self.connection.line.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> None:
        self.timer.start()

    def __exit__(self, *_error: object) -> None:
        self.timer.cancel()
