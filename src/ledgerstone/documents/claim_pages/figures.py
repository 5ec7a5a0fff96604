"""Where a document's figures come from: a certificate, a submission, or a draft as it stands.

A certificate and a submission are facts and are printed as they were kept. Only a draft is valued
for its document, and the document says that it is a draft.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from ledgerstone.claims.models import Certificate, CertificateLine, ClaimLine, Submission
from ledgerstone.claims.sheets.reason_words import reason_sentence
from ledgerstone.claims.sheets.rows import position_of
from ledgerstone.claims.sheets.sheet import ClaimSheet
from ledgerstone.claims.sheets.sheet import SheetLine as ClaimedLine
from ledgerstone.core import Cover, Position
from ledgerstone.projects.terminology import Terms

from .model import Reason, SheetLine

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class PrintedFigures:
    """The figures of one document, and the date from which they stand."""

    cover: Cover
    lines: tuple[SheetLine, ...]
    reasons: tuple[Reason, ...]
    claimed_this_period: Decimal
    certified_this_period: Decimal | None
    stands_since: dt.datetime | None
    counted_lines: frozenset[int]  # ids of the schedule lines that are in the contract sum


def of_certificate(certificate: Certificate, words: Terms) -> PrintedFigures:
    """As certified, with the reasons for what differs from the claim."""
    rows = list(
        CertificateLine.objects.filter(
            account_id=certificate.account_id, certificate_id=certificate.pk
        )
        .select_related("line__variation")
        .order_by("position", "id")
    )
    movement = sum((row.movement_this_period for row in rows), ZERO)
    stands = position_of(certificate.account_id, certificate.pk, certificate.code)
    return PrintedFigures(
        cover=Cover(**{part.name: getattr(certificate, part.name) for part in fields(Cover)}),
        lines=tuple(_certified_line(row, words, stands) for row in rows),
        reasons=(
            *_line_reasons(rows),
            *_retention_reasons(certificate, rows, words),
            *cover_reasons(certificate, words),
        ),
        claimed_this_period=movement - sum((row.difference for row in rows), ZERO),
        certified_this_period=movement,
        stands_since=certificate.issued_at,
        counted_lines=frozenset(row.line_id for row in rows if row.scheduled_value),
    )


def of_submission(submission: Submission, words: Terms) -> PrintedFigures:
    """As handed in."""
    cover = cover_of(submission.cover)
    lines: Sequence[Mapping[str, Any]] = submission.lines
    return PrintedFigures(
        cover=cover,
        lines=tuple(_submitted_line(line, words) for line in lines),
        reasons=(),
        claimed_this_period=sum((Decimal(line["movement_this_period"]) for line in lines), ZERO),
        certified_this_period=None,
        stands_since=submission.received_at,
        counted_lines=frozenset(
            line["line_id"] for line in lines if Decimal(line["scheduled_value"])
        ),
    )


def of_draft(sheet: ClaimSheet, words: Terms) -> PrintedFigures:
    """As the draft stands now; ``sheet`` is by its claimed figures."""
    lines = tuple(_draft_line(line, words) for line in sheet.lines)
    return PrintedFigures(
        cover=sheet.claimed_cover,
        lines=lines,
        reasons=(),
        claimed_this_period=sum((line.claimed_movement for line in sheet.lines), ZERO),
        certified_this_period=None,
        stands_since=None,
        counted_lines=frozenset(line.line_id for line in sheet.lines if line.counts),
    )


def cover_of(kept: Mapping[str, str]) -> Cover:
    return Cover(**{part.name: Decimal(kept[part.name]) for part in fields(Cover)})


def _group(section: str, is_variation: bool, words: Terms) -> str | None:
    """Variations stand together under their word, other lines under their section."""
    return words.variation.plural_capitalised if is_variation else section or None


def _certified_line(row: CertificateLine, words: Terms, stands: Position) -> SheetLine:
    position = stands.lines.get(row.item)
    return SheetLine(
        item=row.item,
        description=row.description,
        scheduled_value=row.scheduled_value,
        work_previous=row.work_previous,
        work_this_period=row.work_this_period,
        materials_stored=row.materials_stored,
        completed_and_stored=row.completed_and_stored,
        percent=row.percent,
        balance_to_finish=row.balance_to_finish,
        retention=row.retention,
        group=_group(row.section, row.line.variation_id is not None, words),
        line_id=row.line_id,
        quantity_to_date=None if position is None else position.quantity,
    )


def _line_reasons(rows: Iterable[CertificateLine]) -> Iterable[Reason]:
    for row in rows:
        if row.difference:
            yield Reason(
                item=row.item,
                description=row.description,
                claimed=row.claimed,
                certified=row.completed_and_stored,
                reason=reason_sentence(row.reason_code, row.reason),
            )


def held_beyond(
    certificate: Certificate, rows: Sequence[CertificateLine]
) -> list[tuple[CertificateLine, Decimal]]:
    """Lines of which an answer holds more than was claimed, for a reason, each with what was
    claimed to be held; their work is as claimed."""
    reasoned = [
        row.line_id for row in rows if not row.difference and (row.reason_code or row.reason)
    ]
    answered = set(
        ClaimLine.objects.filter(
            account_id=certificate.account_id,
            claim_id=certificate.claim_id,
            line_id__in=reasoned,
        )
        .exclude(assessed_retention_adjustment=None, assessed_retention_released=None)
        .values_list("line_id", flat=True)
    )
    submission = submission_answered(certificate) if answered else None
    if submission is None:
        return []
    claimed = {line["line_id"]: Decimal(line["retention"]) for line in submission.lines}
    return [
        (row, claimed[row.line_id])
        for row in rows
        if row.line_id in answered and claimed.get(row.line_id, row.retention) != row.retention
    ]


def _retention_reasons(
    certificate: Certificate, rows: Sequence[CertificateLine], words: Terms
) -> Iterable[Reason]:
    """As line reasons; what is held is taken off, so it is negative."""
    for row, claimed in held_beyond(certificate, rows):
        yield Reason(
            item=row.item,
            description=f"{words.retention.capitalised}: {row.description}",
            claimed=-claimed,
            certified=-row.retention,
            reason=reason_sentence(row.reason_code, row.reason),
        )


def submission_answered(certificate: Certificate) -> Submission | None:
    """What a certificate answers: the last that was handed in before it."""
    return (
        Submission.objects.filter(
            account_id=certificate.account_id,
            claim_id=certificate.claim_id,
            received_at__lte=certificate.issued_at,
        )
        .order_by("-sequence")
        .first()
    )


def cover_reasons(certificate: Certificate, words: Terms) -> Iterable[Reason]:
    """What was cut on the cover rather than on a line: a release of retention, or more deducted
    than when the claim was handed in."""
    claim = certificate.claim
    reason = reason_sentence(claim.assessed_reason_code, claim.assessed_reason)
    asked = cover_of(certificate.claimed_cover).retention_released_this_period
    released = certificate.retention_released_this_period
    if released < asked:
        yield Reason(
            item="",
            description=words.retention_release.capitalised,
            claimed=asked,
            certified=released,
            reason=reason,
        )
    handed_in = (
        Submission.objects.filter(
            account_id=certificate.account_id,
            claim_id=certificate.claim_id,
            received_at__lte=certificate.issued_at,
        )
        .order_by("-sequence")
        .values_list("cover__deductions_this_period", flat=True)
        .first()
    )
    deducted = certificate.deductions_this_period
    if handed_in is not None and deducted < Decimal(handed_in):
        yield Reason(
            item="",
            description=words.deduction.plural_capitalised,
            claimed=Decimal(handed_in),
            certified=deducted,
            reason=reason,
        )


def _submitted_line(line: Mapping[str, Any], words: Terms) -> SheetLine:
    return SheetLine(
        item=line["item"],
        description=line["description"],
        scheduled_value=Decimal(line["scheduled_value"]),
        work_previous=Decimal(line["work_previous"]),
        work_this_period=Decimal(line["work_this_period"]),
        materials_stored=Decimal(line["materials_stored"]),
        completed_and_stored=Decimal(line["completed_and_stored"]),
        percent=Decimal(line["percent"]),
        balance_to_finish=Decimal(line["balance_to_finish"]),
        retention=Decimal(line["retention"]),
        group=_group(line["section"], line["variation"] is not None, words),
        line_id=line["line_id"],
        quantity_to_date=Decimal(line["quantity"]) if line.get("quantity") else None,
    )


def _draft_line(line: ClaimedLine, words: Terms) -> SheetLine:
    return SheetLine(
        item=line.item,
        description=line.description,
        scheduled_value=line.scheduled_value,
        work_previous=line.work_previous,
        work_this_period=line.work_this_period,
        materials_stored=line.materials_stored,
        completed_and_stored=line.completed_and_stored,
        percent=line.percent,
        balance_to_finish=line.balance_to_finish,
        retention=line.retention,
        group=_group(line.section, line.variation is not None, words),
        line_id=line.line_id,
        quantity_to_date=line.claimed_quantity,
    )
