"""May this be entered in this claim? The type's closed columns, releases, deductions.

Source of the rules: the claim document, sections Types, Retention, Release, Deductions.
"""

from __future__ import annotations

from decimal import Decimal

from ledgerstone.core.entering import Figures
from ledgerstone.core.entry import AssessedEntry, ClaimEntry, ClaimType, LineEntry, Release
from ledgerstone.core.position import LinePosition
from ledgerstone.core.refusals import EntryRefused
from ledgerstone.core.rounding import as_amount
from ledgerstone.core.terms import RetentionBasis, ScheduledLine, Terms

_RETENTION_RELEASE = ClaimType.RETENTION_RELEASE


def check_claim(terms: Terms, entry: ClaimEntry) -> None:
    """Refuse what cannot stand on the claim as a whole."""
    for field, release in (
        ("release_retention", entry.release),
        ("assessed.release_retention", entry.assessed_release),
    ):
        if release is not None:
            _check_release(entry.type, field, release)
    for index, deduction in enumerate(entry.deductions):
        field = f"deductions[{index}]"
        check_cents(deduction.amount, f"{field}.amount")
        if terms.tax is not None and deduction.taxable is None:
            raise EntryRefused(
                "true or false is required, as the contract has tax", field=f"{field}.taxable"
            )


def _check_release(kind: ClaimType, field: str, release: Release) -> None:
    if (release.amount is None) is (release.share_of_held is None):
        raise EntryRefused('a release has either a "share_of_held" or an "amount"', field=field)
    if release.amount is not None:
        field = f"{field}.amount"
        check_cents(release.amount, field)
        if release.amount < 0:
            raise EntryRefused("a release is 0 or more", field=field)
    share = release.share_of_held
    if share is not None:
        field = f"{field}.share_of_held"
        if not (share.is_finite() and 0 <= share <= 1):
            raise EntryRefused(f"a share is from 0 to 1 (0.5 is half), not {share}", field=field)
    if kind is ClaimType.WORK_MATERIALS and (release.amount or share):
        raise EntryRefused("this type of claim releases no retention", field=field)


def check_cents(amount: Decimal, field: str, line: str | None = None) -> Decimal:
    """``amount`` with two decimals; EntryRefused where it is not in whole cents."""
    whole = as_amount(amount)
    if whole is not None:
        return whole
    raise EntryRefused(
        f"an amount with at most 2 decimals is expected, not {amount}", field=field, line=line
    )


def check_line(
    terms: Terms,
    kind: ClaimType,
    line: ScheduledLine,
    entry: LineEntry | AssessedEntry,
    before: Figures | LinePosition,
    figures: Figures,
) -> None:
    """Refuse a figure on a line that this contract or this type of claim has no place for."""
    if entry.retention_adjustment and (terms.retention is None or line.exempt):
        raise _refused(
            line, "retention_adjustment", "only a line that bears retention can be adjusted"
        )
    if entry.retention_released:
        _check_line_release(terms, kind, line)
    if kind is _RETENTION_RELEASE:
        closed = "this type of claim is for retention only: work and materials stay as certified"
        if entry.figure or figures.work != before.work:
            raise _refused(line, str(entry.mode or "materials_stored"), closed)
        if entry.materials_stored or figures.stored != before.stored:
            raise _refused(line, "materials_stored", closed)


def _check_line_release(terms: Terms, kind: ClaimType, line: ScheduledLine) -> None:
    rule = terms.retention
    if kind is ClaimType.WORK_MATERIALS:
        raise _refused(line, "retention_released", "this type of claim releases no retention")
    if rule is not None and (rule.basis is RetentionBasis.COVER or rule.cap is not None):
        raise _refused(
            line,
            "retention_released",
            'with the basis "cover" or a cap retention is released on the whole claim, '
            'by "release_retention"',
        )


def _refused(line: ScheduledLine, field: str, sentence: str) -> EntryRefused:
    return EntryRefused(sentence, field=field, line=line.key)
