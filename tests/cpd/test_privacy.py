"""Everything of one's own in one file, and gone when asked (D1, D2, D7, F12)."""

import csv
import io
import zipfile
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import models

from cpd import privacy, reflections
from cpd.models import (
    AccountVersion,
    CpdEntry,
    CpdEvidence,
    EventNote,
    Feedback,
    ReflectiveAccount,
    RevalidationCycle,
    Scan,
)
from cpd.reflections import Words
from events.models import Event
from tests.cpd.conftest import AT
from tests.cpd.test_entries import stored
from tests.factories.cpd import (
    AccountFactory,
    EntryFactory,
    EventNoteFactory,
    EvidenceFactory,
    FeedbackFactory,
    cycle,
)
from tests.factories.events import EventFactory
from tests.factories.membership import lapsed_member

pytestmark = pytest.mark.django_db

RULES = {"Ruleset", "Requirement"}
OWN = {
    CpdEntry,
    CpdEvidence,
    Feedback,
    ReflectiveAccount,
    AccountVersion,
    EventNote,
    RevalidationCycle,
}


def planted(owner, mark):
    """Fill every text of every table of a person with a word of its own."""
    event = EventFactory()
    cycle(owner)
    names = (
        "title", "provider", "how_participatory", "relevance", "learnt", "applied",
        "benefit", "peer_role", "peer_learning",
    )  # fmt: skip
    texts = {name: f"{mark}-{name}" for name in names}
    entry = EntryFactory(owner=owner, code_themes=["preserve"], **texts)
    EvidenceFactory(entry=entry, name=f"{mark}-evidence.txt")
    FeedbackFactory(owner=owner, content=f"{mark}-content")
    EventNoteFactory(owner=owner, event=event, words=f"{mark}-note")
    account = AccountFactory(
        owner=owner,
        entry=entry,
        event=event,
        title=f"{mark}-account",
        activity=f"{mark}-old-activity",
        learnt=f"{mark}-old-learnt",
        changed=f"{mark}-old-changed",
        relevance=f"{mark}-old-relevance",
    )
    words = Words(*(f"{mark}-new-{name}" for name in reflections.ANSWERS))
    reflections.save(account, words, owner=owner, at=AT + timedelta(hours=1))
    return entry


def unpacked(owner):
    whole = b"".join(privacy.export(owner, at=AT))
    with zipfile.ZipFile(io.BytesIO(whole)) as pack:
        assert pack.testzip() is None
        return {name: pack.read(name) for name in pack.namelist()}


def rows(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_every_table_and_every_column_has_been_decided_about():
    """D1: a new field without a rule fails here."""
    models_here = {
        model
        for model in apps.get_app_config("cpd").get_models()
        if model.__name__ not in RULES
    }
    assert models_here == set(privacy.COLUMNS) == set(privacy.FILES) == OWN

    for model, columns in privacy.COLUMNS.items():
        fields = {field.name for field in model._meta.concrete_fields}
        assert set(columns) <= fields
        assert fields - set(columns) <= set(privacy.LEFT_OUT)


def test_every_word_of_one_s_own_is_in_the_file_and_none_of_anybody_else_s(
    owner, other
):
    """D1, A3, F12."""
    planted(owner, "Mine")
    planted(other, "Theirs")

    files = unpacked(owner)
    whole = b"\n".join(files.values()).decode("utf-8", "ignore")

    for model, columns in privacy.COLUMNS.items():
        text_fields = [
            field.name
            for field in model._meta.concrete_fields
            if isinstance(field, models.TextField) and field.name in columns
        ]
        (row,) = rows(files[privacy.FILES[model]])
        for name in text_fields:
            assert row[name].startswith("Mine-"), (model, name)
    assert "Theirs" not in whole
    assert "other@example.org" not in whole
    kept = CpdEvidence.objects.get(entry__owner=owner)
    (name,) = [name for name in files if name.startswith("evidence/")]
    assert name == (
        f"evidence/{kept.entry.reference}/{kept.reference}-Mine-evidence.txt"
    )
    assert files["portfolio.pdf"].startswith(b"%PDF")
    assert files["portfolio.docx"].startswith(b"PK")
    assert files["this-cycle.pdf"].startswith(b"%PDF")


def test_the_file_is_made_as_it_is_taken_and_nothing_of_it_stays(owner, private):
    planted(owner, "Mine")
    before = stored(private.parent)

    pieces = privacy.export(owner, at=AT)
    first = next(pieces)
    rest = b"".join(pieces)

    assert first
    assert len(rest) > len(first)
    assert stored(private.parent) == before


def test_a_file_deleted_meanwhile_is_named_and_breaks_nothing(owner, private):
    """D7."""
    entry = planted(owner, "Mine")
    EvidenceFactory(entry=entry, name="waits.txt", scan=Scan.WAITING)
    parts = privacy.parts(owner, at=AT)

    evidence = CpdEvidence.objects.get(scan=Scan.NOT_ASKED)
    evidence.file.delete(save=False)
    whole = b"".join(privacy.packed(parts, at=AT))

    with zipfile.ZipFile(io.BytesIO(whole)) as pack:
        left_out = pack.read("not-included.txt").decode()
        assert "Mine-evidence.txt" in left_out
        assert "waits.txt" in left_out
        assert not [name for name in pack.namelist() if name.startswith("evidence/")]


def test_an_empty_record_can_be_taken_too(owner):
    files = unpacked(owner)

    assert rows(files["entries.csv"]) == []
    assert "this-cycle.pdf" not in files


def test_a_formula_in_a_title_does_not_act_in_the_table(owner):
    EntryFactory(owner=owner, title="=1+1")

    (row,) = rows(unpacked(owner)["entries.csv"])

    assert row["title"] == "'=1+1"


def test_the_export_takes_as_many_queries_for_many_rows(
    owner, django_assert_max_num_queries
):
    entry = planted(owner, "Mine")
    for _ in range(4):
        EvidenceFactory(entry=entry)
        AccountFactory(owner=owner, answered=True)

    with django_assert_max_num_queries(30):
        list(privacy.export(owner, at=AT))


def test_it_is_all_there_when_membership_has_ended():
    """The record is the person's: no standing is asked anywhere."""
    member = lapsed_member()
    planted(member.user, "Mine")

    assert rows(unpacked(member.user)["entries.csv"])[0]["title"] == "Mine-title"


def test_erase_takes_every_row_and_file_of_one_person_alone(
    owner, other, private, django_capture_on_commit_callbacks
):
    """D2, U17."""
    planted(owner, "Mine")
    planted(other, "Theirs")
    events = Event.objects.count()

    with django_capture_on_commit_callbacks(execute=True):
        gone = privacy.erase(owner)

    assert gone == 7
    assert {
        model: found.count() for model, found in privacy.rows_of(owner).items()
    } == dict.fromkeys(OWN, 0)
    assert all(found.count() for found in privacy.rows_of(other).values())
    assert len(stored(private)) == 1
    assert Event.objects.count() == events
    assert privacy.erase(owner) == 0
