"""Which tables belong to accounts, which of them only grow, and whose changes are kept."""

from __future__ import annotations

from django.apps import apps
from django.db import models

from .constraints import AppendOnly, Tracked, WrittenByTriggers
from .fields import AccountField


def _tenant_models() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models()
        if any(isinstance(field, AccountField) for field in model._meta.local_fields)
    ]


def tenant_tables() -> list[str]:
    """Tables under row-level security."""
    return sorted(model._meta.db_table for model in _tenant_models())


def append_only_tables() -> list[str]:
    """Tables whose rows nobody updates, deletes or truncates."""
    return _tables_under(AppendOnly)


def trigger_written_tables() -> list[str]:
    """Tables that only triggers insert into."""
    return _tables_under(WrittenByTriggers)


def tracked_tables() -> list[str]:
    """Tables whose every change is kept in the change history."""
    return _tables_under(Tracked)


def _tables_under(kind: type[models.constraints.BaseConstraint]) -> list[str]:
    return sorted(
        model._meta.db_table
        for model in apps.get_models()
        if any(isinstance(rule, kind) for rule in model._meta.constraints)
    )
