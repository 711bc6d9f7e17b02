"""A scanner that speaks clamd's INSTREAM, knows one signature, and can go quiet."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# Split, so that no scanner on this machine takes the test for the thing.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class _Line(socketserver.StreamRequestHandler):
    def handle(self):
        if self.rfile.read(10) != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while length := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
        self.server.seen.append(len(content))
        if self.server.quiet:
            return
        found = EICAR in content
        self.wfile.write(
            b"stream: Eicar-Test-Signature FOUND\0" if found else b"stream: OK\0"
        )


class Scanner(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    quiet = False

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Line)
        self.seen = []

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


@contextmanager
def running() -> Iterator[Scanner]:
    with Scanner() as scanner:
        thread = threading.Thread(target=scanner.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield scanner
        finally:
            scanner.shutdown()
            thread.join()
