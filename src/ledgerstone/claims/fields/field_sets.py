"""Reads of the sets of fields of an account."""

from __future__ import annotations

from dataclasses import dataclass

from ledgerstone.claims.models import FieldSet, ProjectFieldSet
from ledgerstone.tenancy.actor import Actor


@dataclass(frozen=True, slots=True)
class Offered:
    """A set that a project may use, and whether it does."""

    id: int
    name: str
    is_used: bool


def field_sets(actor: Actor, project_id: int) -> list[Offered]:
    """The sets of the account by name. Two queries."""
    account = {"account_id": actor.account_id}
    used = ProjectFieldSet.objects.filter(project_id=project_id, **account)
    chosen = used.values_list("field_set_id", flat=True).first()
    found = FieldSet.objects.filter(**account).order_by("name").values_list("pk", "name")
    return [Offered(pk, name, pk == chosen) for pk, name in found]
