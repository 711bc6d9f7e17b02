"""A file of members, brought, explained and checked as staff do it."""

import io

import pytest

from membership.importing import mapping, steps
from membership.models import Member, MemberImport
from portal.accounts.roles import Role
from portal.core import clock
from tests.factories.accounts import staff
from tests.factories.membership import GradeFactory

HEADINGS = "Number,Name,E-mail,Grade,First day,Last day,Employer"


@pytest.fixture
def secretary(db):
    return staff(Role.MEMBERSHIP)


@pytest.fixture(autouse=True)
def _at_once(request, settings, tmp_path):
    """Files into a folder of the test; work as soon as it is asked for."""
    settings.PRIVATE_ROOT = tmp_path


@pytest.fixture
def practising(db):
    return GradeFactory(name="Practising")


@pytest.fixture
def bring(secretary, practising, django_capture_on_commit_callbacks):
    def bring(*lines, headings=HEADINGS, name="members.csv", check=True, **said):
        content = "\n".join([headings, *lines, ""]).encode()
        at = clock.now()
        with django_capture_on_commit_callbacks(execute=True):
            batch = steps.bring(
                io.BytesIO(content), name=name, size=len(content), by=secretary, at=at
            )
        batch.refresh_from_db()
        if check and not batch.refusal:
            columns = mapping.propose(batch.headings).columns
            with django_capture_on_commit_callbacks(execute=True):
                steps.say_columns(
                    batch, {"columns": columns, **said}, by=secretary, at=at
                )
            batch.refresh_from_db()
        return batch

    return bring


@pytest.fixture
def carry_out(secretary, django_capture_on_commit_callbacks):
    def carry_out(batch, typed=""):
        return _then(
            batch,
            lambda: steps.start(batch, by=secretary, at=clock.now(), typed=typed),
            django_capture_on_commit_callbacks,
        )

    return carry_out


@pytest.fixture
def take_back(secretary, django_capture_on_commit_callbacks):
    def take_back(batch):
        return _then(
            batch,
            lambda: steps.take_back(batch, by=secretary, at=clock.now()),
            django_capture_on_commit_callbacks,
        )

    return take_back


def _then(batch, act, callbacks):
    with callbacks(execute=True):
        act()
    # What the work itself asked for comes after it.
    while MemberImport.objects.to_work_on(clock.now()).exists():
        from membership.importing import working  # noqa: PLC0415 - after the step

        with callbacks(execute=True):
            working.go_on_with_all(at=clock.now())
    batch.refresh_from_db()
    return batch


def outcomes(batch):
    return {row.line: row.outcome for row in batch.rows.all()}


def list_of_members():
    """Return everything that counts about everybody, to compare it."""
    return {
        member.uniform_number: (
            member.name,
            member.email,
            member.employer,
            [
                (term.starts_on, term.ends_on, term.grade.name)
                for term in member.subscriptions.counting().order_by("starts_on")
            ],
        )
        for member in Member.objects.all()
    }
