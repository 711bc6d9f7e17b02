"""U19: only public addresses are opened, whatever name or redirect leads there."""

import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from portal.core import fetching
from portal.core.fetching import Network, NoAnswer, NotPublic, fetch

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")

METADATA = "169.254.169.254"


class Answers(BaseHTTPRequestHandler):
    asked: list[tuple[str, dict[str, str]]]

    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        name, _, rest = self.path.strip("/").partition("/")
        getattr(self, f"answer_{name}", self.answer_missing)(rest)

    def _begin(self, status, **headers):
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key, value)
        self.end_headers()

    def answer_fine(self, _rest):
        self._begin(200, **{"Content-Type": "text/html; charset=utf-8"})
        self.wfile.write(b"Words")

    def answer_missing(self, _rest):
        self._begin(404)

    def answer_to(self, rest):
        status, _, target = rest.partition("/")
        self._begin(int(status), Location=target)

    def answer_large(self, _rest):
        self._begin(200)
        try:
            for _ in range(300):
                self.wfile.write(b"x" * 10_000)
        except OSError:
            self.server.cut = True

    def answer_slow(self, _rest):
        self._begin(200)
        try:
            for _ in range(200):
                self.wfile.write(b"x")
                self.wfile.flush()
                time.sleep(0.05)
        except OSError:
            self.server.cut = True

    def answer_dripping(self, _rest):
        try:
            for letter in b"HTTP/1.1 200 OK\r\n" * 20:
                self.wfile.write(bytes([letter]))
                self.wfile.flush()
                time.sleep(0.05)
        except OSError:
            self.server.cut = True

    def log_message(self, *_words):
        """Nothing."""


@pytest.fixture
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as one:
        one.asked, one.cut = [], False
        one.daemon_threads = True
        threading.Thread(target=one.serve_forever, daemon=True).start()
        yield one
        one.shutdown()


@pytest.fixture
def port(server):
    return server.server_address[1]


@pytest.fixture
def get(port):
    """Fetch from a net in which this machine counts as public."""
    here = Network(
        resolve=lambda _host, _port: ["127.0.0.1"],
        may_open=lambda address: address == "127.0.0.1",
        ports=frozenset({port}),
    )

    def ask(path, **options):
        options.setdefault("network", here)
        address = f"http://name.example:{port}{path}"
        return fetch(address, agent="Test", **options)

    return ask


def test_a_page_is_fetched(get, server):
    answer = get("/fine")

    assert (answer.status, answer.body, answer.media_type) == (
        200,
        b"Words",
        "text/html",
    )
    (path, headers) = server.asked[0]
    assert path == "/fine"
    assert headers["Host"].startswith("name.example")
    assert headers["User-Agent"] == "Test"
    assert not {"Cookie", "Authorization", "Referer"} & headers.keys()


def test_only_the_head_is_read_when_that_is_enough(get):
    assert get("/fine", at_most=0).body == b""


def test_a_redirect_is_followed_and_told(get, port):
    answer = get("/to/301//fine")

    assert answer.status == 200
    assert answer.moved_for_good
    assert answer.address == f"http://name.example:{port}/fine"


def test_a_redirect_for_now_is_not_for_good(get):
    assert not get("/to/302//fine").moved_for_good


def test_an_endless_redirect_ends(get, server):
    with pytest.raises(NoAnswer, match="on and on"):
        get("/to/302//to/302//to/302//to/302//to/302//to/302//to/302//fine")

    assert len(server.asked) <= fetching.MOST_REDIRECTS + 1


def test_a_large_answer_is_cut(get, server):
    answer = get("/large", at_most=100_000)

    assert answer.is_cut
    assert len(answer.body) == 100_000


@pytest.mark.parametrize("path", ["/slow", "/dripping"])
def test_a_slow_answer_ends_in_time(get, path):
    began = time.monotonic()

    with pytest.raises(NoAnswer, match="too long"):
        get(path, seconds=0.5)

    assert time.monotonic() - began < 2


def test_a_slow_name_ends_in_time(port):
    def resolve(_host, _port):
        time.sleep(3)
        return ["127.0.0.1"]

    began = time.monotonic()
    with pytest.raises(NoAnswer, match="too long"):
        fetch(
            f"http://name.example:{port}/",
            agent="Test",
            seconds=0.3,
            network=Network(resolve, lambda _: True, frozenset({port})),
        )

    assert time.monotonic() - began < 2


def test_what_is_no_web_server_says_so():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        def answer():
            connection, _ = other.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(b"220 mail ready\r\n\r\n")

        threading.Thread(target=answer, daemon=True).start()
        network = Network(
            lambda _h, _p: ["127.0.0.1"], lambda _: True, frozenset({port})
        )
        with pytest.raises(NoAnswer, match="as a web server"):
            fetch(f"http://mail.example:{port}/", agent="Test", network=network)


def test_nobody_listens(port):
    network = Network(lambda _h, _p: ["127.0.0.1"], lambda _: True, frozenset({1}))

    with pytest.raises(NoAnswer, match="refuses"):
        fetch("http://name.example:1/", agent="Test", network=network)


# --- Not public ------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.1.2.3", "10.0.0.1", "172.16.0.1", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "192.0.0.1", "198.18.0.1", "224.0.0.1",
        "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0",
        "fc00::1", "fd12::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:1::1", "::127.0.0.1",
        "2001:db8::1", "192.0.2.1", "203.0.113.9", "rubbish", "",
    ],
)  # fmt: skip
def test_u19_private_addresses_are_known(address):
    assert not fetching.is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"]
)
def test_public_addresses_are_known(address):
    assert fetching.is_public(address)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::1]", "127.1", "2130706433", "0x7f000001", "0"],
)
def test_u19_this_machine_is_never_asked(server, port, host):
    network = Network(ports=frozenset({port}))

    with pytest.raises((NotPublic, NoAnswer)):
        fetch(f"http://{host}:{port}/fine", agent="Test", network=network)

    assert server.asked == []


def test_u19_without_the_guard_it_would_be_asked(server, port):
    """The control: the same call, with every address allowed."""
    network = Network(may_open=lambda _: True, ports=frozenset({port}))

    fetch(f"http://127.0.0.1:{port}/fine", agent="Test", network=network)

    assert len(server.asked) == 1


def test_u19_a_redirect_to_this_machine_is_refused(server, port):
    def resolve(host, _port):
        return [METADATA if host == METADATA else "127.0.0.1"]

    network = Network(resolve, lambda one: one == "127.0.0.1", frozenset({port}))
    with pytest.raises(NotPublic):
        fetch(
            f"http://name.example:{port}/to/302/http://{METADATA}:{port}/",
            agent="Test",
            network=network,
        )

    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "scheme", ["file:///etc/passwd", "ftp://a.example/", "gopher:x"]
)
def test_u19_a_redirect_to_another_scheme_is_refused(get, scheme):
    with pytest.raises(NotPublic):
        get(f"/to/302/{scheme}")


def test_u19_a_name_that_answers_twice_is_asked_once(server, port):
    """Rebinding: what was looked at is what is connected to."""
    answers = iter([["127.0.0.1"], [METADATA]])
    network = Network(
        lambda _h, _p: next(answers), lambda one: one == "127.0.0.1", frozenset({port})
    )

    answer = fetch(f"http://name.example:{port}/fine", agent="Test", network=network)

    assert answer.status == 200
    assert next(answers) == [METADATA]


def test_u19_one_private_address_among_public_ones_is_enough(server, port):
    network = Network(
        lambda _h, _p: ["127.0.0.1", METADATA],
        lambda one: one == "127.0.0.1",
        frozenset({port}),
    )

    with pytest.raises(NotPublic):
        fetch(f"http://name.example:{port}/fine", agent="Test", network=network)

    assert server.asked == []


@pytest.mark.parametrize(
    "address",
    [
        "ftp://a.example/",
        "javascript:alert(1)",
        "//a.example/",
        "http://",
        "http:///path",
        "http://user:secret@a.example/",
        "http://a.example:22/",
        "http://a.example:99999/",
        "http://a.example/\r\nHost: b",
        "http://[::1",
        "http://" + "a" * 3000,
        "",
    ],
)
def test_u19_what_is_no_address_of_the_web_is_refused(address):
    with pytest.raises(NotPublic):
        fetch(address, agent="Test", network=Network(lambda _h, _p: ["8.8.8.8"]))


def test_a_name_that_is_not_there_says_so():
    def resolve(_host, _port):
        raise socket.gaierror

    with pytest.raises(NoAnswer, match="no such host"):
        fetch("http://name.example/", agent="Test", network=Network(resolve))
