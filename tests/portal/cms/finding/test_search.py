"""Search: what is found by whom, in which order, and that nothing typed breaks it."""

from datetime import timedelta

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from events.delivery import bundles
from events.models import EventStatus, WayIn
from portal.accounts.roles import Role
from portal.cms.access import Readers
from portal.cms.finding import index
from portal.cms.models import OtherName, PositionStatus, SearchEntry
from portal.core import clock
from tests.factories.accounts import UserFactory, staff
from tests.factories.cms import (
    NewsPageFactory,
    PositionPageFactory,
    StandardPageFactory,
)
from tests.factories.events import EventFactory
from tests.factories.membership import current_member, lapsed_member
from tests.factories.recordings import published

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]

SECRET = "turquoise rhinoceros"


def prose(words):
    return [("prose", f"<p>{words}</p>")]


def browser(user=None):
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def page_of(query, user=None):
    answer = browser(user).get("/search/", {"q": query})
    assert answer.status_code == 200
    return answer


def titles(answer):
    return [
        result.entry.title
        for group in answer.context["found"].groups
        for result in group.results
    ]


def renew():
    index.renew_events(at=clock.now())


@pytest.fixture
def members_page():
    return StandardPageFactory(
        title="Toolkit for first contacts",
        standfirst="Seven steps.",
        body=prose(f"The {SECRET} opens the door."),
        readers=Readers.MEMBERS,
    )


# --- What is found ---------------------------------------------------------


def test_pages_and_events_are_found_in_their_kinds():
    NewsPageFactory(title="Safeguarding after the review")
    PositionPageFactory(title="Safeguarding supervision")
    EventFactory(title="Safeguarding hour")
    renew()

    found = page_of("safeguarding").context["found"]

    assert [(group.group.value, group.number) for group in found.groups] == [
        ("news", 1),
        ("positions", 1),
        ("events", 1),
    ]


def test_a_kind_leads_to_all_of_it():
    for number in range(25):
        NewsPageFactory(title=f"Caseloads {number}")
    client = Client()

    first = client.get("/search/", {"q": "caseloads"})
    everything = client.get("/search/", {"q": "caseloads", "in": "news"})
    rest = client.get("/search/", {"q": "caseloads", "in": "news", "page": "2"})

    assert len(titles(first)) == 3
    assert "?q=caseloads&amp;in=news" in first.content.decode()
    assert len(titles(everything)) == 20
    assert len(titles(rest)) == 5


def test_other_endings_and_accents_are_found():
    NewsPageFactory(title="Nursing at the café")

    assert titles(page_of("nurses cafe\u0301")) == ["Nursing at the café"]


def test_a_word_in_the_middle_of_another_is_not():
    NewsPageFactory(title="A fresh start")

    assert titles(page_of("art")) == []


def test_the_words_around_what_was_found_are_shown():
    NewsPageFactory(
        title="News", body=prose("Long before, <b>caseloads</b> were small.")
    )

    html = page_of("caseload").content.decode()

    assert "Long before, <mark>caseloads</mark> were small." in html


def test_what_is_shown_is_escaped():
    NewsPageFactory(
        title="Caseload <script>alert(1)</script>", standfirst="<img src=x>"
    )

    html = page_of("caseload <script>").content.decode()

    assert "<script>alert" not in html
    assert "<img src=x>" not in html


def test_the_title_counts_more_than_the_words_below():
    NewsPageFactory(title="Something else", body=prose("Caseloads, once."))
    NewsPageFactory(title="Caseloads")

    assert titles(page_of("caseloads")) == ["Caseloads", "Something else"]


def test_what_holds_comes_before_what_was_withdrawn():
    withdrawn = PositionPageFactory(
        title="Caseloads",
        status=PositionStatus.WITHDRAWN,
        withdrawn_on=clock.today(),
    )
    held = PositionPageFactory(title="Other", body=prose("Caseloads"))

    answer = page_of("caseloads")

    assert titles(answer) == [held.title, withdrawn.title]
    assert answer.content.decode().count("No longer current") == 1


def test_coming_events_stand_before_past_ones():
    EventFactory(title="Caseloads then", starts_at=clock.now() - timedelta(days=30))
    EventFactory(title="Caseloads next", starts_at=clock.now() + timedelta(days=30))
    renew()

    assert titles(page_of("caseloads")) == ["Caseloads next", "Caseloads then"]


def test_some_of_the_words_are_better_than_nothing():
    NewsPageFactory(title="Caseloads")

    answer = page_of("caseloads zebra")

    assert titles(answer) == ["Caseloads"]
    assert "nothing holds all of them" in answer.content.decode()


def test_nothing_found_leads_on():
    answer = page_of("zebra")

    assert "Nothing holds these words" in answer.content.decode()
    assert 'href="/news/"' in answer.content.decode()


# --- Other names -----------------------------------------------------------


def test_a_former_name_finds_what_it_is_called_now():
    OtherName.objects.create(
        said="Clinical commissioning group", meant="integrated care board"
    )
    NewsPageFactory(title="Your integrated care board")

    answer = page_of("clinical commissioning group")

    assert titles(answer) == ["Your integrated care board"]
    assert "We also searched for <b>integrated care board</b>" in (
        answer.content.decode()
    )


def test_a_former_name_is_no_part_of_another_word():
    OtherName.objects.create(said="HV", meant="health visitor")
    NewsPageFactory(title="Health visitor")

    assert titles(page_of("hvac")) == []
    assert titles(page_of("hv")) == ["Health visitor"]


# --- Who may see what ------------------------------------------------------


def test_a_page_for_members_is_known_to_everybody_by_title_and_summary(members_page):
    for words in ("toolkit", "seven steps"):
        answer = page_of(words)

        assert titles(answer) == [members_page.title]
        assert "For members. Sign in or join to read it." in answer.content.decode()


@pytest.mark.parametrize("kind", ["visitor", "account", "lapsed"])
def test_what_a_page_for_members_says_is_not_found_by_others(members_page, kind):
    """Neither shown nor betrayed by being found."""
    user = {
        "visitor": lambda: None,
        "account": UserFactory,
        "lapsed": lambda: lapsed_member().user,
    }[kind]()

    assert titles(page_of(SECRET, user)) == []
    shown = page_of(f"toolkit {SECRET}", user).content.decode()
    assert "opens the door" not in shown
    assert f"<mark>{SECRET.split(maxsplit=1)[0]}" not in shown


def test_members_find_and_read_it(members_page):
    answer = page_of(SECRET, current_member().user)

    assert titles(answer) == [members_page.title]
    assert "opens the door" in answer.content.decode()
    assert "Sign in or join" not in answer.content.decode()


@pytest.mark.parametrize(
    "fields",
    [{"status": EventStatus.DRAFT}, {"way_in": WayIn.INVITATION}],
)
def test_drafts_and_events_by_invitation_are_never_found(fields):
    EventFactory(title="Caseloads roundtable", **fields)
    renew()

    assert titles(page_of("caseloads", staff(Role.EVENTS))) == []


def test_an_event_that_becomes_one_by_invitation_is_gone_at_once():
    event = EventFactory(title="Caseloads")
    renew()
    event.way_in = WayIn.INVITATION
    event.save()

    assert titles(page_of("caseloads")) == []
    assert browser().get("/search/suggestions/", {"q": "caseloads"}).json() == {
        "suggestions": []
    }


def test_a_page_that_was_taken_down_is_gone_at_once():
    page = NewsPageFactory(title="Caseloads")
    page.unpublish()

    assert titles(page_of("caseloads")) == []


def test_a_draft_of_a_page_that_is_out_is_not_found():
    page = NewsPageFactory(title="Caseloads")
    page.title = "Zebras"
    page.save_revision()

    assert titles(page_of("zebras")) == []
    assert titles(page_of("caseloads")) == ["Caseloads"]


def test_what_the_cms_keeps_private_is_not_found():
    page = NewsPageFactory(title="Caseloads")
    PageViewRestriction.objects.create(
        page=page.get_parent(), restriction_type=PageViewRestriction.LOGIN
    )

    assert titles(page_of("caseloads")) == []


# --- Recordings ------------------------------------------------------------


@pytest.fixture
def recording():
    event = EventFactory(
        title="Reviews", starts_at=clock.now() - timedelta(days=9), minutes=60
    )
    row = published(event, by=staff(Role.EVENTS))
    row.transcript = f"[00:10] Good morning.\n\n[12:30] Chair: the {SECRET} came in."
    row.save()
    renew()
    return row


def test_what_was_said_is_found_with_its_place_by_those_who_may_watch(recording):
    html = page_of(SECRET, current_member().user).content.decode()

    assert f'{recording.event.slug}/?t=750#film"' in html
    assert "<mark>turquoise</mark> <mark>rhinoceros</mark> came in." in html


def test_what_was_said_is_not_found_by_others(recording):
    assert titles(page_of(SECRET)) == []
    assert titles(page_of(SECRET, UserFactory())) == []
    assert "For members and those who had a place" in (
        page_of("reviews").content.decode()
    )


def test_a_changed_transcript_is_found_after_a_minute(recording):
    recording.transcript = "[00:10] Chair: ochre elephants."
    recording.save()
    renew()
    member = current_member().user

    assert titles(page_of(SECRET, member)) == []
    assert titles(page_of("ochre elephants", member)) == ["Reviews"]


def test_a_recording_that_was_withdrawn_is_gone_at_once(recording):
    bundles.withdraw(recording.event, reason="Wrong", by=staff(Role.EVENTS))

    found = page_of("reviews", current_member().user).context["found"]

    assert [group.group.value for group in found.groups] == ["events"]


# --- The index -------------------------------------------------------------


def test_a_second_renewal_changes_nothing(recording):
    NewsPageFactory()
    index.renew(at=clock.now())

    assert index.renew(at=clock.now()) == 0


def test_a_lost_index_is_made_anew(recording):
    NewsPageFactory(title="Caseloads")
    before = set(SearchEntry.objects.values_list("key", flat=True))
    SearchEntry.objects.all().delete()

    index.renew(at=clock.now())

    assert set(SearchEntry.objects.values_list("key", flat=True)) >= before


def test_a_page_that_moves_takes_its_entry_along(django_capture_on_commit_callbacks):
    above = StandardPageFactory(title="Above")
    below = StandardPageFactory(title="Below", parent=above)
    above.slug = "elsewhere"
    with django_capture_on_commit_callbacks(execute=True):
        above.save_revision().publish()

    assert SearchEntry.objects.get(page=below.pk).url == "/elsewhere/below/"
