"""Everything that refers to a company, in whatever room: found in the registry of models.

The directory lies below the rooms whose records name companies, so it cannot list them; and a list
would forget the next table. What it moves it moves by the references that models declare.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, QuerySet

from ledgerstone.tenancy.constraints import AppendOnly
from ledgerstone.tenancy.fields import AccountForeignKey

from .models import Company


@dataclass(frozen=True, slots=True)
class CompanyReference:
    """A column that names a company."""

    model: type[models.Model]
    column: str

    def rows(self, account_id: int, company_id: int) -> QuerySet[Any]:
        """The rows of an account that name this company."""
        return self.model._base_manager.filter(
            account_id=account_id, **{f"{self.column}_id": company_id}
        )

    def words(self, count: int) -> str:
        """So many of them, as a page says it: ``2 contracts``, ``1 contract as certifier``."""
        meta = self.model._meta
        noun = str(meta.verbose_name if count == 1 else meta.verbose_name_plural)
        role = " as certifier" if self.column == "certifier" else ""
        return f"{count} {_NOUNS.get((self.model.__name__, count == 1), noun)}{role}"

    @property
    def is_a_fact(self) -> bool:
        """Whether the rows say what was true once, which a merge does not change."""
        return any(isinstance(rule, AppendOnly) for rule in self.model._meta.constraints)


# What a page calls these records, where the name of the model would not say it.
_NOUNS = {
    ("ProjectCompany", True): "project",
    ("ProjectCompany", False): "projects",
    ("Company", True): "earlier duplicate",
    ("Company", False): "earlier duplicates",
}


def references() -> list[CompanyReference]:
    """Every column that names a company, in a fixed order."""
    return [
        CompanyReference(model, field.name)
        for model in sorted(apps.get_models(), key=lambda one: one._meta.label)
        for field in model._meta.local_fields
        if isinstance(field, AccountForeignKey) and field.remote_field.model is Company
    ]


def counted(account_id: int, company_id: int) -> list[tuple[CompanyReference, int]]:
    """How many rows name a company, where any do. One query for each reference."""
    found = [
        (reference, reference.rows(account_id, company_id).count())
        for reference in references()
        if not reference.is_a_fact
    ]
    return [(reference, count) for reference, count in found if count]


def move(reference: CompanyReference, account_id: int, *, source: int, target: int) -> int:
    """Let every row that names one company name the other; gives how many did.

    A row that says of the other company what is said of it already goes: a company is on a project
    once.
    """
    if reference.is_a_fact:
        return 0
    rows = reference.rows(account_id, source)
    count = rows.count()
    if not count:
        return 0
    theirs = reference.rows(account_id, target)
    for others in _once_with(reference):
        same = theirs.filter(**{other: OuterRef(other) for other in others})
        rows.filter(Exists(same)).delete()
    changes: dict[str, Any] = {f"{reference.column}_id": target}
    if any(field.name == "version" for field in reference.model._meta.local_fields):
        changes["version"] = F("version") + 1
    rows.update(**changes)
    return count


def _once_with(reference: CompanyReference) -> Iterator[list[str]]:
    """The other fields of each rule by which a row of this table is there once."""
    for rule in reference.model._meta.constraints:
        if not isinstance(rule, models.UniqueConstraint) or rule.condition is not None:
            continue
        if reference.column in rule.fields:
            yield [name for name in rule.fields if name not in ("account", reference.column)]
