"""What happened to the lines of a schedule since somebody last heard of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from ledgerstone.contracts.events import ScheduleChanged
from ledgerstone.contracts.models import Contract
from ledgerstone.history import queries as history
from ledgerstone.tenancy.actor import Actor

# After these the lines are to be read anew; others leave the lines as they are.
_REPLACING = frozenset(
    {"contract.schedule_replaced", "contract.variation_approved", "contract.schedule_imported"}
)


@dataclass(slots=True)
class Since:
    """Which lines changed, by whom last, and whether their order did."""

    changed: dict[int, str] = field(default_factory=dict)
    removed: dict[int, str] = field(default_factory=dict)
    is_reordered: bool = False
    is_all_new: bool = False
    by: str = ""


def changes_since(actor: Actor, contract: Contract, version: int) -> Since:
    """What is newer than this version of the contract. At most one query."""
    since = Since()
    if version >= contract.version:
        return since
    events = history.of_contract(actor, contract.pk).filter(
        details__contract_version__gt=version, claim_id=None
    )
    rows = events.order_by("id").values_list("kind", "actor_name", "details")
    for kind, who, details in rows:
        since.by = who
        if kind != ScheduleChanged.kind:
            since.is_all_new |= kind in _REPLACING or "variation" in kind
            continue
        since.changed |= dict.fromkeys([*details["changed"], *details["added"]], who)
        since.removed |= dict.fromkeys(details["removed"], who)
        since.is_reordered |= details["reordered"] or bool(details["added"] or details["removed"])
    return since
