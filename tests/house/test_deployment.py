"""What stands around the portal in production keeps private files private."""

import http.client
import http.server
import re
import shutil
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
import yaml

from tests.conftest import missing

ROOT = Path(__file__).parents[2]
# One of each kind that is stored: cuts of pictures, originals, what the CMS keeps while
# many files are dropped, files that editors publish, recordings.
STORED = (
    "media/images/a.png",
    "media/original_images/a.png",
    "media/documents/a.pdf",
    "media/wagtail_uploads/a.pdf",
    "private/files/3f/toolkit.pdf",
    "private/a/recording.mp4",
)


class Portal(http.server.BaseHTTPRequestHandler):
    """Stands in for the portal: allows one private file, tells what it was told."""

    def do_GET(self) -> None:
        self.send_response(200)
        if self.path == "/recording/":
            self.send_header("X-Accel-Redirect", "/_private/a/recording.mp4")
            self.send_header("Content-Type", "video/mp4")
            self.send_header("Content-Security-Policy", "default-src 'none'; sandbox")
            self.send_header("Cache-Control", "private, no-store")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        told = f"{self.headers['X-Forwarded-For']} {self.headers['X-Forwarded-Proto']}"
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told.encode())

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[int]:
    path_of_nginx = shutil.which("nginx")
    if path_of_nginx is None or shutil.which("openssl") is None:
        missing("No nginx or openssl for the tests: apt install nginx openssl")
    folder = tmp_path_factory.mktemp("nginx")
    for name in STORED:
        path = folder / "srv" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("0123456789")
    portal = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Portal)
    threading.Thread(target=portal.serve_forever, daemon=True).start()
    plain, secure = _free_port(), _free_port()
    _certificate(folder)
    text = (ROOT / "deploy/nginx.conf").read_text()
    for old, new in {
        "/tmp/": f"{folder}/",  # noqa: S108 - the container's, and first: ours is in it
        "server web:8000": f"server 127.0.0.1:{portal.server_port}",
        "/etc/nginx/portal_proxy.conf": str(ROOT / "deploy/nginx_proxy.conf"),
        "/etc/tls": str(folder),
        "/srv/": f"{folder}/srv/",
        "listen [::]:8080;": "",
        "listen [::]:8443 ssl;": "",
        "listen 8080": f"listen 127.0.0.1:{plain}",
        "listen 8443": f"listen 127.0.0.1:{secure}",
        "worker_processes auto;": "worker_processes 1; daemon off;"
        + (" user root;" if Path(folder).owner() == "root" else ""),
    }.items():
        assert old in text
        text = text.replace(old, new)
    (folder / "nginx.conf").write_text(text)
    with subprocess.Popen(
        [path_of_nginx, "-c", folder / "nginx.conf", "-p", folder],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as nginx:
        try:
            _wait_for(secure)
            yield secure
        finally:
            nginx.terminate()
            portal.shutdown()
            portal.server_close()


def test_walking_the_storage_finds_published_pictures_and_nothing_else(server):
    """U13: every file that is stored, asked for by each path that might lead to it."""
    reached = {
        asked
        for place in STORED
        for asked in (
            f"/{place}",
            f"/media/images/../{place}",
            f"/media/images/..%2f{place}",
            f"/media/images//{place}",
            f"/srv/{place}",
            f"/_private/{place.removeprefix('private/')}",
        )
        if b"0123456789" in _get(server, asked)[1]
    }

    assert reached == {"/media/images/a.png"}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/media/images/a.png", 200),
        ("/media/documents/a.pdf", 404),
        ("/media/images/../documents/a.pdf", 404),
        ("/media/images/..%2fdocuments/a.pdf", 404),
        ("/media/", 404),
        ("/_private/a/recording.mp4", 404),
        ("/media/images/../../private/a/recording.mp4", 200),  # answered by the portal
    ],
)
def test_only_published_pictures_are_served_from_disk(server, path, status):
    answer, body = _get(server, path)

    assert answer.status == status
    assert (b"0123456789" in body) == (path == "/media/images/a.png")


def test_private_file_is_handed_over_when_a_view_says_so_and_in_parts(server):
    answer, body = _get(server, "/recording/", {"Range": "bytes=2-4"})

    assert (answer.status, body) == (206, b"234")
    assert answer.headers["Content-Type"] == "video/mp4"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_visitor_cannot_forge_address_or_scheme(server):
    forged = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "http"}

    _answer, body = _get(server, "/", forged)

    assert body == b"127.0.0.1 https"


@pytest.mark.parametrize(
    ("path", "megabytes", "status"),
    [
        ("/book/", 2, 200),
        ("/book/", 4, 413),
        ("/staff/", 11, 200),
        ("/staff/", 13, 413),
        ("/staff/imports/", 25, 200),
        ("/staff/imports/", 29, 413),
        ("/staff/events/PNT4K7/after/", 50, 200),
        ("/staff/events/PNT4K7/after/", 55, 413),
        ("/staff/events/PNT4K7/after/film/", 60, 200),
    ],
)
def test_large_bodies_are_refused(server, path, megabytes, status):
    with closing(_connect(server)) as connection:
        # Refused before all of it is sent.
        with suppress(OSError):
            connection.request("POST", path, body=bytes(megabytes * 1_000_000))
        assert connection.getresponse().status == status


def test_environment_example_names_every_setting():
    settings = (ROOT / "portal/settings/production.py").read_text()
    asked = set(re.findall(r'(?:_required|env\.\w+)\(\s*"([A-Z_]+)"', settings))
    named = set(
        re.findall(
            r"^(?:# )?([A-Z_]+)=",
            (ROOT / ".env.example").read_text(),
            flags=re.MULTILINE,
        )
    )

    assert asked - named == set()


def test_every_service_of_the_image_runs_a_command_that_the_image_knows():
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    start = (ROOT / "deploy/start").read_text()

    ours = {name: each["command"] for name, each in services.items() if "build" in each}

    assert ours == {name: [name] for name in ("migrate", "web", "worker", "timer")}
    assert all(re.search(rf"^{name}\)", start, flags=re.MULTILINE) for name in ours)


def _certificate(folder: Path) -> None:
    command = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1"
        f" -subj /CN=localhost -keyout {folder}/privkey.pem -out {folder}/fullchain.pem"
    )
    subprocess.run(command.split(), check=True, capture_output=True)


def _free_port() -> int:
    with http.server.HTTPServer(("127.0.0.1", 0), Portal) as taken:
        return taken.server_port


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            _get(port, "/")
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("nginx did not answer")


def _connect(port: int) -> http.client.HTTPSConnection:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return http.client.HTTPSConnection("127.0.0.1", port, timeout=10, context=context)


def _get(
    port: int, path: str, headers: dict[str, str] | None = None
) -> tuple[http.client.HTTPResponse, bytes]:
    connection = _connect(port)
    connection.request("GET", path, headers=headers or {})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body
