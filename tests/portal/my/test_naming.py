"""What a person reads for a table is English, and is about a table that exists."""

import re

from django.apps import apps

from portal.my import naming, privacy

# Names that Django makes by putting an s behind a word that takes none.
NO_ENGLISH = re.compile(r"([^aeiou]ys|evidences|at the doors|logs? entr\w+)$")


def test_every_table_is_named_in_english():
    names = [naming.many(rule.table) for room in privacy.rooms() for rule in room.holds]

    assert len(names) > 50
    assert [name for name in names if NO_ENGLISH.search(name)] == []


def test_the_control_finds_what_the_list_is_for():
    plural = apps.get_model("cpd.cpdentry")._meta.verbose_name_plural

    assert NO_ENGLISH.search(str(plural))


def test_every_name_is_for_a_table_that_exists():
    for label in naming.IN_WORDS:
        assert apps.get_model(label)
