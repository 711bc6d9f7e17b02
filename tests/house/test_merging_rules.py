"""Every field that leads to an account or a member says what becomes of it in a merge.

Whoever adds one says in the app's `merging.py`, in a line, whether its rows go on with
the record that stays. These tests say which line is missing.
"""

import importlib.util

import pytest
from django.apps import apps
from django.db import models

from membership.models import Member
from portal.accounts.models import User
from portal.core import merging

PEOPLE = (User, Member)
RULES = [(room, rule) for room in merging.rooms() for rule in room.rules]


def said():
    return [path for _, rule in RULES for path in rule.fields.split()]


def leading_there():
    return [
        path
        for path in merging.leading_to(PEOPLE)
        # What the tests themselves put into the registry of tables.
        if not path.startswith("nowhere.")
    ]


def test_every_field_that_leads_to_a_person_has_one_rule():
    without = sorted(set(leading_there()) - set(said()))

    assert without == [], (
        "Two records of one person may be put together, and nobody has said what "
        "becomes of these. Add to the app's merging.py `Moves(…)`, `Handled(…)`, "
        "`Goes(…)` or `Stays(…, why)`; portal/core/merging.py explains each."
    )
    assert [path for path in set(said()) if said().count(path) > 1] == []


@pytest.mark.parametrize(
    ("room", "rule"),
    RULES,
    ids=lambda each: getattr(each, "key", "") or each.fields[:40],
)
def test_every_rule_names_fields_that_lead_to_a_person(room, rule):
    assert {field.related_model for _, field in merging.places_of(rule)} <= set(PEOPLE)
    assert getattr(rule, "why", "said") != ""


@pytest.mark.parametrize(
    "app", [app.name for app in apps.get_app_configs() if app.name != "nowhere"]
)
def test_every_app_with_a_merging_module_has_declared_it(app):
    if importlib.util.find_spec(f"{app}.merging") is None or app == "portal.core":
        return

    assert app.rpartition(".")[2] in {room.key for room in merging.rooms()}


def test_nothing_unique_moves_without_saying_what_becomes_of_twins():
    """A second row of what everybody has once would stop the whole merge."""
    silent = [
        path
        for room, rule in RULES
        if isinstance(rule, merging.Moves) and rule.once is None
        for path, (table, field) in zip(
            rule.fields.split(), merging.places_of(rule), strict=True
        )
        if field.unique or _is_in_a_plain_constraint(table, field)
    ]

    # Those who have an open one of each stop the merge before.
    assert set(silent) <= {
        "membership.Application.user",
        "accounts.LostStep.user",
        "my.Erasure.user",
    }


def _is_in_a_plain_constraint(table, field):
    return any(
        field.name in constraint.fields
        for constraint in table._meta.constraints
        if isinstance(constraint, models.UniqueConstraint)
    )


class Locker(models.Model):
    """A table that somebody adds and forgets to speak about."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")

    class Meta:
        app_label = "nowhere"
        managed = False

    def __str__(self):
        return f"Locker {self.pk}"


def test_the_guard_finds_a_field_that_nobody_spoke_about(monkeypatch):
    everything = [*apps.get_models(include_auto_created=True), Locker]
    monkeypatch.setattr(apps, "get_models", lambda **_options: everything)

    found = merging.leading_to(PEOPLE)

    assert "nowhere.Locker.owner" in set(found) - set(said())
