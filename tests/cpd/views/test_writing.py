"""Writing: saved as one types, by hand, after a session ended (D12, X3)."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from cpd import reflections
from cpd.models import EventNote, ReflectiveAccount
from cpd.reflections import LONGEST_ANSWER, Words
from events.models import WayIn
from tests.cpd.conftest import AT
from tests.factories.cpd import AccountFactory, EntryFactory, EventNoteFactory, cycle
from tests.factories.events import EventFactory, place

pytestmark = pytest.mark.django_db

TYPED = {
    "title": "Safe sleep",
    "activity": "What",
    "learnt": "Learnt\r\nmore",
    "changed": "Changed",
    "relevance": "Relevant",
    "code_themes": ["preserve"],
    "version": "1",
}
SCRIPT = {"Accept": "application/json"}


@pytest.fixture
def account(owner):
    return AccountFactory(owner=owner, title="Safe sleep")


def address(account, name="account-write", *more):
    return reverse(f"cpd:{name}", args=[account.reference, *more])


def words(answer):
    return answer.content.decode()


# --- As one types ----------------------------------------------------------


def test_typing_is_saved_and_told_with_the_time_in_the_uk(own, account):
    answer = own.post(address(account), TYPED, headers=SCRIPT)

    account.refresh_from_db()
    assert answer.json() == {"version": 2, "saved": "20:14", "overtook": False}
    assert (account.activity, account.learnt) == ("What", "Learnt\nmore")
    assert account.code_themes == ["preserve"]
    assert "no-store" in answer["Cache-Control"]


def test_a_second_window_is_told_that_it_overtook(own, account):
    """D12."""
    own.post(address(account), TYPED, headers=SCRIPT)

    answer = own.post(address(account), TYPED | {"learnt": "x"}, headers=SCRIPT)

    assert answer.json()["overtook"] is True
    assert account.versions.count() == 1


def test_too_long_an_answer_is_refused_and_what_was_saved_stays(own, account):
    """X3."""
    too_long = TYPED | {"learnt": "x" * (LONGEST_ANSWER + 1)}

    answer = own.post(address(account), too_long, headers=SCRIPT)
    page = own.post(address(account), too_long)

    assert answer.json() == {"refused": "An answer holds 50,000 characters at most"}
    assert "An answer holds 50,000 characters at most" in words(page)
    assert ReflectiveAccount.objects.get().version == 1


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "\u0661"])
def test_a_version_that_is_no_number_breaks_nothing(own, account, version):
    answer = own.post(address(account), TYPED | {"version": version}, headers=SCRIPT)

    assert answer.json()["version"] == 2


# --- By its buttons --------------------------------------------------------


def test_without_script_a_button_saves(own, account):
    answer = own.post(address(account), TYPED, follow=True)

    assert "Draft saved at 20:14" in words(answer)
    assert "Learnt\nmore" in words(answer)


def test_finish_counts_the_account_and_shows_it(own, account):
    answer = own.post(address(account), TYPED | {"finish": "yes"}, follow=True)

    account.refresh_from_db()
    assert account.status == "finished"
    assert "The account is finished and counts." in words(answer)


@pytest.mark.parametrize(
    ("changes", "said", "field"),
    [
        ({"changed": " "}, "Still to answer: How did you change", "id_changed"),
        ({"code_themes": []}, "Choose one or more themes", "id_code_themes_0"),
    ],
)
def test_finish_says_what_is_missing_and_keeps_the_draft(
    own, account, changes, said, field
):
    answer = own.post(address(account), TYPED | {"finish": "yes"} | changes)

    account.refresh_from_db()
    assert said in words(answer)
    assert f'href="#{field}"' in words(answer)
    assert (account.status, account.activity) == ("draft", "What")


def test_the_form_shows_facts_themes_notes_and_warnings(own, owner):
    cycle(owner)
    event = EventFactory(
        title="Reviews", starts_at=AT - timedelta(days=1), suggested_themes=["preserve"]
    )
    EventNoteFactory(owner=owner, event=event, words="Ask about the night")
    account = AccountFactory(
        owner=owner,
        event=event,
        entry=EntryFactory(owner=owner, minutes=60, participatory_minutes=60),
        learnt="Mrs Jones was there",
    )

    page = words(own.get(address(account)))

    for said in (
        "Reflective account 1 of 5",
        "Reviews, webinar",
        "1 hour, all of it participatory",
        "Ask about the night",
        "Suggested by whoever planned the event: Preserve safety",
        "This may identify someone",
        "<b>Jones</b>",
        "Only you can read this",
    ):
        assert said in page, said


def test_the_others_regulators_prompts_stand_above_the_same_fields(own, owner):
    cycle(owner, regulator="swe")
    own.post(reverse("cpd:account-start"), {"title": "T"})

    page = words(own.get(address(ReflectiveAccount.objects.get())))

    assert "What did you learn from talking it over with a peer?" in page
    assert "Themes of the Code" not in page


# --- Nothing typed is lost -------------------------------------------------


def test_signed_out_typing_is_told_so_and_where_to_sign_in(client, account):
    """D12."""
    answer = client.post(address(account), TYPED, headers=SCRIPT)

    assert answer.status_code == 401
    assert answer.json()["signed_out"] is True
    assert answer.json()["sign_in"].startswith(reverse("account_login"))
    assert ReflectiveAccount.objects.get().version == 1


def test_signed_out_words_come_back_on_a_page_and_can_be_saved_after_signing_in(
    owner, account
):
    """D12: the way without script, with the real check of tokens."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(owner)
    typed = TYPED | {"csrfmiddlewaretoken": token(browser.get(address(account)))}
    Session.objects.all().delete()

    kept = browser.post(address(account), typed)
    assert kept.status_code == 401
    assert "Your words are still here" in words(kept)
    assert "Learnt" in words(kept)
    assert ReflectiveAccount.objects.get().version == 1

    # Signing in elsewhere makes the token of this page grow old.
    old = token(kept)
    browser.force_login(owner)
    del browser.cookies[settings.CSRF_COOKIE_NAME]
    browser.get(reverse("cpd:account-list"))
    again = browser.post(address(account), typed | {"csrfmiddlewaretoken": old})
    assert again.status_code == 403
    assert "not saved yet" in words(again)
    assert "Learnt" in words(again)
    assert ReflectiveAccount.objects.get().version == 1

    saved = browser.post(
        address(account), typed | {"csrfmiddlewaretoken": token(again)}
    )
    assert saved.status_code == 302
    assert ReflectiveAccount.objects.get().learnt == "Learnt\nmore"


def token(answer):
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', words(answer))[1]


def test_typing_with_an_old_token_gets_a_new_one_and_writes_nothing(owner, account):
    """D12."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(owner)

    answer = browser.post(address(account), TYPED, headers=SCRIPT)
    assert answer.status_code == 403
    assert ReflectiveAccount.objects.get().version == 1

    saved = browser.post(
        address(account),
        TYPED | {"csrfmiddlewaretoken": answer.json()["token"]},
        headers=SCRIPT,
    )
    assert saved.json()["version"] == 2


def test_a_page_for_somebody_signed_out_says_nothing_of_the_account(client, owner):
    account = AccountFactory(owner=owner, answered=True, title="Very private")

    page = words(client.post(address(account), {"activity": "Typed"}))
    none = words(client.post("/my/cpd/accounts/NONE/write/", {"activity": "Typed"}))

    assert "Very private" not in page
    assert "Typed" in page
    assert "Your words are still here" in none


def test_words_of_others_that_come_back_are_text(client, account):
    """X1."""
    page = words(client.post(address(account), {"activity": "</textarea><script>"}))

    assert "</textarea><script>" not in page


# --- History ---------------------------------------------------------------


def test_older_words_are_listed_shown_and_brought_back(own, owner, account):
    reflections.save(account, Words(activity="First words"), owner=owner, at=AT)
    later = AT + timedelta(minutes=10)
    reflections.save(account, Words(activity="Second"), owner=owner, at=later)

    listed = words(own.get(address(account, "account-history")))
    shown = words(own.get(address(account, "account-version", 2)))
    own.post(address(account, "account-restore", 2))

    assert "Wednesday 25 November 2026, 20:14" in listed
    assert "First words" in shown
    account.refresh_from_db()
    assert account.activity == "First words"
    assert own.get(address(account, "account-version", 99)).status_code == 404
    assert own.post(address(account, "account-restore", 99)).status_code == 404


def test_an_account_is_deleted_for_good_after_a_question(own, account):
    assert "nobody can bring it back" in words(
        own.get(address(account, "account-delete"))
    )

    own.post(address(account, "account-delete"))

    assert ReflectiveAccount.objects.count() == 0


# --- Beginning -------------------------------------------------------------


def test_an_account_is_begun_from_an_entry_once(own, owner):
    entry = EntryFactory(owner=owner, title="Journal club")

    first = own.post(reverse("cpd:entry-reflect", args=[entry.reference]))
    second = own.post(reverse("cpd:entry-reflect", args=[entry.reference]))

    assert first.url == second.url
    assert ReflectiveAccount.objects.get().title == "Journal club"


def test_an_account_is_begun_from_an_event_or_a_blank_page(own, owner):
    event = EventFactory(title="Reviews")
    start = reverse("cpd:account-start")

    assert 'value="Reviews"' in words(own.get(start, {"event": event.reference}))
    own.post(f"{start}?event={event.reference}", {"title": "About reviews"})
    own.post(start, {"title": "Blank"})

    found = ReflectiveAccount.objects.order_by("pk").values_list("title", "event")
    assert list(found) == [("About reviews", event.pk), ("Blank", None)]
    assert "Enter a few words" in words(own.post(start, {"title": ""}))


# --- Notes -----------------------------------------------------------------


def test_notes_are_saved_as_one_types_and_by_the_button(own, owner):
    event = EventFactory()
    notes = reverse("cpd:note-write", args=[event.reference])

    typed = own.post(notes, {"words": "One\r\ntwo"}, headers=SCRIPT)
    assert typed.json() == {"saved": "20:14"}
    assert EventNote.objects.get().words == "One\ntwo"

    page = own.post(notes, {"words": "Mr Ash spoke"}, follow=True)
    assert "Notes saved at 20:14" in words(page)
    assert "This may identify someone" in words(page)

    own.post(notes, {"words": "  "})
    assert EventNote.objects.count() == 0


def test_notes_too_are_not_lost_to_a_session_that_ended(client, owner):
    """D12."""
    event = EventFactory()
    notes = reverse("cpd:note-write", args=[event.reference])

    assert client.get(notes).url.startswith(reverse("account_login"))
    assert client.post(notes, {"words": "w"}, headers=SCRIPT).status_code == 401
    assert "My own words" in words(client.post(notes, {"words": "My own words"}))

    browser = Client(enforce_csrf_checks=True)
    browser.force_login(owner)
    assert browser.post(notes, {"words": "w"}, headers=SCRIPT).json()["token"]
    again = browser.post(notes, {"words": "My own words"})
    assert (again.status_code, "My own words" in words(again)) == (403, True)
    assert EventNote.objects.count() == 0


def test_notes_too_long_are_refused_in_words(own):
    """X3."""
    notes = reverse("cpd:note-write", args=[EventFactory().reference])

    answer = own.post(notes, {"words": "x" * 20_001}, headers=SCRIPT)

    assert "at most 20000" in answer.json()["refused"]
    assert "at most 20000" in words(own.post(notes, {"words": "x" * 20_001}))


@pytest.mark.parametrize("name", ["note-write", "account-start"])
def test_an_event_that_one_may_not_see_does_not_exist(own, owner, name):
    """A2."""
    hidden = EventFactory(way_in=WayIn.INVITATION)

    def asked():
        if name == "note-write":
            return own.get(reverse("cpd:note-write", args=[hidden.reference]))
        return own.get(reverse("cpd:account-start"), {"event": hidden.reference})

    assert asked().status_code == 404
    place(hidden, owner)
    assert asked().status_code == 200
