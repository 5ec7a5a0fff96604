"""Who sees reports: whoever sees one of a project's lists of contracts."""

from __future__ import annotations

from ledgerstone.access import policy as access
from ledgerstone.contracts import policy as contracts
from ledgerstone.contracts.models import HEAD_CONTRACT, SUBCONTRACT
from ledgerstone.tenancy.actor import Actor


def may_see(actor: Actor, project_id: int) -> bool:
    """Whether the person has reports of a project; not as claim contact of a contract alone."""
    return any(
        contracts.may_see_tool(actor, project_id, kind) for kind in (SUBCONTRACT, HEAD_CONTRACT)
    )


def projects(actor: Actor) -> list[int]:
    """The projects of the account that the person has reports of."""
    return [pk for pk in access.visible_projects(actor) if may_see(actor, pk)]
