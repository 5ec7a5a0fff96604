"""The dates of contracts: which ones each kind has, what they are called, and their order.

What cannot be is refused; what is only unlikely is said.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms

from .models import HEAD_CONTRACT, PURCHASE_ORDER, SUBCONTRACT

# In the order in which a contract goes through them.
_AGREEING = (
    "letter_of_intent_date",
    "issued_date",
    "approval_letter_date",
    "returned_date",
    "contract_date",
)
_BUILDING = ("start_date", "estimated_completion_date")
DATES: Mapping[str, tuple[str, ...]] = {
    SUBCONTRACT: (
        *_AGREEING, "signed_contract_received_date", *_BUILDING, "actual_completion_date",
    ),
    PURCHASE_ORDER: (*_AGREEING, "signed_contract_received_date", "delivery_date"),
    HEAD_CONTRACT: (
        *_AGREEING, "signed_contract_received_date", *_BUILDING,
        "original_substantial_completion_date", "substantial_completion_date",
        "actual_completion_date", "termination_date",
    ),
}  # fmt: skip
# These tell what happened, so they do not lie ahead.
HAPPENED = frozenset(
    {
        "executed_date",
        "returned_date",
        "signed_contract_received_date",
        "actual_completion_date",
    }
)
# What each is called, with places for the words of a region.
LABELS = {
    "letter_of_intent_date": "Letter of intent",
    "issued_date": "Issued",
    "approval_letter_date": "Approval letter",
    "returned_date": "Returned",
    "contract_date": "Date of the contract",
    "signed_contract_received_date": "Signed contract received",
    "start_date": "Start",
    "estimated_completion_date": "Estimated completion",
    "original_substantial_completion_date": "{practical_completion.capitalised}, original",
    "substantial_completion_date": "{practical_completion.capitalised}, current",
    "actual_completion_date": "Actual completion",
    "termination_date": "Termination",
    "delivery_date": "Delivery",
    "executed_date": "Executed on",
}


@dataclass(frozen=True, slots=True)
class _Order:
    """That one date does not come before another; ``is_firm``: it cannot."""

    earlier: str
    later: str
    is_firm: bool


_ORDERS = (
    _Order("start_date", "estimated_completion_date", True),
    _Order("start_date", "original_substantial_completion_date", True),
    _Order("start_date", "substantial_completion_date", True),
    _Order("start_date", "actual_completion_date", True),
    _Order("issued_date", "returned_date", False),
    _Order("issued_date", "signed_contract_received_date", False),
    _Order("letter_of_intent_date", "approval_letter_date", False),
    _Order("contract_date", "estimated_completion_date", False),
    _Order("contract_date", "actual_completion_date", False),
    _Order("contract_date", "delivery_date", False),
    _Order("contract_date", "termination_date", False),
)


def label(name: str, words: Terms) -> str:
    """What a date is called on the project."""
    return LABELS[name].format_map(words)


def problems(
    values: Mapping[str, Any],
    *,
    changed: Collection[str],
    today: dt.date,
    words: Terms,
    formats: Formats,
) -> dict[str, str]:
    """Why the dates of a contract cannot be, by field, as far as a ``changed`` one is concerned."""
    found: dict[str, str] = {}
    for order in _ORDERS:
        if order.is_firm and {order.earlier, order.later} & set(changed):
            place = order.later if order.later in changed else order.earlier
            if sentence := _wrong(order, values, words, formats):
                found.setdefault(place, sentence)
    for name in sorted(HAPPENED & set(changed)):
        day = values.get(name)
        if day is not None and day > today:
            found.setdefault(
                name, f"{formats.day(day)} has not come yet. Give the day on which it happened."
            )
    return found


def warnings(
    values: Mapping[str, Any], *, changed: Collection[str], words: Terms, formats: Formats
) -> list[str]:
    """What is unlikely about the dates of a contract, as far as a ``changed`` one is concerned."""
    said = (
        _wrong(order, values, words, formats)
        for order in _ORDERS
        if not order.is_firm and {order.earlier, order.later} & set(changed)
    )
    return [f"{sentence} It is kept as given." for sentence in said if sentence]


def _wrong(order: _Order, values: Mapping[str, Any], words: Terms, formats: Formats) -> str:
    earlier, later = values.get(order.earlier), values.get(order.later)
    if earlier is None or later is None or later >= earlier:
        return ""
    return (
        f"“{label(order.later, words)}” ({formats.day(later)}) is before "
        f"“{label(order.earlier, words)}” ({formats.day(earlier)})."
    )
