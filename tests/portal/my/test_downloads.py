"""The file with everything: made by the worker, for its owner alone, for a day."""

import threading
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.internal.flows import reauthentication
from django.core import mail
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from cpd.models import CpdEntry
from portal.accounts.models import Details
from portal.core import clock
from portal.core import snapshots as snapshots_of
from portal.my import downloads, tasks
from portal.my.models import Download
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.cpd import EntryFactory, EvidenceFactory
from tests.factories.membership import lapsed_member
from tests.rig.mailbox import deliver_due, parts

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
TAKE = reverse("my:download")


@pytest.fixture(autouse=True)
def private(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path / "private"
    return settings.PRIVATE_ROOT


@pytest.fixture
def owner():
    return UserFactory(name="Siân Owner")


def made(owner, at=None):
    download = downloads.ask(owner, at=at or clock.now())
    downloads.make(download, at=at or clock.now())
    return Download.objects.get(pk=download.pk)


def names_in(download):
    with download.file.open() as file, zipfile.ZipFile(file) as pack:
        assert pack.testzip() is None
        return pack.namelist()


def signed_in(user):
    """Return a browser in which the password has just been typed."""
    browser = Client()
    browser.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return browser


@pytest.mark.django_db
class TestMaking:
    def test_asked_for_packed_and_told_without_a_word_of_it(
        self, owner, django_capture_on_commit_callbacks
    ):
        entry = EntryFactory(owner=owner, title="Plum jam")
        EvidenceFactory(entry=entry)

        with django_capture_on_commit_callbacks(execute=True):
            downloads.ask(owner, at=clock.now())
            tasks.make_downloads()

        download = Download.objects.get()
        assert download.done == download.of > 15
        names = names_in(download)
        assert "read-me-first.html" in names
        assert [name for name in names if name.startswith("cpd/evidence/")]
        letters = [each for each in mail.outbox if each.to == [owner.email]]
        letters += deliver_due(clock.now())
        assert len(letters) == 1
        whole = str(letters[0].message() if letters[0] in mail.outbox else letters[0])
        assert "Plum jam" not in whole
        assert download.file.name not in whole
        assert "everything.zip" not in whole

    def test_asking_again_while_it_is_made_makes_no_second(self, owner):
        first = downloads.ask(owner, at=AT)

        assert downloads.ask(owner, at=AT + timedelta(minutes=1)) == first
        assert Download.objects.count() == 1

    def test_two_workers_make_one(self, owner):
        download = downloads.ask(owner, at=AT)
        Download.objects.update(claimed_until=AT + timedelta(minutes=5), tries=1)

        assert not downloads.make(download, at=AT)
        assert downloads.make(download, at=AT + timedelta(minutes=6))
        assert not downloads.make(download, at=AT + timedelta(minutes=7))

    def test_one_that_kills_its_worker_is_given_up_and_said(self, owner):
        download = downloads.ask(owner, at=AT)
        Download.objects.update(tries=downloads.MOST_TRIES)

        downloads.make_due(at=AT)

        download.refresh_from_db()
        assert download.failed_at == AT
        (letter,) = deliver_due(AT)
        assert "went wrong while the file was being made" in parts(letter)["text/plain"]
        assert downloads.ask(owner, at=AT) != download

    def test_after_lapse_it_is_all_there(self):
        """The record stays readable and exportable after lapse."""
        member = lapsed_member()
        EntryFactory(owner=member.user)

        assert "cpd/entries.csv" in names_in(made(member.user))

    def test_evidence_that_goes_while_it_is_packed_is_named(self, owner, monkeypatch):
        """D7"""
        evidence = EvidenceFactory(entry=EntryFactory(owner=owner))
        packing = downloads._pack

        def late(parts, to, *, at):
            evidence.file.delete(save=False)
            packing(parts, to, at=at)

        monkeypatch.setattr(downloads, "_pack", late)

        assert "not-included.txt" in names_in(made(owner))


def elsewhere(act):
    """Do something in another connection, as another request would."""

    def run():
        try:
            act()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False])
def test_a_download_made_while_rows_go_is_of_one_moment(owner, monkeypatch, guarded):
    """D7: with the snapshot off, the control sees half of it gone."""
    EntryFactory(owner=owner, title="Quince")
    Details.objects.create(user=owner, employer="Quince", changed_at=clock.now())
    if not guarded:
        monkeypatch.setattr(downloads, "snapshot", transaction.atomic)
    real = downloads.privacy.rooms

    def let_go():
        CpdEntry.objects.all().delete()
        Details.objects.all().delete()

    def rooms():
        # Between the first room (the CPD record) and the last (the account).
        first, *others = real()
        yield first
        elsewhere(let_go)
        yield from others

    monkeypatch.setattr(downloads.privacy, "rooms", rooms)

    with made(owner).file.open() as file, zipfile.ZipFile(file) as pack:
        whole = pack.read("everything.json").decode()

    assert '"cpdentry"' in whole
    assert ('"details"' in whole) is guarded


def test_a_snapshot_within_a_transaction_adds_nothing(db):
    with snapshots_of.snapshot():
        assert connection.in_atomic_block


@pytest.mark.django_db
class TestTaking:
    """D9: owner only, and it dies in a day."""

    def test_its_owner_takes_it(self, owner):
        made(owner)

        answer = signed_in(owner).get(TAKE)

        assert answer.status_code == 200
        assert b"".join(answer.streaming_content).startswith(b"PK")
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["Cache-Control"] == "private, no-store"

    def test_nobody_else_does(self, owner):
        made(owner)
        staff = UserFactory(is_superuser=True)

        assert signed_in(UserFactory()).get(TAKE).status_code == 404
        assert Client().get(TAKE).status_code == 302
        # The address is the same for everybody: there is no name of it to guess.
        assert signed_in(staff).get(TAKE).status_code == 404

    def test_an_open_screen_does_not_give_it_away(self, owner):
        made(owner)
        browser = Client()
        browser.force_login(owner)

        for path, method in ((TAKE, "get"), (reverse("my:download-ask"), "post")):
            answer = getattr(browser, method)(path)
            assert answer["Location"].startswith(reverse("account_reauthenticate"))

    def test_who_has_no_password_signs_in_by_a_code_once_more(self, owner):
        owner.set_unusable_password()
        owner.save()
        assert not reauthentication.get_reauthentication_flows(owner)
        made(owner)
        browser = Client()
        browser.force_login(owner)

        answer = browser.get(TAKE)

        assert answer["Location"] == f"/accounts/login/?next={TAKE}"
        assert "_auth_user_id" not in browser.session

    def test_after_a_day_it_is_gone(self, owner, private, time_machine):
        time_machine.move_to(AT, tick=False)
        download = made(owner)
        browser = signed_in(owner)
        browser.get(TAKE)
        almost = AT + timedelta(days=1) - timedelta(seconds=1)
        downloads.end_due(at=almost)
        assert Download.objects.exists()

        time_machine.move_to(AT + timedelta(days=1), tick=False)
        browser = signed_in(owner)

        # By the clock, whether or not a worker has been by.
        assert browser.get(TAKE).status_code == 404
        with transaction.atomic():
            pass
        tasks.end_downloads()
        assert not Download.objects.filter(pk=download.pk).exists()

    def test_its_file_goes_with_it(
        self, owner, private, django_capture_on_commit_callbacks
    ):
        made(owner)
        assert [path for path in private.rglob("*") if path.is_file()]

        with django_capture_on_commit_callbacks(execute=True):
            signed_in(owner).post(reverse("my:download-end"))

        assert [path for path in private.rglob("*") if path.is_file()] == []

    def test_one_that_is_erased_meanwhile_is_not_kept(self, owner, monkeypatch):
        download = downloads.ask(owner, at=AT)
        packing = downloads._pack

        def erased(parts, to, *, at):
            packing(parts, to, at=at)
            Download.objects.all().delete()

        monkeypatch.setattr(downloads, "_pack", erased)
        downloads.make(download, at=AT)

        assert not Download.objects.exists()
