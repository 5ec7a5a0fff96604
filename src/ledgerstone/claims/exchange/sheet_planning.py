"""What a filled-in sheet would change on its claim as it is now, cell by cell.

Worked out as saving works it out, in memory: whatever saving would refuse is refused here, in the
same words, before anybody accepts anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ledgerstone.claims.allowed import refuse_retention
from ledgerstone.claims.models import Claim
from ledgerstone.claims.operations.cells import enter_all
from ledgerstone.claims.sheets.columns import cell
from ledgerstone.claims.sheets.edits import CellEdit, Column
from ledgerstone.claims.sheets.saving import Saving
from ledgerstone.claims.sheets.sheet import ClaimSheet
from ledgerstone.claims.sheets.valuation import valued
from ledgerstone.tenancy.actor import Actor

from .sheet_cells import EnteredCell

_COLUMNS = frozenset(Column)


class Outcome(StrEnum):
    """What becomes of an entry."""

    CHANGE = "change"
    MEANWHILE = "meanwhile"  # the claim says something else by now than when it was downloaded
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class PlannedCell:
    """An entry beside its cell as it is now. Figures are canonical; None where nothing is said.

    ``place`` is its place among the differences of the file; ``told`` why it is refused, or what
    is to be known of it.
    """

    place: int
    entered: EnteredCell
    item: str
    description: str
    now: str | None
    after: str | None
    outcome: Outcome
    told: str = ""

    @property
    def may_be_taken(self) -> bool:
        return self.outcome in (Outcome.CHANGE, Outcome.MEANWHILE)


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """All entries of a file, and the claim as it is and as it would be with them."""

    cells: tuple[PlannedCell, ...]
    before: ClaimSheet
    after: ClaimSheet

    def of(self, *outcomes: Outcome) -> list[PlannedCell]:
        """The entries that this becomes of."""
        return [one for one in self.cells if one.outcome in outcomes]


def edits_of(saving: Saving, entered: Sequence[EnteredCell]) -> list[CellEdit]:
    """Entries as edits of the cells as they are now; a cell that is gone keeps what it said."""
    places = {row.line_id: index for index, row in enumerate(saving.inputs.rows)}
    edits = []
    for one in entered:
        index, was = places.get(one.line_id), one.was
        if index is not None and one.column in _COLUMNS:
            was = cell(saving.line(index), one.column)
        edits.append(CellEdit(one.line_id, one.column, one.text, was))
    return edits


def plan_sheet(actor: Actor, claim: Claim, entered: Sequence[EnteredCell]) -> SheetPlan:
    """What the entries would do to a claim that came from ``claims.queries``."""
    saving = Saving.of(actor, claim)
    edits = edits_of(saving, entered)
    refuse_retention(actor, claim, edits)
    before = valued(saving.inputs)
    enter_all(saving, edits)
    after = saving.valued()
    refused = {(one.line_id, one.column): one.message for one in saving.errors}
    refused |= {(one.line_id, one.column): one.message for one in saving.conflicts}
    known = {line.line_id: line for line in before.lines}
    then = {line.line_id: line for line in after.lines}
    cells = []
    for place, (one, edit) in enumerate(zip(entered, edits, strict=True)):
        line = known.get(one.line_id)
        told = refused.get((one.line_id, one.column), "")
        if line is None or edit.column not in _COLUMNS:
            cells.append(PlannedCell(place, one, "", "", None, None, Outcome.REFUSED, told))
            continue
        became = None if told else cell(then[one.line_id], edit.column)
        outcome = Outcome.REFUSED if told else _outcome(one, edit.was, became)
        cells.append(
            PlannedCell(
                place, one, line.item, line.description, edit.was, became, outcome, told
            )
        )  # fmt: skip
    return SheetPlan(tuple(cells), before, after)


def _outcome(one: EnteredCell, now: str | None, became: str | None) -> Outcome:
    if became == now:
        return Outcome.SAME
    return Outcome.CHANGE if one.was == now else Outcome.MEANWHILE
