import socket

import pytest

from portal.demo import serve


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.setattr(serve, "VAR", tmp_path)
    monkeypatch.setattr(serve, "PREPARED", tmp_path / "prepared.json")


def test_port_in_use_is_refused_with_another_to_try():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(serve.Refused) as refusal:
            serve._listen(port)

    assert str(refusal.value) == (
        f"Port {port} is in use by another program. "
        f"Choose another: ./run demo --port {port + 1}"
    )


def test_impossible_port_is_refused():
    with pytest.raises(serve.Refused, match="There is no port 70000"):
        serve._listen(70000)


def test_only_loopback_is_listened_on():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    doors = serve._listen(port)

    addresses = {door.getsockname()[0] for door in doors}
    for door in doors:
        door.close()
    assert addresses <= {"127.0.0.1", "::1"}


def test_second_demonstration_on_the_same_data_is_refused():
    with serve._take_turn(), pytest.raises(serve.Refused, match="running already"):
        serve._take_turn()


def test_forget_takes_the_data_and_leaves_the_rest(tmp_path):
    for name in ("portal.sqlite3", "portal.sqlite3-wal", "prepared.json", "secret-key"):
        (tmp_path / name).touch()
    for name in ("media", "private", "queue", "static", "tests"):
        (tmp_path / name / "inside").mkdir(parents=True)

    serve._forget()

    assert {path.name for path in tmp_path.iterdir()} == {
        "secret-key",
        "static",
        "tests",
    }
