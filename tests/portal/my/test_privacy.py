"""Everything of one person in one download, and gone when asked: from the tables.

D1, D2: a word is planted in every field of every table for two people.
"""

import json
import zipfile

import pytest
from django.core.cache import cache
from django.db import connection, models

from portal.core import clock
from portal.core import privacy as rules
from portal.my import downloads, erasures, privacy
from portal.my.models import Download, ErasureStatus
from tests.rig import planting
from tests.rig.mailbox import deliver_due
from tests.rig.planting import Garden

# Payments are set down here as rows, without the documents that come with them.
pytestmark = [pytest.mark.django_db, pytest.mark.books_do_not_tie]

MINE, THEIRS = "Quittenmus", "Zwiebelring"


@pytest.fixture(autouse=True)
def private(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path / "private"
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path


@pytest.fixture
def mine():
    return Garden(MINE).plant()


@pytest.fixture
def theirs():
    return Garden(THEIRS).plant()


def packed(user):
    """Return the files of a download by name, as they lie in the pack."""
    download = downloads.ask(user, at=clock.now())
    downloads.make(download, at=clock.now())
    with (
        Download.objects.get(pk=download.pk).file.open() as file,
        zipfile.ZipFile(file) as pack,
    ):
        return {name: pack.read(name) for name in pack.namelist()}


def in_the_database(mark):
    """Return table and row of every place where a word of this person's stands."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(
                f'SELECT row::text FROM "{table}" AS row WHERE row::text ILIKE %s',  # noqa: S608 - our own tables
                [f"%{mark}%"],
            )
            if rows := [row for (row,) in cursor.fetchall()]:
                found[table] = rows
    return found


def test_every_word_of_one_s_own_is_in_the_file(mine):
    """D1: table by table and field by field, found from the tables themselves."""
    files = packed(mine.user)
    whole = json.loads(files["everything.json"])

    missing = []
    for room, rule in planting.rules():
        rows = whole.get(room, {}).get(rule.table._meta.model_name, [])
        text = json.dumps(rows, ensure_ascii=False)
        if not rows:
            missing.append(rule.table._meta.label)
        for name, word in mine.words.get(rule.table, {}).items():
            is_file = isinstance(rule.table._meta.get_field(name), models.FileField)
            if name in rule.told and word not in text and not is_file:
                missing.append(f"{rule.table._meta.label}.{name}")
    assert missing == []
    page = files["read-me-first.html"].decode()
    assert mine.words[_table("cpd.CpdEntry")]["learnt"] in page
    assert mine.words[_table("accounts.Details")]["employer"] in page


def test_the_files_of_one_s_own_are_in_it_too(mine):
    """D1: evidence, and what came with an application."""
    files = packed(mine.user)
    contents = b"\n".join(files.values())

    for label in ("cpd.CpdEvidence", "membership.ApplicationFile"):
        word = mine.words[_table(label)]["file"]
        assert word.encode() in contents, label
    assert files["cpd/portfolio.pdf"].startswith(b"%PDF")


def test_no_word_of_anybody_else_s_is_in_it(mine, theirs):
    """D1: neither another member's, nor who of the staff did it."""
    files = packed(mine.user)
    contents = b"\n".join([*files.values(), *(name.encode() for name in files)])

    assert THEIRS.lower().encode() not in contents.lower()
    assert MINE.encode() in contents


def test_a_key_or_a_code_is_never_handed_out(mine):
    files = packed(mine.user)
    contents = b"\n".join(files.values()).decode("utf-8", "ignore")

    for _, rule in planting.rules():
        row = mine.rows[rule.table]
        for names, why in rule.hides.items():
            if why == rules.SECRET:
                for name in names.split():
                    value = getattr(row, name)
                    if isinstance(value, str) and len(value) > 6:
                        assert value not in contents, (rule.table, name)


def test_nothing_of_somebody_is_left_when_they_are_erased(
    mine, theirs, private, django_capture_on_commit_callbacks
):
    """D2: the database (dump, index, queue), every file, and the cache.

    By the very steps that a person takes, the last message included. Others keep
    every word.
    """
    packed(mine.user)
    before = in_the_database(THEIRS)
    assert len(in_the_database(MINE)) > 40
    kept = {rule.table: rule.keeps for _, rule in planting.rules()}
    erasure = erasures.ask(mine.user, at=clock.now())

    with django_capture_on_commit_callbacks(execute=True):
        erasures.look_at(erasure, at=erasure.due_at)
    deliver_due(erasure.due_at)

    erasure.refresh_from_db()
    counts = erasure.counts
    assert erasure.status == ErasureStatus.DONE

    assert in_the_database(MINE) == {}
    assert in_the_database(THEIRS) == before
    stored = [path for path in private.rglob("*") if path.is_file()]
    assert [path for path in stored if MINE.encode() in path.read_bytes()] == []
    assert [path for path in stored if THEIRS.encode() in path.read_bytes()]
    assert MINE not in str(getattr(cache, "_cache", {}))
    for table, row in mine.rows.items():
        if table in kept:
            stays = table._base_manager.filter(pk=row.pk).exists()
            assert stays == bool(kept[table]), table
    assert sum(counts.values()) >= len(counts) > 40


def test_money_stays_with_a_pseudonym(mine):
    """D2: sums and numbers are untouched."""
    invoice = mine.rows[_table("payments.Invoice")]
    payment = mine.rows[_table("payments.Payment")]
    payer = mine.rows[_table("payments.Payer")]

    privacy.erase(mine.user, at=clock.now())

    for row in (invoice, payment, payer):
        row.refresh_from_db()
    assert payer.name == f"Former customer {payer.pk}"
    assert invoice.facts["payer"] == {"name": payer.name}
    assert (payment.amount_pence, payment.status) == (100, "paid")


def test_an_erasure_that_breaks_off_has_erased_nothing(mine, monkeypatch):
    before = in_the_database(MINE)
    monkeypatch.setattr(privacy.history, "forget", lambda *_, **__: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        privacy.erase(mine.user, at=clock.now())

    assert in_the_database(MINE) == before


def test_the_search_for_words_sees_what_is_not_let_go_of(mine, monkeypatch):
    """The control: with one rule's erasing off, its words are found."""
    table = _table("accounts.Details")
    real = rules.erase
    monkeypatch.setattr(
        rules, "erase", lambda rule, who: 0 if rule.table is table else real(rule, who)
    )

    privacy.erase(mine.user, at=clock.now())

    assert list(in_the_database(MINE)) == ["accounts_details"]


def test_a_person_without_anything_can_have_that_too():
    user = planting.UserFactory()

    files = packed(user)

    assert set(files) >= {"everything.json", "read-me-first.html", "style.css"}


def test_the_pack_can_be_read_by_a_spreadsheet(mine):
    """F12: a formula in a field does not act in the table."""
    row = mine.rows[_table("accounts.Details")]
    type(row).objects.filter(pk=row.pk).update(employer="=1+1")

    sheet = packed(mine.user)["accounts/details.csv"].decode("utf-8-sig")

    assert "'=1+1" in sheet


def _table(label) -> type[models.Model]:
    return planting.apps.get_model(label)
