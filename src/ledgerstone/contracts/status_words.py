"""How the statuses of contracts are said."""

from __future__ import annotations

from ledgerstone.projects.terminology import Terms

from .models import STATUSES


def status_word(status: str, words: Terms) -> str:
    """A status as a page says it: `Out for tender`, `Partially received`."""
    if status == "out_for_bid":
        return f"Out for {words.tender}"
    return status.replace("_", " ").capitalize()


def status_choices(kind: str, words: Terms) -> list[tuple[str, str]]:
    """The statuses that a kind of contract has, with their words, in their order."""
    return [(status, status_word(status, words)) for status in STATUSES[kind]]


def kind_word(kind: str, words: Terms) -> str:
    """A kind of contract as its project says it: `subcontract`, `prime contract`."""
    return words[kind]
