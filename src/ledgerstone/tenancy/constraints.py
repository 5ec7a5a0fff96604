"""Database rules that every tenant table carries, written as Django constraints.

Being constraints, they are found by ``makemigrations`` like any other: a new tenant table gets its
row-level security, and a new reference its composite key, without anybody having to remember.
They have nothing to check in Python: the database refuses.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models.constraints import BaseConstraint

ACCOUNTS_SETTING = "ledgerstone.accounts"

# One scalar subquery, so that PostgreSQL evaluates it once a statement and not once a row.
VISIBLE_ACCOUNTS = (
    "(SELECT string_to_array("
    f"current_setting('{ACCOUNTS_SETTING}', true), ',')::bigint[])::bigint[]"
)


class DatabaseRule(BaseConstraint):
    """A rule that lives in the database only."""

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: str = "") -> None:
        """Nothing to check before the database does."""

    def constraint_sql(
        self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        """Inside CREATE TABLE there is nothing to say; the rule follows the table."""
        return self.create_sql(model, schema_editor)

    def create_sql(
        self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        """Put the rule behind all tables and keys of the same migration; nothing to run now."""
        if model is not None and schema_editor is not None:
            schema_editor.deferred_sql.extend(self.statements(model))
        return ""

    def remove_sql(
        self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        return "" if model is None else self.removal(model._meta.db_table)

    def statements(self, model: type[models.Model]) -> list[str]:
        """What puts the rule into the database."""
        raise NotImplementedError

    def removal(self, table: str) -> str:
        """What takes it away again."""
        raise NotImplementedError


class AccountReference(DatabaseRule):
    """``(account_id, x_id)`` must be ``(account_id, id)`` of the row referred to.

    So the database itself refuses a reference from one account into another.
    """

    def __init__(self, *, name: str, column: str, to: str) -> None:
        super().__init__(name=name)
        self.column = column
        self.to = to

    def statements(self, model: type[models.Model]) -> list[str]:
        return [
            f'ALTER TABLE "{model._meta.db_table}" ADD CONSTRAINT "{self.name}" '
            f'FOREIGN KEY ("account_id", "{self.column}") '
            f'REFERENCES "{self.to}" ("account_id", "id") DEFERRABLE INITIALLY IMMEDIATE'
        ]

    def removal(self, table: str) -> str:
        return f'ALTER TABLE "{table}" DROP CONSTRAINT "{self.name}"'

    def deconstruct(self) -> tuple[str, Any, dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "column": self.column, "to": self.to}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AccountReference) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash((self.name, self.column, self.to))


class RowLevelSecurity(DatabaseRule):
    """Rows are visible and writable only for the accounts that the connection was told."""

    def statements(self, model: type[models.Model]) -> list[str]:
        table = model._meta.db_table
        rule = f"account_id = ANY ({VISIBLE_ACCOUNTS})"
        return [
            f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
            f'CREATE POLICY "{self.name}" ON "{table}" USING ({rule}) WITH CHECK ({rule})',
        ]

    def removal(self, table: str) -> str:
        return f'DROP POLICY "{self.name}" ON "{table}"'

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RowLevelSecurity) and self.name == other.name

    def __hash__(self) -> int:
        return hash(self.name)


class AppendOnly(DatabaseRule):
    """Rows are facts: triggers refuse UPDATE, DELETE and TRUNCATE whoever asks.

    The application role holds none of these privileges either; the triggers are for everybody else.
    """

    def statements(self, model: type[models.Model]) -> list[str]:
        table = model._meta.db_table
        return [
            f'CREATE FUNCTION "{self.name}"() RETURNS trigger LANGUAGE plpgsql AS '
            f"$$ BEGIN RAISE EXCEPTION '% is a record of what happened and cannot be changed', "
            f"TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$",
            f'CREATE TRIGGER "{self.name}_rows" BEFORE UPDATE OR DELETE ON "{table}" '
            f'FOR EACH ROW EXECUTE FUNCTION "{self.name}"()',
            f'CREATE TRIGGER "{self.name}_all" BEFORE TRUNCATE ON "{table}" '
            f'FOR EACH STATEMENT EXECUTE FUNCTION "{self.name}"()',
        ]

    def removal(self, table: str) -> str:
        return f'DROP FUNCTION "{self.name}"() CASCADE'

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AppendOnly) and self.name == other.name

    def __hash__(self) -> int:
        return hash(self.name)


class WrittenByTriggers(DatabaseRule):
    """Rows come from the triggers of other tables alone: an INSERT of anybody's own is refused.

    The application role does not hold the privilege either; this is for a single role.
    """

    def statements(self, model: type[models.Model]) -> list[str]:
        table = model._meta.db_table
        return [
            f'CREATE FUNCTION "{self.name}"() RETURNS trigger LANGUAGE plpgsql AS '
            f"$$ BEGIN IF pg_trigger_depth() < 2 THEN RAISE EXCEPTION "
            f"'% is written by triggers only', TG_TABLE_NAME "
            f"USING ERRCODE = 'restrict_violation'; END IF; RETURN NULL; END $$",
            f'CREATE TRIGGER "{self.name}_insert" BEFORE INSERT ON "{table}" '
            f'FOR EACH STATEMENT EXECUTE FUNCTION "{self.name}"()',
        ]

    def removal(self, table: str) -> str:
        return f'DROP FUNCTION "{self.name}"() CASCADE'

    def __eq__(self, other: object) -> bool:
        return isinstance(other, WrittenByTriggers) and self.name == other.name

    def __hash__(self) -> int:
        return hash(self.name)


class Tracked(DatabaseRule):
    """Every change of a row, by whatever statement, becomes a row of the change history.

    ``besides`` names columns whose changes say nothing; ``account_column`` tells whose row it is.
    The triggers call ``history_track()`` of the room ``history``: the migration that adds this rule
    depends on that room's. TRUNCATE is refused, for it would take rows away unseen.
    """

    def __init__(
        self,
        *,
        name: str,
        besides: Sequence[str] = ("version", "created_at"),
        account_column: str = "account_id",
    ) -> None:
        super().__init__(name=name)
        self.besides = tuple(besides)
        self.account_column = account_column

    def statements(self, model: type[models.Model]) -> list[str]:
        table = model._meta.db_table
        given = ", ".join(f"'{column}'" for column in (self.account_column, *self.besides))
        return [
            f'CREATE TRIGGER "{self.name}_{event.lower()}" {when} {event} ON "{table}" '
            f"{referencing} FOR EACH STATEMENT EXECUTE FUNCTION history_track({given})"
            for event, when, referencing in _TRACKED_EVENTS
        ]

    def removal(self, table: str) -> str:
        return "; ".join(
            f'DROP TRIGGER "{self.name}_{event.lower()}" ON "{table}"'
            for event, *_ in _TRACKED_EVENTS
        )

    def deconstruct(self) -> tuple[str, Any, dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        given = {"besides": self.besides, "account_column": self.account_column}
        return path, args, {**kwargs, **given}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tracked) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash((self.name, self.besides, self.account_column))


_TRACKED_EVENTS = (
    ("INSERT", "AFTER", "REFERENCING NEW TABLE AS new_rows"),
    ("UPDATE", "AFTER", "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows"),
    ("DELETE", "AFTER", "REFERENCING OLD TABLE AS old_rows"),
    ("TRUNCATE", "BEFORE", ""),
)
