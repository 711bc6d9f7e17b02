"""Members' views: sent until the deadline, read by the policy team, shown nowhere."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ReferenceIndex
from wagtail.search import index

from membership.models import Member
from portal.accounts.roles import Role
from portal.body.models import Area
from portal.cms.consultations import members_views
from portal.cms.models import MembersView
from portal.core import clock, history
from portal.core.errors import Refused
from portal.notifications import delivery
from portal.notifications.models import Message
from tests.factories.accounts import UserFactory, staff
from tests.factories.cms import (
    ConsultationPageFactory,
    ConsultationResponsePageFactory,
)
from tests.factories.membership import current_member, grace_member, lapsed_member

pytestmark = pytest.mark.django_db

WORD = "Zwetschgenbaum"
# The last Sunday of March and of October, when the clocks go forward and back.
FORWARD, BACK = date(2027, 3, 28), date(2027, 10, 31)


@pytest.fixture
def consultation():
    return ConsultationPageFactory(title="Safe caseloads")


@pytest.fixture
def member():
    return current_member(name="Rosalind Member").user


def address(consultation, name="view-write"):
    return reverse(f"cms:{name}", args=[consultation.pk])


def page(client, consultation):
    return " ".join(client.get(consultation.url).content.decode().split())


def sent(consultation, user, words=WORD):
    return members_views.send(consultation, by=user, words=words, at=clock.now())


# --- Sending ---------------------------------------------------------------


def test_a_member_sends_a_view_from_the_page(client, consultation, member):
    area = Area.objects.create(name="Ashvale")
    client.force_login(member)
    assert f'action="{address(consultation)}"' in page(client, consultation)

    answer = client.post(
        address(consultation), {"words": WORD, "role": "Team lead", "area": area.pk}
    )

    assert answer["Location"] == f"{consultation.url}#views"
    view = MembersView.objects.get()
    assert (view.user, view.words, view.role, view.area) == (
        member,
        WORD,
        "Team lead",
        area,
    )
    shown = page(client, consultation)
    assert WORD in shown
    assert "Change your view" in shown


def test_a_view_without_words_is_asked_for_again(client, consultation, member):
    client.force_login(member)

    answer = client.post(address(consultation), {"words": "  "})

    assert "Write what you think" in answer.content.decode()
    assert not MembersView.objects.exists()


def test_a_very_long_view_is_kept_on_the_screen_and_refused(
    client, consultation, member
):
    """X3"""
    client.force_login(member)

    answer = client.post(address(consultation), {"words": "x" * 10_001})

    assert "Write at most 10,000 characters" in answer.content.decode()
    assert not MembersView.objects.exists()


def test_a_view_is_changed_and_stays_one(client, consultation, member):
    sent(consultation, member, "First thought")
    client.force_login(member)
    assert "First thought" in client.get(address(consultation)).content.decode()

    client.post(address(consultation), {"words": "Second thought"})

    view = MembersView.objects.get()
    assert view.words == "Second thought"
    assert view.changed_at is not None


def test_the_database_keeps_one_view_of_a_person(consultation, member):
    sent(consultation, member)

    with pytest.raises(IntegrityError), transaction.atomic():
        MembersView.objects.create(
            consultation=consultation, user=member, words="x", sent_at=clock.now()
        )


def test_a_view_is_deleted_by_its_writer_also_after_the_deadline(
    client, consultation, member
):
    sent(consultation, member)
    consultation.views_by = clock.today() - timedelta(days=1)
    consultation.save()
    client.force_login(member)
    where = address(consultation, "view-withdraw")
    assert where in page(client, consultation)
    assert WORD in client.get(where).content.decode()

    client.post(where)

    assert not MembersView.objects.exists()
    assert WORD not in page(client, consultation)


def test_nobody_deletes_or_sees_another_person_s_view(client, consultation, member):
    sent(consultation, member)
    client.force_login(current_member().user)

    client.post(address(consultation, "view-withdraw"))

    assert MembersView.objects.count() == 1
    for where in (address(consultation), consultation.url):
        assert WORD not in client.get(where).content.decode()


# --- Until when ------------------------------------------------------------


@pytest.mark.parametrize(
    ("deadline", "last", "late"),
    [
        # The clocks go forward in the morning of the day: it ends at 23:00 UTC.
        (
            FORWARD,
            datetime(2027, 3, 28, 22, 59, tzinfo=UTC),
            datetime(2027, 3, 28, 23, 0, tzinfo=UTC),
        ),
        # The clocks go back in the morning of the day: it ends at midnight UTC.
        (
            BACK,
            datetime(2027, 10, 31, 23, 59, tzinfo=UTC),
            datetime(2027, 11, 1, 0, 0, tzinfo=UTC),
        ),
    ],
)
def test_views_are_taken_to_the_end_of_the_day_in_uk_time(
    time_machine, deadline, last, late
):
    time_machine.move_to(last, tick=False)
    consultation = ConsultationPageFactory(
        opens_on=deadline - timedelta(days=9), closes_on=deadline, views_by=deadline
    )
    user = current_member().user

    sent(consultation, user, "In time")

    time_machine.move_to(late, tick=False)
    with pytest.raises(Refused, match="deadline"):
        sent(consultation, user, "Too late")
    assert MembersView.objects.get().words == "In time"


def test_a_view_that_comes_too_late_is_not_lost_from_the_screen(
    client, consultation, member
):
    consultation.views_by = clock.today() - timedelta(days=1)
    consultation.save()
    client.force_login(member)

    answer = client.post(address(consultation), {"words": WORD}).content.decode()

    assert "The deadline for members" in answer
    assert WORD in answer
    assert not MembersView.objects.exists()


def test_before_it_opens_the_page_says_from_when(client, member):
    tomorrow = clock.today() + timedelta(days=1)
    consultation = ConsultationPageFactory(opens_on=tomorrow)
    client.force_login(member)

    assert "members can send us their view here" in page(client, consultation)
    with pytest.raises(Refused, match="not open yet"):
        sent(consultation, member)


def test_where_no_views_are_asked_for_there_is_no_way_to_send_one(client, member):
    consultation = ConsultationPageFactory(views_by=None)
    client.force_login(member)

    assert "views" not in page(client, consultation).partition("<main")[2].lower()
    assert client.get(address(consultation)).status_code == 404


def test_a_draft_takes_no_views(client, member):
    consultation = ConsultationPageFactory(live=False)
    client.force_login(member)

    assert client.post(address(consultation), {"words": WORD}).status_code == 404


# --- From whom -------------------------------------------------------------


def test_each_reader_is_told_how_to_get_in(client, consultation):
    said = {"a visitor": page(client, consultation)}
    for kind, user in {
        "lapsed": lapsed_member().user,
        "a stranger": UserFactory(),
        "in grace": grace_member().user,
    }.items():
        client.force_login(user)
        said[kind] = page(client, consultation)

    assert "Sign in to send your view" in said["a visitor"]
    assert "See how to renew" in said["lapsed"]
    assert "Your account belongs to no member" in said["a stranger"]
    assert "Send your view</button>" in said["in grace"]
    for kind in ("a visitor", "lapsed", "a stranger"):
        assert "Send your view</button>" not in said[kind]


@pytest.mark.parametrize("of", [lapsed_member, None])
def test_only_members_in_good_standing_send(client, consultation, of):
    user = of().user if of else UserFactory()
    client.force_login(user)

    client.post(address(consultation), {"words": WORD})

    assert not MembersView.objects.exists()


# --- The message -----------------------------------------------------------


def test_the_confirmation_holds_no_word_of_the_view(consultation, member):
    sent(consultation, member)
    message = Message.objects.get(kind="cms/views_received")

    assert delivery.deliver(message, at=clock.now())

    posted = mail.outbox[0]
    assert posted.to == [member.email]
    assert "Safe caseloads" in posted.subject
    whole = posted.message().as_string()
    assert address(consultation) in posted.body
    assert WORD not in whole
    assert WORD not in str(message.facts)


def test_a_changed_view_is_confirmed_once(consultation, member):
    sent(consultation, member)
    sent(consultation, member, "Again")

    assert Message.objects.filter(kind="cms/views_received").count() == 1


def test_a_view_that_was_deleted_is_not_confirmed(consultation, member):
    members_views.withdraw(sent(consultation, member))

    delivery.deliver(Message.objects.get(), at=clock.now())

    assert mail.outbox == []


# --- The policy team -------------------------------------------------------


@pytest.fixture
def policy():
    return staff(Role.POLICY, name="Hester Policy")


def test_the_policy_team_reads_and_it_is_written_down(
    client, consultation, member, policy
):
    sent(consultation, member)
    client.force_login(policy)

    listed = client.get("/staff/consultations/").content.decode()
    read = client.get(f"/staff/consultations/{consultation.pk}/views/").content.decode()

    assert "1 view" in listed
    assert WORD not in listed
    assert WORD in read
    assert "Rosalind Member" in read
    assert member.member.number in read
    assert "Read 1 view of members: Hester Policy" in " ".join(read.split())
    assert [line.action for line in history.of(consultation)] == ["cms.views_read"]


def test_the_sheet_runs_nothing_and_taking_it_is_written_down(
    client, consultation, member, policy
):
    sent(consultation, member, "=HYPERLINK('http://elsewhere.example')")
    client.force_login(policy)

    answer = client.post(f"/staff/consultations/{consultation.pk}/views/export/")

    text = b"".join(answer.streaming_content).decode()
    rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))
    assert rows[0] == list(members_views.HEADER)
    assert rows[1][0] == "Rosalind Member"
    assert rows[1][-1].startswith("'=HYPERLINK")
    assert answer["Content-Disposition"].startswith("attachment")
    assert [line.action for line in history.of(consultation)] == ["cms.views_exported"]
    assert all(WORD not in str(line.data) for line in history.of(consultation))


@pytest.mark.parametrize(
    "role", [Role.EDITOR, Role.EVENTS, Role.MEMBERSHIP, Role.FINANCE, Role.TRAINER]
)
def test_no_other_role_reads_a_view(client, consultation, member, role):
    sent(consultation, member)
    client.force_login(staff(role))

    read = client.get(f"/staff/consultations/{consultation.pk}/views/", follow=True)
    taken = client.post(f"/staff/consultations/{consultation.pk}/views/export/")

    assert WORD not in read.content.decode()
    assert taken.status_code in {302, 403}
    assert not history.of(consultation).exists()


def test_the_staff_list_asks_as_much_for_three_as_for_one(
    client, consultation, policy, django_assert_num_queries
):
    sent(consultation, current_member().user)
    client.force_login(policy)
    where = f"/staff/consultations/{consultation.pk}/views/"
    client.get(where)
    with CaptureQueriesContext(connection) as one:
        client.get(where)
    sent(consultation, current_member().user)
    sent(consultation, current_member().user)

    with django_assert_num_queries(len(one)):
        client.get(where)


def test_the_list_of_consultations_asks_as_much_for_three_as_for_one(
    client, policy, django_assert_num_queries
):
    ConsultationResponsePageFactory()
    client.force_login(policy)
    client.get("/staff/consultations/")
    with CaptureQueriesContext(connection) as one:
        client.get("/staff/consultations/")
    ConsultationResponsePageFactory()
    ConsultationResponsePageFactory(live=False)

    with django_assert_num_queries(len(one)):
        client.get("/staff/consultations/")


# --- Nowhere else ----------------------------------------------------------


def test_the_word_is_in_its_table_alone(consultation, member):
    sent(consultation, member)

    with connection.cursor() as cursor:
        found = {
            table
            for table in connection.introspection.table_names()
            if _holds(cursor, table)
        }

    assert found == {"cms_membersview"}


def _holds(cursor, table):
    cursor.execute(
        f'SELECT count(*) FROM "{table}" AS one WHERE one::text LIKE %s',  # noqa: S608 - a name of our own
        [f"%{WORD}%"],
    )
    return cursor.fetchone()[0]


def test_no_page_or_search_or_feed_shows_the_word_to_others(consultation, member):
    sent(consultation, member)
    others = [Client(), Client(), Client()]
    others[1].force_login(current_member().user)
    others[2].force_login(staff(Role.EDITOR))

    for browser in others:
        for path in (
            "/",
            "/consultations/",
            consultation.url,
            f"/search/?q={WORD}",
            f"/staff/pages/{consultation.pk}/edit/",
            f"/staff/pages/{consultation.pk}/history/",
            f"/staff/pages/{consultation.pk}/usage/",
            f"/staff/pages/{consultation.pk}/delete/",
            "/staff/reports/site-history/",
            "/staff/consultations/",
        ):
            answer = browser.get(path, follow=True)
            text = answer.content.decode().replace(f"q={WORD}", "")
            assert f"{WORD}<" not in text, path
            assert f"View {MembersView.objects.get().pk}" not in text, path


def test_views_are_in_no_index():
    assert MembersView not in index.get_indexed_models()
    assert not ReferenceIndex.model_is_indexable(MembersView)


def test_a_view_goes_with_its_account(consultation, member):
    view = sent(consultation, member)
    Member.objects.filter(user=member).update(user=None)

    member.delete()

    assert not MembersView.objects.filter(pk=view.pk).exists()


def test_x1_x6_a_view_is_text_wherever_it_is_shown(client, consultation, policy):
    payload = '"><script>alert(1)</script>{{7*7}}'
    user = current_member().user
    members_views.send(
        consultation, by=user, words=payload, role=payload, at=clock.now()
    )

    for reader, path in (
        (user, consultation.url),
        (user, address(consultation)),
        (user, address(consultation, "view-withdraw")),
        (policy, f"/staff/consultations/{consultation.pk}/views/"),
    ):
        client.force_login(reader)
        shown = client.get(path).content.decode()
        assert "<script>alert(1)" not in shown
        assert "{{7*7}}" in shown
