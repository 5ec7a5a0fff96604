"""The lines of a file as the page shows them: what they say, what they pay, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ledgerstone.payments.importing.columns import Columns
from ledgerstone.payments.importing.matching import State
from ledgerstone.payments.importing.plan import ImportPlan, PlannedLine
from ledgerstone.payments.importing.words import reason_of
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms

from .columns_form import KINDS, MARKS, ORDERS

FAMILIES = {
    State.MATCHED: ("done", "Matched"),
    State.TO_LOOK_AT: ("you", "To look at"),
    State.UNMATCHED: ("neutral", "No match"),
    State.RECORDED: ("them", "Recorded already"),
    State.FAULTY: ("problem", "Faulty"),
}
TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class ShownPart:
    """So much for a claim of a contract, or as its credit. ``claim_id`` leads to the claim."""

    contract_id: int
    contract: str
    company: str
    claim_id: int | None
    words: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line with its status, its parts and the reason in words."""

    one: PlannedLine
    family: str
    word: str
    reason: str
    parts: tuple[ShownPart, ...]


def shown_line(plan: ImportPlan, one: PlannedLine, terms: Terms, formats: Formats) -> ShownLine:
    """A line as the page shows it."""
    family, word = FAMILIES[one.state]
    return ShownLine(
        one=one,
        family=family,
        word=word,
        reason=reason_of(plan, one, terms, formats),
        parts=shown_parts(plan, one, terms),
    )


def shown_parts(plan: ImportPlan, one: PlannedLine, terms: Terms) -> tuple[ShownPart, ...]:
    """What a line pays, in words."""
    found = []
    for part in one.parts:
        contract, claim = plan.contract(part), plan.claim(part)
        words = "credit" if claim is None else f"{terms.claim_short} {claim.number}"
        found.append(
            ShownPart(
                contract_id=part.contract_id,
                contract=contract.number,
                company=contract.company,
                claim_id=part.claim_id,
                words=words,
                amount=part.amount,
            )
        )
    return tuple(found)


def counts(plan: ImportPlan, chosen: str, here: str) -> list[dict[str, Any]]:
    """The strip of states, which are filters."""

    def item(state: State) -> dict[str, Any]:
        family, word = FAMILIES[state]
        return {"count": plan.counts[state], "word": word, "family": family,
                "href": f"{here}?show={state.value}", "current": chosen == state.value}  # fmt: skip

    everything = {"count": len(plan.lines), "word": "All", "family": "",
                  "href": here, "current": not chosen}  # fmt: skip
    ticked = {"count": len(plan.taken), "word": "Ticked", "family": "",
              "href": f"{here}?show={TAKEN}", "current": chosen == TAKEN}  # fmt: skip
    return [
        {"title": "Show", "items": [everything, ticked]},
        {"title": "Found", "items": [item(State.MATCHED)]},
        {"title": "For you", "items": [item(State.TO_LOOK_AT), item(State.UNMATCHED)]},
        {"title": "Left out", "items": [item(State.RECORDED), item(State.FAULTY)]},
    ]


def lines_shown(plan: ImportPlan, chosen: str) -> list[PlannedLine]:
    """The lines that a filter leaves."""
    if chosen == TAKEN:
        return plan.taken
    return plan.of(State(chosen)) if chosen else list(plan.lines)


def filter_asked(given: str) -> str:
    """The filter that an address names; none where it names nothing known."""
    return given if given in (TAKEN, *(state.value for state in State)) else ""


def read_as(columns: Columns, names: Iterable[tuple[str, str]]) -> str:
    """How a file is read, in a sentence."""
    named = dict(names)

    def column(place: int | None) -> str:
        return f"“{named.get(str(place), str(place))}”"

    if not columns.are_enough:
        return "Say which columns hold the date and the amount."
    if columns.amount is not None:
        amount = f"amounts from {column(columns.amount)}"
    else:
        sides = [column(one) for one in (columns.debit, columns.credit) if one is not None]
        amount = f"amounts from {' and '.join(sides)}"
    order = ORDERS[columns.order].lower()
    return (
        f"{KINDS[columns.kind]}. Dates from {column(columns.date)} ({order}), {amount} "
        f"({MARKS[columns.mark]})."
    )
