"""Values the claims of a document in order, each against the last certified one before it.

An uncertified claim leaves nothing behind. Source of the rules: the claim document, sections
Previous, Schedule changes, Variations, Opening.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ledgerstone.core.document.form import (
    ClaimDocument,
    DocumentClaim,
    DocumentLine,
    Stated,
    Variation,
    VariationStatus,
)
from ledgerstone.core.document.node import DocumentRefused
from ledgerstone.core.document.tie_out import Difference, compare
from ledgerstone.core.opening import open_position
from ledgerstone.core.position import Position
from ledgerstone.core.recertify import CertifiedElsewhere, CertifiedLine, recertify
from ledgerstone.core.refusals import OpeningRefused, Refusal
from ledgerstone.core.terms import ScheduledLine
from ledgerstone.core.valuation import Valuation, Warning_
from ledgerstone.core.value import value_claim


@dataclass(frozen=True, slots=True)
class ValuedClaim:
    """A claim of the document with its value; ``lines`` are those in force for it."""

    claim: DocumentClaim
    lines: tuple[DocumentLine, ...]
    valuation: Valuation
    warnings: tuple[Warning_, ...]


def value_document(document: ClaimDocument) -> Iterator[ValuedClaim]:
    """Each claim valued, in order. DocumentRefused gives the place in the file."""
    position, skipped = Position.empty(), False
    for claim in document.claims:
        lines = lines_in_force(document, claim.entry.number)
        scheduled = [line.scheduled for line in lines]
        try:
            valuation = value_claim(document.terms, scheduled, claim.entry, position)
        except Refusal as refusal:
            raise placed(claim, refusal) from None
        warnings = [*valuation.warnings]
        if skipped:
            warnings.insert(0, _earlier_uncertified())
        if claim.certificate is not None:
            warnings.extend(_certificate_differs(valuation, claim.certificate))
        yield ValuedClaim(claim, lines, valuation, tuple(warnings))
        skipped = not claim.certified
        if claim.certified:
            position = position_after(document, scheduled, claim, valuation)
        elif claim.entry.opening is not None:
            position, _ = open_position(
                document.terms, scheduled, claim.entry.opening, claim.entry.number
            )


def lines_in_force(document: ClaimDocument, number: int) -> tuple[DocumentLine, ...]:
    """Contract lines, then those of variations not rejected, as they stand for a claim."""
    values = {
        change.item: change.scheduled_value
        for change in sorted(document.schedule_changes, key=lambda change: change.from_claim)
        if change.from_claim <= number
    }
    lines = list(document.lines)
    for variation in document.variations:
        if variation.status is not VariationStatus.REJECTED:
            lines.extend(_variation_lines(variation, number))
    if not values:
        return tuple(lines)
    return tuple(
        line
        if line.scheduled.key not in values
        else replace(
            line,
            scheduled=replace(line.scheduled, scheduled_value=values[line.scheduled.key]),
        )
        for line in lines
    )


def _variation_lines(variation: Variation, number: int) -> Iterator[DocumentLine]:
    approved_in = variation.approved_in_claim
    if approved_in is not None and approved_in <= number:
        yield from variation.lines
        return
    for line in variation.lines:
        yield replace(line, scheduled=replace(line.scheduled, counts=False))


def position_after(
    document: ClaimDocument,
    lines: list[ScheduledLine],
    claim: DocumentClaim,
    valuation: Valuation,
) -> Position:
    """What a certified claim leaves to the next one: as certified where it says so, else ours."""
    given = claim.certificate
    if given is None:
        return valuation.after
    certified = CertifiedElsewhere(
        total_earned_less_retention=given.cover.get("total_earned_less_retention"),
        total_retention=given.cover.get("total_retention"),
        deductions_to_date=given.cover.get("deductions_to_date"),
        lines={
            item: CertifiedLine(
                line.figures.get("completed_and_stored"),
                line.figures.get("materials_stored"),
                line.figures.get("retention"),
            )
            for item, line in given.lines.items()
        },
    )
    return recertify(document.terms, lines, valuation.after, certified)


def _certificate_differs(valuation: Valuation, certificate: Stated) -> Iterator[Warning_]:
    """One warning for the cover, and one for each line on which the certificate differs."""
    by_line: dict[str | None, list[Difference]] = {}
    for difference in compare(valuation, certificate):
        by_line.setdefault(difference.item, []).append(difference)
    for item, differences in by_line.items():
        told = "; ".join(
            f"{found.key} is {found.stated}, ours is {found.computed}" for found in differences
        )
        where = "The certificate" if item is None else f"The certificate on line {item}"
        yield Warning_(item, "certificate_differs", f"{where} differs: {told}.")


def _earlier_uncertified() -> Warning_:
    return Warning_(
        None,
        "earlier_claim_uncertified",
        "An earlier claim is not certified: it is left out, as if it had not been made.",
    )


def placed(claim: DocumentClaim, refusal: Refusal) -> DocumentRefused:
    """A refusal of the engine with its place in the file; terms and lines were checked before."""
    field, item = refusal.field, refusal.line
    if item is None:
        place = f"{claim.place}.{field}"
    elif isinstance(refusal, OpeningRefused):
        place = f"{claim.place}.opening.lines[{json.dumps(item)}].{field.removeprefix('opening.')}"
    else:
        place = f"{claim.line_places[item]}.{field}"
    return DocumentRefused(place, refusal.sentence)
