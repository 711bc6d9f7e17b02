"""Exports: who may see what, safe and usable cells, and a link that dies."""

import csv
import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.urls import reverse

from membership import exports
from membership.importing import cells, mapping, surveying
from membership.importing.reading import Row
from membership.models import Member, MemberExport
from portal.accounts.roles import Role
from portal.core import clock, history
from tests.factories.accounts import staff
from tests.factories.membership import (
    GradeFactory,
    MemberFactory,
    current_member,
    lapsed_member,
)

pytestmark = pytest.mark.django_db
LIST = reverse("staff_members:export-list")


@pytest.fixture(autouse=True)
def _private(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path


@pytest.fixture
def secretary():
    return staff(Role.MEMBERSHIP)


def export_of(user, kind="csv", **filters):
    export = exports.ask(user, kind=kind, filters=filters, at=clock.now())
    exports.make(export.pk, at=clock.now())
    export.refresh_from_db()
    return export


def read(export):
    with export.file.open("rb") as file:
        text = file.read().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def address(export):
    return reverse("staff_members:export-file", args=[export.pk])


def test_the_membership_team_gets_everything_of_the_list(secretary):
    member = current_member(
        number="A1", name="Asha Rao", employer="Trust", joined_on=date(2020, 5, 1)
    )
    term = member.subscriptions.get()

    heading, row = read(export_of(secretary))

    assert heading == list(exports.SEEN_BY_KEEPERS)
    assert row == [
        "A1", "Asha Rao", "Practising", "Current", term.starts_on.isoformat(),
        term.ends_on.isoformat(), member.email, "Trust", "2020-05-01", "yes",
    ]  # fmt: skip


def test_who_only_looks_up_gets_no_addresses():
    """F12, A1."""
    member = current_member(employer="Trust")

    heading, row = read(export_of(staff(Role.EVENTS)))

    assert heading == list(exports.SEEN_BY_ALL)
    assert member.email not in row
    assert "Trust" not in row


def test_the_filters_are_those_of_the_list(secretary):
    current_member(name="Current")
    lapsed_member(name="Lapsed")
    friend = GradeFactory(name="Friend")
    current_member(name="Friend of ours").subscriptions.update(grade=friend)

    def names(**filters):
        return {row[1] for row in read(export_of(secretary, **filters))[1:]}

    assert names(standing="lapsed") == {"Lapsed"}
    assert names(grade=friend.pk) == {"Friend of ours"}
    assert names(grade=friend.pk + 99) == set()
    assert names(typed="curr") == {"Current"}
    assert len(names()) == 3


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("+44 7700 900123", "+44 7700 900123"),
        ("-95.00", "-95.00"),
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
    ],
)
def test_formulas_are_harmless_and_telephones_usable(secretary, words, kept):
    """F11: and what was guarded comes back as it was when the file is brought in."""
    current_member(name="Jo", employer=words)

    heading, row = read(export_of(secretary))

    assert row[7] == kept
    said = cells.read(
        Row(2, row),
        {"columns": mapping.propose(heading).columns},
        [surveying.Column() for _ in heading],
    )
    assert said.employer == words


def test_a_workbook_holds_texts_and_dates(secretary):
    member = current_member(number="007", employer="=1+1")

    export = export_of(secretary, kind="xlsx")

    with export.file.open("rb") as file:
        page = openpyxl.load_workbook(file).active
        row = [cell.value for cell in page[2]]
        kinds = {cell.data_type for cell in page[2]}
    assert (row[0], row[7]) == ("007", "=1+1")
    assert row[4].date() == member.subscriptions.get().starts_on
    assert "f" not in kinds


def test_only_the_owner_takes_the_file_and_only_for_a_day(client, secretary):
    """F12, D9."""
    export = export_of(secretary)
    client.force_login(staff(Role.MEMBERSHIP))
    assert client.get(address(export)).status_code == 404
    client.force_login(secretary)
    answer = client.get(address(export))
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    assert b"Number" in b"".join(answer.streaming_content)

    MemberExport.objects.update(ends_at=clock.now())
    assert client.get(address(export)).status_code == 404


@pytest.mark.parametrize("left", [[Role.EVENTS], []])
def test_a_role_that_was_lost_takes_the_file_along(client, secretary, left):
    """F12: asked for as a secretary, and not one any more."""
    export = export_of(secretary)
    secretary.groups.clear()
    for role in left:
        secretary.groups.add(staff(role).groups.get())
    client.force_login(secretary)

    assert client.get(address(export)).status_code != 200


def test_a_role_lost_before_it_is_made_makes_nothing(secretary):
    current_member()
    export = exports.ask(secretary, kind="csv", filters={}, at=clock.now())
    secretary.groups.clear()

    assert not exports.make(export.pk, at=clock.now())

    export.refresh_from_db()
    assert export.failed_at is not None


def test_files_go_when_their_day_is_over(secretary, django_capture_on_commit_callbacks):
    """D9."""
    export = export_of(secretary)
    assert exports.end_due(at=export.ends_at - timedelta(seconds=1)) == 0

    with django_capture_on_commit_callbacks(execute=True):
        assert exports.end_due(at=export.ends_at) == 1

    assert not export.file.storage.exists(export.file.name)
    assert not MemberExport.objects.exists()


def test_it_is_made_once_and_given_up_after_some_tries(secretary):
    export = exports.ask(secretary, kind="csv", filters={}, at=clock.now())
    at = clock.now()
    MemberExport.objects.update(claimed_until=at + exports.CLAIM)
    assert exports.make_due(at=at) == 0
    assert exports.make_due(at=at + exports.CLAIM) == 1
    assert not exports.make(export.pk, at=at + 2 * exports.CLAIM)

    MemberExport.objects.update(ready_at=None, tries=exports.MOST_TRIES)
    assert exports.make_due(at=at) == 0
    assert MemberExport.objects.get().failed_at is not None


def test_the_history_says_who_exported_what(secretary):
    MemberFactory()
    export = export_of(secretary, typed="a")

    assert [line.action for line in history.of(export)] == [
        "membership.exported",
        "membership.export_asked",
    ]
    assert {line.user for line in history.of(export)} == {secretary}


def test_the_screen_asks_and_shows(
    client, secretary, django_capture_on_commit_callbacks
):
    current_member()
    client.force_login(secretary)
    assert "Make the file" in client.get(LIST).text

    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(LIST, {"kind": "xlsx", "typed": "", "standing": ""})
    wrong = client.post(LIST, {"kind": "exe", "grade": "x"})

    assert answer.url == LIST
    page = client.get(LIST).text
    assert "Excel workbook with 1 member" in page
    assert wrong.status_code == 200
    assert MemberExport.objects.count() == 1


def test_many_members_cost_a_fixed_number_of_queries(
    secretary, django_assert_num_queries
):
    current_member()
    export_of(secretary)
    with django_assert_num_queries(2):
        list(exports._rows({}, whole=True, on=clock.today()))
    for _ in range(4):
        current_member()
    with django_assert_num_queries(2):
        list(exports._rows({}, whole=True, on=clock.today()))
    assert Member.objects.count() == 5
