"""What a new contract starts with where nobody said otherwise: as the project's settings say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledgerstone.contracts import events, policy, tool_settings
from ledgerstone.contracts.models import (
    HEAD_CONTRACT,
    PURCHASE_ORDER,
    SUBCONTRACT,
    CommitmentSettings,
    Contract,
    ContractPerson,
)
from ledgerstone.projects.models import InvoicingSettings, Project
from ledgerstone.projects.terminology import Terms, terms
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish

from .particulars import Particulars, particulars, refused

_YES_OR_NO = (
    "is_private",
    "shows_schedule_to_listed",
    "has_subcontractor_schedule",
    "claims_enabled",
    "payments_enabled",
    "comments_enabled",
    "markups_enabled",
    "shows_budget_codes",
)


class Beginning(Particulars, total=False):
    """What may be said of a new contract; None leaves it to the project's settings."""

    is_private: bool | None
    shows_schedule_to_listed: bool | None
    has_subcontractor_schedule: bool | None
    payments_enabled: bool | None
    comments_enabled: bool | None
    markups_enabled: bool | None
    shows_budget_codes: bool | None


def beginning(project: Project, kind: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """What was given, checked, over what the project's settings say. Two queries."""
    settings = tool_settings.of_commitments(project.account_id, project.pk)
    _refuse_kind(settings, kind, terms(project.terminology))
    said = {k: v for k, v in given.items() if v is not None or k not in _SEEDED}
    chosen = {k: bool(v) for k, v in said.items() if k in _YES_OR_NO}
    typed = particulars({k: v for k, v in said.items() if k not in _YES_OR_NO})
    values = {**_by_the_settings(settings, project, kind), **typed, **chosen}
    wanted = chosen.get("has_subcontractor_schedule")
    values["has_subcontractor_schedule"] = _breaks_down(settings, kind, values, wanted)
    return values


_SEEDED = frozenset({*_YES_OR_NO, "accounting_method", "move_stored_to_work"})


def _by_the_settings(settings: CommitmentSettings, project: Project, kind: str) -> dict[str, Any]:
    """The values of a new contract of which nothing was said."""
    if kind == HEAD_CONTRACT:
        return {
            "accounting_method": "amount",
            "markups_enabled": True,
            "move_stored_to_work": False,
        }
    invoicing = InvoicingSettings.objects.get(account_id=project.account_id, project_id=project.pk)
    return {
        "move_stored_to_work": invoicing.moves_stored_to_work,
        "accounting_method": tool_settings.method_of(settings, kind),
        "is_private": settings.private_by_default,
        "claims_enabled": settings.claims_by_default,
        "payments_enabled": settings.payments_by_default,
        "comments_enabled": settings.comments_by_default,
        "shows_budget_codes": settings.budget_codes_by_default,
        "markups_enabled": False,
    }


def _breaks_down(
    settings: CommitmentSettings, kind: str, values: Mapping[str, Any], wanted: bool | None
) -> bool:
    """Whether the subcontractor breaks the schedule down: of commitments by amount only."""
    possible = kind != HEAD_CONTRACT and values["accounting_method"] == "amount"
    if wanted and not possible:
        raise refused(
            "has_subcontractor_schedule",
            "Only a commitment by amount has its schedule broken down by its subcontractor.",
        )
    if wanted is None:
        return possible and settings.subcontractor_schedule_by_default
    return wanted


def _refuse_kind(settings: CommitmentSettings, kind: str, words: Terms) -> None:
    if kind in (SUBCONTRACT, PURCHASE_ORDER) and not tool_settings.is_enabled(settings, kind):
        raise refused("kind", why_disabled(kind, words))


def why_disabled(kind: str, words: Terms) -> str:
    """Why a project takes no new contracts of this kind."""
    return (
        f"{words[kind].plural_capitalised} are switched off on this project. Ask an administrator "
        f"of its {words.commitment.plural} to switch them on."
    )


def keep_in_sight(actor: Actor, contract: Contract) -> None:
    """Put who set a private contract up on its list, with its schedule, where else they lose it.

    Inside the transaction that sets it up.
    """
    if actor.person_id is None or policy.may_see_schedule(actor, contract):
        return
    row, _is_new = ContractPerson.objects.update_or_create(
        account_id=actor.account_id,
        contract_id=contract.pk,
        person_id=actor.person_id,
        defaults={"is_listed": True},
    )
    if not contract.shows_schedule_to_listed:
        contract.shows_schedule_to_listed = True
        contract.save(update_fields=["shows_schedule_to_listed"])
    publish(
        events.JoinedPrivateList(
            actor=actor,
            project_id=contract.project_id,
            contract_id=contract.pk,
            version=contract.version,
            person_id=row.person_id,
            summary=f"put {actor.name} on the private list",
        )
    )
