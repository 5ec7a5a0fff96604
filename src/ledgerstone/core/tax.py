"""Tax on one claim, rounded once.

Taxable is the current payment due (net of retention), or the movement of completed and
stored before retention (gross), plus the taxable deductions. Tax is never a difference of
cumulated taxes: a tax invoice has to agree with itself.
Source of the rules: the claim document, section Tax.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from ledgerstone.core.entry import Deduction
from ledgerstone.core.rounding import ZERO, cents
from ledgerstone.core.terms import TaxTerms


def tax_on(
    terms: TaxTerms,
    base: Decimal,
    deductions: Iterable[Deduction],
    own_rates: Iterable[tuple[Decimal, Decimal]],
) -> Decimal:
    """Tax in cents, half up, negative where its base is.

    ``base``: payment due, or gross movement. ``own_rates``: the part of the base on each line
    that has a rate of its own, with that rate; everything else bears the contract's.
    """
    taxable = base + sum((d.amount for d in deductions if d.taxable), ZERO)
    unrounded = taxable * terms.rate
    for part, rate in own_rates:
        unrounded += part * (rate - terms.rate)
    return cents(unrounded)
