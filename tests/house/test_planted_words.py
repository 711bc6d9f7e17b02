"""A planted word: what somebody wrote is in its table and on its owner's pages alone.

Words are planted in every text of a person's CPD record, typed and saved, and made to
fail; then looked for wherever else words end up (A3, D1, D2).
"""

import io
import json
import logging
import traceback
import zipfile
from datetime import timedelta

import pytest
import sentry_sdk
from django.apps import apps
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import get_resolver, reverse
from sentry_sdk.transport import Transport
from wagtail.admin.viewsets import viewsets
from wagtail.models import ReferenceIndex
from wagtail.search import index
from wagtail.snippets.models import get_snippet_models

import portal.logs
from cpd import credit, privacy
from cpd.models import CpdEntry, EventNote, Feedback, ReflectiveAccount
from cpd.tasks import propose_what_is_missing, scan_what_waits, sweep_files
from cpd.views import writing
from events.models import Attendance, Mark
from portal.celery import app as celery
from portal.core import clock
from tests.factories.accounts import UserFactory
from tests.factories.cpd import EntryFactory, cycle
from tests.factories.events import EventFactory, place

pytestmark = pytest.mark.django_db

WORD = "Zwetschgenbaum"
TABLES = {
    "cpd_cpdentry",
    "cpd_cpdevidence",
    "cpd_feedback",
    "cpd_reflectiveaccount",
    "cpd_accountversion",
    "cpd_eventnote",
}


class Kept(logging.Handler):
    """Everything that is logged, as the lines that production writes."""

    def __init__(self):
        super().__init__(logging.DEBUG)
        self.setFormatter(portal.logs.json_formatter())
        self.lines = []

    def emit(self, record):
        self.lines.append(self.format(record))


class Reports(Transport):
    """Error reports as they would leave the building."""

    def __init__(self):
        super().__init__()
        self.sent = []

    def capture_envelope(self, envelope):
        self.sent.append(envelope.serialize().decode("utf-8", "replace"))


@pytest.fixture
def log():
    kept, root = Kept(), logging.getLogger()
    before = root.level
    root.addHandler(kept)
    root.setLevel(logging.INFO)
    yield kept.lines
    root.removeHandler(kept)
    root.setLevel(before)


@pytest.fixture
def reports(monkeypatch):
    transport = Reports()
    settled = {}
    monkeypatch.setattr(sentry_sdk, "init", lambda **options: settled.update(options))
    portal.logs.report_errors_to("https://key@errors.example/1")
    monkeypatch.undo()
    settled.pop("dsn")
    sentry_sdk.init(dsn="https://key@errors.example/1", transport=transport, **settled)
    yield transport.sent
    sentry_sdk.get_client().close()
    sentry_sdk.init()


@pytest.fixture(autouse=True)
def private(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path / "private"


@pytest.fixture
def owner():
    return UserFactory(name="Siân Owner")


@pytest.fixture
def browser(owner):
    browser = Client(raise_request_exception=False)
    browser.force_login(owner)
    return browser


@pytest.fixture
def planted(owner, browser):
    """Let the owner type the word wherever the record takes words."""
    cycle(owner)
    event = EventFactory(starts_at=clock.now() - timedelta(days=1))
    attendance = Attendance.objects.create(
        event_session=event.event_sessions.get(),
        ticket=place(event, owner),
        mark=Mark.PRESENT,
        marked_at=clock.now(),
    )
    proposed = credit.propose_for_attendance(attendance, at=clock.now())
    entry = {
        "title": WORD,
        "starts_on": "2026-11-01",
        "minutes": "1:00",
        "method": "other",
        "learning_type": "work",
        **dict.fromkeys(
            [
                "provider",
                "how_participatory",
                "relevance",
                "learnt",
                "applied",
                "benefit",
                "peer_role",
                "peer_learning",
            ],
            WORD,
        ),
    }
    browser.post(reverse("cpd:entry-add"), entry)
    browser.post(reverse("cpd:entry-change", args=[proposed.reference]), entry)
    browser.post(
        reverse("cpd:feedback-add"),
        {
            "received_on": "2026-11-01",
            "came_from": "colleagues",
            "kind": "spoken",
            "content": WORD,
        },
    )
    browser.post(reverse("cpd:note-write", args=[event.reference]), {"words": WORD})
    browser.post(reverse("cpd:account-start"), {"title": WORD})
    account = ReflectiveAccount.objects.get()
    write = reverse("cpd:account-write", args=[account.reference])
    answers = dict.fromkeys(("activity", "learnt", "changed", "relevance"), WORD)
    for version in ("1", "1", "1"):
        browser.post(
            write, {"title": WORD, "version": version, **answers, "learnt": WORD * 2}
        )
        browser.post(write, {"title": WORD, "version": version, **answers})
    mine = CpdEntry.objects.get(source="own")
    browser.post(
        reverse("cpd:evidence-add", args=[mine.reference]),
        {"file": named(f"{WORD}.txt", WORD.encode())},
    )
    assert Feedback.objects.get().content == WORD
    assert EventNote.objects.get().words == WORD
    assert account.versions.exists()
    assert mine.evidence.get().name == f"{WORD}.txt"
    return {"account": account, "entry": mine, "event": event, "write": write}


def named(name, content):
    file = io.BytesIO(content)
    file.name = name
    return file


def tables_that_hold(word):
    """Return the tables with the word in any column, cast to text."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(
                f'SELECT 1 FROM "{table}" AS row WHERE row::text ILIKE %s LIMIT 1',  # noqa: S608 - our own tables
                [f"%{word}%"],
            )
            if cursor.fetchone():
                found.add(table)
    return found


def test_the_word_is_in_its_tables_and_in_no_other(planted):
    """A3: not in sessions, messages, the outbox, the history or the search index."""
    assert tables_that_hold(WORD) == TABLES


def test_the_word_is_in_no_cookie(planted, browser):
    """What a page says once, it keeps in a cookie until it is said."""
    said = [morsel.value for morsel in browser.cookies.values()]

    assert said
    assert WORD not in str(said)
    assert WORD not in str(list(browser.session.items()))


def test_the_word_is_in_no_log_line_and_no_mail(log, planted, browser):
    for name in ("home", "entry-list", "account-list", "downloads"):
        browser.get(reverse(f"cpd:{name}"))
    b"".join(browser.get(reverse("cpd:everything")).streaming_content)
    for task in (propose_what_is_missing, scan_what_waits, sweep_files):
        task()

    assert log
    assert WORD not in "\n".join(log)
    assert [each for each in mail.outbox if WORD in str(each.message())] == []


def test_no_task_of_the_record_takes_an_argument():
    names = [name for name in celery.tasks if name.startswith("cpd.")]

    assert len(names) == 3
    for name in names:
        assert celery.tasks[name].run.__code__.co_argcount == 0


def refused_row(account, words, **options):
    """A database quotes the row that it refuses."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cpd_reflectiveaccount SET title = %s, owner_id = NULL", [WORD]
        )


def quoting(account, words, **options):
    """Any error may quote what it was given."""
    try:
        raise KeyError(words.learnt)  # noqa: TRY301 - the quoting is the point
    except KeyError as error:
        raise ValueError(f"cannot save {words.learnt}") from error


@pytest.mark.parametrize(
    ("save", "kind"), [(refused_row, "IntegrityError"), (quoting, "ValueError")]
)
def test_an_error_while_saving_tells_kind_and_place_and_no_word(  # noqa: PLR0917 - fixtures
    log, reports, planted, browser, monkeypatch, save, kind
):
    monkeypatch.setattr(writing.reflections, "save", save)

    answer = browser.post(planted["write"], {"title": WORD, "learnt": WORD})

    assert answer.status_code == 500
    assert any(kind in line and "account_write" in line for line in log)
    assert any(kind in report for report in reports)
    assert WORD not in "\n".join([*log, *reports])
    assert WORD not in answer.content.decode()


def test_what_a_database_says_of_a_row_it_refuses_is_in_no_log(planted):
    """The control: the error itself quotes the word, so the guard is what hides it."""
    try:
        with transaction.atomic():
            CpdEntry.objects.update(participatory_minutes=9_999)
    except IntegrityError as error:
        quoted = str(error)
        fields = {"exception": "".join(traceback.format_exception(error))}

    assert WORD in quoted
    assert WORD in fields["exception"]
    assert WORD not in portal.logs.hide_rows(None, "error", fields)["exception"]


def test_a_debugging_page_would_show_nothing_of_it_either(
    planted, owner, settings, monkeypatch
):
    settings.DEBUG = True
    monkeypatch.setattr(writing.reflections, "save", lambda *_, **__: 1 / 0)
    browser = Client(raise_request_exception=False)
    browser.force_login(owner)

    answer = browser.post(planted["write"], {"title": "x", "learnt": WORD})

    assert answer.status_code == 500
    assert b"ZeroDivisionError" in answer.content
    assert WORD.encode() not in answer.content


def test_no_staff_screen_shows_the_word(planted):
    """A3: the whole staff area, seen by somebody who may do everything."""
    staff = Client(raise_request_exception=False)
    staff.force_login(UserFactory(is_superuser=True, is_staff=True))
    event = planted["event"]
    pages = [
        "/staff/",
        "/staff/reports/site-history/",
        f"/staff/events/{event.reference}/",
        f"/staff/events/{event.reference}/bookings/",
        f"/staff/events/{event.reference}/history/",
        *(
            address
            for address in plain_addresses(get_resolver(), "/")
            if address.startswith(("/staff/", "/events/", "/library/", "/my/"))
        ),
    ]

    assert len(pages) > 40
    for page in pages:
        answer = staff.get(page)
        if not answer.streaming:
            assert WORD.encode() not in answer.content, page
        found = staff.get(page, {"q": WORD, "query": WORD})
        if not found.streaming:
            text = found.content.decode("utf-8", "replace")
            assert f"{WORD}</a>" not in text, page
            assert f">{WORD}<" not in text, page


def plain_addresses(resolver, prefix):
    """Return every address that takes no argument."""
    for pattern in resolver.url_patterns:
        part = (
            str(pattern.pattern).removeprefix("^").removesuffix("\\Z").removesuffix("$")
        )
        if any(mark in part for mark in "<(\\["):
            continue
        if hasattr(pattern, "url_patterns"):
            yield from plain_addresses(pattern, prefix + part)
        elif "logout" not in part:
            yield prefix + part


def test_no_table_of_the_record_is_known_to_the_staff_screens_or_the_search():
    ours = set(apps.get_app_config("cpd").get_models())
    shown = {
        getattr(viewset, "model", None)
        for viewset in viewsets.viewsets
        if hasattr(viewset, "model")
    }

    assert ours.isdisjoint(get_snippet_models())
    assert ours.isdisjoint(shown)
    assert ours.isdisjoint(index.get_indexed_models())
    assert {m for m in ours if ReferenceIndex.model_is_indexable(m)} == set()


def test_no_name_of_a_row_says_a_word(planted):
    for model in (*apps.get_app_config("cpd").get_models(),):
        for row in model.objects.all():
            assert WORD not in str(row)
            assert WORD not in repr(row)


def test_nobody_else_s_export_holds_the_word(planted):
    """A3, D1."""
    other = UserFactory()
    EntryFactory(owner=other)

    whole = b"".join(privacy.export(other, at=clock.now()))

    with zipfile.ZipFile(io.BytesIO(whole)) as pack:
        for name in pack.namelist():
            assert WORD not in name
            assert WORD.encode() not in pack.read(name)


def test_its_owner_finds_the_word_on_their_own_pages(planted, browser):
    for name in ("entry-list", "account-list", "feedback-list", "home"):
        assert WORD.encode() in browser.get(reverse(f"cpd:{name}")).content


def test_nothing_of_it_is_left_after_erasure(
    planted, owner, tmp_path, django_capture_on_commit_callbacks
):
    """D2."""
    with django_capture_on_commit_callbacks(execute=True):
        privacy.erase(owner)

    assert tables_that_hold(WORD) == set()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_words_are_not_in_the_address_of_any_page(planted, browser):
    """An address stands in logs and histories of browsers."""
    page = browser.get(reverse("cpd:entry-list")).content.decode()
    links = [part.split('"')[0] for part in page.split('href="')[1:]]

    assert json.dumps(links).count(WORD) == 0
