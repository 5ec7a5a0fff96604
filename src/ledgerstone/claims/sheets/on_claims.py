"""Which lines of variations a claim lists, and under which of them it shows each.

A claim lists the lines of the variations that it was started with: approved ones, and where the
contract and the law let it, those that are proposed. What is approved while it is open is added by
hand. The contract's own lines are on every claim.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from ledgerstone.contracts.models import Contract, ScheduleLine
from ledgerstone.contracts.variations.variation_rules import lists_unapproved
from ledgerstone.tenancy import planned

# What is neither approved nor priced and sent on is not proposed to anybody.
PROPOSED = frozenset({"pricing", "pending", "revised", "proceeding"})
APPROVED = frozenset({"approved"})

_VARIATIONS = """
SELECT variation.id, variation.number, variation.title, variation.status, variation.part_of_id,
       contract.variation_detail
  FROM contracts_variation variation
  JOIN contracts_contract contract
    ON contract.account_id = variation.account_id AND contract.id = variation.contract_id
 WHERE variation.account_id = %(account)s AND variation.contract_id = %(contract)s
"""

Label = tuple[str | None, str | None, bool]
_OWN: Label = (None, None, True)
NO_VARIATIONS: dict[int | None, Label] = {None: _OWN}


def offered(contract: Contract) -> frozenset[str]:
    """The statuses of variations whose lines a new claim on the contract lists."""
    return APPROVED | PROPOSED if lists_unapproved(contract) else APPROVED


class Shown(NamedTuple):
    """The variations of a contract as its claims show them: number, title, whether it counts; its
    status; and the place of its group."""

    labels: dict[int | None, Label]
    statuses: dict[int, str]
    groups: dict[int, tuple[bool, int]]  # what is not approved stands behind what is

    @property
    def is_in_order(self) -> bool:
        """Whether groups stand in the order of their variations already."""
        return all((False, one) == group for one, group in self.groups.items())


def read_shown(account_id: int, contract_id: int) -> Shown:
    """The variations of a contract. One query."""
    found = planned.rows(_VARIATIONS, {"account": account_id, "contract": contract_id})
    above = {row[0]: row[4] for row in found}
    named = {row[0]: (row[1], row[2]) for row in found}
    shown = Shown({None: _OWN}, {}, {})
    for key, _number, _title, status, _part_of, detail in found:
        under = _shown_under(key, above, detail)
        number, title = named[under]
        is_approved = status == "approved"
        shown.labels[key] = (
            number,
            title if is_approved else f"{title} (not approved)",
            is_approved,
        )
        shown.statuses[key] = status
        shown.groups[key] = (not is_approved, under)
    return shown


def _shown_under(key: int, above: dict[int, int | None], detail: str) -> int:
    """The variation that the lines of this one stand under: itself, its request, or the topmost."""
    path = [key]
    while (up := above.get(path[-1])) is not None and len(path) < len(above):
        path.append(up)
    if detail == "variation":
        return path[-1]
    if detail == "request" and len(path) > 2:
        return path[-2]
    return key


def listed(
    lines: Sequence[tuple[Any, ...]],
    shown: Shown,
    said: Collection[int],
    offering: frozenset[str],
    place: int,
) -> list[tuple[Any, ...]]:
    """The lines that a claim lists of those of the contract, grouped as they are shown.

    ``place``: where a line has its variation; its last column says whether it is certified. A line
    that was certified stays, whatever becomes of its variation.
    """
    statuses = shown.statuses
    on = [
        line
        for line in lines
        if line[place] is None
        or line[0] in said
        or line[-1]
        or (offering and statuses[line[place]] in offering)
    ]
    if not shown.is_in_order:
        groups = shown.groups
        on.sort(key=lambda line: (False, 0) if line[place] is None else groups[line[place]])
    return on


def is_markup(line_id: int) -> bool:
    """Whether a line marks others up. Asked only where materials are stored on a variation."""
    lines = ScheduleLine.objects.filter(pk=line_id)
    return lines.filter(markup__isnull=False).exists()
