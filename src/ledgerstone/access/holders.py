"""Who holds a permission template, without knowing the rooms whose records refer to it.

The rooms above this one refer to templates: people to those of the account, members to those of a
project. The registry of models knows every such reference.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Count

from .models import PermissionTemplate

Reference = models.ForeignKey[Any, Any]

# What a person would be given, but does not hold yet.
_OFFERED = "default_template"


def _references() -> list[tuple[type[models.Model], Reference]]:
    """Every reference to a template; where it is only offered comes last."""
    found = [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is PermissionTemplate
    ]
    return sorted(found, key=lambda reference: reference[1].name == _OFFERED)


def counts(account_id: int) -> dict[int, int]:
    """How often each template of an account is held, by its id. One query a reference."""
    found: Counter[int] = Counter()
    for model, field in _references():
        if field.name == _OFFERED:
            continue
        rows = model._base_manager.filter(account_id=account_id).exclude(**{field.attname: None})
        pairs = rows.order_by().values_list(field.attname).annotate(count=Count("pk"))
        found.update(dict(pairs))
    return found


def what_holds(template: PermissionTemplate) -> list[str]:
    """What refers to a template, in words: ``3 project members``; empty where nothing does."""
    said = []
    for model, field in _references():
        count = model._base_manager.filter(
            account_id=template.account_id, **{field.attname: template.pk}
        ).count()
        if count:
            names = model._meta
            noun = names.verbose_name if count == 1 else names.verbose_name_plural
            offered = " to whom it is offered" if field.name == _OFFERED else ""
            said.append(f"{count} {noun}{offered}")
    return said


def is_held_by(template: PermissionTemplate, person_id: int | None) -> bool:
    """Whether a person holds a template, in the account or on any project."""
    if person_id is None:
        return False
    return any(
        model._base_manager.filter(
            **{
                "account_id": template.account_id,
                field.attname: template.pk,
                _person_of(model): person_id,
            }
        ).exists()
        for model, field in _references()
        if field.name != _OFFERED
    )


def _person_of(model: type[models.Model]) -> str:
    """Where a record says which person it is of: itself, or by its reference."""
    names = {field.name for field in model._meta.concrete_fields}
    return "person_id" if "person" in names else "pk"
