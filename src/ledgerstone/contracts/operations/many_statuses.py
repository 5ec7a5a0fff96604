"""Taking many contracts to one status at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ledgerstone.contracts import queries
from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.status_words import status_word
from ledgerstone.projects import queries as projects
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, Refusal

from .changing import change_status

MOST = 200


@dataclass(frozen=True, slots=True)
class StatusesChanged:
    """What came of it: whose status changed, and why that of others did not, by their number."""

    changed: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]


def change_statuses(*, actor: Actor, contract_ids: Sequence[int], status: str) -> StatusesChanged:
    """Take each of these contracts to a status, where its rules let it; the others stay.

    Contracts that the person does not see are left out, as if they had not been named.
    """
    wanted = list(dict.fromkeys(contract_ids))
    if len(wanted) > MOST:
        raise Invalid(f"Choose at most {MOST} at once.")
    changed: list[str] = []
    refused: list[tuple[str, str]] = []
    with acting(actor):
        found = queries.visible_to(actor).select_related("project").filter(pk__in=wanted)
        for contract in found.order_by("number", "id"):
            why = _why_not(actor, contract, status)
            if why is None:
                changed.append(contract.number)
            else:
                refused.append((contract.number, why))
    return StatusesChanged(tuple(changed), tuple(refused))


def _why_not(actor: Actor, contract: Contract, status: str) -> str | None:
    """Why this one keeps its status; None where it changed."""
    if contract.status == status:
        words, _formats = projects.words(contract.project)
        return f"It is “{status_word(status, words)}” already."
    try:
        with acting(actor):
            change_status(
                actor=actor,
                contract_id=contract.pk,
                status=status,
                expected_version=contract.version,
            )
    except NotAllowed:
        return "You may not change its status."
    except Refusal as refusal:
        return refusal.message
    return None
