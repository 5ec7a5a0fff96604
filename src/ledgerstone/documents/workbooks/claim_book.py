"""What the spreadsheets of a claim say: the rows and the cover of its document, and beside them
what a spreadsheet has room for.

The figures are those of the PDF, from the same fact: a certificate, what was handed in, or a draft
as it stands; and so are the rows, so that a markup which is not printed is not written here either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ledgerstone.claims import queries as claims
from ledgerstone.claims.models import DRAFT, REVISE_AND_RESUBMIT, Claim, Submission
from ledgerstone.claims.sheets.as_claimed import as_claimed
from ledgerstone.claims.sheets.claimed_shown import compares
from ledgerstone.claims.sheets.frozen import frozen
from ledgerstone.claims.sheets.sheet import ClaimSheet
from ledgerstone.claims.sheets.sheet import SheetLine as ClaimedLine
from ledgerstone.core.rounding import ZERO, cents
from ledgerstone.documents.claim_pages.assembly import assemble, deducted_in
from ledgerstone.documents.claim_pages.figures import (
    PrintedFigures,
    of_certificate,
    of_draft,
    of_submission,
)
from ledgerstone.documents.claim_pages.model import ClaimDocument, SheetLine
from ledgerstone.documents.claim_pages.presentation import rows_of
from ledgerstone.documents.typesetting.plain_text import one_line
from ledgerstone.projects import queries as projects
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.actor import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class BookRow:
    """A row of the sheet. What is not known of it is None or empty.

    A row of several lines has no quantities. ``variation`` is the number that it stands under.
    """

    line: SheetLine
    section: str = ""
    variation: str = ""
    variation_title: str = ""
    budget_code: str = ""
    quantity: Decimal | None = None
    unit: str = ""
    unit_price: Decimal | None = None
    quantity_to_date: Decimal | None = None
    materials_previous: Decimal | None = None
    retention_previous: Decimal | None = None
    claimed: Decimal | None = None
    reason: str = ""

    @property
    def completed_previous(self) -> Decimal | None:
        """Completed and stored at the last certificate."""
        if self.materials_previous is None:
            return None
        return self.line.work_previous + self.materials_previous

    @property
    def difference(self) -> Decimal | None:
        """What is certified less what was claimed."""
        return None if self.claimed is None else self.line.completed_and_stored - self.claimed


@dataclass(frozen=True, slots=True)
class BookDeduction:
    """Something taken from the claim, or given back."""

    category: str
    description: str
    amount: Decimal
    is_taxable: bool


@dataclass(frozen=True, slots=True)
class TaxedAt:
    """One rate on one base, which together come to the tax of the cover."""

    rate: Decimal
    is_net: bool  # of retention: on the payment due; else on what was completed and stored since


@dataclass(frozen=True, slots=True)
class ClaimBook:
    """A claim as its spreadsheets have it. ``taxed`` is None where the tax has several rates."""

    document: ClaimDocument
    rows: tuple[BookRow, ...]
    deductions: tuple[BookDeduction, ...]
    taxed: TaxedAt | None
    state: str
    compares: bool

    @property
    def terms(self) -> Terms:
        return self.document.terms


def claim_book(actor: Actor, claim: Claim) -> ClaimBook:
    """The book of a claim that came from ``claims.queries``, as far as the person may see it."""
    words, _formats = projects.words(claim.contract.project)
    figures, sheet, submission = _facts(actor, claim, words)
    document = assemble(
        actor=actor,
        claim=claim,
        figures=figures,
        certificate=claim.certificate,
        submission=submission,
    )
    beside = {line.line_id: line for line in sheet.lines}
    reasons = {reason.item: reason.reason for reason in figures.reasons if reason.item}
    known = _stands_beside(figures, sheet)
    deductions = tuple(
        BookDeduction(*row) for row in deducted_in(claim, claim.certificate, submission)
    )
    rows = tuple(
        _row(row, [beside[one.line_id] for one in members if one.line_id in beside], known, reasons)
        for row, members in rows_of(claim.contract, figures.lines)
    )
    return ClaimBook(
        document=document,
        rows=rows,
        deductions=deductions,
        taxed=_taxed(claim, document, rows, deductions),
        state=_state(claim, submission, words),
        compares=document.kind == "certificate" and compares(actor, claim),
    )


def _facts(
    actor: Actor, claim: Claim, words: Terms
) -> tuple[PrintedFigures, ClaimSheet, Submission | None]:
    """The figures that are printed, and the sheet that they stand on."""
    if claim.certificate is not None:
        return of_certificate(claim.certificate, words), frozen(claim, claim.certificate), None
    sheet = as_claimed(claim, claims.sheet_for(actor, claim))
    submission = None
    if claim.status not in {DRAFT, REVISE_AND_RESUBMIT}:
        submission = claims.submissions(claim).last()
    if submission is None:
        return of_draft(sheet, words), sheet, None
    return of_submission(submission, words), sheet, submission


def _stands_beside(figures: PrintedFigures, sheet: ClaimSheet) -> bool:
    """Whether the sheet stands where the figures do: what was handed in may be older than the last
    certificate, and what was certified before is then not what it was then."""
    cover = sheet.cover if sheet.is_certified else sheet.claimed_cover
    return cover == figures.cover


def _row(
    line: SheetLine, members: Sequence[ClaimedLine], known: bool, reasons: Mapping[str, str]
) -> BookRow:
    """A printed row with what the sheet knows of the lines that it stands for."""
    if not members:
        return BookRow(line=line)
    first = members[0]
    row = BookRow(
        line=line,
        section=first.section,
        variation=one_line(first.variation or ""),
        variation_title=first.variation_title or "",
        budget_code=line.budget_code,
        reason=" ".join(dict.fromkeys(reasons[one.item] for one in members if one.item in reasons)),
    )
    if len(members) == 1 and first.unit_price is not None:
        row = _measured(row, first.unit)
    if not known:
        return row
    return replace(
        row,
        materials_previous=_sum([one.completed_previous - one.work_previous for one in members]),
        retention_previous=_sum([one.retention_previous for one in members]),
        claimed=_sum([one.valued.claimed for one in members]),
    )


def _measured(row: BookRow, unit: str) -> BookRow:
    """With quantities and price as the page has them: as far as they make the figures printed."""
    by = row.line.measured
    if by is None:
        return replace(row, unit=unit)
    return replace(
        row,
        quantity=by.quantity,
        unit=by.unit,
        unit_price=by.unit_price,
        quantity_to_date=by.to_date,
    )


def _sum(figures: Sequence[Decimal]) -> Decimal:
    return sum(figures, ZERO)


def _taxed(
    claim: Claim,
    document: ClaimDocument,
    rows: Sequence[BookRow],
    deductions: Sequence[BookDeduction],
) -> TaxedAt | None:
    """The one rate of the contract, where it alone comes to the tax that is printed."""
    rate = claim.contract.tax_rate
    if rate is None:
        return None
    before = [row.completed_previous for row in rows]
    is_net = claim.contract.tax_base == "net_of_retention"
    if not is_net and None in before:
        return None
    previous = _sum([one for one in before if one is not None])
    cover = document.cover
    base = cover.current_payment_due
    if not is_net:
        base = cover.total_completed_and_stored - previous
    base += _sum([row.amount for row in deductions if row.is_taxable])
    return TaxedAt(rate, is_net) if cents(base * rate) == cover.tax else None


def _state(claim: Claim, submission: Submission | None, words: Terms) -> str:
    if claim.certificate is not None:
        return f"Certified, certificate {claim.certificate.code}"
    if submission is None:
        return "Draft, not submitted"
    return f"Issued to the {words.owner}" if claim.is_upstream else "As submitted, not certified"
