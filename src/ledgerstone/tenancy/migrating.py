"""Migrations whose many small operations are applied in few strides.

Django draws its models anew after every operation, and with a hundred tables and rules that is
nearly all that a first start waits for. A migration of this kind draws them once for each run of
operations that do not look at one another. What it does to the database is the same.
"""

from __future__ import annotations

from itertools import groupby

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

# Each of these speaks of its own table, column or rule only, so that a run of one kind may read the
# models as they are after the whole run.
IN_STRIDES = (
    migrations.CreateModel,
    migrations.AddField,
    migrations.AddIndex,
    migrations.AddConstraint,
    migrations.RemoveConstraint,
)


class Migration(migrations.Migration):
    """A migration for many operations; in all else it is Django's."""

    def apply(
        self,
        project_state: ProjectState,
        schema_editor: BaseDatabaseSchemaEditor,
        collect_sql: bool = False,
    ) -> ProjectState:
        """Apply run after run; Django goes by single operations to write SQL out, or unwrapped."""
        if collect_sql or not self.atomic:
            return super().apply(project_state, schema_editor, collect_sql)
        for kind, run in groupby(self.operations, key=type):
            if kind in IN_STRIDES:
                self._stride(list(run), project_state, schema_editor)
            else:
                for operation in run:
                    self._stride([operation], project_state, schema_editor)
        return project_state

    def _stride(
        self,
        run: list[Operation],
        state: ProjectState,
        schema_editor: BaseDatabaseSchemaEditor,
    ) -> None:
        """Change the state by all of a run, then the database, with one drawing in between."""
        before = state.clone()
        if len(run) > 1:
            state.clear_delayed_apps_cache()
            state.__dict__.pop("apps", None)
        for operation in run:
            operation.state_forwards(self.app_label, state)
        for operation in run:
            operation.database_forwards(self.app_label, schema_editor, before, state)
