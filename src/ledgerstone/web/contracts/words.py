"""What a contract's facts are called on a page: its status, method and tax."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ledgerstone.contracts import status_words
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms

_FAMILIES = {
    "draft": "them",
    "out_for_bid": "them",
    "out_for_signature": "them",
    "processing": "them",
    "submitted": "them",
    "approved": "done",
    "partially_received": "done",
    "received": "done",
    "complete": "neutral",
    "closed": "neutral",
    "terminated": "problem",
    "void": "neutral",
}


@dataclass(frozen=True, slots=True)
class StatusWord:
    """A status as a pill says it."""

    family: str
    word: str


def status_word(status: str, terms: Terms) -> StatusWord:
    """A contract's status in words and in its family's colour."""
    return StatusWord(_FAMILIES[status], status_words.status_word(status, terms))


def method_word(method: str) -> str:
    """How a schedule's values are made."""
    return "Quantities at unit prices" if method == "unit" else "Amounts"


def tax_sentence(rate: Decimal | None, base: str, terms: Terms, formats: Formats) -> str:
    """The tax of a contract in a sentence."""
    if rate is None:
        return "None"
    of = f"before {terms.retention}" if base == "gross" else f"after {terms.retention}"
    return f"{formats.rate(rate)}, on the amount {of}"
