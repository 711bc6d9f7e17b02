"""First tables: made in one step, and as they stand after the last operation."""

import pytest
from django.db import connection, models
from django.db.migrations.operations import AddConstraint, AddField, CreateModel
from django.db.migrations.state import ProjectState

from portal.core.first_tables import FirstTables

pytestmark = pytest.mark.django_db(transaction=True)

KEY = ("id", models.BigAutoField(primary_key=True))
ROUND = [
    CreateModel("Cup", [KEY, ("name", models.CharField(max_length=9))]),
    CreateModel("Saucer", [KEY, ("cup", models.ForeignKey("Cup", models.CASCADE))]),
    AddField("Cup", "saucer", models.ForeignKey("Saucer", models.CASCADE, null=True)),
    AddConstraint(
        "Cup", models.UniqueConstraint(fields=["name"], name="cups_have_names")
    ),
]


@pytest.fixture
def tables():
    """Return the state after the tables were made in one step."""
    step = FirstTables(ROUND)
    before = ProjectState()
    after = before.clone()
    step.state_forwards("kitchen", after)
    with connection.schema_editor() as editor:
        step.database_forwards("kitchen", editor, before, after)
    yield after
    with connection.schema_editor() as editor:
        for name in ("Saucer", "Cup"):
            editor.execute(f"DROP TABLE kitchen_{name.lower()} CASCADE")


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite drops no circle")
def test_what_is_added_further_down_is_there(tables):
    with connection.cursor() as cursor:
        columns = connection.introspection.get_table_description(cursor, "kitchen_cup")
        rules = connection.introspection.get_constraints(cursor, "kitchen_cup")

    assert {column.name for column in columns} == {"id", "name", "saucer_id"}
    assert rules["cups_have_names"]["unique"]
    assert [rule["foreign_key"] for rule in rules.values() if rule["foreign_key"]] == [
        ("kitchen_saucer", "id")
    ]


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite drops no circle")
def test_the_state_is_that_of_the_operations_one_by_one(tables):
    singly = ProjectState()
    for operation in ROUND:
        operation.state_forwards("kitchen", singly)

    assert tables == singly
