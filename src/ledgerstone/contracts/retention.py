"""What is held back under a contract: between its rows, the engine's terms, and words.

The rules themselves are the engine's: terms are checked by giving them to ``core``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ledgerstone import core
from ledgerstone.core.terms_check import check_terms
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.planned import one_row
from ledgerstone.tenancy.refusals import Invalid

from . import models

_OF_RULE = (
    "basis", "rule", "work", "materials", "cap_rate", "cap_of", "cap_amount", "free_amount",
)  # fmt: skip
# The rule with its bands by position and its changes by claim, each column of them as an array.
_READ = """
SELECT rule.basis, rule.rule, rule.work, rule.materials, rule.cap_rate, rule.cap_of,
       rule.cap_amount, rule.free_amount, band.up_to, band.measured_by, band.rate,
       change.from_claim, change.applies_to, change.work, change.materials
  FROM contracts_retentionrule rule
  CROSS JOIN LATERAL
       (SELECT array_agg(up_to ORDER BY position) AS up_to,
               array_agg("of" ORDER BY position) AS measured_by,
               array_agg(rate ORDER BY position) AS rate
          FROM contracts_retentionband
         WHERE account_id = rule.account_id AND rule_id = rule.id) band
  CROSS JOIN LATERAL
       (SELECT array_agg(from_claim ORDER BY from_claim) AS from_claim,
               array_agg(applies_to ORDER BY from_claim) AS applies_to,
               array_agg(work ORDER BY from_claim) AS work,
               array_agg(materials ORDER BY from_claim) AS materials
          FROM contracts_retentionchange
         WHERE account_id = rule.account_id AND rule_id = rule.id) change
 WHERE rule.account_id = %(account)s AND rule.contract_id = %(contract)s
"""


@dataclass(frozen=True, slots=True)
class RetentionTerms:
    """A rule, and rates that change from a claim on."""

    rule: core.RetentionRule
    changes: tuple[core.RetentionChange, ...] = ()


def flat(
    work: Decimal,
    materials: Decimal | None = None,
    *,
    basis: core.RetentionBasis = core.RetentionBasis.PER_LINE,
    cap: core.RetentionCap | None = None,
) -> RetentionTerms:
    """The usual terms: one rate on work and, unless given its own, the same on materials."""
    return RetentionTerms(
        core.RetentionRule(
            basis=basis,
            kind=core.RetentionKind.FLAT,
            work=work,
            materials=work if materials is None else materials,
            cap=cap,
        )
    )


def check(terms: core.Terms) -> None:
    """Refuse terms that the engine refuses, at the field that it names."""
    try:
        check_terms(terms)
    except core.Refusal as refusal:
        sentence = refusal.sentence[:1].upper() + refusal.sentence[1:].rstrip(".") + "."
        raise Invalid(sentence, fields={refusal.field: sentence}) from refusal


def read_terms(contract: models.Contract) -> RetentionTerms | None:
    """What is held back under a contract; None where nothing is. One statement."""
    found = one_row(_READ, {"account": contract.account_id, "contract": contract.pk})
    if found is None:
        return None
    bands = [column or [] for column in found[8:11]]
    changes = [column or [] for column in found[11:]]
    return from_rows(
        models.RetentionRule(**dict(zip(_OF_RULE, found, strict=False))),
        [
            models.RetentionBand(up_to=up_to, of=of, rate=rate)
            for up_to, of, rate in zip(*bands, strict=True)
        ],
        [
            models.RetentionChange(
                from_claim=from_claim, applies_to=applies_to, work=work, materials=materials
            )
            for from_claim, applies_to, work, materials in zip(*changes, strict=True)
        ],
    )


def from_rows(
    rule: models.RetentionRule,
    bands: Sequence[models.RetentionBand],
    changes: Sequence[models.RetentionChange],
) -> RetentionTerms:
    """The terms that rows hold; bands by position, changes by claim."""
    return RetentionTerms(
        rule=core.RetentionRule(
            basis=core.RetentionBasis(rule.basis),
            kind=core.RetentionKind(rule.rule),
            work=rule.work,
            materials=rule.materials,
            bands=tuple(core.Band(up_to=band.up_to, rate=band.rate) for band in bands),
            bands_of=core.BandMeasure(bands[0].of) if bands else None,
            cap=_cap(rule),
            free_amount=rule.free_amount,
        ),
        changes=tuple(
            core.RetentionChange(
                from_claim=change.from_claim,
                applies_to=core.ChangeScope(change.applies_to),
                work=change.work,
                materials=change.materials,
            )
            for change in changes
        ),
    )


def _cap(rule: models.RetentionRule) -> core.RetentionCap | None:
    if rule.cap_amount is not None:
        return core.RetentionCap(amount=rule.cap_amount)
    if rule.cap_rate is not None:
        return core.RetentionCap(rate=rule.cap_rate, of=core.CapOf(rule.cap_of))
    return None


def write_rows(contract: models.Contract, terms: RetentionTerms | None) -> None:
    """Replace a contract's rows by these terms; None leaves nothing to hold back."""
    account = {"account_id": contract.account_id}
    models.RetentionRule.objects.filter(contract_id=contract.pk, **account).delete()
    if terms is None:
        return
    rule, cap = terms.rule, terms.rule.cap
    kept = models.RetentionRule.objects.create(
        contract=contract,
        basis=rule.basis.value,
        rule=rule.kind.value,
        work=rule.work,
        materials=rule.materials,
        cap_rate=None if cap is None else cap.rate,
        cap_of="" if cap is None or cap.of is None else cap.of.value,
        cap_amount=None if cap is None else cap.amount,
        free_amount=rule.free_amount,
        **account,
    )
    measure = "" if rule.bands_of is None else rule.bands_of.value
    models.RetentionBand.objects.bulk_create(
        models.RetentionBand(
            rule=kept, position=place, up_to=band.up_to, of=measure, rate=band.rate, **account
        )
        for place, band in enumerate(rule.bands, 1)
    )
    models.RetentionChange.objects.bulk_create(
        models.RetentionChange(
            rule=kept,
            from_claim=change.from_claim,
            applies_to=change.applies_to.value,
            work=change.work,
            materials=change.materials,
            **account,
        )
        for change in terms.changes
    )


def describe(terms: RetentionTerms | None, words: Terms, formats: Formats) -> str:
    """The terms in a sentence, such as "10% of work and materials is held until 5% of the
    original contract sum is held."."""
    if terms is None:
        return "Nothing is held back."
    rule = terms.rule
    if rule.kind is core.RetentionKind.FLAT:
        said = f"{_rates(rule.work, rule.materials, formats)} is held"
    elif rule.kind is core.RetentionKind.BANDS:
        said = _bands(rule, formats)
    else:
        said = _steps(rule, formats)
    if rule.cap is not None:
        said += f" until {_cap_words(rule.cap, words, formats)} is held"
    if rule.free_amount is not None:
        said += f"; the first {formats.money_with_sign(rule.free_amount)} bears none"
    for change in sorted(terms.changes, key=lambda change: change.from_claim):
        scope = "new " if change.applies_to is core.ChangeScope.NEW_WORK else "all "
        rates = _rates(change.work, change.materials, formats, scope)
        said += f"; from {words.claim_short} {change.from_claim} on, {rates}"
    return f"{said}."


def _rates(
    work: Decimal | None, materials: Decimal | None, formats: Formats, scope: str = ""
) -> str:
    if work == materials:
        return f"{formats.rate(work)} of {scope}work and materials"
    return f"{formats.rate(work)} of {scope}work and {formats.rate(materials)} of {scope}materials"


def _bands(rule: core.RetentionRule, formats: Formats) -> str:
    """Each part at its own rate: "10% is held of the part up to 50% complete, then nothing"."""
    parts = [
        f"{_of_part(band.rate, formats)}{_up_to(rule, band.up_to, formats)}" for band in rule.bands
    ]
    if rule.bands[-1].up_to is not None:
        parts.append("nothing")
    first, *others = parts
    return ", then ".join([f"{first} is held", *others])


def _of_part(rate: Decimal, formats: Formats) -> str:
    return formats.rate(rate) if rate else "nothing"


def _up_to(rule: core.RetentionRule, limit: Decimal | None, formats: Formats) -> str:
    return "" if limit is None else f" of the part up to {_limit(rule, limit, formats)}"


def _steps(rule: core.RetentionRule, formats: Formats) -> str:
    """The whole at the rate reached: "10% of the whole is held below 50% complete, then 5%"."""
    parts = []
    for band in rule.bands:
        rate = f"{formats.rate(band.rate)} of the whole" if band.rate else "nothing"
        limit = "" if band.up_to is None else f" below {_limit(rule, band.up_to, formats)}"
        parts.append(f"{rate} is held{limit}")
    if rule.bands[-1].up_to is not None:
        parts.append("nothing is held")
    return ", then ".join(parts)


def _limit(rule: core.RetentionRule, limit: Decimal, formats: Formats) -> str:
    if rule.bands_of is core.BandMeasure.AMOUNT:
        return formats.money_with_sign(limit)
    return f"{formats.rate(limit)} complete"


def _cap_words(cap: core.RetentionCap, words: Terms, formats: Formats) -> str:
    if cap.amount is not None:
        return formats.money_with_sign(cap.amount)
    which = "original" if cap.of is core.CapOf.ORIGINAL_SUM else "revised"
    return f"{formats.rate(cap.rate)} of the {which} {words.contract_sum}"
