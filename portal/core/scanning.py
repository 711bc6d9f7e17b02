"""Scanning: ask a virus scanner about a file, where one is set up.

Speaks clamd's INSTREAM over TCP or a Unix socket. A scanner that does not answer is no
answer: the caller keeps the file aside and asks again, and never takes silence for a
clean file.
"""

import socket
import struct
from contextlib import closing
from enum import StrEnum

import structlog
from django.conf import settings

SECONDS = 20
CHUNK = 64 * 1024

log = structlog.get_logger(__name__)


class Verdict(StrEnum):
    NOT_ASKED = "not_asked"
    CLEAN = "clean"
    INFECTED = "infected"
    NO_ANSWER = "no_answer"


def scan(content: bytes) -> Verdict:
    """Return what the scanner says; NOT_ASKED where none is set up."""
    if not settings.CLAMD_ADDRESS:
        return Verdict.NOT_ASKED
    try:
        answer = _ask(content)
    except OSError:
        log.warning("scanner_unreachable")
        return Verdict.NO_ANSWER
    if answer.endswith("FOUND"):
        # Name of the finding alone: whose file it is, the caller may say.
        log.warning("upload_infected", finding=answer.partition(":")[2].strip()[:100])
        return Verdict.INFECTED
    if answer.endswith("OK"):
        return Verdict.CLEAN
    log.warning("scanner_failed", answer=answer[:100])
    return Verdict.NO_ANSWER


def _ask(content: bytes) -> str:
    with closing(_connect(settings.CLAMD_ADDRESS)) as line:
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), CHUNK):
            piece = content[start : start + CHUNK]
            line.sendall(struct.pack("!L", len(piece)) + piece)
        line.sendall(struct.pack("!L", 0))
        answer = b""
        while piece := line.recv(1024):
            answer += piece
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")


def _connect(address: str) -> socket.socket:
    """Connect to host:port, or to a socket by its path."""
    if address.startswith("/"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(SECONDS)
        line.connect(address)
        return line
    host, _, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=SECONDS)
