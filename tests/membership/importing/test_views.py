"""The screens of an import, as the membership secretary walks through them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from membership.importing import reading, steps
from membership.models import ImportMapping, ImportStage, Member, MemberImport
from portal.accounts.roles import Role
from tests.factories.accounts import staff
from tests.factories.membership import GradeFactory, MemberFactory, SubscriptionFactory

pytestmark = pytest.mark.django_db
NEW = "A1,Jo,jo@example.org,Practising,2026-04-01,2027-03-31,Trust"


def url(name, *args):
    return reverse(f"staff_members:import-{name}", args=args)


@pytest.fixture
def client(client, secretary):
    client.force_login(secretary)
    return client


@pytest.fixture
def send(client, django_capture_on_commit_callbacks):
    def send(address, data=None, **more):
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(address, data or {}, **more)
        with django_capture_on_commit_callbacks(execute=True):
            from membership.tasks import (  # noqa: PLC0415 - as the timetable does
                go_on_with_imports,
            )

            go_on_with_imports()
            go_on_with_imports()
        return answer

    return send


def upload(text, name="members.csv"):
    return {"upload": SimpleUploadedFile(name, text.encode())}


def test_a_file_is_brought_explained_checked_carried_out_and_taken_back(
    client, send, practising
):
    answer = send(
        url("list"),
        upload("No,Who,Mail,Kind,Ends\nA1,Jo,jo@example.org,Full,03/04/2027\n"),
    )
    batch = MemberImport.objects.get()
    assert answer.url == url("detail", batch.pk)
    assert client.get(answer.url).url == url("columns", batch.pk)
    asked = client.get(url("columns", batch.pk)).text
    assert "2. Who (Jo)" in asked

    columns = {"number": 0, "name": 1, "email": 2, "grade": 3, "ends_on": 4}
    unclear = send(url("columns", batch.pk), columns)
    assert "Say which way round the days are written." in unclear.text
    answer = send(url("columns", batch.pk), columns | {"order": "day"})
    assert answer.url == url("grades", batch.pk)
    assert "Choose" in client.get(answer.url).text
    send(answer.url, {"grade_0": practising.pk})
    page = client.get(url("detail", batch.pk)).text
    assert "Nothing has been changed. 1 row is chosen." in page
    assert "4 April 2026 to 3 April 2027, Practising" in page
    assert not Member.objects.exists()

    send(url("start", batch.pk))
    assert Member.objects.get().name == "Jo"
    assert "1 row is carried out" in client.get(url("detail", batch.pk)).text
    undo = client.get(url("undo", batch.pk)).text
    assert "1 member whom this file put on the list" in undo
    send(url("undo", batch.pk))
    assert not Member.objects.exists()
    assert "Taken back" in client.get(url("detail", batch.pk)).text


def test_the_next_file_of_the_kind_is_understood(client, send, practising):
    text = "No,Who,Kind,Ends\nA1,Jo,Full,2027-03-31\n"
    send(url("list"), upload(text))
    first = MemberImport.objects.get()
    columns = {"number": 0, "name": 1, "grade": 2, "ends_on": 3}
    send(url("columns", first.pk), columns)
    send(url("grades", first.pk), {"grade_0": practising.pk})
    assert ImportMapping.objects.count() == 1

    send(url("list"), upload(text))

    second = MemberImport.objects.first()
    page = client.get(url("columns", second.pk))
    assert "was here before" in page.text
    assert page.context["form"]["name"].initial == 1
    answer = send(url("columns", second.pk), columns)
    assert answer.url == url("detail", second.pk)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "empty"),
        ("Name\nJo\n", "one column only"),
        ("Number,Name\n1,A\0\n", "NUL"),
    ],
)
def test_what_cannot_be_read_is_refused_on_the_page(client, send, content, words):
    answer = send(url("list"), upload(content))

    assert answer.status_code == 200
    assert words in answer.text
    assert not MemberImport.objects.exists()


def test_a_file_over_the_limit_is_refused_before_it_is_taken(client, monkeypatch):
    """F4: what the browser announces is looked at first."""
    answer = client.post(url("list"), upload(NEW), headers={"content-length": "1"})
    assert answer.status_code in {200, 302}

    answer = client.post(
        url("list"),
        upload("x"),
        CONTENT_LENGTH=str(reading.MOST_BYTES + 200_000),
    )
    assert steps.TOO_LARGE in answer.text


def test_no_file_is_told(client):
    assert "Choose a file." in client.post(url("list")).text


def test_rows_are_chosen_page_by_page(client, bring):
    batch = bring(NEW, NEW.replace("A1", "A2").replace("jo@", "al@"))

    answer = client.post(
        url("choose", batch.pk),
        {"show": "new", "p": "1", "shown": ["2", "3"], "chosen": ["3", "x", "99"]},
    )

    assert answer.url == f"{url('detail', batch.pk)}?show=new&p=1"
    assert list(batch.rows.filter(chosen=True).values_list("line", flat=True)) == [3]


def test_a_file_that_moves_many_back_asks_for_words(client, send, bring, practising):
    member = MemberFactory(number="A1", name="Jo", email="jo@example.org")
    SubscriptionFactory(member=member, grade=practising)
    batch = bring(f"A1,Jo,,,,{member.subscriptions.get().starts_on},")

    page = client.get(url("detail", batch.pk)).text
    refused = send(url("start", batch.pk))

    assert "Type <b>move back 1</b> to go on" in page
    assert "If that is meant, type: move back 1" in refused.text
    send(url("start", batch.pk), {"typed": "move back 1"})
    batch.refresh_from_db()
    assert batch.stage == ImportStage.DONE


def test_what_needs_a_look_can_be_downloaded(client, bring):
    batch = bring(NEW, '=cmd|x,Al,"no address",Practising,,,')

    answer = client.get(url("faults", batch.pk))

    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert text.splitlines() == [
        "Line,What it is,Number,Name,E-mail,Why",
        "3,Fault,'=cmd|x,Al,no address,“no address” is not an e-mail address.",
    ]
    assert "attachment" in answer["Content-Disposition"]


def test_a_file_is_thrown_away(client, bring):
    batch = bring(NEW)
    place = batch.file.path

    answer = client.post(url("discard", batch.pk), follow=True)

    assert "members.csv is thrown away, with 1 row." in answer.text
    assert not MemberImport.objects.exists()
    assert place


@pytest.mark.parametrize("name", ["choose", "check", "start", "discard"])
def test_a_step_out_of_turn_is_refused_in_words(client, bring, name):
    batch = bring(NEW)
    MemberImport.objects.update(stage=ImportStage.UNDONE)

    answer = client.post(url(name, batch.pk))

    assert "is further on by now: taken back" in answer.text


@pytest.mark.parametrize("name", ["columns", "grades", "undo"])
def test_a_screen_out_of_turn_leads_back(client, bring, name):
    batch = bring(NEW)
    MemberImport.objects.update(stage=ImportStage.UNDONE)

    assert client.get(url(name, batch.pk)).url == url("detail", batch.pk)


@pytest.mark.parametrize("roles", [[Role.EVENTS], [Role.FINANCE], [Role.EDITOR], []])
def test_only_the_membership_team_gets_in(client, bring, roles):
    """A1, A4."""
    batch = bring(NEW)
    client.force_login(staff(*roles))
    plain = ("detail", "columns", "grades", "undo", "faults")

    statuses = {client.get(url(name, batch.pk)).status_code for name in plain}
    statuses.add(client.get(url("list")).status_code)
    sent = {
        client.post(url(name, batch.pk)).status_code
        for name in ("choose", "check", "start", "undo", "discard", "columns")
    }
    sent.add(client.post(url("list"), upload(NEW)).status_code)

    assert not statuses & {200}
    assert not sent & {200}
    assert MemberImport.objects.get().stage == ImportStage.CHECKED


def test_the_page_asks_the_same_for_one_row_and_for_many(
    client, bring, django_assert_max_num_queries
):
    GradeFactory()
    one = bring(NEW)
    many = bring(*(f"B{n},Jo {n},,Practising,,2027-03-31," for n in range(30)))
    client.get(url("detail", one.pk))
    with django_assert_max_num_queries(40) as seen:
        client.get(url("detail", one.pk))
    with django_assert_max_num_queries(len(seen)):
        client.get(url("detail", many.pk))
