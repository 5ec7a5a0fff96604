"""Budget codes."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from ledgerstone.projects import events, queries
from ledgerstone.projects.models import BudgetCode
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.typed_text import optional, required

from .allowed import refuse_unless_administrator


def add_budget_codes(
    *, actor: Actor, project_id: int, codes: Mapping[str, str]
) -> dict[str, BudgetCode]:
    """Add codes with their names and return all that were given; known ones stay as they are.

    Codes are told apart in any case: `a-1` finds `A-1`.
    """
    refuse_unless_administrator(actor, project_id)
    wanted = {
        required(code, field="code", what="the budget code", longest=40): optional(
            name, field="name", what="the name of the budget code", longest=200
        )
        for code, name in codes.items()
    }
    with transaction.atomic():
        present = {code.code.casefold() for code in _codes(actor, project_id)}
        new = {code: name for code, name in wanted.items() if code.casefold() not in present}
        BudgetCode.objects.bulk_create(
            [
                BudgetCode(account_id=actor.account_id, project_id=project_id, code=code, name=name)
                for code, name in new.items()
            ],
            ignore_conflicts=True,
        )
        if new:
            publish(
                events.BudgetCodesAdded(
                    actor=actor,
                    project_id=project_id,
                    codes=tuple(new),
                    summary=f"added {len(new)} budget code{'s' if len(new) > 1 else ''}",
                )
            )
        known = {code.code.casefold(): code for code in _codes(actor, project_id)}
    return {code: known[code.casefold()] for code in wanted}


def _codes(actor: Actor, project_id: int) -> list[BudgetCode]:
    return list(queries.budget_codes(actor, project_id))
