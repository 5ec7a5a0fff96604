"""Which tables belong to accounts, and which of them only grow."""

from __future__ import annotations

from django.apps import apps
from django.db import models

from .constraints import AppendOnly
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
    return sorted(
        model._meta.db_table
        for model in _tenant_models()
        if any(isinstance(rule, AppendOnly) for rule in model._meta.constraints)
    )
