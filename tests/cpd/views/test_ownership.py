"""Every address of the record: its owner's alone (A1, A3, A11, A12, U14, U16)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cpd import reflections
from cpd.models import (
    CpdEntry,
    CpdEvidence,
    EventNote,
    Feedback,
    ReflectiveAccount,
    RevalidationCycle,
)
from cpd.reflections import Words
from cpd.urls import urlpatterns
from portal.accounts.models import User
from portal.accounts.roles import Role
from tests.cpd.conftest import AT
from tests.factories.accounts import UserFactory, staff
from tests.factories.cpd import (
    AccountFactory,
    EntryFactory,
    EvidenceFactory,
    FeedbackFactory,
    cycle,
)
from tests.factories.events import EventFactory
from tests.factories.membership import lapsed_member

pytestmark = pytest.mark.django_db

PAGES = {
    "home",
    "cycle-edit",
    "entry-list",
    "entry-add",
    "feedback-list",
    "feedback-add",
    "account-list",
    "account-start",
    "downloads",
    "everything",
    "portfolio-file",
}
OF_A_ROW = {
    "cycle-detail",
    "cycle-portfolio-file",
    "entry-detail",
    "entry-change",
    "entry-decide",
    "entry-set-aside",
    "entry-count-again",
    "entry-delete",
    "entry-reflect",
    "evidence-add",
    "evidence-file",
    "evidence-remove",
    "feedback-change",
    "feedback-delete",
    "account-detail",
    "account-write",
    "account-file",
    "account-history",
    "account-version",
    "account-restore",
    "account-delete",
}
# A page of notes about an event anybody may see: everybody has their own.
OF_EVERYBODY = {"note-write"}
# Its rights are the recording's, and tested there.
OF_A_RECORDING = {"count-recording"}
OPEN = {"back", "blank-sheet", "blank-sheet-of"}
ONLY_POST = {
    "entry-decide",
    "entry-set-aside",
    "entry-count-again",
    "entry-reflect",
    "evidence-add",
    "account-restore",
}


@pytest.fixture
def addresses(owner):
    """Return the address of everything, made for rows of the owner."""
    running = cycle(owner)
    event = EventFactory()
    entry = EntryFactory(owner=owner)
    evidence = EvidenceFactory(entry=entry)
    piece = FeedbackFactory(owner=owner)
    account = AccountFactory(owner=owner, answered=True, saved_at=AT)
    reflections.save(account, Words(), owner=owner, at=AT + timedelta(hours=1))
    rows = {
        "entry": entry,
        "evidence": evidence,
        "feedback": piece,
        "account": account,
        "note": event,
    }
    more = {
        "account-version": {"version": 2},
        "account-restore": {"version": 2},
        "account-file": {"ending": "docx"},
        "portfolio-file": {"ending": "docx"},
        "blank-sheet": {"ending": "docx"},
        "blank-sheet-of": {"ending": "docx", "regulator": "swe"},
        "cycle-detail": {"renewal": running.ends_on},
        "cycle-portfolio-file": {"renewal": running.ends_on, "ending": "docx"},
    }

    def address(name):
        kind = "entry" if name == "evidence-add" else name.partition("-")[0]
        given = dict(more.get(name, {}))
        if name in OF_A_ROW | OF_EVERYBODY and kind in rows:
            given["reference"] = rows[kind].reference
        return reverse(f"cpd:{name}", kwargs=given)

    return address


def test_every_address_is_in_one_class():
    """A1: an address that nobody has thought about fails here."""
    names = {pattern.name for pattern in urlpatterns}

    assert names == PAGES | OF_A_ROW | OF_EVERYBODY | OF_A_RECORDING | OPEN


@pytest.mark.parametrize("name", sorted(PAGES | OF_A_ROW | OF_EVERYBODY))
def test_nobody_signed_out_gets_in(client, addresses, name):
    """A1, U13."""
    answer = client.get(addresses(name))

    assert answer.status_code in {302, 405}
    if answer.status_code == 302:
        assert answer.url.startswith(reverse("account_login"))


METHODS = ("get", "post", "head", "options", "put", "patch", "delete")


@pytest.mark.parametrize("name", sorted(OF_A_ROW))
def test_what_is_somebody_else_s_does_not_exist(client, addresses, other, name):
    """A3, A12, U14: 404, the same as for none, for members and staff alike."""
    address = addresses(name)
    none = address.replace(address.split("/")[4], "2001-01-01")
    before = contents()

    for person in (other, UserFactory(is_superuser=True, is_staff=True)):
        client.force_login(person)
        for method in METHODS:
            answer = getattr(client, method)(address)
            same = getattr(client, method)(none)
            assert answer.status_code in {404, 405}, method
            assert answer.status_code == same.status_code, method

    assert contents() == before


def contents():
    return {model: list(model.objects.values()) for model in TABLES}


TABLES = (
    CpdEntry,
    CpdEvidence,
    Feedback,
    ReflectiveAccount,
    RevalidationCycle,
    EventNote,
)


@pytest.mark.parametrize(
    "name", sorted((PAGES | OF_A_ROW | OF_EVERYBODY | OPEN) - ONLY_POST)
)
def test_the_owner_gets_every_page_and_no_cache_keeps_it(own, addresses, name):
    """U16: private pages are stored nowhere."""
    answer = own.get(addresses(name))

    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]


@pytest.mark.parametrize("name", sorted(ONLY_POST))
def test_what_changes_something_wants_a_post(own, addresses, name):
    """A12."""
    assert own.get(addresses(name)).status_code == 405
    assert own.head(addresses(name)).status_code == 405


@pytest.mark.parametrize("name", sorted(PAGES | OF_A_ROW | OF_EVERYBODY))
def test_a_post_without_a_token_changes_nothing(owner, addresses, name):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(owner)
    before = contents()

    answer = browser.post(addresses(name), {"title": "x", "finish": "yes"})

    assert answer.status_code in {403, 405}
    assert contents() == before


@pytest.mark.parametrize(
    "name", ["evidence-file", "account-file", "portfolio-file", "everything"]
)
def test_a_file_is_a_download_that_runs_nowhere(own, addresses, name):
    """U16."""
    answer = own.get(addresses(name))

    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "private, no-store"


def test_a_pdf_of_somebody_s_is_never_shown_in_place(own, owner):
    """U7, U16."""
    evidence = EvidenceFactory(entry__owner=owner, media_type="application/pdf")

    answer = own.get(reverse("cpd:evidence-file", args=[evidence.reference]))

    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content) == b"words"


def test_nobody_s_role_opens_anything(client, addresses):
    """A3."""
    for role in Role:
        client.force_login(staff(role))
        assert client.get(addresses("account-detail")).status_code == 404
        assert client.get(addresses("evidence-file")).status_code == 404


def test_a_lapsed_member_and_somebody_who_never_was_one_use_it_all(client):
    """The record stays its owner's when membership ends."""
    for person in (lapsed_member().user, UserFactory()):
        client.force_login(person)
        for name in PAGES - {"portfolio-file"}:
            assert client.get(reverse(f"cpd:{name}")).status_code == 200


def test_fields_that_no_form_has_are_ignored(own, owner, other):
    """A11: owner, status and source come from nobody's form."""
    typed = {
        "title": "Mine",
        "starts_on": "2026-11-20",
        "minutes": "1:00",
        "method": "other",
        "learning_type": "work",
        "owner": other.pk,
        "status": "set_aside",
        "source": "attended",
        "reference": "FORGED",
        "is_staff": "on",
    }
    own.post(reverse("cpd:entry-add"), typed)
    own.post(reverse("cpd:account-start"), {"title": "T", "owner": other.pk})

    entry, account = CpdEntry.objects.get(), ReflectiveAccount.objects.get()
    own.post(
        reverse("cpd:account-write", args=[account.reference]),
        {"title": "T", "status": "finished", "owner": other.pk, "version": "1"},
    )
    account.refresh_from_db()

    assert (entry.owner, entry.status, entry.source) == (owner, "counted", "own")
    assert entry.reference != "FORGED"
    assert (account.owner, account.status) == (owner, "draft")
    assert not User.objects.filter(is_staff=True).exists()
