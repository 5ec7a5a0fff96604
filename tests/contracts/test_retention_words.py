"""Terms of retention in a sentence."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ledgerstone import core
from ledgerstone.contracts.retention.retention import RetentionTerms, flat
from ledgerstone.contracts.retention.retention_words import describe
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import terms

D = Decimal


def banded(kind: core.RetentionKind, *bands: tuple[str | None, str]) -> RetentionTerms:
    return RetentionTerms(
        core.RetentionRule(
            basis=core.RetentionBasis.COVER,
            kind=kind,
            bands=tuple(
                core.Band(None if up_to is None else D(up_to), D(rate)) for up_to, rate in bands
            ),
            bands_of=core.BandMeasure.PERCENT_COMPLETE,
        )
    )


FLAT = flat(D("0.1"))
BANDS, STEPS = core.RetentionKind.BANDS, core.RetentionKind.STEPS


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (None, "Nothing is held back."),
        (FLAT, "10% of work and materials is held."),
        (flat(D("0.1"), D("0.05")), "10% of work and 5% of materials is held."),
        (
            flat(D("0.1"), cap=core.RetentionCap(rate=D("0.05"), of=core.CapOf.ORIGINAL_SUM)),
            "10% of work and materials is held until 5% of the original contract sum is held.",
        ),
        (
            flat(D("0.025"), cap=core.RetentionCap(amount=D(10000))),
            "2.5% of work and materials is held until A$10,000.00 is held.",
        ),
        (
            banded(BANDS, ("0.5", "0.1"), (None, "0")),
            "10% of the part up to 50% complete is held, then nothing.",
        ),
        (
            banded(STEPS, ("0.5", "0.1"), (None, "0.05")),
            "10% of the whole is held below 50% complete, then 5% of the whole is held.",
        ),
        (
            RetentionTerms(
                FLAT.rule,
                (core.RetentionChange(4, core.ChangeScope.NEW_WORK, D("0.05"), D("0.05")),),
            ),
            "10% of work and materials is held; from claim 4 on, 5% of new work and materials.",
        ),
    ],
)
def test_terms_are_said_plainly(given: RetentionTerms | None, sentence: str) -> None:
    formats = Formats("en-AU", "AUD", "Australia/Sydney")
    assert describe(given, terms("en-AU"), formats) == sentence
