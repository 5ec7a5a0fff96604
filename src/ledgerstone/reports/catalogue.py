"""The reports that there are, in the order in which they are offered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms

from .ageing import ageing
from .cash import cash
from .contracts import contracts
from .progress import progress
from .retention import retention
from .scope import Scope
from .status import status
from .tables import Report

# What a report can be narrowed by, beside project, company and contract.
SIDE, MONTHS, ON, BY = "side", "months", "on", "by"


@dataclass(frozen=True, slots=True)
class Entry:
    """One report: how it is made, and what it can be asked."""

    make: Callable[[Scope, Terms, Formats], Report]
    asks: frozenset[str]
    label: Callable[[Terms], str]
    icon: str


REPORTS: Mapping[str, Entry] = {
    "status": Entry(
        status,
        frozenset({SIDE, MONTHS}),
        lambda terms: f"{terms.claim_short.plural_capitalised} by period",
        "clipboard-list",
    ),
    "progress": Entry(progress, frozenset({SIDE, MONTHS}), lambda terms: "Progress", "chart-line"),
    "contracts": Entry(
        contracts, frozenset({SIDE}), lambda terms: terms.contract.plural_capitalised, "file-text"
    ),
    "retention": Entry(
        retention,
        frozenset({SIDE, MONTHS}),
        lambda terms: terms.retention.capitalised,
        "lock",
    ),
    "ageing": Entry(ageing, frozenset({SIDE, ON, BY}), lambda terms: "Aged balances", "clock"),
    "cash": Entry(cash, frozenset({MONTHS}), lambda terms: "Cash in and out", "cash"),
}
