"""The work on a claim's lines in memory: what was changed, what could not be, and the save."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Self

from ledgerstone import core
from ledgerstone.claims.events import ClaimEvent, FiguresChanged
from ledgerstone.claims.models import Claim
from ledgerstone.claims.retention.retention_events import RetentionAdjusted
from ledgerstone.claims.retention.retention_limits import above_held
from ledgerstone.claims.retention.retention_overrides import noted as adjusted
from ledgerstone.core.rounding import ZERO, percent
from ledgerstone.projects.queries import words
from ledgerstone.tenancy import planned
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import Invalid

from .edits import CellConflict, CellProblem, Column, SavedCells
from .sheet import ClaimSheet, LineRow, SheetLine
from .typed import CellRefused, Reader, explain, place_of
from .valuation import Inputs, assessed_figures, claimed_figures, load, valued
from .writing import keep, keep_figures, touch, with_figures, write_lines

# A history of figures says which changed; a pasted sheet is told by its size.
_MOST_NOTED = 200
# Releases on lines, as rows have them.
_RELEASES = {
    Column.RETENTION_RELEASED: "claimed_released",
    Column.ASSESSED_RETENTION_RELEASED: "assessed_released",
}


@dataclass(slots=True)
class Saving:
    """One save. Rows are replaced in ``inputs``; ``kept`` holds those that were, by index."""

    actor: Actor
    inputs: Inputs
    reader: Reader
    kept: dict[int, LineRow] = field(default_factory=dict)
    errors: list[CellProblem] = field(default_factory=list)
    conflicts: list[CellConflict] = field(default_factory=list)
    noted: list[list[str | None]] = field(default_factory=list)
    columns: dict[int, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, actor: Actor, claim: Claim, *, with_codes: bool = True) -> Self:
        """Load a locked claim for a save."""
        inputs = load(claim, with_codes=with_codes)
        terms, formats = words(claim.contract.project)
        return cls(actor, inputs, Reader(inputs, terms, formats, inputs.may_over_bill))

    @property
    def claim(self) -> Claim:
        return self.inputs.claim

    def enter(self, index: int, column: Column, text: str) -> None:
        """Enter a typed cell, or tell at the cell why not."""
        row = self.inputs.rows[index]
        try:
            changed = self.reader.read(index, column, text)
        except CellRefused as refused:
            self.errors.append(CellProblem(row.line_id, column, refused.message))
        else:
            self.replace(index, changed, column)

    def replace(self, index: int, changed: LineRow, column: str) -> None:
        """Put another row in place of a line's, with what it comes to."""
        before = self.inputs.rows[index]
        if changed[17:34] == before[17:34]:
            return
        self.kept.setdefault(index, before)
        self.columns.setdefault(index, []).append(column)
        self.inputs.rows[index] = changed
        self.inputs.rows[index] = with_figures(
            self.inputs, index, version=self.claim.version + 1, user_id=self.actor.user_id
        )

    def give_up_all(self, *problems: CellProblem) -> None:
        """Put everything back as it was: of what belongs together, all is taken or nothing."""
        for index, row in self.kept.items():
            self.inputs.rows[index] = row
        self.kept.clear()
        self.columns.clear()
        self.noted.clear()
        self.errors.extend(problems)

    def line(self, index: int) -> SheetLine:
        """A line as its cells show it now, without valuing the sheet: retention is left out."""
        row, at = self.inputs.rows[index], self.inputs.standings[index]
        claimed = claimed_figures(self.inputs, index)
        figures = assessed_figures(self.inputs, index, claimed)
        earned = figures.work + figures.stored
        value = row.scheduled_value if row.counts else ZERO
        asked = claimed.work + claimed.stored
        valued_line = core.ValuedLine(
            row.item, value, at.work, figures.work - at.work, figures.stored, earned,
            percent(earned, value), value - earned, ZERO, earned - at.at.work - at.at.stored,
            asked, earned, earned - asked, row.reason or None,
        )  # fmt: skip
        shown = row._replace(claimed_work=claimed.work, claimed_materials=claimed.stored)
        return SheetLine(shown, valued_line, at, figures.quantity)

    def finish(
        self, since: int, *, summary: str = "", event: type[ClaimEvent] = FiguresChanged
    ) -> SavedCells:
        """Value, write what changed, tell the history; answer with what changed since."""
        claim, seen = self.claim, (self.claim.version, self.claim.saved_at)
        if self.kept:
            touch(claim)
        sheet = self.valued()
        changed = [i for i in self.kept if self.kept[i][17:34] != self.inputs.rows[i][17:34]]
        if changed:
            with planned.together():
                write_lines(claim, [self.inputs.rows[index] for index in changed])
                self._keep(sheet)
                self._publish(changed, summary, event)
        else:
            claim.version, claim.saved_at = seen
            sheet = replace(sheet, version=seen[0], saved_at=seen[1])
        ids = tuple(row.line_id for row in self.inputs.rows if row.changed_in > since)
        return SavedCells(
            claim,
            claim.version,
            claim.saved_at,
            ids,
            tuple(self.errors),
            tuple(self.conflicts),
            sheet,
        )

    def valued(self) -> ClaimSheet:
        """Value the claim; a line that the engine refuses goes back to what it was."""
        while True:
            try:
                sheet = valued(self.inputs)
            except core.Refusal as refusal:
                self._give_up(refusal)
                continue
            if not self._give_back(sheet):
                return sheet

    def _give_back(self, sheet: ClaimSheet) -> bool:
        """Take releases of this save back that go beyond what is held; whether there were any."""
        rows, found = self.inputs.rows, False
        for column, name in _RELEASES.items():
            refused = above_held(self.inputs, sheet, self.kept, self.columns, column)
            for index, message in refused.items():
                self.columns[index] = [one for one in self.columns[index] if one != column]
                self.errors.append(CellProblem(rows[index].line_id, column, message))
                rows[index] = rows[index]._replace(**{name: getattr(self.kept[index], name)})
                found = True
        return found

    def _give_up(self, refusal: core.Refusal) -> None:
        message = explain(self.inputs, self.reader.terms, refusal)
        rows = self.inputs.rows
        index = next((i for i, row in enumerate(rows) if row.item == refusal.line), None)
        if index is None or index not in self.kept:
            raise Invalid(message, fields={place_of(self.inputs, refusal): message})
        for column in self.columns.pop(index):
            self.errors.append(CellProblem(rows[index].line_id, column, message))
        rows[index] = self.kept.pop(index)

    def _keep(self, sheet: ClaimSheet) -> None:
        if self.claim.certificate_id is None:
            keep_figures(self.claim, sheet)
        else:
            keep(self.claim)  # lists show the certificate until another answer replaces it

    def _publish(self, changed: list[int], summary: str, event: type[ClaimEvent]) -> None:
        claim = self.claim
        count = len(changed)
        said = summary or f"changed {count} {'line' if count == 1 else 'lines'}"
        noted: dict[str, Any] = {"version": claim.version, "lines": count}
        if self.noted:
            noted["cells"] = self.noted[:_MOST_NOTED]
        self._tell(event, f"{said} of claim {claim.number}", noted)
        by_hand = adjusted(self.kept, self.inputs.rows)
        if by_hand:
            terms = self.reader.terms
            of = "1 line" if len(by_hand) == 1 else f"{len(by_hand)} lines"
            said = f"adjusted the {terms.retention} of {of} of claim {claim.number} by hand"
            self._tell(RetentionAdjusted, said, {"version": claim.version, "lines": by_hand})

    def _tell(self, event: type[ClaimEvent], summary: str, noted: dict[str, Any]) -> None:
        claim = self.claim
        publish(
            event(
                actor=self.actor,
                project_id=claim.contract.project_id,
                contract_id=claim.contract_id,
                claim_id=claim.pk,
                summary=summary,
                noted=noted,
            )
        )
