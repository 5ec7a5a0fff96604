"""Who may see and change contracts, and which of them can still be changed."""

from __future__ import annotations

from ledgerstone.access import policy as access
from ledgerstone.access.templates import Level, Tool
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.actor import Actor

from .models import HEAD_CONTRACT, Contract

# Until then the schedule itself is changed; from approval on, changes come by variation.
EDITABLE_STATUSES = frozenset(
    {"draft", "out_for_bid", "out_for_signature", "processing", "submitted"}
)


def tool_of(kind: str) -> Tool:
    """The tool that a kind of contract belongs to."""
    return Tool.HEAD_CONTRACTS if kind == HEAD_CONTRACT else Tool.COMMITMENTS


def visible_projects(actor: Actor, tool: Tool) -> list[int]:
    """The projects in which the person may read a tool."""
    return [
        project_id
        for project_id in actor.templates
        if access.level(actor, project_id, tool) >= Level.READ_ONLY
    ]


def may_see(actor: Actor, contract: Contract) -> bool:
    """Whether the contract exists for the person."""
    if contract.account_id != actor.account_id:
        return False
    level = access.level(actor, contract.project_id, tool_of(contract.kind))
    return level >= Level.READ_ONLY


def may_create(actor: Actor, project_id: int, kind: str) -> bool:
    """Whether the person may set up a contract of this kind."""
    return access.level(actor, project_id, tool_of(kind)) >= Level.ADMIN


def may_administer(actor: Actor, contract: Contract) -> bool:
    """Whether the person may change the contract."""
    return may_see(actor, contract) and may_create(actor, contract.project_id, contract.kind)


def why_schedule_is_fixed(contract: Contract, *, is_billed: bool, words: Terms) -> str | None:
    """Why the schedule of values can no longer be replaced; None while it can."""
    if is_billed:
        return (
            f"Amounts of this {words.schedule_of_values} were claimed. "
            f"Change it by {words.variation.with_article}."
        )
    if contract.status not in EDITABLE_STATUSES:
        return (
            f"This {words.schedule_of_values} is fixed since the contract left its draft. "
            f"Change it by {words.variation.with_article}."
        )
    return None
