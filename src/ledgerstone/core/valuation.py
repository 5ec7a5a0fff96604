"""What a claim is worth: the cover, the continuation sheet and the warnings.

All amounts are Decimal with two decimals in the contract's currency; percentages are for
display (two decimals, ``Decimal("96.36")`` is 96.36 %) and never feed back into money.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ledgerstone.core.position import Position
from ledgerstone.core.rows import open_twin


@dataclass(frozen=True, slots=True)
class Cover:
    """The cover of a claim; figures are to date unless their name says otherwise."""

    original_contract_sum: Decimal
    net_change_by_variations: Decimal
    contract_sum_to_date: Decimal
    total_completed_and_stored: Decimal
    retention_on_work: Decimal
    retention_on_materials: Decimal
    total_retention: Decimal
    total_earned_less_retention: Decimal
    less_previous_certificates: Decimal
    current_payment_due: Decimal
    balance_to_finish_including_retention: Decimal
    percent_complete: Decimal
    retention_this_period: Decimal
    retention_released_this_period: Decimal
    deductions_this_period: Decimal
    deductions_to_date: Decimal
    tax: Decimal
    payable: Decimal


@dataclass(frozen=True, slots=True)
class ValuedLine:
    """One line of the continuation sheet, by its assessed figures.

    ``claimed`` and ``assessed`` are completed and stored to date; ``difference`` is
    assessed less claimed; ``reason`` is None without an assessment.
    """

    item: str
    scheduled_value: Decimal
    work_previous: Decimal
    work_this_period: Decimal
    materials_stored: Decimal
    completed_and_stored: Decimal
    percent: Decimal
    balance_to_finish: Decimal
    retention: Decimal
    movement_this_period: Decimal
    claimed: Decimal
    assessed: Decimal
    difference: Decimal
    reason: str | None


OpenValuedLine = open_twin(ValuedLine)


@dataclass(frozen=True, slots=True)
class Warning_:  # noqa: N801 - Warning is a builtin
    """Something a careful person would ask about. ``line`` None: the whole claim."""

    line: str | None
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Valuation:
    """A claim valued. ``after`` is the position if the assessed figures are certified."""

    cover: Cover
    claimed_cover: Cover
    lines: tuple[ValuedLine, ...]
    warnings: tuple[Warning_, ...]
    after: Position
