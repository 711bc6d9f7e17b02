"""The pages of the record: what they show, in how many queries."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cpd import queries
from cpd.models import CpdEntry, EntryStatus, Feedback, RevalidationCycle
from events.models import Attendance, Mark
from tests.cpd.conftest import AT
from tests.factories.cpd import (
    AccountFactory,
    EntryFactory,
    EvidenceFactory,
    FeedbackFactory,
    cycle,
)
from tests.factories.events import EventFactory, place

pytestmark = pytest.mark.django_db


def words(answer):
    return answer.content.decode()


# --- Home ------------------------------------------------------------------


def test_an_empty_record_says_what_would_be_there(own):
    page = words(own.get(reverse("cpd:home")))

    assert "Nothing in your record yet" in page
    assert reverse("cpd:cycle-edit") in page


def test_home_shows_gauges_proposals_drafts_and_dates(own, owner):
    cycle(owner, renewal_on=date(2027, 6, 30))
    EntryFactory(owner=owner, minutes=90, participatory_minutes=60)
    EntryFactory(owner=owner, title="Live talk", status=EntryStatus.PROPOSED)
    AccountFactory(owner=owner, title="Safe sleep", learnt="x")
    place(EventFactory(), owner)

    page = words(own.get(reverse("cpd:home")))

    for said in (
        "1½ <small>of 35</small>",
        "33½ hours to go",
        "19 hours to go; 1 live event is booked",
        "Live talk: was it participatory?",
        "Reflective account: Safe sleep",
        "One of four prompts answered.",
        "Saturday 1 May 2027",
        "Wednesday 30 June 2027",
        "nobody at The Institute sees them",
        "450 practice hours",
        "The same figures as a table",
    ):
        assert said in page, said


@pytest.mark.parametrize(
    ("regulator", "asked"),
    [
        ("hcpc", ["Types of learning", "Activities whose benefit is written down"]),
        ("swe", ["Pieces of CPD", "With peer reflection"]),
    ],
)
def test_the_other_regulators_work_the_same(own, owner, regulator, asked):
    cycle(owner, regulator=regulator)
    EntryFactory(owner=owner, peer_learning="Much", benefit="Much")

    page = words(own.get(reverse("cpd:home")))

    for label in asked:
        assert label in page


def test_a_cycle_that_has_ended_leads_to_the_next(own, owner):
    cycle(owner, renewal_on=date(2026, 6, 30))

    assert "Begin the next cycle" in words(own.get(reverse("cpd:home")))


def test_the_front_page_of_my_page_gets_the_same(owner, django_assert_max_num_queries):
    cycle(owner)
    EntryFactory.create_batch(8, owner=owner, status=EntryStatus.PROPOSED)

    with django_assert_max_num_queries(9):
        overview = queries.overview(owner, at=AT)

    assert (len(overview.proposals), overview.proposals_in_all) == (5, 8)
    assert overview.is_waiting
    assert [gauge.title for gauge in overview.gauges][:2] == [
        "Hours of CPD",
        "Participatory hours",
    ]


# --- Cycle -----------------------------------------------------------------


def test_setting_up_and_changing_the_cycle(own, owner):
    address = reverse("cpd:cycle-edit")

    own.post(address, {"regulator": "nmc", "renewal_on": "2027-06-30"})
    assert RevalidationCycle.objects.get().ends_on == date(2027, 6, 30)

    own.post(address, {"regulator": "swe", "renewal_on": ""})
    changed = RevalidationCycle.objects.get()
    assert (changed.ruleset.regulator, changed.ends_on) == ("swe", date(2026, 11, 30))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Choose your regulator"),
        ({"regulator": "gmc"}, "Select a valid choice"),
        ({"regulator": "nmc"}, "Enter the day on which your renewal is due"),
        ({"regulator": "nmc", "renewal_on": "soon"}, "Enter a day, such as"),
        ({"regulator": "nmc", "renewal_on": "2015-01-01"}, "We hold no rules"),
    ],
)
def test_a_cycle_that_cannot_be_is_refused_in_words(own, typed, said):
    answer = own.post(reverse("cpd:cycle-edit"), {"token": "x", **typed})

    assert said in words(answer)
    assert RevalidationCycle.objects.count() == 0


def test_the_next_cycle_begins_beside_the_one_that_ended(own, owner):
    ended = cycle(owner, renewal_on=date(2026, 6, 30))
    page = words(own.get(reverse("cpd:cycle-edit")))
    assert 'value="2029-06-30"' in page

    own.post(
        reverse("cpd:cycle-edit"), {"regulator": "nmc", "renewal_on": "2029-06-30"}
    )

    assert RevalidationCycle.objects.count() == 2
    earlier = own.get(reverse("cpd:cycle-detail", args=[ended.ends_on]))
    assert "1 July 2023 to 30 June 2026" in words(earlier)
    assert own.get("/my/cpd/cycles/2026-02-31/").status_code == 404


# --- Entries ---------------------------------------------------------------

TYPED = {
    "title": "Journal club",
    "starts_on": "2026-11-20",
    "ends_on": "",
    "minutes": "1:30",
    "participatory_minutes": "1",
    "method": "other",
    "learning_type": "work",
    "code_themes": ["preserve"],
    "learnt": "Much",
}


def test_an_entry_is_added_changed_set_aside_counted_again_and_deleted(own, owner):
    own.post(reverse("cpd:entry-add"), TYPED)
    entry = CpdEntry.objects.get()
    assert (entry.minutes, entry.participatory_minutes) == (90, 60)
    assert (entry.ends_on, entry.code_themes) == (date(2026, 11, 20), ["preserve"])

    def step(name, **typed):
        answer = own.post(reverse(f"cpd:{name}", args=[entry.reference]), typed)
        assert answer.status_code == 302
        return CpdEntry.objects.filter(pk=entry.pk).first()

    assert step("entry-change", **TYPED | {"title": "Other"}).title == "Other"
    assert step("entry-set-aside").status == EntryStatus.SET_ASIDE
    assert step("entry-count-again").status == EntryStatus.COUNTED
    assert step("entry-delete") is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": ""}, "Enter what it was"),
        ({"starts_on": ""}, "Enter the day it began"),
        ({"starts_on": "yesterday"}, "Enter a day, such as"),
        ({"minutes": ""}, "Enter how long it took"),
        ({"minutes": "long"}, "Enter hours and minutes, such as 1:30"),
        ({"participatory_minutes": "2:00"}, "This is part of the whole"),
        ({"starts_on": "2026-11-30"}, "still to come"),
        ({"starts_on": "2020-11-20", "ends_on": "2026-11-20"}, "a year at most"),
        ({"code_themes": ["made up"]}, "Select a valid choice"),
        ({"title": "x" * 201}, "at most 200"),
        ({"learnt": "x" * 20_001}, "at most 20000"),
        ({"learnt": "a\x00b"}, "Null characters"),
    ],
)
def test_an_entry_that_cannot_be_is_refused_and_nothing_typed_is_lost(
    own, changes, said
):
    """X3."""
    answer = own.post(reverse("cpd:entry-add"), TYPED | {"applied": "Kept"} | changes)

    page = words(answer)
    assert said in page
    assert "Kept" in page
    assert CpdEntry.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ({"how": "all"}, 60),
        ({"how": "none"}, 0),
        ({"how": "part", "part": "0:20"}, 20),
    ],
)
def test_the_owner_decides_what_was_participatory(own, owner, typed, minutes):
    entry = EntryFactory(owner=owner, status=EntryStatus.PROPOSED)
    page = words(own.get(reverse("cpd:entry-detail", args=[entry.reference])))
    assert "Was it participatory?" in page

    own.post(reverse("cpd:entry-decide", args=[entry.reference]), typed)

    entry.refresh_from_db()
    assert (entry.status, entry.participatory_minutes) == ("counted", minutes)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Choose how much of it was participatory"),
        ({"how": "part"}, "Enter up to 1 hour"),
        ({"how": "part", "part": "2:00"}, "Enter up to 1 hour"),
        ({"how": "part", "part": "some"}, "Enter hours and minutes"),
    ],
)
def test_an_unclear_decision_decides_nothing(own, owner, typed, said):
    entry = EntryFactory(owner=owner, status=EntryStatus.PROPOSED)

    answer = own.post(reverse("cpd:entry-decide", args=[entry.reference]), typed)

    entry.refresh_from_db()
    assert said in words(answer)
    assert entry.status == EntryStatus.PROPOSED


def test_a_proposal_whose_mark_was_taken_back_says_so(own, owner):
    event = EventFactory(starts_at=AT - timedelta(days=1))
    attendance = Attendance.objects.create(
        event_session=event.event_sessions.get(),
        ticket=place(event, owner),
        mark=Mark.ABSENT,
        marked_at=AT,
    )
    entry = EntryFactory(owner=owner, attendance=attendance)

    page = words(own.get(reverse("cpd:entry-detail", args=[entry.reference])))

    assert "The register was put right" in page


def test_the_list_is_narrowed_and_turned_page_by_page(own, owner):
    cycle(owner)
    EntryFactory.create_batch(21, owner=owner)
    EntryFactory(owner=owner, title="Waits", status=EntryStatus.PROPOSED)
    EntryFactory(owner=owner, title="Old", starts_on=date(2010, 1, 1))
    address = reverse("cpd:entry-list")

    def shown(**query):
        return own.get(address, query).context["page"]

    assert shown().paginator.count == 23
    assert [e.title for e in shown(status="proposed")] == ["Waits"]
    assert shown(cycle=RevalidationCycle.objects.get().ends_on).paginator.count == 22
    assert shown(source="watched").paginator.count == 0
    assert shown(status="nonsense").paginator.count == 23
    assert len(shown(page="2")) == 3
    assert shown(page="x").number == 1
    assert "Nothing like that" in words(own.get(address, {"source": "watched"}))


@pytest.mark.parametrize(
    ("name", "most"),
    [("entry-list", 6), ("account-list", 8), ("feedback-list", 5), ("home", 16)],
)
def test_lists_ask_as_many_questions_for_one_row_as_for_three(own, owner, name, most):
    cycle(owner)
    own.get(reverse("cpd:downloads"))
    asked = []
    for rows in (1, 2):
        for entry in EntryFactory.create_batch(rows, owner=owner):
            EvidenceFactory(entry=entry)
        EntryFactory.create_batch(rows, owner=owner, status=EntryStatus.PROPOSED)
        AccountFactory.create_batch(rows, owner=owner)
        FeedbackFactory.create_batch(rows, owner=owner)
        with CaptureQueriesContext(connection) as queries_made:
            own.get(reverse(f"cpd:{name}"))
        asked.append(len(queries_made))

    assert asked[0] == asked[1] <= most


# --- Feedback --------------------------------------------------------------


def test_feedback_is_added_changed_and_deleted(own, owner):
    typed = {
        "received_on": "20/11/2026",
        "came_from": "colleagues",
        "kind": "spoken",
        "content": "Mrs Jones said that it helped.",
    }
    own.post(reverse("cpd:feedback-add"), typed)
    piece = Feedback.objects.get()
    assert (piece.owner, piece.received_on) == (owner, date(2026, 11, 20))

    address = reverse("cpd:feedback-change", args=[piece.reference])
    assert "This may identify someone" in words(own.get(address))
    own.post(address, typed | {"content": "A mother said so."})
    piece.refresh_from_db()
    assert piece.content == "A mother said so."

    own.post(reverse("cpd:feedback-delete", args=[piece.reference]))
    assert Feedback.objects.count() == 0


def test_feedback_of_tomorrow_is_refused(own):
    typed = {
        "received_on": "2026-11-26",
        "came_from": "colleagues",
        "kind": "spoken",
        "content": "Good.",
    }

    answer = own.post(reverse("cpd:feedback-add"), typed)

    assert "still to come" in words(answer)
    assert Feedback.objects.count() == 0
