"""The demonstration's content: made in one go, and every page of it answers."""

from collections import Counter
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from cpd import records, requirements
from events.catalogue import queries
from events.models import (
    Booking,
    BookingStatus,
    Event,
    EventSession,
    EventStatus,
    WaitingListEntry,
)
from events.models import WayIn as In
from membership import standing
from portal.accounts.models import User
from portal.accounts.roles import Role, roles_of
from portal.cms import lineage
from portal.cms.models import (
    ConsultationPage,
    ConsultationResponsePage,
    ConsultationStatus,
    CoursePage,
    GuidancePage,
    HomePage,
    JointStatementPage,
    NewsPage,
    PositionPage,
)
from portal.core import clock, history
from portal.demo.accounts import ACCOUNTS, NEWCOMER, PASSWORD
from portal.demo.content.coming import SOON
from portal.demo.models import MailboxMessage
from portal.demo.tasks import keep_a_door_open
from portal.notifications.models import Message, Outcome


@pytest.fixture(scope="module", autouse=True)
def _on_show(demonstration, django_db_blocker, tmp_path_factory):
    """There for all tests here, and taken back at the end."""
    private = tmp_path_factory.mktemp("private")
    with django_db_blocker.unblock(), demonstration.on_show(private):
        yield


def account(name):
    return User.objects.get(email=f"{name}@demo.example")


def signed_in(name):
    client = Client()
    client.force_login(account(name))
    return client


def booked(name):
    return Event.objects.filter(
        tickets__user=account(name), bookings__status=BookingStatus.CONFIRMED
    ).distinct()


def test_a_second_time_changes_nothing():
    before = Counter(Message.objects.values_list("kind", flat=True))
    said = StringIO()

    call_command("seed_demo", stdout=said)

    assert "there already" in said.getvalue()
    assert Counter(Message.objects.values_list("kind", flat=True)) == before


def test_everybody_who_is_named_can_sign_in():
    for address in ACCOUNTS:
        user = User.objects.get(email=address)
        assert user.check_password(PASSWORD)
        assert user.emailaddress_set.get().verified
        validate_password(PASSWORD, user)


@pytest.mark.parametrize(
    ("name", "roles"),
    [
        ("member", set()),
        ("trainer", {Role.TRAINER}),
        ("editor", {Role.EDITOR, Role.POLICY}),
        ("events", {Role.EVENTS}),
        ("secretary", {Role.MEMBERSHIP}),
        ("finance", {Role.FINANCE}),
        ("admin", {Role.ADMINISTRATOR}),
    ],
)
def test_roles_are_held_by_groups(name, roles):
    assert roles_of(account(name)) == roles


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("member", standing.State.CURRENT),
        ("student", standing.State.CURRENT),
        ("lapsed", standing.State.LAPSED),
        ("midwife", standing.State.NONE),
    ],
)
def test_everybody_stands_as_it_says(name, state):
    assert standing.standing_of_user(account(name), on=clock.today()).state == state


def test_there_are_members_in_every_standing():
    states = Counter(
        standing.standing_of_user(user, on=clock.today()).state
        for user in User.objects.exclude(email__in=ACCOUNTS)
    )

    assert states[standing.State.CURRENT] >= 40
    assert states[standing.State.GRACE] >= 3
    assert states[standing.State.LAPSED] >= 6


def test_somebody_can_book_by_number_without_an_account():
    assert not User.objects.filter(email=NEWCOMER).exists()
    assert Client().get("/demo/").context["newcomer"].number


def test_the_member_has_something_behind_and_something_ahead():
    at = clock.now()

    assert booked("member").past(at).count() >= 2
    assert booked("member").upcoming(at).count() >= 3
    offer = Booking.objects.get(booker=account("member"), status=BookingStatus.HELD)
    assert offer.is_offer(at)
    entry = WaitingListEntry.objects.waiting().get(user=account("member"))
    assert list(entry.event.waiting_list.waiting()).index(entry) == 2


def test_events_are_there_in_every_state():
    at = clock.now()
    coming = queries.with_places(Event.objects.upcoming(at), at=at)
    by_state = {
        "full": [event for event in coming if queries.places_left(event) == 0],
        "few": [event for event in coming if 0 < (queries.places_left(event) or 0) < 5],
        "waited for": [event for event in coming if event.waiting],
        "by invitation": [event for event in coming if event.way_in == In.INVITATION],
        "open": [event for event in coming if event.way_in == In.OPEN_LINK],
        "elsewhere": [event for event in coming if event.host],
        "cancelled": [event for event in coming if event.is_cancelled],
        "draft": [event for event in coming if event.is_draft],
        "in a room": [event for event in coming if event.mode == "room"],
        "both": [event for event in coming if event.mode == "both"],
        "paid": [
            event
            for event in coming
            if event.ticket_types.filter(price_pence__gt=0).exists()
        ],
        "not open yet": [
            event
            for event in coming
            if event.booking_opens_at and event.booking_opens_at > at
        ],
        "at the door": [
            event for event in coming if event.join_opens_at <= at < event.starts_at
        ],
    }

    assert [state for state, events in by_state.items() if not events] == []
    assert Event.objects.past(at).count() >= 10
    assert len(coming) >= 10


def test_no_event_has_more_people_than_places():
    at = clock.now()

    assert not [
        event
        for event in queries.with_places(Event.objects.all(), at=at)
        if event.capacity is not None and event.taken > event.capacity
    ]


def test_what_has_been_kept_its_own_date():
    special = Event.objects.get(slug="insights-special-learning-from-safeguarding-"
                                "reviews-2022")  # fmt: skip

    assert special.starts_at.isoformat() == "2022-11-09T10:00:00+00:00"
    made = history.of(special).last()
    assert made.timestamp.year == 2022
    assert made.user == account("events")


def test_every_message_went_into_the_mailbox_at_its_time():
    sent = Message.objects.filter(outcome=Outcome.SENT)

    assert not Message.objects.exclude(trouble="").exists()
    assert sent.count() == MailboxMessage.objects.count()
    assert MailboxMessage.objects.count() > 100
    for message in sent[:20]:
        assert message.sent_at == message.due_at


def test_a_published_page_has_its_own_date():
    page = NewsPage.objects.get(slug="the-updated-safeguarding-guidance")

    assert clock.uk_day(page.first_published_at) == page.published_on
    assert NewsPage.objects.live().count() >= 12
    assert PositionPage.objects.live().count() >= 3


def test_nothing_invented_could_reach_anybody():
    addresses = {
        *User.objects.values_list("email", flat=True),
        *MailboxMessage.objects.values_list("to", flat=True),
    }

    assert not [one for one in addresses if not one.endswith(".example")]


PUBLIC = ("/", "/events/", "/events/?when=past", "/news/", "/positions/", "/demo/",
          "/demo/mailbox/", "/accounts/login/", "/accounts/signup/")  # fmt: skip
OWN = ("/my/", "/my/bookings/", "/my/membership/", "/my/account/", "/my/calendar/")


def every_public_address():
    pages = [page.url for page in Page.objects.live().filter(depth__gt=1)]
    events = [event.get_absolute_url() for event in Event.objects.public()]
    return [*PUBLIC, *pages, *events]


@pytest.mark.parametrize(
    "name", ["", "member", "student", "lapsed", "midwife", "admin"]
)
def test_every_page_answers(name):
    client = signed_in(name) if name else Client()
    addresses = every_public_address()
    if name:
        addresses = [
            *[one for one in addresses if not one.startswith("/accounts/")],
            *OWN,
            *[one.get_absolute_url() for one in account(name).bookings.all()],
        ]

    answers = {address: client.get(address).status_code for address in addresses}

    assert {address: code for address, code in answers.items() if code != 200} == {}


def test_every_kind_of_mail_can_be_looked_at():
    client = Client()
    some = {mail.subject[:12]: mail for mail in MailboxMessage.objects.all()}

    for mail in some.values():
        assert client.get(f"/demo/mailbox/{mail.pk}/").status_code == 200
        assert client.get(f"/demo/mailbox/{mail.pk}/page/").status_code == 200


@pytest.mark.parametrize("name", ["editor", "events", "secretary", "finance", "admin"])
def test_staff_see_their_first_screen(name, settings):
    settings.SECOND_FACTOR_OBLIGED = False

    assert signed_in(name).get("/staff/").status_code == 200


def test_the_front_page_leads_to_an_event_still_to_come():
    answer = Client().get("/")

    assert answer.context["lead"] == HomePage.objects.get().lead
    assert answer.context["lead_event"].status == EventStatus.PUBLISHED
    assert answer.context["held"]


# --- The day itself and after ----------------------------------------------


def test_the_door_of_one_event_is_open_now():
    at = clock.now()

    open_now = [
        event
        for event in Event.objects.filter(status=EventStatus.PUBLISHED)
        if event.join_opens_at <= at < event.ends_at
        and event.joining_links.filter(retired_at=None).exists()
    ]

    assert len(open_now) == 1


def test_a_door_opens_again_once_the_last_one_is_over():
    (old,) = Event.objects.filter(title=SOON.title)
    keep_a_door_open()
    assert Event.objects.filter(title=SOON.title).count() == 1

    with transaction.atomic():
        over = old.ends_at - clock.now() + timedelta(days=1)
        sitting = old.event_sessions.get()
        sitting.starts_at -= over
        sitting.ends_at -= over
        sitting.save()
        Event.objects.filter(pk=old.pk).update(
            starts_at=sitting.starts_at, ends_at=sitting.ends_at
        )
        keep_a_door_open()
        keep_a_door_open()

        (new,) = Event.objects.filter(title=SOON.title).exclude(pk=old.pk)
        assert new.join_opens_at <= clock.now() < new.starts_at
        assert new.joining_links.filter(retired_at=None).exists()
        assert new in booked("member")
        transaction.set_rollback(True)


def test_one_register_is_left_to_close_and_holds_who_joined(settings):
    settings.SECOND_FACTOR_OBLIGED = False
    sittings = EventSession.objects.filter(
        event__host="", ends_at__lt=clock.now(), register_closed_at=None
    )

    (sitting,) = sittings
    assert account("trainer") in sitting.event.trainers.all()
    assert sitting.attendances.proposed().count() >= 3
    page = signed_in("trainer").get(
        reverse("events:register", args=[sitting.event.reference, sitting.number])
    )
    assert "joined online" in page.content.decode()


def test_the_shelf_holds_every_kind_of_recording():
    page = signed_in("member").get(reverse("events:library"))

    shown = page.context["entries"]
    assert len(shown) == 4
    assert all(entry.answer.allowed for entry in shown)
    assert {bool(entry.recording.file) for entry in shown} == {True, False}
    assert any(entry.minutes_watched for entry in shown)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("member", "To keep"),
        ("lapsed", "Your membership ended on"),
        ("midwife", "See how to join"),
    ],
)
def test_a_recording_answers_each_account_in_its_way(name, words):
    event = Event.objects.get(
        bundle__isnull=False,
        starts_at__year=2022,
        series__isnull=False,
        is_special=True,
    )

    page = signed_in(name).get(reverse("events:recording", args=[event.slug]))

    assert words in page.content.decode()


def test_what_was_said_is_found_with_its_place():
    page = signed_in("member").get(reverse("events:library"), {"q": "baby slept"})

    (entry,) = page.context["entries"]
    assert "17:35" in [hit.clock for hit in entry.hits]


def test_one_bundle_is_left_to_finish(settings):
    settings.SECOND_FACTOR_OBLIGED = False
    begun = Event.objects.filter(handouts__isnull=False, bundle__isnull=True)

    (event,) = begun.distinct()
    page = signed_in("events").get(
        reverse("staff_events:after", args=[event.reference])
    )
    assert "A recording, slides or notes" in page.content.decode()


def test_the_member_is_half_way_through_a_cycle():
    cycle = account("member").revalidation_cycles.get()

    record = records.record_of(cycle)

    today = clock.uk_day(clock.now())
    assert cycle.starts_on < today < cycle.ends_on
    progress = requirements.assess(record, cycle.ruleset.requirements.all())
    assert all(0 < line.have < line.needed for line in progress), progress
    assert record.accounts_in_draft == 1
    assert account("member").cpd_entries.filter(evidence__isnull=False).exists()
    assert account("member").event_notes.exists()


def test_who_came_has_it_proposed_for_the_record():
    assert account("member").cpd_entries.filter(source="attended").exists()


def test_guidance_stands_in_its_chain():
    today = clock.today()
    records = {page.slug: page for page in GuidancePage.objects.live()}

    assert len(records) == 8
    assert {
        slug: lineage.current_of(page, today).slug for slug, page in records.items()
    } == {
        **dict.fromkeys(records, "safeguarding-2023"),
        **dict.fromkeys(["fgm-2014", "fgm-multi-agency"], "fgm-multi-agency"),
    }
    assert {one.page.slug for one in lineage.still_citing(today)} == {
        "the-2013-edition-in-twelve-pages",
        "sharing-information-without-fear",
        "we-responded-to-the-guidance-consultation",
    }


def test_the_joint_statement_has_its_signatories():
    statement = JointStatementPage.objects.get()

    assert len(statement.signatories) >= 12
    assert statement.lead_body in statement.signatories


def test_each_course_has_a_run_to_come_and_leads_to_the_other_kind():
    at = clock.now()
    pages = list(CoursePage.objects.live().select_related("course__other_kind"))
    runs = queries.runs_of([page.course_id for page in pages], at=at)

    assert sorted(page.course.cascade_allowed for page in pages) == [False, True]
    assert all(runs.values())
    for page in pages:
        other = page.course.other_kind
        assert other.cascade_allowed != page.course.cascade_allowed


def test_consultations_stand_in_all_four_ways():
    stands = {page.status for page in ConsultationPage.objects.live()}

    assert stands == set(ConsultationStatus)


def test_two_consultations_are_answered_in_full():
    answers = ConsultationResponsePage.objects.live()
    said = {page.consultation.slug: page.read() for page in answers}

    assert set(said) == {"childrens-social-care-strategy", "safeguarding-guidance-2023"}
    for document in said.values():
        assert len(document.notes) >= 12
        assert {one.kind for one in document.questions} >= {"scale", "ranking", "words"}
    strategy = said["childrens-social-care-strategy"]
    assert {one.number: one.chosen for one in strategy.questions if one.chosen} == {
        "1.1": "Neutral",
        "2.1": "Fully supportive",
        "4.1": "Somewhat supportive",
        "5.1": "Neither agree nor disagree",
        "7.2": "Strongly disagree",
    }
    clash = next(one for one in strategy.questions if one.number == "7.2")
    assert clash.differs
    features = next(one for one in strategy.questions if one.kind == "ranking")
    assert features.ranked == (
        "Designed with children and families",
        "One key worker throughout",
        "The right knowledge and skills",
    )


def test_a_member_can_send_a_view_now_and_some_have():
    page = ConsultationPage.objects.get(slug="safe-caseloads")

    assert page.takes_views_on(clock.today())
    assert page.members_views.count() == 7
    assert "Send your view" in signed_in("member").get(page.url).content.decode()


def test_the_news_of_our_answers_leads_to_them():
    news = NewsPage.objects.get(slug="we-responded-to-the-guidance-consultation")
    answer = ConsultationResponsePage.objects.get(submitted_on__month=9)

    assert f'href="{answer.get_url()}"' in Client().get(news.url).content.decode()
