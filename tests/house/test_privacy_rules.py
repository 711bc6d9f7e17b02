"""D1: every table and every field that may hold something about a person has a rule.

Whoever adds one says in the app's `privacy.py`, in a line or two, whose it is, what of
it is handed out and what becomes of it. These tests say which line is missing.
"""

import importlib.util

import pytest
from django.apps import apps
from django.db import models
from wagtail.models import Page

from portal.accounts.models import User
from portal.core import privacy as rules
from portal.core.privacy import Holds, Nobody
from portal.my import privacy

OURS = {"portal", "membership", "events", "cpd"}


def tables_of(rule):
    return rule.models if isinstance(rule, Nobody) else (rule.table,)


RULES = [(room, rule) for room in privacy.rooms() for rule in room.rules]
# A page is what editors publish; its own fields are looked at below all the same.
TABLES = [table for table in apps.get_models() if not issubclass(table, Page)]
PAGES = [table for table in apps.get_models() if issubclass(table, Page)]


def test_every_app_with_tables_of_ours_says_what_it_holds():
    silent = [
        app.name
        for app in apps.get_app_configs()
        if app.name.partition(".")[0] in OURS
        and list(app.get_models())
        and importlib.util.find_spec(f"{app.name}.privacy") is None
    ]

    assert silent == [], "Give the app a privacy.py with a ROOM, as portal/cms has one."


def test_every_table_has_one_rule():
    told = [table for _, rule in RULES for table in tables_of(rule)]
    without = [table._meta.label for table in TABLES if table not in told]

    assert without == [], (
        "These tables have no rule. Add to the app's privacy.py either "
        '`Holds("app.Table", "user", "the fields handed out", hides={…})` '
        "or `Nobody(…, why)`; portal/core/privacy.py explains both."
    )
    assert [table._meta.label for table in set(told) if told.count(table) > 1] == []


@pytest.mark.parametrize(
    ("room", "rule"),
    RULES,
    ids=lambda each: getattr(each, "key", "") or tables_of(each)[0].__name__,
)
def test_every_field_has_been_decided_about(room, rule):
    assert rules.faults(rule) == []


def test_no_page_holds_what_belongs_to_a_person():
    known = {"owner", "locked_by"}
    found = [
        f"{table.__name__}.{kind.name}"
        for table in PAGES
        for kind in rules.fields_of(table)
        if rules.smells_personal(kind) and kind.name not in known
    ]

    # Where a document lies elsewhere, and where one applies: by role, not by person.
    assert set(found) <= {
        "GuidancePage.address",
        "BriefingPage.address",
        "OpportunityPage.apply_mailbox",
        "OpportunityPage.apply_address",
    }


@pytest.mark.django_db
def test_the_way_to_the_owner_can_be_walked():
    person = rules.Person(User(pk=1), frozenset({"a@example.org"}))

    for _, rule in RULES:
        if isinstance(rule, Holds):
            assert list(rules.rows_of(rule, person)) == [], rule.table


def test_periods_have_keys_of_their_own_and_reasons():
    periods = [period for room in privacy.rooms() for period in room.periods]

    assert len({period.key for period in periods}) == len(periods)
    assert all(period.what and period.why for period in periods)


class Diary(models.Model):
    """A table that somebody adds and forgets to speak about."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    words = models.TextField()
    phone_number = models.CharField(max_length=20)

    class Meta:
        app_label = "nowhere"
        managed = False

    def __str__(self):
        return f"Diary {self.pk}"


class TestTheSearchForWhatIsMissing:
    """The guards see the harm: each forgotten field is named, with what to write."""

    def test_a_field_that_nobody_speaks_about_is_found(self):
        rule = Holds(Diary, "user", "words", hides={"user": rules.OWNER})

        (fault,) = rules.faults(rule)

        assert "Diary.phone_number has no rule" in fault
        assert "`tells`" in fault

    def test_words_that_stay_after_an_erasure_are_found(self):
        rule = Holds(
            Diary,
            "user",
            "words phone_number",
            hides={"user": rules.OWNER},
            keeps="For ever.",
            blanks={"words": ""},
        )

        assert [each[:25] for each in rules.faults(rule)] == [
            "Diary is kept after an er"
        ]

    def test_a_table_about_nobody_is_looked_at_for_what_smells_of_people(self):
        found = rules.faults(Nobody(Diary, "said in haste"))

        assert [each.split()[0] for each in found] == [
            "Diary.user",
            "Diary.phone_number",
        ]

    def test_a_field_that_has_gone_is_found(self):
        rule = Holds(Diary, "user", "words phone_number mood", hides={"user": "own"})

        assert rules.faults(rule) == [
            "Diary.mood is named in a rule, but there is no such field"
        ]
