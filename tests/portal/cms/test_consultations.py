"""Consultations: where one stands follows from its dates, on every view."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from events.booking import invitations
from events.booking.invitations import Guest
from events.models import EventStatus, Format, Topic, WayIn
from portal.accounts.roles import Role
from portal.cms.models import (
    ConsultationIndexPage,
    ConsultationPage,
    ConsultationStatus,
)
from portal.core import clock
from tests.factories.accounts import UserFactory, staff
from tests.factories.cms import (
    ConsultationPageFactory,
    ConsultationResponsePageFactory,
)
from tests.factories.events import EventFactory

pytestmark = pytest.mark.django_db

PAYLOAD = '"><script>alert(1)</script>'
# The last Sunday of March and of October, when the clocks go forward and back.
FORWARD, BACK = date(2027, 3, 28), date(2027, 10, 31)
OPEN, UPCOMING, AWAITING, OUTCOME = ConsultationStatus


def dated(**fields):
    dates = {"opens_on": date(2027, 3, 1), "closes_on": FORWARD, "views_by": None}
    return ConsultationPageFactory(**{**dates, **fields})


# --- Status ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "status", "words"),
    [
        # The clocks go forward in the night to the 28th: its end is 23:00 UTC.
        (datetime(2027, 2, 28, 23, 59, tzinfo=UTC), UPCOMING, "Upcoming"),
        (datetime(2027, 3, 1, 0, 0, tzinfo=UTC), OPEN, "Open, 27 days left"),
        (datetime(2027, 3, 27, 23, 59, tzinfo=UTC), OPEN, "Open, 1 day left"),
        (datetime(2027, 3, 28, 0, 0, tzinfo=UTC), OPEN, "Open, closes today"),
        (datetime(2027, 3, 28, 22, 59, tzinfo=UTC), OPEN, "Open, closes today"),
        (
            datetime(2027, 3, 28, 23, 0, tzinfo=UTC),
            AWAITING,
            "Closed, awaiting the outcome",
        ),
        (
            datetime(2027, 6, 1, 22, 59, tzinfo=UTC),
            AWAITING,
            "Closed, awaiting the outcome",
        ),
        (datetime(2027, 6, 1, 23, 0, tzinfo=UTC), OUTCOME, "Outcome published"),
    ],
)
def test_the_status_follows_the_dates_when_the_clocks_go_forward(
    client, time_machine, moment, status, words
):
    consultation = dated(outcome_on=date(2027, 6, 2))
    time_machine.move_to(moment, tick=False)

    assert consultation.status == status
    assert words in client.get(consultation.url).content.decode()
    assert words in client.get("/consultations/").content.decode()


@pytest.mark.parametrize(
    ("moment", "status"),
    [
        # The clocks go back in the night to the 31st: it begins at 23:00 UTC.
        (datetime(2027, 10, 30, 22, 59, tzinfo=UTC), OPEN),
        (datetime(2027, 10, 30, 23, 0, tzinfo=UTC), OPEN),
        (datetime(2027, 10, 31, 23, 59, tzinfo=UTC), OPEN),
        (datetime(2027, 11, 1, 0, 0, tzinfo=UTC), AWAITING),
    ],
)
def test_it_is_open_to_the_end_of_the_day_on_which_the_clocks_go_back(
    time_machine, moment, status
):
    consultation = dated(closes_on=BACK)
    time_machine.move_to(moment, tick=False)

    assert consultation.status == status


def test_a_consultation_that_opens_as_the_clocks_go_forward(time_machine):
    consultation = dated(opens_on=FORWARD, closes_on=FORWARD + timedelta(days=9))

    time_machine.move_to(datetime(2027, 3, 27, 23, 59, tzinfo=UTC), tick=False)
    assert consultation.status == UPCOMING
    time_machine.move_to(datetime(2027, 3, 28, 0, 0, tzinfo=UTC), tick=False)
    assert consultation.status == OPEN


def test_no_status_is_stored():
    names = {field.name for field in ConsultationPage._meta.get_fields()}

    assert "status" not in names


def test_the_database_asks_what_the_page_says():
    """A filter and the page never disagree, whatever the day."""
    rows = [
        dated(),
        dated(outcome_on=date(2027, 5, 1)),
        dated(opens_on=date(2027, 4, 1), closes_on=date(2027, 4, 1)),
    ]
    every_day = [date(2027, 2, 20) + timedelta(days=n) for n in range(80)]

    for day in every_day:
        for status in ConsultationStatus:
            found = set(ConsultationPage.objects.standing(status, day))
            assert found == {row for row in rows if row.status_on(day) == status}


# --- The list --------------------------------------------------------------


def test_the_list_has_what_is_open_first(client):
    today = clock.today()
    days = timedelta(days=1)
    later = ConsultationPageFactory(title="Later")
    soon = ConsultationPageFactory(title="Soon", closes_on=today, views_by=None)
    coming = ConsultationPageFactory(
        title="Coming", opens_on=today + days, views_by=None
    )
    past = {"opens_on": today - 90 * days, "views_by": None}
    closed = ConsultationPageFactory(title="Closed", closes_on=today - 9 * days, **past)
    decided = ConsultationPageFactory(
        title="Decided", closes_on=today - 20 * days, outcome_on=today, **past
    )

    response = client.get("/consultations/")

    assert list(response.context["consultations"]) == [
        soon,
        later,
        coming,
        closed,
        decided,
    ]


def test_the_list_is_narrowed_by_status_topic_and_year(client):
    workforce = Topic.objects.create(slug="workforce", name="Workforce")
    opened = ConsultationPageFactory()
    opened.topics.add(workforce)
    opened.save()
    past = dated(
        opens_on=date(2023, 1, 1),
        closes_on=date(2023, 2, 1),
        outcome_on=date(2023, 9, 1),
    )

    def found(**asked):
        response = client.get("/consultations/", asked)
        return list(response.context["consultations"])

    assert found(status="open") == [opened]
    assert found(status="outcome") == [past]
    assert found(topic="workforce") == [opened]
    assert found(year="2023") == [past]
    assert found(status="nonsense", year="9999", topic="<x>") == [opened, past]


def test_the_list_asks_as_much_for_three_as_for_one(client, django_assert_num_queries):
    ConsultationPageFactory()
    client.get("/consultations/")
    with CaptureQueriesContext(connection) as one:
        client.get("/consultations/")
    ConsultationPageFactory()
    dated(outcome_on=FORWARD)

    with django_assert_num_queries(len(one)):
        client.get("/consultations/")


def test_every_portal_has_an_empty_list_from_its_first_day(client):
    assert "Nothing yet" in client.get("/consultations/").content.decode()


# --- The page --------------------------------------------------------------


def test_what_was_expected_and_what_came_stand_apart(client):
    consultation = dated(
        opens_on=date(2023, 6, 21),
        closes_on=date(2023, 9, 6),
        outcome_expected="autumn 2023",
        outcome_on=date(2023, 12, 15),
        outcome_url="https://outcome.example/",
        questions_number=35,
        scotland=False,
        wales=False,
        northern_ireland=False,
    )

    page = client.get(consultation.url).content.decode()

    for words in (
        "<dt>Outcome expected</dt><dd>autumn 2023</dd>",
        "Friday 15 December 2023",
        'href="https://outcome.example/"',
        "<dd>35</dd>",
        "<dd>England</dd>",
        "Wednesday 6 September 2023",
    ):
        assert words in page


def test_the_page_says_where_a_document_is_and_when_that_was_checked(client):
    document = {
        "title": "The strategy",
        "file": None,
        "address": "https://strategy.example/",
        "publisher": "Department for Education",
        "checked_on": date(2023, 5, 2),
    }
    consultation = ConsultationPageFactory(documents=[("document", document)])

    page = client.get(consultation.url).content.decode()

    assert '<a href="https://strategy.example/">The strategy</a>' in page
    assert "Checked 2 May 2023" in page


def test_the_page_leads_to_our_response(client):
    response = ConsultationResponsePageFactory(title="What we said")

    page = client.get(response.consultation.url).content.decode()

    assert f'href="{response.get_url()}"' in page
    assert "What we said" in page


@pytest.mark.parametrize(
    ("fields", "asks"),
    [
        ({"closes_on": date(2027, 2, 1)}, "closes_on"),
        ({"views_by": FORWARD + timedelta(days=1)}, "views_by"),
        ({"views_by": date(2027, 2, 1)}, "views_by"),
        ({"outcome_on": date(2027, 3, 1)}, "outcome_on"),
        ({"outcome_url": "https://outcome.example/"}, "outcome_on"),
        (
            {"outcome_expected": "spring", "outcome_expected_on": FORWARD},
            "outcome_expected_on",
        ),
        (
            dict.fromkeys(["england", "scotland", "wales", "northern_ireland"], False),
            "england",
        ),
        ({"opens_on": None}, "opens_on"),
        ({"closes_on": None}, "closes_on"),
    ],
)
def test_what_a_consultation_must_say(fields, asks):
    with pytest.raises(ValidationError) as refused:
        dated(**fields)

    assert asks in refused.value.message_dict


def test_a_draft_may_lack_its_dates():
    page = ConsultationPageFactory()
    page.opens_on = None

    page.save_revision(clean=False)

    assert page.get_latest_revision_as_object().opens_on is None


def test_x1_x6_titles_and_bodies_of_consultations_are_text(client):
    consultation = ConsultationPageFactory(
        title=f"{PAYLOAD}{{{{7*7}}}}",
        consulting_body=PAYLOAD,
        summary=PAYLOAD,
        outcome_expected=PAYLOAD,
        documents=[
            (
                "document",
                {
                    "title": PAYLOAD,
                    "file": None,
                    "address": "https://x.example/",
                    "publisher": PAYLOAD,
                    "checked_on": date(2023, 5, 2),
                },
            )
        ],
    )

    for address in (consultation.url, "/consultations/"):
        page = client.get(address).content.decode()
        assert "<script>alert(1)" not in page
        assert "{{7*7}}" in page


# --- In the editor ---------------------------------------------------------


@pytest.fixture
def editor(client):
    user = staff(Role.EDITOR)
    client.force_login(user)
    return user


def form(**fields):
    return nested_form_data(
        {
            "title": "From the editor",
            "slug": "from-the-editor",
            "consulting_body": "Department for Education",
            "summary": "What is asked.",
            "opens_on": "01/03/2027",
            "closes_on": "28/03/2027",
            "views_by": "20/03/2027",
            "questions_number": "",
            "documents": streamfield([]),
            "body": streamfield([]),
            "england": "on",
            "roundtable": "",
            "comments": inline_formset([]),
            **fields,
        }
    )


def create(client, *, publish=True, **fields):
    section = ConsultationIndexPage.objects.get()
    action = {"action-publish": "action-publish"} if publish else {}
    return client.post(
        f"/staff/pages/add/cms/consultationpage/{section.pk}/",
        {**form(**fields), **action},
    )


def test_an_editor_publishes_a_consultation_with_its_roundtable(
    client, editor, roundtable
):
    offered = client.get(
        "/staff/pages/add/cms/consultationpage/"
        f"{ConsultationIndexPage.objects.get().pk}/"
    ).content.decode()
    assert roundtable.title in offered

    create(client, roundtable=str(roundtable.pk))

    page = ConsultationPage.objects.get()
    assert (page.live, page.roundtable) == (True, roundtable)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"opens_on": "", "closes_on": ""}, "This field is required"),
        ({"closes_on": "28/02/2027"}, "It cannot close before it opens."),
        (
            {"views_by": "29/03/2027"},
            "have to reach us before the consultation closes.",
        ),
    ],
)
def test_an_editor_is_told_what_is_wrong_with_the_dates(client, editor, fields, words):
    answer = create(client, **fields)

    assert words in answer.content.decode()
    assert not ConsultationPage.objects.exists()


def test_an_editor_keeps_a_draft_whose_dates_are_wrong(client, editor):
    create(client, publish=False, closes_on="28/02/2027")

    assert not ConsultationPage.objects.get().live


# --- The private roundtable ------------------------------------------------


@pytest.fixture
def roundtable():
    return EventFactory(
        title="Talking it over in private",
        format=Format.ROUNDTABLE,
        way_in=WayIn.INVITATION,
    )


def test_only_those_invited_see_the_private_roundtable(client, roundtable):
    consultation = ConsultationPageFactory(roundtable=roundtable)
    guest, other = UserFactory(), UserFactory()
    invitations.invite(
        roundtable, [Guest(guest.email)], by=staff(Role.EVENTS), at=clock.now()
    )

    def shown():
        page = client.get(consultation.url).content.decode()
        return roundtable.title in page or roundtable.slug in page

    assert not shown()
    client.force_login(other)
    assert not shown()
    client.force_login(guest)
    assert shown()
    assert roundtable.title not in client.get("/consultations/").content.decode()
    assert roundtable.title not in client.get("/events/").content.decode()


def test_a_draft_of_a_roundtable_is_shown_to_nobody(client, roundtable):
    consultation = ConsultationPageFactory(roundtable=roundtable)
    roundtable.status = EventStatus.DRAFT
    roundtable.save()
    client.force_login(staff(Role.EVENTS))

    assert roundtable.title not in client.get(consultation.url).content.decode()


def test_structured_data_says_nothing_of_the_roundtable(roundtable):
    consultation = ConsultationPageFactory(roundtable=roundtable)

    assert roundtable.title not in str(consultation.structured_data())
