"""Films made of boxes alone, enough to be taken for what they are, and broken ones."""

import struct

VTT = b"""WEBVTT

NOTE made for a test

1
00:00:01.000 --> 00:00:04.500 align:start
<v Chair of the panel>Thank you for giving this hour.

2
00:00:04.500 --> 00:00:09.000
<v Chair of the panel>Six themes come back year after year &amp; none is a form.

00:17:35.000 --> 00:17:41.000
<v Nursing member>Ask to see where the baby slept last night.
"""


def box(name: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I4s", 8 + len(content), name) + content


def mp4(seconds: float = 3480, *, brand: bytes = b"isom", size: int = 64) -> bytes:
    head = struct.pack(">IIII", 0, 0, 1000, int(seconds * 1000)) + bytes(80)
    movie = box(b"moov", box(b"mvhd", bytes(4) + head))
    return box(b"ftyp", brand + bytes(12)) + box(b"mdat", bytes(size)) + movie


def element(name: bytes, content: bytes = b"") -> bytes:
    return name + (len(content) | 1 << 56).to_bytes(8) + content


def webm(seconds: float | None = 3480, *, kind: bytes = b"webm") -> bytes:
    info = element(b"\x2a\xd7\xb1", (1_000_000).to_bytes(4))
    if seconds is not None:
        info += element(b"\x44\x89", struct.pack(">d", seconds * 1000))
    cluster = element(b"\x1f\x43\xb6\x75", bytes(32))
    segment = element(b"\x18\x53\x80\x67", element(b"\x15\x49\xa9\x66", info) + cluster)
    return element(b"\x1a\x45\xdf\xa3", element(b"\x42\x82", kind)) + segment
