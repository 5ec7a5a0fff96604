"""Writes to permission templates."""

from __future__ import annotations

from .models import PermissionTemplate
from .templates import BUILT_IN


def add_built_in_templates(account_id: int) -> dict[str, PermissionTemplate]:
    """Give a new account the templates that every account begins with, by their keys."""
    made = PermissionTemplate.objects.bulk_create(
        [
            PermissionTemplate(
                account_id=account_id,
                scope=template.scope,
                name=template.name,
                key=template.key,
                is_locked=template.is_locked,
                **{tool.value: int(level) for tool, level in template.levels.items()},
            )
            for template in BUILT_IN
        ]
    )
    return {template.key: template for template in made}
