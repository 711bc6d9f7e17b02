"""A mail server that answers as it is told, on a free port of this machine."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

if TYPE_CHECKING:
    from email.message import EmailMessage

FINE = "250 OK"


class Told:
    """What the server answers next, and what it has taken."""

    def __init__(self) -> None:
        self.to_recipient = FINE
        self.to_data = FINE
        self.hang_up_after_data = False
        self.taken: list[EmailMessage] = []

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        if self.to_recipient == FINE:
            envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        if self.to_data == FINE:
            content: Any = envelope.content
            self.taken.append(message_from_bytes(content, policy=policy.default))
        if self.hang_up_after_data:
            server.transport.close()
        return self.to_data


@contextmanager
def mail_server() -> Iterator[tuple[Told, int]]:
    told = Told()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(told, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield told, port
    finally:
        controller.stop()
