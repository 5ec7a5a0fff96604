"""A desk at which claims are worked on: short words for what people do, for tests to read well.

Lines are named by their item, figures are typed as in a cell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ledgerstone.claims import operations, queries
from ledgerstone.claims.models import Certificate, Claim
from ledgerstone.claims.sheets.columns import cell
from ledgerstone.claims.sheets.edits import CellEdit, SavedCells
from ledgerstone.claims.sheets.sheet import ClaimSheet, SheetLine
from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.retention.retention import RetentionTerms
from ledgerstone.core import RetentionBasis, RetentionCap, RetentionKind, RetentionRule
from ledgerstone.tenancy.actor import Actor
from tests.support.scene import Scene


def flat(rate: str, *, basis: str = "per_line", cap: RetentionCap | None = None) -> RetentionTerms:
    """A flat retention on work and materials."""
    return RetentionTerms(
        RetentionRule(
            basis=RetentionBasis(basis),
            kind=RetentionKind.FLAT,
            work=Decimal(rate),
            materials=Decimal(rate),
            cap=cap,
        )
    )


@dataclass
class Desk:
    """One person working on the claims of one contract."""

    actor: Actor
    contract: Contract

    @classmethod
    def at(cls, scene: Scene, kind: str = "subcontract", **given: Any) -> Desk:
        """A desk at a new approved contract, with a billing period open."""
        return cls(scene.actor, scene.contract(kind, **{"status": "approved", **given}))

    def start(self, **given: Any) -> Claim:
        return operations.start_claim(actor=self.actor, contract_id=self.contract.pk, **given)

    def sheet(self, claim: Claim, *, live: bool = False) -> ClaimSheet:
        """The claim valued; what its lines keep as claimed is what the engine makes of them."""
        sheet = queries.sheet(self.actor, claim.pk, live=live)
        assert [line.claimed for line in sheet] == [line.valued.claimed for line in sheet]
        return sheet

    def line(self, claim: Claim, item: str) -> SheetLine:
        return next(line for line in self.sheet(claim) if line.item == item)

    def now(self, claim: Claim) -> Claim:
        return queries.get_claim(self.actor, claim.pk)

    def type(self, claim: Claim, cells: Mapping[str, Mapping[str, str]]) -> SavedCells:
        """Type figures as somebody does who sees what stands there."""
        sheet = self.sheet(claim, live=True)
        lines = {line.item: line for line in sheet}
        edits = [
            CellEdit(lines[item].line_id, column, text, cell(lines[item], column))
            for item, columns in cells.items()
            for column, text in columns.items()
        ]
        return operations.save_cells(
            actor=self.actor, claim_id=claim.pk, edits=edits, since=sheet.version
        )

    def reason(
        self, claim: Claim, items: Sequence[str], code: str = "not_complete", text: str = "Not yet."
    ) -> SavedCells:
        ids = [line.line_id for line in self.sheet(claim, live=True) if line.item in items]
        return operations.give_reasons(
            actor=self.actor, claim_id=claim.pk, line_ids=ids, code=code, text=text, since=0
        )

    def _on(self, claim: Claim, **given: Any) -> dict[str, Any]:
        version = self.now(claim).version
        return {
            "actor": self.actor, "claim_id": claim.pk, "expected_version": version, **given,
        }  # fmt: skip

    def header(self, claim: Claim, **given: Any) -> Claim:
        return operations.change_header(**self._on(claim, **given))

    def submit(self, claim: Claim) -> Claim:
        return operations.submit_claim(**self._on(claim))

    def send_back(self, claim: Claim, reason: str = "Evidence is missing.") -> Claim:
        return operations.return_claim(**self._on(claim, reason=reason))

    def approve(self, claim: Claim, decision: str | None = None) -> Certificate:
        return operations.approve_claim(**self._on(claim, decision=decision))

    def approve_pending(self, claim: Claim) -> Claim:
        return operations.approve_pending(**self._on(claim))

    def reopen(self, claim: Claim, reason: str = "A mistake.") -> Claim:
        return operations.reopen_claim(**self._on(claim, reason=reason))

    def withdraw(self, claim: Claim) -> Claim:
        return operations.withdraw_claim(**self._on(claim))

    def delete(self, claim: Claim) -> None:
        operations.delete_draft(**self._on(claim))

    def issue(self, claim: Claim) -> Claim:
        return operations.issue_claim(**self._on(claim))

    def certify(self, claim: Claim) -> Certificate:
        return operations.certify_issued(**self._on(claim))

    def claimed(self, cells: Mapping[str, Mapping[str, str]]) -> Claim:
        """A claim of these figures, submitted."""
        claim = self.start()
        saved = self.type(claim, cells)
        assert not saved.errors
        assert not saved.conflicts
        return self.submit(claim)

    def certified(self, cells: Mapping[str, Mapping[str, str]]) -> Claim:
        """A claim of these figures, certified as claimed."""
        claim = self.claimed(cells)
        self.approve(claim)
        return self.now(claim)
