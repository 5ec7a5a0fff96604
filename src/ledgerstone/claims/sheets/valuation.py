"""Values a claim: from rows of the database to the money engine and back to a sheet.

``load`` reads what a claim is valued from; ``valued`` is pure, so that an operation can change
rows in memory, see what they come to, and only then write.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from itertools import repeat
from typing import Any

from ledgerstone import core
from ledgerstone.claims.models import Claim
from ledgerstone.claims.retention.retention_rule import terms_for
from ledgerstone.contracts.queries import terms_with
from ledgerstone.contracts.retention.retention import asks_terms, override, terms_of
from ledgerstone.core.entering import Figures, enter, moved
from ledgerstone.core.entry import OpenLineEntry
from ledgerstone.core.position import NOTHING_YET
from ledgerstone.core.rounding import EXACT, ZERO
from ledgerstone.core.terms import OpenScheduledLine
from ledgerstone.tenancy import planned

from .around import around_of, asks_around
from .rows import Previous, asks_rows, rows_of
from .sheet import NOTHING, ClaimSheet, Entered, LineRow, SheetLine, Standing
from .sheet_warnings import tell

_MODES = {mode.value: mode for mode in core.EntryMode}


@dataclass(slots=True)
class Inputs:
    """All that a claim is valued from. ``rows`` may be replaced before it is."""

    claim: Claim
    terms: core.Terms
    rows: list[LineRow]
    previous: Previous
    deductions: tuple[core.Deduction, ...] = ()
    submitted_deductions: Decimal | None = None
    may_over_bill: bool = True
    standings: list[Standing] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.previous = laid_on(self.previous, self.terms, self.rows)
        move, known = self.claim.move_stored_to_work, self.previous.position.lines
        if known:
            at = [known.get(row.item, NOTHING_YET) for row in self.rows]
            self.standings = [_standing(line, move=move) for line in at]
        else:
            self.standings = [_standing(NOTHING_YET, move=move)] * len(self.rows)
        for index, (row, stood) in enumerate(zip(self.rows, self.standings, strict=True)):
            if row.claim_line_id is None and (stood.work or stood.stored):
                # What nobody touched stands where it was certified.
                self.rows[index] = LineRow._make((*row[:22], stood.work, stood.stored, *row[24:]))


def laid_on(previous: Previous, terms: core.Terms, rows: Sequence[LineRow]) -> Previous:
    """An opening laid on all lines of a claim; a certificate as it is."""
    opening = previous.opening
    if opening is None:
        return previous
    lines = [scheduled(row) for row in rows]
    position = opening.position(terms, lines, [row.line_id for row in rows])
    return previous._replace(position=position, opening=None)


def _standing(at: core.LinePosition, *, move: bool) -> Standing:
    stood = moved(at) if move else at
    return Standing(
        stood.work, stood.stored, stood.quantity, stood.stored_quantity, stood.adjustment, at
    )


def load(
    claim: Claim, *, offering: frozenset[str] = frozenset(), with_codes: bool = True
) -> Inputs:
    """Read what a claim is valued from; its contract comes with it. At most four queries.

    ``offering``: statuses of variations whose lines it is to list besides those that it does.
    Without codes, no line names its budget code.
    """
    found = planned.several(
        *asks_surroundings(claim),
        *asks_rows(claim.account_id, claim.contract_id, claim.pk),
    )
    return inputs_of(claim, *found, offering=offering, with_codes=with_codes)


def asks_surroundings(claim: Claim) -> tuple[planned.Asked, planned.Asked]:
    """Asks for what a claim, saved or not, is valued from besides its lines."""
    return asks_around(claim), asks_terms(claim.contract, claim.period_end)


def inputs_of(
    claim: Claim,
    about: list[tuple[Any, ...]],
    held: list[tuple[Any, ...]],
    lines: list[tuple[Any, ...]],
    entries: list[tuple[Any, ...]],
    *,
    offering: frozenset[str] = frozenset(),
    with_codes: bool = True,
) -> Inputs:
    """As ``load``, by what ``asks_surroundings`` and ``asks_rows`` found. At most two queries."""
    around = around_of(claim, about)
    rows = rows_of(
        claim.account_id,
        claim.contract_id,
        lines,
        entries,
        with_codes=with_codes,
        offering=offering,
    )
    return Inputs(
        claim=claim,
        terms=terms_with(claim.contract, terms_for(claim, terms_of(held))),
        rows=_bearing(claim, rows),
        previous=around.previous,
        deductions=around.deductions,
        submitted_deductions=around.submitted_deductions,
        may_over_bill=around.may_over_bill,
    )


def _bearing(claim: Claim, rows: list[LineRow]) -> list[LineRow]:
    """The lines, without rates of their own on a part whose retention is switched off."""
    contract = claim.contract
    if contract.retains_on_work and contract.retains_on_materials:
        return rows
    return [
        row._replace(
            retention_work=override(contract.retains_on_work, row.retention_work),
            retention_materials=override(contract.retains_on_materials, row.retention_materials),
        )
        for row in rows
    ]


def value(claim: Claim) -> ClaimSheet:
    """The claim valued as it stands now, against the last standing certificate before it."""
    return valued(load(claim))


def valued(inputs: Inputs) -> ClaimSheet:
    """Value what was loaded. Raises core.Refusal where a figure cannot stand."""
    claim = inputs.claim
    schedule = [scheduled(row) for row in inputs.rows]
    before = inputs.previous.position
    valuation = core.value_claim(inputs.terms, schedule, claim_entry(inputs), before)
    measured: Iterable[Decimal | None] = repeat(None)
    if any(row.unit_price is not None for row in inputs.rows):
        after = valuation.after.lines
        measured = [
            None if row.unit_price is None else after[row.item].quantity for row in inputs.rows
        ]
    lines = tuple(map(SheetLine, inputs.rows, valuation.lines, inputs.standings, measured))
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


def covers(inputs: Inputs) -> tuple[core.Cover, core.Cover]:
    """The covers of ``valued`` alone, as claimed and as assessed, in half the time."""
    schedule = [scheduled(row) for row in inputs.rows]
    before = inputs.previous.position
    return core.value_covers(inputs.terms, schedule, claim_entry(inputs), before)


def scheduled(row: LineRow) -> core.ScheduledLine:
    """A line as the engine reads it."""
    line = OpenScheduledLine(
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
    line.__class__ = core.ScheduledLine
    return line


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
    entry = OpenLineEntry(
        _MODES.get(row.claimed_mode),
        row.claimed_figure,
        row.claimed_stored,
        row.claimed_adjustment,
        row.claimed_released,
        answer,
    )
    entry.__class__ = core.LineEntry
    return entry


def _release(share: Decimal | None, amount: Decimal | None, event: str) -> core.Release | None:
    if share is None and amount is None:
        return None
    return core.Release(share_of_held=share, amount=amount, event=event or None)


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
