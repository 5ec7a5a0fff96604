"""A sliding scale of retention, as the bands that come to the same.

A scale is a list of steps, each "this rate until so much is held in all". A step that holds r
until L is held is a band of width L ÷ r; a following one, up to L', is a band of width
(L' − L) ÷ r'. Bands are measured on what is earned, so limits that are shares of the revised
sum give bands by percentage, and limits that are shares of the original sum, or amounts, give
bands by amount, to be derived again when the original sum changes.

The limit of a band is rounded (8 decimals of a share, cents of an amount), so the last limit is
kept as the cap as well. The last band of shares has no end: the cap ends it, also where some
lines bear no retention and the percentage of the others says nothing of the whole sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from ledgerstone.core.refusals import TermsRefused
from ledgerstone.core.rounding import CENT, as_amount, nearest
from ledgerstone.core.terms import (
    Band,
    BandMeasure,
    CapOf,
    RetentionBasis,
    RetentionCap,
    RetentionKind,
    RetentionRule,
)
from ledgerstone.core.terms_check import check_rate

MOST_STEPS = 5
_SHARE_PLACES = 8
_LARGEST_SHARE = Fraction(10)
_LARGEST_AMOUNT = Fraction(10**10) - 1


class LimitOf(StrEnum):
    ORIGINAL_SUM = "original_sum"
    REVISED_SUM = "revised_sum"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class SlidingStep:
    """``rate`` is held until ``limit`` is held in all: a share of a sum, or an amount."""

    rate: Decimal
    limit_of: LimitOf
    limit: Decimal


def rule_of_scale(steps: Sequence[SlidingStep], original_sum: Decimal) -> RetentionRule:
    """The rule that a scale comes to, on the cover, with the last limit as its cap.

    ``original_sum``: of the contract, in its currency. The steps were checked (``check_scale``);
    one whose limit is reached before it begins, as may be once the sum changes, holds nothing.
    """
    measure = _measure(steps)
    bands: list[Band] = []
    held = reached = Fraction(0)
    last = steps[-1]
    for step in steps:
        limit = _limit(step, original_sum)
        if limit <= held:
            continue
        reached += (limit - held) / Fraction(step.rate)
        held, last = limit, step
        _extend(bands, Band(_up_to(reached, measure), step.rate))
    if not bands:
        bands.append(Band(None, Decimal(0)))
    if measure is BandMeasure.PERCENT_COMPLETE:
        bands[-1] = Band(None, bands[-1].rate)
    return RetentionRule(
        RetentionBasis.COVER,
        RetentionKind.BANDS,
        bands=tuple(bands),
        bands_of=measure,
        cap=_cap(last),
    )


def _extend(bands: list[Band], band: Band) -> None:
    """Add a band unless it is narrower than can be written, or begins beyond all that is earned."""
    below = bands[-1].up_to if bands else Decimal(0)
    if below is not None and (band.up_to is None or band.up_to > below):
        bands.append(band)


def check_scale(steps: Sequence[SlidingStep], original_sum: Decimal) -> None:
    """Refuse a scale that is empty, too long, mixed, or whose limits do not ascend."""
    if not 1 <= len(steps) <= MOST_STEPS:
        raise TermsRefused(
            f"a sliding scale has 1 to {MOST_STEPS} steps, not {len(steps)}", field="sliding"
        )
    for index, step in enumerate(steps):
        field = f"sliding[{index}]"
        check_rate(step.rate, f"{field}.rate")
        if not step.rate:
            raise TermsRefused("a step holds more than nothing", field=f"{field}.rate")
        if step.limit_of is not LimitOf.AMOUNT:
            check_rate(step.limit, f"{field}.limit")
        elif as_amount(step.limit) is None:
            raise TermsRefused("an amount has at most 2 decimals", field=f"{field}.limit")
        if step.limit <= 0:
            raise TermsRefused(
                "a step lasts until more than nothing is held", field=f"{field}.limit"
            )
        if (step.limit_of is LimitOf.REVISED_SUM) is not (steps[0].limit_of is LimitOf.REVISED_SUM):
            raise TermsRefused(
                "limits of the revised sum follow the work and cannot stand beside others: "
                "give every step a limit of the revised sum, or none",
                field=f"{field}.limit_of",
            )
        if index:
            _check_ascends(steps[index - 1], step, original_sum, f"{field}.limit")


def _check_ascends(
    before: SlidingStep, step: SlidingStep, original_sum: Decimal, field: str
) -> None:
    """Limits are of what is held in all, so each lies above the one before."""
    if before.limit_of is step.limit_of:
        ascends = before.limit < step.limit
    else:
        # A contract whose schedule is not entered yet cannot compare a share with an amount.
        ascends = original_sum <= 0 or _limit(before, original_sum) < _limit(step, original_sum)
    if not ascends:
        raise TermsRefused(
            "limits are of what is held in all, so each is above the one before", field=field
        )


def _measure(steps: Sequence[SlidingStep]) -> BandMeasure:
    if steps[0].limit_of is LimitOf.REVISED_SUM:
        return BandMeasure.PERCENT_COMPLETE
    return BandMeasure.AMOUNT


def _limit(step: SlidingStep, original_sum: Decimal) -> Fraction:
    """In money, exact to the cent; a share of the revised sum stays a share."""
    if step.limit_of is LimitOf.ORIGINAL_SUM:
        return Fraction(max(Decimal(0), nearest(Fraction(original_sum * step.limit), CENT)))
    return Fraction(step.limit)


def _up_to(reached: Fraction, measure: BandMeasure) -> Decimal | None:
    """None where the band ends beyond anything that can be earned."""
    if measure is BandMeasure.AMOUNT:
        return None if reached > _LARGEST_AMOUNT else nearest(reached, CENT)
    share = Decimal(1).scaleb(-_SHARE_PLACES)
    return None if reached > _LARGEST_SHARE else nearest(reached, share)


def _cap(last: SlidingStep) -> RetentionCap:
    if last.limit_of is LimitOf.AMOUNT:
        return RetentionCap(amount=last.limit)
    return RetentionCap(rate=last.limit, of=CapOf(last.limit_of.value))
