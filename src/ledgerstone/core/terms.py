"""The terms of a contract and its schedule, as the engine reads them.

Rates and percentages are fractions (``Decimal("0.05")`` is 5 %), amounts are in the
contract's currency. Everything here is a frozen value; None means absent, zero is a value.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from ledgerstone.core.rows import open_twin


class ContractKind(StrEnum):
    HEAD_CONTRACT = "head_contract"
    SUBCONTRACT = "subcontract"
    PURCHASE_ORDER = "purchase_order"


class AccountingMethod(StrEnum):
    AMOUNT = "amount"
    UNIT = "unit"


class RetentionBasis(StrEnum):
    """Who has the authority over the rounded figure: each line, or the cover."""

    PER_LINE = "per_line"
    COVER = "cover"


class RetentionKind(StrEnum):
    """``flat`` two rates; ``bands`` each part of the base at its band's rate;
    ``steps`` the whole base at the rate of the step that it has reached."""

    FLAT = "flat"
    BANDS = "bands"
    STEPS = "steps"


class BandMeasure(StrEnum):
    PERCENT_COMPLETE = "percent_complete"
    AMOUNT = "amount"


class CapOf(StrEnum):
    ORIGINAL_SUM = "original_sum"
    REVISED_SUM = "revised_sum"


class ChangeScope(StrEnum):
    NEW_WORK = "new_work"
    EVERYTHING = "everything"


class TaxBase(StrEnum):
    NET_OF_RETENTION = "net_of_retention"
    GROSS = "gross"


@dataclass(frozen=True, slots=True)
class Band:
    """One band or step: ``rate`` below ``up_to`` (exclusive); None is without end.

    ``up_to`` is a fraction complete or an amount, as the rule's ``bands_of`` says.
    """

    up_to: Decimal | None
    rate: Decimal


@dataclass(frozen=True, slots=True)
class RetentionCap:
    """Either ``rate`` of the original or the revised sum, or a fixed ``amount``."""

    rate: Decimal | None = None
    of: CapOf | None = None
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """What the contract retains. Flat: ``work`` and ``materials``; else ``bands``."""

    basis: RetentionBasis
    kind: RetentionKind
    work: Decimal | None = None
    materials: Decimal | None = None
    bands: tuple[Band, ...] = ()
    bands_of: BandMeasure | None = None
    cap: RetentionCap | None = None
    free_amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class RetentionChange:
    """New flat rates from the claim of this number on."""

    from_claim: int
    applies_to: ChangeScope
    work: Decimal
    materials: Decimal


@dataclass(frozen=True, slots=True)
class RetentionSecurity:
    """Security held in place of retention: ``amount`` in all from the claim of this number on,
    until another one begins. It lowers the cap; where there is none, it lowers nothing."""

    from_claim: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class TaxTerms:
    """One tax on the claim: its rate, and what it is levied on."""

    rate: Decimal
    base: TaxBase


@dataclass(frozen=True, slots=True)
class Terms:
    """What a contract says about money. ``retention`` None: nothing is retained."""

    kind: ContractKind
    accounting_method: AccountingMethod = AccountingMethod.AMOUNT
    retention: RetentionRule | None = None
    retention_changes: tuple[RetentionChange, ...] = ()
    tax: TaxTerms | None = None
    securities: tuple[RetentionSecurity, ...] = ()


@dataclass(frozen=True, slots=True)
class ScheduledLine:
    """A line of the schedule of values, or of a variation, as in force for one claim.

    ``key`` is the item. A unit line has ``quantity`` (3 decimals) and ``unit_price``
    (4 decimals) and its ``scheduled_value`` is their product in cents.
    ``retention_work`` and ``retention_materials`` override the contract's rates, each for
    itself. ``variation`` is None for a contract line, else the variation's number.
    ``counts`` is False while the variation is not approved: its scheduled value then
    counts and prints 0, but a percentage entered on it is of its own scheduled value.
    """

    key: str
    scheduled_value: Decimal
    quantity: Decimal | None = None
    unit_price: Decimal | None = None
    retention_work: Decimal | None = None
    retention_materials: Decimal | None = None
    exempt: bool = False
    tax_rate: Decimal | None = None
    variation: str | None = None
    counts: bool = True


OpenScheduledLine = open_twin(ScheduledLine)
