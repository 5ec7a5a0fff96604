"""Takes the claims of a document over: each valued on what was certified before it, and written.

The lines of a claim are those in force for it, which the schedule of today need not be any more; so
they are put together here and not read. A certified claim gets its certificate, at the figures that
the document certifies where it does. What was not certified before a later certificate was
withdrawn; the last claim is a draft, unless somebody assessed it already.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ledgerstone import core
from ledgerstone.claims.acts import tell
from ledgerstone.claims.certifying import DoesNotTie, write_certificate
from ledgerstone.claims.events import ClaimTakenOver
from ledgerstone.claims.handing_in import keep_as_claimed
from ledgerstone.claims.models import (
    APPROVED,
    APPROVED_AS_NOTED,
    DRAFT,
    UNDER_REVIEW,
    WITHDRAWN,
    Certificate,
    Claim,
    ClaimDeduction,
)
from ledgerstone.claims.sheets.on_claims import offered
from ledgerstone.claims.sheets.rows import NOTHING_SAID, Previous
from ledgerstone.claims.sheets.sheet import NOTHING, ClaimSheet, LineRow
from ledgerstone.claims.sheets.typed import with_entry
from ledgerstone.claims.sheets.valuation import Inputs, valued
from ledgerstone.claims.sheets.writing import insert_lines, keep_figures, with_figures
from ledgerstone.contracts.models import Contract
from ledgerstone.core.document import ClaimDocument
from ledgerstone.core.document.chain import lines_in_force, placed, position_after
from ledgerstone.core.document.form import DocumentClaim, DocumentLine, VariationStatus
from ledgerstone.core.opening import open_position
from ledgerstone.projects.models import BillingPeriod
from ledgerstone.projects.operations.past_periods import Dates, past_periods
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.bulk import insert_rows
from ledgerstone.tenancy.typed_text import one_line

from .certified import as_certified
from .planning import only_opens

# How a certificate came about that was issued with a claim of a document.
TAKEN_OVER = "taken_over"
# What a variation is here that the document calls proposed.
_PROPOSED = "pending"


@dataclass(slots=True)
class _Taking:
    """The work on the claims of one document, and what was certified so far."""

    actor: Actor
    contract: Contract
    document: ClaimDocument
    line_ids: Mapping[str, int]
    periods: Mapping[Dates, BillingPeriod]
    titles: Mapping[str | None, str | None]
    previous: Previous
    last_certified: int
    offered: frozenset[str | None]  # proposed variations that claims list


def take_claims(
    actor: Actor, contract: Contract, document: ClaimDocument, line_ids: Mapping[str, int]
) -> None:
    """Write the claims of a document on its new contract; the caller tells the schedule."""
    claims = [one for one in document.claims if not only_opens(one)]
    dates = [
        (one.period_start, one.period_end)
        for one in claims
        if one.period_start is not None and one.period_end is not None
    ]
    taking = _Taking(
        actor,
        contract,
        document,
        line_ids,
        past_periods(actor=actor, project_id=contract.project_id, dates=dates),
        {None: None} | {one.number: one_line(one.title) for one in document.variations},
        _opened(document),
        max((one.entry.number for one in claims if one.certified), default=0),
        _offered(contract, document),
    )
    for place, claim in enumerate(claims):
        _take(taking, claim, is_last=place == len(claims) - 1)


def _offered(contract: Contract, document: ClaimDocument) -> frozenset[str | None]:
    if _PROPOSED not in offered(contract):
        return frozenset()
    return frozenset(
        one.number for one in document.variations if one.status is VariationStatus.PROPOSED
    )


def _opened(document: ClaimDocument) -> Previous:
    """Where the contract stood before the first claim of the document."""
    first = document.claims[0] if document.claims else None
    if first is None or first.entry.opening is None:
        return Previous(None, None, core.Position.empty())
    number = first.entry.number
    scheduled = [line.scheduled for line in lines_in_force(document, number)]
    position, _ = open_position(document.terms, scheduled, first.entry.opening, number)
    return Previous(None, number - 1, position)


def _take(taking: _Taking, given: DocumentClaim, *, is_last: bool) -> None:
    lines = lines_in_force(taking.document, given.entry.number)
    claim = _claim(taking, given, _status(taking, given, is_last=is_last))
    claim.save(force_insert=True)
    inputs = Inputs(
        claim,
        taking.document.terms,
        [
            _row(taking, line, given.entry.lines.get(line.scheduled.key))
            for line in lines
            if _is_listed(taking, given, line)
        ],
        taking.previous,
        given.entry.deductions,
    )
    try:
        inputs.rows = [
            with_figures(inputs, index, version=1, user_id=taking.actor.user_id)
            for index in range(len(inputs.rows))
        ]
        sheet = valued(inputs)
    except core.Refusal as refusal:
        raise placed(given, refusal) from None
    insert_lines(claim, inputs.rows)
    _keep_deductions(claim, given.entry.deductions)
    if claim.status != DRAFT:
        keep_as_claimed(taking.actor, claim, _as_claimed(inputs, sheet))
    if given.certified:
        _certify(taking, claim, given, lines, sheet)
    else:
        keep_figures(claim, sheet)
    tell(ClaimTakenOver, taking.actor, claim, f"took claim {claim.number} over from elsewhere")


def _is_listed(taking: _Taking, given: DocumentClaim, line: DocumentLine) -> bool:
    """Whether a claim has a line: the contract's own, those that count for it, and others on which
    something is said or certified, or which the contract offers to be claimed."""
    scheduled = line.scheduled
    certified = () if given.certificate is None else given.certificate.lines
    if scheduled.counts or scheduled.key in given.entry.lines or scheduled.key in certified:
        return True
    at = taking.previous.position.lines.get(scheduled.key)
    return (at is not None and bool(at.work or at.stored)) or scheduled.variation in taking.offered


def _status(taking: _Taking, given: DocumentClaim, *, is_last: bool) -> str:
    """What a claim is here. Certified ones get their status with their certificate."""
    undecided = APPROVED if taking.contract.is_upstream else UNDER_REVIEW
    if given.certified:
        return undecided
    if given.entry.number < taking.last_certified:
        return WITHDRAWN
    return DRAFT if is_last and not _is_assessed(given) else undecided


def _is_assessed(given: DocumentClaim) -> bool:
    return given.entry.assessed_release is not None or any(
        line.assessed is not None for line in given.entry.lines.values()
    )


def _claim(taking: _Taking, given: DocumentClaim, status: str) -> Claim:
    entry, contract = given.entry, taking.contract
    if given.period_start is None or given.period_end is None:
        raise LookupError("A claim is for a period.")
    period = taking.periods[given.period_start, given.period_end]
    asked, answer = entry.release, entry.assessed_release
    event = (asked and asked.event) or (answer and answer.event) or ""
    reason = one_line(entry.assessed_reason or "")
    return Claim(
        account_id=contract.account_id,
        contract=contract,
        is_upstream=contract.is_upstream,
        period=period,
        number=entry.number,
        type=entry.type.value,
        status=status,
        period_start=period.start,
        period_end=period.end,
        billing_date=period.billing_date,
        move_stored_to_work=entry.move_stored_to_work,
        release_share=None if asked is None else asked.share_of_held,
        release_amount=None if asked is None else asked.amount,
        release_event=one_line(event),
        assessed_release_share=None if answer is None else answer.share_of_held,
        assessed_release_amount=None if answer is None else answer.amount,
        assessed_reason_code="other" if reason else "",
        assessed_reason=reason,
        created_by_id=taking.actor.user_id,
        created_at=clock.now(),
        saved_at=clock.now(),
        submitted_at=None if status == DRAFT else clock.now(),
    )


def _row(taking: _Taking, line: DocumentLine, entry: core.LineEntry | None) -> LineRow:
    scheduled = line.scheduled
    row = LineRow(
        taking.line_ids[scheduled.key],
        scheduled.key,
        one_line(line.description) or scheduled.key,
        "",
        line.budget_code,
        scheduled.variation,
        taking.titles[scheduled.variation],
        scheduled.counts,
        scheduled.scheduled_value,
        scheduled.quantity,
        line.unit or "",
        scheduled.unit_price,
        scheduled.retention_work,
        scheduled.retention_materials,
        scheduled.exempt,
        scheduled.tax_rate,
        *NOTHING_SAID,
    )
    return row if entry is None else _said(row, entry)


def _said(row: LineRow, entry: core.LineEntry) -> LineRow:
    row = row._replace(
        claimed_mode="" if entry.mode is None else entry.mode.value,
        claimed_figure=entry.figure,
        claimed_stored=entry.materials_stored,
        claimed_adjustment=entry.retention_adjustment,
        claimed_released=entry.retention_released,
    )
    answer = entry.assessed
    if answer is None:
        return row
    reason = one_line(answer.reason or "")
    return row._replace(
        assessed_mode="" if answer.mode is None else answer.mode.value,
        assessed_figure=answer.figure,
        assessed_stored=answer.materials_stored,
        assessed_adjustment=answer.retention_adjustment,
        assessed_released=answer.retention_released,
        reason_code="other" if reason else "",
        reason=reason,
    )


def _keep_deductions(claim: Claim, deductions: Sequence[core.Deduction]) -> None:
    insert_rows(
        ClaimDeduction,
        [
            {
                "account_id": claim.account_id,
                "claim_id": claim.pk,
                "position": place,
                "category": one_line(given.category or ""),
                "amount": given.amount,
                "is_taxable": bool(given.taxable),
            }
            for place, given in enumerate(deductions, 1)
        ],
    )


def _as_claimed(inputs: Inputs, sheet: ClaimSheet) -> ClaimSheet:
    """The sheet without its answers; the same sheet where nothing was answered."""
    claim = inputs.claim
    answer = claim.assessed_release_share, claim.assessed_release_amount
    if answer == (None, None) and not any(line.is_assessed for line in sheet.lines):
        return sheet
    claim.assessed_release_share = claim.assessed_release_amount = None
    try:
        return valued(
            replace(
                inputs,
                rows=[with_entry(row, NOTHING, assessed=True) for row in inputs.rows],
                standings=[],
            )
        )
    finally:
        claim.assessed_release_share, claim.assessed_release_amount = answer


def _certify(
    taking: _Taking,
    claim: Claim,
    given: DocumentClaim,
    lines: Sequence[DocumentLine],
    sheet: ClaimSheet,
) -> None:
    """Issue the certificate, and let the next claim stand on it."""
    if given.certificate is not None:
        sheet = as_certified(sheet, given.certificate)
    status = APPROVED_AS_NOTED if sheet.differs else APPROVED
    if claim.is_upstream:
        status = APPROVED
    scheduled = [line.scheduled for line in lines]
    valuation = core.Valuation(
        sheet.cover, sheet.claimed_cover, (), (), sheet.after or core.Position.empty()
    )
    after = position_after(taking.document, scheduled, given, valuation)
    try:
        certificate: Certificate = write_certificate(
            actor=taking.actor,
            claim=claim,
            sheet=replace(sheet, after=after),
            decision=TAKEN_OVER,
            status=status,
        )
    except DoesNotTie as wrong:
        raise core.document.DocumentRefused(
            f"{given.place}.certificate", f"the figures do not tie: {wrong}"
        ) from None
    taking.previous = Previous(certificate.pk, claim.number, after)
