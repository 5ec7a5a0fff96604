"""Lines of a schedule of values as its editor sees them: their cells, and how low they may go.

Read into tuples: a schedule of thousands of lines is opened often and saved line by line.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import NamedTuple

from django.db.models import F, QuerySet, Sum

from ledgerstone.contracts.models import Contract, ScheduleLine
from ledgerstone.core.rounding import ZERO
from ledgerstone.projects.formats import Formats

_HUNDRED = Decimal(100)
_EXEMPT = "yes"


class StoredLine(NamedTuple):
    """A line as the database has it, its codes by name."""

    line_id: int
    variation_id: int | None
    position: int
    item: str
    description: str
    section: str
    budget_code_id: int | None
    budget_code: str | None
    quantity: Decimal | None
    unit: str
    unit_price: Decimal | None
    scheduled_value: Decimal
    tax_code_id: int | None
    tax_code: str | None
    tax_rate: Decimal | None
    retention_work: Decimal | None
    retention_materials: Decimal | None
    is_exempt: bool
    claimed: Decimal
    certified: Decimal
    floor: Decimal

    @property
    def is_billed(self) -> bool:
        """Whether an amount of it was ever claimed or certified, as far as it stands."""
        return bool(self.claimed or self.certified or self.floor)


_COLUMNS = (
    "pk", "variation_id", "position", "item", "description", "section", "budget_code_id",
    "budget_code__code", "quantity", "unit", "unit_price", "scheduled_value", "tax_code_id",
    "tax_code__code", "tax_rate", "retention_work", "retention_materials",
    "is_exempt_from_retention", "claimed_to_date", "certified_to_date", "billed_floor",
)  # fmt: skip


def of_contract(contract: Contract) -> QuerySet[ScheduleLine]:
    """All lines of a contract, details and variations included."""
    return ScheduleLine.objects.filter(account_id=contract.account_id, contract_id=contract.pk)


def own(contract: Contract) -> QuerySet[ScheduleLine]:
    """The contract's own lines: neither of a variation nor details of another line."""
    return of_contract(contract).filter(variation__isnull=True, parent__isnull=True)


def read_lines(contract: Contract, ids: Collection[int] | None = None) -> list[StoredLine]:
    """Own lines in their order, then those of variations; some of them where ``ids`` are given.

    One query. Without the details into which the subcontractor broke lines down.
    """
    found = of_contract(contract).filter(parent__isnull=True)
    if ids is not None:
        found = found.filter(pk__in=list(ids))
    rows = found.order_by(F("variation_id").asc(nulls_first=True), "position")
    return [StoredLine._make(row) for row in rows.values_list(*_COLUMNS)]


def own_order(contract: Contract) -> list[int]:
    """The ids of the contract's own lines in their order. One query."""
    return list(own(contract).order_by("position").values_list("pk", flat=True))


class Billed(NamedTuple):
    """What is billed on the details of a line, added up by their signs."""

    above: Decimal
    below: Decimal


NOT_BROKEN_DOWN = Billed(ZERO, ZERO)


def billed_details(contract: Contract, ids: Collection[int]) -> dict[int, Billed]:
    """Of lines that were broken down, what is billed on their details. One query."""
    details = of_contract(contract).filter(parent_id__in=list(ids))
    rows = details.values_list("parent_id").annotate(sum=Sum("billed_floor"))
    return {
        parent: Billed(max(floor, ZERO), min(floor, ZERO))
        for parent, floor in rows
        if parent is not None
    }


def cells_of(line: StoredLine) -> dict[str, str]:
    """The cells of a line as plain text: figures with a point, rates in per cent."""
    return {
        "item": line.item,
        "description": line.description,
        "section": line.section,
        "budget_code": line.budget_code or "",
        "quantity": _plain(line.quantity),
        "unit": line.unit,
        "unit_price": _plain(line.unit_price),
        "scheduled_value": str(line.scheduled_value),
        "tax_code": line.tax_code or "",
        "retention_work": _percent(line.retention_work),
        "retention_materials": _percent(line.retention_materials),
        "exempt": _EXEMPT if line.is_exempt else "",
    }


def _percent(rate: Decimal | None) -> str:
    return "" if rate is None else f"{_plain(rate * _HUNDRED)}%"


def _plain(figure: Decimal | None) -> str:
    if figure is None:
        return ""
    text = f"{figure:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def billed_within(claimed: Decimal, certified: Decimal, value: Decimal) -> Decimal:
    """The part of what is billed that lies within a scheduled value."""
    if value >= 0:
        return min(max(claimed, certified, ZERO), value)
    return max(min(claimed, certified, ZERO), value)


def why_not(line: StoredLine, value: Decimal, broken_down: Billed, formats: Formats) -> str | None:
    """Why a line may not have another value: part of it is billed. None where it may.

    A line that is billed beyond its value may rise, and does not fall further.
    """
    most = max(line.claimed, line.certified, line.floor, broken_down.above)
    least = min(line.claimed, line.certified, line.floor, broken_down.below)
    above, below = max(most, ZERO), min(least, ZERO)
    now = line.scheduled_value
    if above > 0 and value < now and value < above:
        return f"{formats.money(above)} of it is billed already. Type at least that."
    if below < 0 and value > now and value > below:
        return f"{formats.money(below)} of it is billed already. Type at most that."
    return None


def arranged(current: Sequence[int], wanted: Sequence[int]) -> list[int]:
    """The lines in the order wanted. Lines that it does not name stay behind their predecessor.

    So an order by somebody who does not know the latest lines takes none of them apart.
    """
    here = set(current)
    named = [line for line in dict.fromkeys(wanted) if line in here]
    known = set(named)
    behind: dict[int | None, list[int]] = {}
    last: int | None = None
    for line in current:
        if line in known:
            last = line
        else:
            behind.setdefault(last, []).append(line)
    result = behind.get(None, [])
    for line in named:
        result.append(line)
        result.extend(behind.get(line, ()))
    return result


def with_added(order: Sequence[int], added: Sequence[tuple[int, int | None]]) -> list[int]:
    """The lines with new ones, each behind another line, also a new one given before it.

    Behind None is the head; behind a line that is gone is the end.
    """
    following: dict[int | None, list[int]] = {}
    known = set(order)
    for line, after in added:
        place = after if after is None or after in known else (order[-1] if order else None)
        known.add(line)
        following.setdefault(place, []).append(line)
    result: list[int] = []
    waiting = [*reversed(order), *reversed(following.pop(None, []))]
    while waiting:
        line = waiting.pop()
        result.append(line)
        waiting.extend(reversed(following.pop(line, [])))
    return result
