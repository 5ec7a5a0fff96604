"""The tax in what is paid of a claim: in proportion, to date, so that parts sum to the whole."""

from __future__ import annotations

from decimal import Decimal

from ledgerstone.core.rounding import ZERO, cents


def tax_in_part(*, payable: Decimal, tax: Decimal, before: Decimal, part: Decimal) -> Decimal:
    """The tax in a part that is paid of a claim of which ``before`` was paid already.

    It is the tax in all that is paid then less the tax in what was, each rounded half up: the parts
    in which a claim is paid have its whole tax, to the cent.
    """
    if payable == 0:
        return ZERO
    return cents((before + part) * tax / payable) - cents(before * tax / payable)
