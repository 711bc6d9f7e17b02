"""Books: what the stand-in remembers, in a file of its own.

A file beside the database, because Stripe knows nothing of our transactions: what was
asked of it stays asked when ours is rolled back. Web server and worker share it, and
take turns.
"""

import copy
import json
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import stripe
from django.conf import settings

from portal.core import clock

type Thing = dict[str, Any]

TABLES = """
CREATE TABLE IF NOT EXISTS things (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS things_of_a_kind ON things (kind);
CREATE TABLE IF NOT EXISTS keys (
    key TEXT PRIMARY KEY, asked TEXT NOT NULL, status INTEGER NOT NULL,
    answer TEXT NOT NULL, at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS notices (
    number INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL, posted REAL);
"""
PREFIXES = {
    "checkout.session": "cs_test_",
    "billing_portal.session": "bps_",
    "charge": "ch_",
    "customer": "cus_",
    "dispute": "du_",
    "event": "evt_",
    "invoice": "in_",
    "invoice_payment": "inpay_",
    "payment_intent": "pi_",
    "refund": "re_",
    "subscription": "sub_",
}
KEYS_LIVE = 24 * 60 * 60
WAIT = 30


@cache
def _shapes() -> dict[str, Thing]:
    text = (Path(__file__).parent / "shapes.json").read_text()
    return dict(json.loads(text))


class Books:
    """One turn at the books: everything in it is kept, or nothing."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def new(self, kind: str, **facts: Any) -> Thing:
        """Return a thing of Stripe's own published shape, with these facts in it."""
        thing = copy.deepcopy(_shapes().get(kind, {}))
        thing |= {
            "id": PREFIXES[kind] + secrets.token_hex(12),
            "object": kind,
            "created": now(),
            "livemode": False,
            "metadata": {},
        }
        if kind == "refund":
            del thing["livemode"]
        return self.keep(thing | facts)

    def keep(self, thing: Thing) -> Thing:
        self._connection.execute(
            "INSERT OR REPLACE INTO things (id, kind, body) VALUES (?, ?, ?)",
            (thing["id"], thing["object"], json.dumps(thing)),
        )
        return thing

    def find(self, kind: str, number: str) -> Thing | None:
        rows = self._connection.execute(
            "SELECT body FROM things WHERE id = ? AND kind = ?", (number, kind)
        )
        found = rows.fetchone()
        return json.loads(found[0]) if found else None

    def get(self, kind: str, number: str) -> Thing:
        found = self.find(kind, number)
        if found is None:
            raise KeyError(number)
        return found

    def every(self, kind: str) -> list[Thing]:
        """Return all of a kind, the newest first."""
        rows = self._connection.execute(
            "SELECT body FROM things WHERE kind = ? ORDER BY rowid DESC", (kind,)
        )
        things = [json.loads(body) for (body,) in rows]
        return sorted(things, key=lambda thing: -thing["created"])

    # --- Keys --------------------------------------------------------------

    def answered(self, key: str) -> tuple[str, int, str] | None:
        """Return what was asked under a key in the last day, and the answer."""
        rows = self._connection.execute(
            "SELECT asked, status, answer FROM keys WHERE key = ? AND at > ?",
            (key, now() - KEYS_LIVE),
        )
        found: tuple[str, int, str] | None = rows.fetchone()
        return found

    def answer(self, key: str, asked: str, status: int, answer: str) -> None:
        self._connection.execute(
            "INSERT OR REPLACE INTO keys (key, asked, status, answer, at)"
            " VALUES (?, ?, ?, ?, ?)",
            (key, asked, status, answer, now()),
        )

    # --- Notices -----------------------------------------------------------

    def tell(self, kind: str, about: Thing) -> Thing:
        """Write a notice, to be posted when somebody posts them."""
        notice = copy.deepcopy(_shapes()["event"]) | {
            "id": PREFIXES["event"] + secrets.token_hex(12),
            "type": kind,
            "created": now(),
            "livemode": False,
            "api_version": stripe.api_version,
            "data": {"object": about},
        }
        self._connection.execute(
            "INSERT INTO notices (body) VALUES (?)", (json.dumps(notice),)
        )
        return notice

    def notices(self, *, unposted: bool = False) -> list[tuple[int, Thing]]:
        where = "WHERE posted IS NULL" if unposted else ""
        rows = self._connection.execute(
            f"SELECT number, body FROM notices {where} ORDER BY number"  # noqa: S608 - two fixed sentences
        )
        return [(number, json.loads(body)) for number, body in rows]

    def posted(self, number: int) -> None:
        self._connection.execute(
            "UPDATE notices SET posted = ? WHERE number = ?", (now(), number)
        )


@contextmanager
def turn() -> Iterator[Books]:
    """Open the books for one turn; whoever else wants them waits."""
    path = Path(settings.STAND_IN_BOOKS)
    path.parent.mkdir(parents=True, exist_ok=True)
    new = not path.exists() or not path.stat().st_size
    with closing(sqlite3.connect(path, timeout=WAIT, isolation_level=None)) as file:
        file.execute("PRAGMA synchronous = OFF")
        if new:
            file.executescript(TABLES)
        file.execute("BEGIN IMMEDIATE")
        try:
            yield Books(file)
        except BaseException:
            file.execute("ROLLBACK")
            raise
        file.execute("COMMIT")


def now() -> int:
    """Return the second by the clock that everything else here goes by."""
    return int(clock.now().timestamp())
