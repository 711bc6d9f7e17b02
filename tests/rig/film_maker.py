"""Draw the demonstration's films again: python -m tests.rig.film_maker

A browser draws each slide and encodes it; what it gives is put into a WebM file here,
with its length and the places to seek to, in a few kilobytes a slide. Needs Chromium.
"""

import base64
import http.server
import shutil
import struct
import threading
from functools import partial
from pathlib import Path

from playwright.sync_api import sync_playwright

from portal.demo.content.recordings import TALKS, Talk
from portal.demo.content.short_films import SHORT_FILMS

ROOT = Path(__file__).parents[2]
TO = ROOT / "portal" / "demo" / "films"
WIDTH, HEIGHT, STEP = 640, 360, 10
FONTS = """
<style>
@font-face { font-family: Heading; src: url(newsreader-latin-var.woff2); }
@font-face { font-family: Words; src: url(schibsted-latin-var.woff2); }
</style>
"""
DRAW = """
async ([slides, seconds, step, width, height]) => {
  const faces = ["500 36px Heading", "20px Words"];
  await Promise.all(faces.map((face) => document.fonts.load(face)));
  const canvas = new OffscreenCanvas(width, height);
  const pen = canvas.getContext("2d");
  const frames = [];
  const encoder = new VideoEncoder({
    output: (chunk) => {
      const bytes = new Uint8Array(chunk.byteLength);
      chunk.copyTo(bytes);
      frames.push([chunk.timestamp / 1000, chunk.type === "key", bytes]);
    },
    error: (trouble) => { throw trouble; },
  });
  encoder.configure({
    codec: "vp8", width, height, bitrate: 40000, framerate: 1 / step,
    latencyMode: "quality",
  });
  const arch = (x, w, h) => {
    pen.beginPath();
    pen.moveTo(x, height);
    pen.lineTo(x, height - h + w / 2);
    pen.arc(x + w / 2, height - h + w / 2, w / 2, Math.PI, 0);
    pen.lineTo(x + w, height);
    pen.fill();
  };
  let last = -1;
  for (let at = 0; at <= seconds; at += step) {
    const place = slides.findLastIndex((slide) => slide.at <= at);
    const slide = slides[place];
    const first = place === 0;
    pen.fillStyle = first ? "#4a1535" : "#f7f1ee";
    pen.fillRect(0, 0, width, height);
    pen.fillStyle = first ? "#6b2b50" : "#e6d5dc";
    arch(width - 150, 130, 210);
    arch(width - 262, 100, 130);
    pen.fillStyle = first ? "#ffffff" : "#2a1420";
    pen.font = "500 36px Heading";
    let y = first ? 120 : 84;
    for (const line of slide.title) { pen.fillText(line, 44, y); y += 44; }
    pen.font = "20px Words";
    y += 14;
    for (const line of slide.lines) { pen.fillText(line, 44, y); y += 32; }
    pen.fillStyle = first ? "#d9a7bf" : "#8a2c5c";
    pen.fillRect(0, height - 6, Math.round((width * at) / seconds), 6);
    const frame = new VideoFrame(canvas, { timestamp: at * 1e6, duration: step * 1e6 });
    encoder.encode(frame, { keyFrame: place !== last });
    frame.close();
    last = place;
    if (encoder.encodeQueueSize > 20) await new Promise((go) => setTimeout(go, 5));
  }
  await encoder.flush();
  return frames.map(([at, key, bytes]) => [
    at, key, btoa(String.fromCharCode(...bytes)),
  ]);
}
"""


def _size(number: int, width: int = 1) -> bytes:
    while number >= (1 << (7 * width)) - 1:
        width += 1
    return ((1 << (7 * width)) | number).to_bytes(width)


def _element(name: str, content: bytes) -> bytes:
    return bytes.fromhex(name) + _size(len(content)) + content


def _number(value: int) -> bytes:
    return value.to_bytes(max(1, (value.bit_length() + 7) // 8))


def webm(frames: list[tuple[int, bool, bytes]], seconds: int) -> bytes:
    """Put the frames into a file, a cluster for each key frame or half a minute."""
    clusters: list[list[tuple[int, bool, bytes]]] = []
    for frame in frames:
        if not clusters or frame[1] or frame[0] - clusters[-1][0][0] > 30_000:
            clusters.append([])
        clusters[-1].append(frame)
    head = _element(
        "1a45dfa3",
        _element("4286", _number(1))
        + _element("42f7", _number(1))
        + _element("42f2", _number(4))
        + _element("42f3", _number(8))
        + _element("4282", b"webm")
        + _element("4287", _number(4))
        + _element("4285", _number(2)),
    )
    info = _element(
        "1549a966",
        _element("2ad7b1", _number(1_000_000))
        + _element("4489", struct.pack(">d", seconds * 1000.0))
        + _element("4d80", b"portal")
        + _element("5741", b"portal"),
    )
    track = _element(
        "1654ae6b",
        _element(
            "ae",
            _element("d7", _number(1))
            + _element("73c5", _number(1))
            + _element("83", _number(1))
            + _element("86", b"V_VP8")
            + _element(
                "e0", _element("b0", _number(WIDTH)) + _element("ba", _number(HEIGHT))
            ),
        ),
    )
    body = [_cluster(cluster) for cluster in clusters]
    keys = [(cluster[0][0], cluster[0][1]) for cluster in clusters]
    before = len(info) + len(track)
    cues = _cues(keys, body, before + len(_cues(keys, body, before)))
    segment = info + track + cues + b"".join(body)
    return head + bytes.fromhex("18538067") + _size(len(segment), 8) + segment


def _cluster(frames: list[tuple[int, bool, bytes]]) -> bytes:
    begins = frames[0][0]
    blocks = b"".join(
        _element(
            "a3",
            b"\x81"
            + struct.pack(">h", at - begins)
            + bytes([0x80 if key else 0])
            + content,
        )
        for at, key, content in frames
    )
    return _element("1f43b675", _element("e7", _number(begins)) + blocks)


def _cues(keys: list[tuple[int, bool]], body: list[bytes], at: int) -> bytes:
    points = b""
    for (moment, is_key), cluster in zip(keys, body, strict=True):
        if is_key:
            place = _element("f7", _number(1)) + _element("f1", at.to_bytes(4))
            points += _element(
                "bb", _element("b3", _number(moment)) + _element("b7", place)
            )
        at += len(cluster)
    return _element("1c53bb6b", points)


def draw(page, talk: Talk) -> bytes:
    slides = [
        {"at": slide.at, "title": slide.title, "lines": slide.lines}
        for slide in talk.slides
    ]
    drawn = page.evaluate(DRAW, [slides, talk.seconds, STEP, WIDTH, HEIGHT])
    frames = [(int(at), key, base64.b64decode(data)) for at, key, data in drawn]
    return webm(frames, talk.seconds)


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_args: object) -> None:
        return


def main() -> None:
    fonts = ROOT / "portal" / "static" / "fonts"
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(_Quiet, directory=fonts)
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    TO.mkdir(exist_ok=True)
    with sync_playwright() as player:
        browser = player.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        page.set_content(FONTS)
        for talk in (*TALKS, *SHORT_FILMS):
            if talk.slides:
                (TO / f"{talk.key}.webm").write_bytes(draw(page, talk))
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    main()
