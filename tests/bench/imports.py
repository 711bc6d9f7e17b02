"""Measure bringing 20,000 members in by file, and taking them back."""

import io
import resource
import time
from collections.abc import Callable
from datetime import datetime
from tempfile import TemporaryDirectory

from django.test import override_settings

from membership.importing import mapping, steps, working
from membership.models import Grade, ImportStage, Member, MemberImport
from portal.accounts.models import User
from portal.core import clock

MEMBERS = 20_000
HEADINGS = "Number,Name,E-mail,Grade,First day,Last day,Employer"


def measure(at: datetime) -> None:
    with TemporaryDirectory() as private, override_settings(PRIVATE_ROOT=private):
        _measure(at)


def _measure(at: datetime) -> None:
    grade = Grade.objects.first() or Grade.objects.create(name="Full", price_pence=6900)
    by = User.objects.create_user("import@example.org", name="Import")
    content = _file(grade.name)
    before = _peak()
    batch, took = _timed(
        lambda: steps.bring(
            io.BytesIO(content), name="members.csv", size=len(content), by=by, at=at
        )
    )
    took += _work(batch)
    _say("brought and read", took)
    batch.refresh_from_db()
    columns = mapping.propose(batch.headings).columns
    steps.say_columns(batch, {"columns": columns}, by=by, at=at)
    _say("dry run", _work(batch))
    steps.start(batch, by=by, at=at)
    here = Member.objects.count()
    _say("carried out", _work(batch))
    assert Member.objects.count() == here + MEMBERS
    again = steps.bring(
        io.BytesIO(content), name="members.csv", size=len(content), by=by, at=at
    )
    _work(again)
    again.refresh_from_db()
    steps.say_columns(again, {"columns": columns}, by=by, at=at)
    _say("dry run of the same file again", _work(again))
    assert steps.counts(again) == {"unchanged": MEMBERS}
    steps.take_back(batch, by=by, at=at)
    _say("taken back", _work(batch))
    assert Member.objects.count() == here
    grown = _peak() - before
    print(f"  memory: peak {_peak():.0f} MB, {grown:.0f} MB more than before")


def _file(grade: str) -> bytes:
    lines = (
        f"OLD{n:06},Person Number {n},person{n}@example.org,{grade},01/04/2026,"
        f"31/03/2027,Trust {n % 300}"
        for n in range(MEMBERS)
    )
    return "\n".join([HEADINGS, *lines, ""]).encode()


def _work(batch: MemberImport) -> float:
    """Do what the worker would, until somebody is asked again."""
    _, took = _timed(lambda: _until_asked(batch.pk))
    return took


def _until_asked(key: int) -> None:
    asked = {
        ImportStage.ASKING,
        ImportStage.CHECKED,
        ImportStage.DONE,
        ImportStage.UNDONE,
        ImportStage.REFUSED,
    }
    while MemberImport.objects.values_list("stage", flat=True).get(pk=key) not in asked:
        working.go_on(key, at=clock.now())


def _timed[T](act: Callable[[], T]) -> tuple[T, float]:
    began = time.perf_counter()
    done = act()
    return done, time.perf_counter() - began


def _say(what: str, seconds: float) -> None:
    print(
        f"import of {MEMBERS:,} members, {what}: {seconds:.1f} s, "
        f"{MEMBERS / seconds:,.0f} rows a second",
        flush=True,
    )


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
