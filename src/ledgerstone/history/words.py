"""How rooms say their records in the change history.

The history lies below the rooms whose records it keeps. It takes a field's label and its choices
from the model; what the model does not say, a room tells it when its application is ready:
``describe(ContractPerson, called="{person} on {contract}", noun="claim contact")``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from string import Formatter
from typing import Any, Literal

from django.apps import apps
from django.db import models
from django.db.models.fields import Field
from django.utils.text import capfirst

FigureKind = Literal["money", "rate", "quantity", "number"]
# Fields that name a record where nobody said otherwise, the first that there is.
_NAMING = ("name", "title", "number")


@dataclass(frozen=True, slots=True)
class Description:
    """What a room said about the records of one model."""

    called: str
    noun: str
    labels: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[Any, str]] = field(default_factory=dict)
    kinds: Mapping[str, FigureKind] = field(default_factory=dict)
    unsaid: Sequence[str] = ()

    @property
    def naming_fields(self) -> tuple[str, ...]:
        """The fields that ``called`` is made of."""
        return tuple(name for _, name, _, _ in Formatter().parse(self.called) if name)


_told: dict[type[models.Model], Description] = {}


def describe(
    model: type[models.Model],
    *,
    called: str = "",
    noun: str = "",
    labels: Mapping[str, str] | None = None,
    words: Mapping[str, Mapping[Any, str]] | None = None,
    kinds: Mapping[str, FigureKind] | None = None,
    unsaid: Sequence[str] = (),
) -> None:
    """Say how records of a model are called, in fields of the model: ``"{number} {title}"``.

    A reference among these fields stands for the name of what it refers to. ``noun`` stands where
    the model's verbose name would. ``labels`` name fields; ``words`` say stored values, ``None``
    among them, of a field that has no choices; both may hold places for words of a region
    (``"{tax} rate"``). ``kinds`` tell what sort of figure a field holds; ``unsaid`` fields are
    never shown.
    """
    _told[model] = Description(
        called=called or _usual_name(model),
        noun=noun or str(model._meta.verbose_name),
        labels=dict(labels or {}),
        words={name: dict(said) for name, said in (words or {}).items()},
        kinds=dict(kinds or {}),
        unsaid=tuple(unsaid),
    )


def description(model: type[models.Model]) -> Description:
    """What is known about the records of a model."""
    return _told.get(model) or Description(
        called=_usual_name(model), noun=str(model._meta.verbose_name)
    )


@cache
def model_of(table: str) -> type[models.Model] | None:
    """The model of a table, unless the table is gone."""
    return next((model for model in apps.get_models() if model._meta.db_table == table), None)


@cache
def fields_of(model: type[models.Model]) -> Mapping[str, Field[Any, Any]]:
    """The fields of a model by their columns, in the order of the model."""
    return {str(found.column): found for found in model._meta.concrete_fields}


def label(model: type[models.Model] | None, column: str) -> str:
    """A column in words: ``Phone``, ``Active`` for ``is_active``."""
    found = None if model is None else fields_of(model).get(column)
    if model is None or found is None:
        return str(capfirst(column.removesuffix("_id").replace("_", " ")))
    told = description(model).labels.get(found.name)
    return told or str(capfirst(str(found.verbose_name).removeprefix("is ")))


def _usual_name(model: type[models.Model]) -> str:
    known = {found.name for found in model._meta.concrete_fields}
    return next((f"{{{name}}}" for name in _NAMING if name in known), "")
