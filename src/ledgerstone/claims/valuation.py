"""Values a claim: from rows of the database to the money engine and back to a sheet.

``load`` reads what a claim is valued from; ``valued`` is pure, so that an operation can change
rows in memory, see what they come to, and only then write.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal, localcontext

from django.db import connection

from ledgerstone import core
from ledgerstone.contracts.queries import contract_terms
from ledgerstone.core.entering import Figures, enter, moved
from ledgerstone.core.rounding import EXACT, ZERO

from .models import DRAFT, Claim
from .rows import Previous, read_previous, read_rows
from .sheet import NOTHING, ClaimSheet, Entered, LineRow, SheetLine, Standing
from .sheet_warnings import tell

NOT_CERTIFIED_YET = core.LinePosition()
_MODES = {mode.value: mode for mode in core.EntryMode}

_DEDUCTIONS = """
SELECT amount, is_taxable, category FROM claims_claimdeduction
 WHERE account_id = %s AND claim_id = %s ORDER BY position
"""
_SUBMITTED_DEDUCTIONS = """
SELECT cover ->> 'deductions_this_period' FROM claims_submission
 WHERE account_id = %s AND claim_id = %s ORDER BY sequence DESC LIMIT 1
"""


@dataclass(slots=True)
class Inputs:
    """All that a claim is valued from. ``rows`` may be replaced before it is."""

    claim: Claim
    terms: core.Terms
    rows: list[LineRow]
    previous: Previous
    deductions: tuple[core.Deduction, ...] = ()
    submitted_deductions: Decimal | None = None
    standings: list[Standing] = field(default_factory=list)

    def __post_init__(self) -> None:
        move, known = self.claim.move_stored_to_work, self.previous.position.lines
        for index, row in enumerate(self.rows):
            at = known.get(row.item, NOT_CERTIFIED_YET)
            stood = moved(at) if move else at
            self.standings.append(
                Standing(
                    stood.work,
                    stood.stored,
                    stood.quantity,
                    stood.stored_quantity,
                    stood.adjustment,
                    at,
                )
            )
            if row.claim_line_id is None:
                self.rows[index] = row._replace(
                    claimed_work=stood.work, claimed_materials=stood.stored
                )


def load(claim: Claim) -> Inputs:
    """Read what a claim is valued from; its contract comes with it. At most seven queries."""
    deductions, submitted = _read_deductions(claim)
    return Inputs(
        claim=claim,
        terms=contract_terms(claim.contract),
        rows=read_rows(claim.account_id, claim.contract_id, claim.pk),
        previous=read_previous(claim.account_id, claim.contract_id, claim.number),
        deductions=deductions,
        submitted_deductions=submitted,
    )


def value(claim: Claim) -> ClaimSheet:
    """The claim valued as it stands now, against the last standing certificate before it."""
    return valued(load(claim))


def valued(inputs: Inputs) -> ClaimSheet:
    """Value what was loaded. Raises core.Refusal where a figure cannot stand."""
    claim = inputs.claim
    schedule = [scheduled(row) for row in inputs.rows]
    before = inputs.previous.position
    valuation = core.value_claim(inputs.terms, schedule, claim_entry(inputs), before)
    after = valuation.after.lines
    lines = tuple(
        SheetLine(row, line, at, after[row.item].quantity if row.unit_price is not None else None)
        for row, line, at in zip(inputs.rows, valuation.lines, inputs.standings, strict=True)
    )
    return ClaimSheet(
        claim_id=claim.pk,
        number=claim.number,
        version=claim.version,
        status=claim.status,
        saved_at=claim.saved_at,
        is_upstream=claim.is_upstream,
        is_certified=False,
        cover=valuation.cover,
        claimed_cover=valuation.claimed_cover,
        lines=lines,
        warnings=tell(claim, valuation.warnings, lines),
        previous_certificate_id=inputs.previous.certificate_id,
        previous_claim_number=inputs.previous.claim_number,
        after=valuation.after,
        cover_is_cut=_cover_is_cut(inputs, valuation),
        cover_has_reason=bool(claim.assessed_reason_code and claim.assessed_reason.strip()),
    )


def scheduled(row: LineRow) -> core.ScheduledLine:
    """A line as the engine reads it."""
    return core.ScheduledLine(
        row.item,
        row.scheduled_value,
        row.quantity,
        row.unit_price,
        row.retention_work,
        row.retention_materials,
        row.exempt,
        row.tax_rate,
        row.variation,
        row.counts,
    )


def claim_entry(inputs: Inputs) -> core.ClaimEntry:
    """What was entered, as the engine reads it: only the lines that say something."""
    claim = inputs.claim
    lines: dict[str, core.LineEntry] = {}
    for row in inputs.rows:
        if row[17:22] != NOTHING or row[24:29] != NOTHING:
            lines[row.item] = _said(row)
    return core.ClaimEntry(
        number=claim.number,
        type=core.ClaimType(claim.type),
        lines=lines,
        release=_release(claim.release_share, claim.release_amount, claim.release_event),
        deductions=inputs.deductions,
        move_stored_to_work=claim.move_stored_to_work,
        assessed_release=_release(
            claim.assessed_release_share, claim.assessed_release_amount, claim.release_event
        ),
        assessed_reason=claim.assessed_reason or None,
    )


def line_entry(entry: Entered) -> core.LineEntry:
    """One side of a line as the engine reads it."""
    return core.LineEntry(_MODES.get(entry.mode), *entry[1:])


def claimed_figures(inputs: Inputs, index: int) -> Figures:
    """What a line's claimed entry comes to, to date; core.Refusal where it cannot stand."""
    row = inputs.rows[index]
    before = before_figures(inputs.standings[index])
    return _entered(row, row.claimed_entry, before, before)


def assessed_figures(inputs: Inputs, index: int, claimed: Figures) -> Figures:
    """What a line's assessment comes to, to date; what it leaves out is the claimed figure."""
    row = inputs.rows[index]
    before = before_figures(inputs.standings[index])
    return _entered(row, row.assessed_entry, before, claimed if row.counts else before)


def before_figures(at: Standing) -> Figures:
    return Figures(at.work, at.stored, at.quantity, at.stored_quantity, at.adjustment, ZERO)


def _entered(row: LineRow, entry: Entered, before: Figures, absent: Figures) -> Figures:
    if entry == NOTHING:
        return absent
    line = scheduled(row)
    with localcontext(EXACT):
        return enter(line, row.scheduled_value, line_entry(entry), before, absent, absent.released)


def _said(row: LineRow) -> core.LineEntry:
    answer = None
    if row[24:29] != NOTHING:
        answer = core.AssessedEntry(
            _MODES.get(row.assessed_mode),
            row.assessed_figure,
            row.assessed_stored,
            row.assessed_adjustment,
            row.assessed_released,
            row.reason or None,
        )
    return core.LineEntry(
        _MODES.get(row.claimed_mode),
        row.claimed_figure,
        row.claimed_stored,
        row.claimed_adjustment,
        row.claimed_released,
        answer,
    )


def _release(share: Decimal | None, amount: Decimal | None, event: str) -> core.Release | None:
    if share is None and amount is None:
        return None
    return core.Release(share_of_held=share, amount=amount, event=event or None)


def _read_deductions(claim: Claim) -> tuple[tuple[core.Deduction, ...], Decimal | None]:
    place = [claim.account_id, claim.pk]
    submitted = None
    with connection.cursor() as cursor:
        cursor.execute(_DEDUCTIONS, place)
        found = tuple(core.Deduction(*row) for row in cursor.fetchall())
        if claim.status != DRAFT:
            cursor.execute(_SUBMITTED_DEDUCTIONS, place)
            row = cursor.fetchone()
            submitted = None if row is None else Decimal(row[0])
    return found, submitted


def _cover_is_cut(inputs: Inputs, valuation: core.Valuation) -> bool:
    """Whether the cover is reduced: a release refused, or more deducted than when submitted."""
    asked, answer = valuation.claimed_cover, valuation.cover
    claim = inputs.claim
    is_answered = (claim.assessed_release_share, claim.assessed_release_amount) != (None, None)
    if is_answered and (
        answer.retention_released_this_period < asked.retention_released_this_period
    ):
        return True
    before = inputs.submitted_deductions
    return before is not None and answer.deductions_this_period < before
