"""What is entered in one claim: by the claimant, and by the one who assesses it.

None means that nothing was entered; zero is a figure like any other. Percentages are
fractions, quantities have 3 decimals, amounts 2.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from ledgerstone.core.rows import open_twin


class ClaimType(StrEnum):
    WORK_MATERIALS = "work_materials"
    WORK_MATERIALS_RETENTION = "work_materials_retention"
    RETENTION_RELEASE = "retention_release"


class EntryMode(StrEnum):
    """How the work of a line is entered; the values are the claim document's keys."""

    WORK_THIS_PERIOD = "work_this_period"
    WORK_TO_DATE = "work_to_date"
    PERCENT_THIS_PERIOD = "percent_this_period"
    PERCENT_TO_DATE = "percent_to_date"
    PERCENT_COMPLETED_AND_STORED_TO_DATE = "percent_completed_and_stored_to_date"
    QUANTITY_THIS_PERIOD = "quantity_this_period"
    QUANTITY_TO_DATE = "quantity_to_date"


@dataclass(frozen=True, slots=True)
class AssessedEntry:
    """The assessor's answer on a line. What is None is the claimed figure, to date."""

    mode: EntryMode | None = None
    figure: Decimal | None = None
    materials_stored: Decimal | None = None
    retention_adjustment: Decimal | None = None
    retention_released: Decimal | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class LineEntry:
    """One line as claimed.

    ``mode`` with ``figure``: the work; both None: work stands where it was.
    ``materials_stored``: the balance stored and not installed at the end of the period
    (on a unit line a quantity); None: it stands. ``retention_adjustment``: signed, added to
    what the rule requires, until changed; None: it stands. ``retention_released``: released
    on this line in this claim.
    """

    mode: EntryMode | None = None
    figure: Decimal | None = None
    materials_stored: Decimal | None = None
    retention_adjustment: Decimal | None = None
    retention_released: Decimal | None = None
    assessed: AssessedEntry | None = None


OpenLineEntry = open_twin(LineEntry)


@dataclass(frozen=True, slots=True)
class Release:
    """A release of retention by the whole claim: a share of what is held, or an amount."""

    share_of_held: Decimal | None = None
    amount: Decimal | None = None
    event: str | None = None


@dataclass(frozen=True, slots=True)
class Deduction:
    """Signed: negative takes, positive gives back. ``taxable`` is required under tax."""

    amount: Decimal
    taxable: bool | None = None
    category: str | None = None


@dataclass(frozen=True, slots=True)
class OpeningLine:
    """A line of a contract taken over mid-way. ``materials_stored`` is an amount."""

    work_previous: Decimal = Decimal(0)
    quantity_previous: Decimal | None = None
    materials_stored: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Opening:
    """Where a contract taken over mid-way stood before its first claim here."""

    less_previous_certificates: Decimal = Decimal(0)
    retention_held: Decimal = Decimal(0)
    retention_released_to_date: Decimal = Decimal(0)
    deductions_to_date: Decimal = Decimal(0)
    lines: Mapping[str, OpeningLine] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClaimEntry:
    """One claim as entered. ``lines`` holds only the lines that say something."""

    number: int
    type: ClaimType = ClaimType.WORK_MATERIALS_RETENTION
    lines: Mapping[str, LineEntry] = field(default_factory=dict)
    release: Release | None = None
    deductions: tuple[Deduction, ...] = ()
    move_stored_to_work: bool = False
    assessed_release: Release | None = None
    assessed_reason: str | None = None
    opening: Opening | None = None
