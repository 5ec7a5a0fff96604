"""What a careful person would ask about a claim, in the words of its project."""

from __future__ import annotations

from collections.abc import Sequence

from ledgerstone import core
from ledgerstone.claims.models import Claim
from ledgerstone.projects.queries import words

from .sheet import SheetLine, SheetWarning


def tell(
    claim: Claim, found: Sequence[core.Warning_], lines: Sequence[SheetLine]
) -> tuple[SheetWarning, ...]:
    """The engine's warnings and this room's own: below what was certified, above the quantity."""
    told: list[SheetWarning] = []
    if found:
        by_item = {line.row.item: line for line in lines}
        for warning in found:
            # Missing reasons are told by the sheet itself, which also asks for their code.
            if warning.code != "reason_missing":
                line = None if warning.line is None else by_item[warning.line]
                told.append(_warning(claim, warning.code, line, warning.message))
    for line in lines:
        moved = line.valued.movement_this_period
        if moved and line.goes_back:
            told.append(_warning(claim, "below_certified", line))
        quantity = line.assessed_quantity
        if quantity is not None and line.quantity is not None and quantity > line.quantity:
            told.append(_warning(claim, "over_quantity", line))
    return tuple(told)


def _warning(claim: Claim, code: str, line: SheetLine | None, otherwise: str = "") -> SheetWarning:
    said = _sentence(claim, code, line) or otherwise
    if line is None:
        return SheetWarning(None, None, code, said)
    return SheetWarning(line.line_id, line.item, code, said)


def _sentence(claim: Claim, code: str, line: SheetLine | None) -> str:
    terms, formats = words(claim.contract.project)
    if code == "release_above_held":
        place = "" if line is None else f" on line {line.item}"
        return f"More {terms.retention} is released{place} than is held; what is held is released."
    if line is None:
        return ""
    if code == "over_billed":
        return (
            f"Line {line.item} has earned {formats.money(line.assessed)} of a scheduled value "
            f"of {formats.money(line.own_value)}."
        )
    if code == "unapproved_variation":
        return (
            f"{terms.variation.capitalised} {line.variation} of line {line.item} is not approved: "
            "what is claimed on it is certified only as far as it is assessed."
        )
    if code == "below_certified":
        return (
            f"Line {line.item} falls to {formats.money(line.assessed)}; "
            f"{formats.money(line.completed_previous)} was certified before."
        )
    if code == "over_quantity":
        return (
            f"Line {line.item} measures {formats.quantity(line.assessed_quantity)} of a contract "
            f"quantity of {formats.quantity(line.quantity)}."
        )
    return ""
