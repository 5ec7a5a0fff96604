"""Do the terms of a contract go together? Refuses what a rule does not use.

Fields are named as in the claim document, from ``contract`` on: ``retention.bands[1].rate``.
Source of the rules: the claim document, sections Keys and Retention.
"""

from __future__ import annotations

from decimal import Decimal

from ledgerstone.core.refusals import TermsRefused
from ledgerstone.core.rounding import as_amount
from ledgerstone.core.terms import (
    BandMeasure,
    RetentionBasis,
    RetentionCap,
    RetentionChange,
    RetentionKind,
    RetentionRule,
    RetentionSecurity,
    Terms,
)

ONE = Decimal(1)
SLIP = Decimal(10)


def check_terms(terms: Terms) -> None:
    """Raise TermsRefused for the first rule that cannot stand."""
    if terms.retention is not None:
        _check_rule(terms.retention)
    if terms.retention_changes:
        _check_changes(terms.retention, terms.retention_changes)
    if terms.securities:
        _check_securities(terms.retention, terms.securities)
    if terms.tax is not None:
        check_rate(terms.tax.rate, "tax.rate")


def check_rate(rate: Decimal, field: str) -> None:
    """Rates outside 0 to 1 are refused."""
    if not (rate.is_finite() and 0 <= rate <= 1):
        raise TermsRefused(f"a rate is from 0 to 1 (0.05 is 5 %), not {rate}", field=field)


def _check_rule(rule: RetentionRule) -> None:
    if rule.kind is RetentionKind.FLAT:
        _check_flat(rule)
    else:
        _check_banded(rule)
    if rule.cap is not None:
        _check_cap(rule.cap)
    if rule.free_amount is not None:
        if rule.basis is not RetentionBasis.COVER:
            raise TermsRefused(
                'a free amount needs the basis "cover"', field="retention.free_amount"
            )
        _check_amount(rule.free_amount, "retention.free_amount")


def _check_flat(rule: RetentionRule) -> None:
    if rule.bands or rule.bands_of is not None:
        raise TermsRefused(
            'a flat rule has the two rates "work" and "materials" and no bands',
            field="retention.bands",
        )
    for name, rate in (("work", rule.work), ("materials", rule.materials)):
        if rate is None:
            raise TermsRefused(
                'a flat rule needs both rates, "work" and "materials"', field=f"retention.{name}"
            )
        check_rate(rate, f"retention.{name}")


def _check_banded(rule: RetentionRule) -> None:
    for name, rate in (("work", rule.work), ("materials", rule.materials)):
        if rate is not None:
            raise TermsRefused(
                f'the rule "{rule.kind}" has bands in place of the two rates',
                field=f"retention.{name}",
            )
    if rule.basis is not RetentionBasis.COVER:
        raise TermsRefused(
            f'the rule "{rule.kind}" needs the basis "cover"', field="retention.basis"
        )
    if not rule.bands or rule.bands_of is None:
        raise TermsRefused(
            f'the rule "{rule.kind}" needs at least one band, of "percent_complete" or "amount"',
            field="retention.bands",
        )
    _check_limits(rule)


def _check_limits(rule: RetentionRule) -> None:
    below = Decimal(0)
    for index, band in enumerate(rule.bands):
        field = f"retention.bands[{index}]"
        check_rate(band.rate, f"{field}.rate")
        if band.up_to is None:
            if index != len(rule.bands) - 1:
                raise TermsRefused("only the last band is without end", field=f"{field}.up_to")
            continue
        if not (band.up_to.is_finite() and band.up_to > below):
            raise TermsRefused(f"limits ascend: above {below} is expected", field=f"{field}.up_to")
        if rule.bands_of is BandMeasure.PERCENT_COMPLETE and band.up_to > SLIP:
            raise TermsRefused(
                "a percentage is a fraction: 0.50 is 50 %, at most 10", field=f"{field}.up_to"
            )
        below = band.up_to


def _check_cap(cap: RetentionCap) -> None:
    by_rate = cap.rate is not None or cap.of is not None
    if by_rate is (cap.amount is not None):
        raise TermsRefused(
            'a cap is either {"rate", "of"} or {"amount"}, not both', field="retention.cap"
        )
    if cap.amount is not None:
        _check_amount(cap.amount, "retention.cap.amount")
    elif cap.rate is None or cap.of is None:
        missing = "rate" if cap.rate is None else "of"
        raise TermsRefused(
            'a cap by rate needs "rate" and "of" (original_sum or revised_sum)',
            field=f"retention.cap.{missing}",
        )
    else:
        check_rate(cap.rate, "retention.cap.rate")


def _check_amount(amount: Decimal, field: str) -> None:
    if not (amount.is_finite() and amount >= 0):
        raise TermsRefused(f"an amount of 0 or more is expected, not {amount}", field=field)


def _check_changes(rule: RetentionRule | None, changes: tuple[RetentionChange, ...]) -> None:
    if rule is None or rule.kind is not RetentionKind.FLAT:
        raise TermsRefused(
            'retention changes need a retention with the rule "flat"', field="retention_changes"
        )
    seen: set[int] = set()
    for index, change in enumerate(changes):
        field = f"retention_changes[{index}]"
        if change.from_claim in seen:
            raise TermsRefused(
                f"at most one change from claim {change.from_claim} is expected",
                field=f"{field}.from_claim",
            )
        seen.add(change.from_claim)
        check_rate(change.work, f"{field}.work")
        check_rate(change.materials, f"{field}.materials")


def _check_securities(
    rule: RetentionRule | None, securities: tuple[RetentionSecurity, ...]
) -> None:
    if rule is None:
        raise TermsRefused("security in place of retention needs a retention", field="securities")
    seen: set[int] = set()
    for index, security in enumerate(securities):
        field = f"securities[{index}]"
        if security.from_claim in seen:
            raise TermsRefused(
                f"one amount of security from claim {security.from_claim} on is expected",
                field=f"{field}.from_claim",
            )
        seen.add(security.from_claim)
        if as_amount(security.amount) is None or security.amount < 0:
            raise TermsRefused(
                f"an amount of 0 or more with at most 2 decimals is expected, "
                f"not {security.amount}",
                field=f"{field}.amount",
            )
