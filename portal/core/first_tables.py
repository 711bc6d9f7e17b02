"""First tables: an app's tables made in one step of a migration.

Django draws every model that is related to a new one anew, each time one is made. Here
nearly all are related, so first migrations would draw two hundred models two hundred
times, and a first start would take a minute. In one step they are drawn once.
"""

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class FirstTables(Operation):
    """Make the tables as they stand after all of these operations.

    What is added to a table further down, such as a reference to one that is made
    after it, is there from the start.
    """

    reversible = False

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        # Without what was drawn before, each step only notes the change.
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for operation in self.operations:
            if isinstance(operation, CreateModel):
                operation.database_forwards(
                    app_label, schema_editor, from_state, to_state
                )

    def describe(self) -> str:
        return f"Make the first tables, in {len(self.operations)} operations"
