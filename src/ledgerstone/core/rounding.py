"""The only place where figures are rounded.

Everything else in the engine adds, subtracts, multiplies and compares exactly, under the
context ``EXACT``. Amounts become cents half up, away from zero for negatives; what has to
be shared out in cents is shared by largest remainder, so that parts always sum to the total.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import (
    ROUND_FLOOR,
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)
from fractions import Fraction

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
HUNDRED = Decimal(100)

# Wide enough that no product of amounts, rates and released shares is ever cut short.
EXACT = Context(
    prec=400, rounding=ROUND_HALF_UP, traps=[InvalidOperation, DivisionByZero, Overflow]
)
# More digits than a ratio of amounts below 10 ** 30 needs to fall on its side of a half cent.
_RATIO = Context(prec=38, rounding=ROUND_HALF_UP)
_rounded, _ratio = EXACT.quantize, _RATIO.divide
_WEIGHT_SCALE = 10**4


def cents(figure: Decimal) -> Decimal:
    """``figure`` in whole cents, half up away from zero; never a negative zero.

    Witness: 5 % of 28,422,265.70 is 1,421,113.285 and prints 1,421,113.29.
    """
    return _rounded(figure, CENT) or ZERO


def shares(figures: Iterable[Decimal], rate: Decimal) -> list[Decimal]:
    """This share of each figure, each in ``cents``."""
    return [_rounded(figure * rate, CENT) or ZERO for figure in figures]


def as_amount(figure: Decimal) -> Decimal | None:
    """``figure`` in whole cents; None where it has more decimals or is not finite.

    An amount that is written with two decimals, as nearly all are, is not rounded again.
    """
    if figure.same_quantum(CENT):
        return figure or ZERO
    if figure.is_finite():
        amount = cents(figure)
        if amount == figure:
            return amount
    return None


def percent(part: Decimal, whole: Decimal) -> Decimal:
    """``part`` of ``whole`` as a percentage with two decimals; 0.00 where whole is 0.

    For display only: a displayed percentage never feeds back into money.
    """
    if not whole:
        return ZERO
    return _rounded(_ratio(part * HUNDRED, whole), CENT) or ZERO


def percents(parts: Iterable[Decimal], wholes: Iterable[Decimal]) -> list[Decimal]:
    """``percent`` of each part of its whole."""
    return [
        _rounded(_ratio(part * HUNDRED, whole), CENT) or ZERO if part and whole else ZERO
        for part, whole in zip(parts, wholes, strict=True)
    ]


def percent_to(places: int, part: Decimal, whole: Decimal) -> Decimal:
    """As ``percent``, from the exact ratio, with any number of decimals."""
    if not whole:
        return Decimal(0).scaleb(-places)
    exact = Fraction(part) * 100 * 10**places / Fraction(whole)
    units = (2 * abs(exact.numerator) + exact.denominator) // (2 * exact.denominator)
    return Decimal(units if exact > 0 else -units).scaleb(-places, EXACT)


def to_places(places: int, figure: Decimal) -> Decimal:
    """``figure`` with this number of decimals, half up away from zero."""
    return figure.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, EXACT)


def nearest(figure: Fraction, unit: Decimal) -> Decimal:
    """An exact figure in whole units (cents, or 8 decimals of a share), half up away from zero."""
    scaled = figure / Fraction(unit)
    units = (2 * abs(scaled.numerator) + scaled.denominator) // (2 * scaled.denominator)
    return EXACT.multiply(Decimal(units if figure >= 0 else -units), unit)


def allocate(total: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Share ``total`` (whole cents) in proportion to ``weights``, by largest remainder.

    Each share is cut to the cent below, towards minus infinity; the missing cents go one
    each to the largest remainders, ties to the first. Weights have at most 4 decimals and
    may be negative; the shares always sum to ``total``. ValueError where the weights sum to
    zero and the total does not, or where a figure has more decimals than allowed.
    """
    amount = _whole(total, 100)
    scaled = [_whole(weight, _WEIGHT_SCALE) for weight in weights]
    whole = sum(scaled)
    if not whole:
        if amount:
            raise ValueError("weights that sum to zero cannot bear an amount")
        return [ZERO] * len(scaled)
    if whole < 0:
        whole, amount = -whole, -amount
    shares, remainders = [], []
    for weight in scaled:
        share, remainder = divmod(amount * weight, whole)
        shares.append(share)
        remainders.append(remainder)
    target = _whole(total, 100)
    for index in _largest(remainders, target - sum(shares)):
        shares[index] += 1
    return [Decimal(share).scaleb(-2, EXACT) for share in shares]


def settle(targets: Sequence[Decimal], total: Decimal) -> list[Decimal]:
    """Unrounded ``targets`` in cents that sum to ``total``, which is their rounded sum.

    Largest remainder as in ``allocate``: cut to the cent below, then the missing cents to
    the largest remainders, ties to the first.
    """
    shares = [target.quantize(CENT, ROUND_FLOOR, EXACT) or ZERO for target in targets]
    remainders = [target - share for target, share in zip(targets, shares, strict=True)]
    missing = _whole(total - sum(shares, ZERO), 100)
    for index in _largest(remainders, missing):
        shares[index] += CENT
    return shares


def _largest(remainders: Sequence[int] | Sequence[Decimal], count: int) -> list[int]:
    if not count:
        return []
    return sorted(range(len(remainders)), key=remainders.__getitem__, reverse=True)[:count]


def _whole(figure: Decimal, scale: int) -> int:
    scaled = EXACT.multiply(figure, Decimal(scale))
    units = int(scaled)
    if units != scaled:
        raise ValueError(f"{figure} has more decimals than can be allocated")
    return units
