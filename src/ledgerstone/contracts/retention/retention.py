"""What is held back under a contract: between its rows, the engine's terms, and words.

The rules themselves are the engine's: terms are checked by giving them to ``core``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from ledgerstone import core
from ledgerstone.contracts import models
from ledgerstone.core.sliding import LimitOf, SlidingStep, check_scale, rule_of_scale
from ledgerstone.core.terms_check import check_terms
from ledgerstone.tenancy.planned import Asked, rows
from ledgerstone.tenancy.refusals import Invalid

_OF_RULE = (
    "basis", "rule", "work", "materials", "cap_rate", "cap_of", "cap_amount", "free_amount",
)  # fmt: skip
_NOTHING = Decimal("0")
# The rule with its bands by position and its changes by claim, each column of them as an array,
# and the security that stands on a day, which is given as Python counts days.
_READ = """
SELECT rule.basis, rule.rule, rule.work, rule.materials, rule.cap_rate, rule.cap_of,
       rule.cap_amount, rule.free_amount, band.up_to, band.measured_by, band.rate,
       change.from_claim, change.applies_to, change.work, change.materials,
       (SELECT sum(amount) FROM contracts_retentionsecurity
         WHERE account_id = rule.account_id AND contract_id = rule.contract_id
           AND received_on <= DATE '0001-01-01' + (%(on)s - 1)::int
           AND coalesce(expires_on, 'infinity') >= DATE '0001-01-01' + (%(on)s - 1)::int
           AND coalesce(returned_on, 'infinity') > DATE '0001-01-01' + (%(on)s - 1)::int)
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
    """A rule, and rates that change from a claim on.

    ``sliding``: the steps of a scale as they were entered, where the rule is what they come to.
    ``securities``: what stands in place of retention, only where it was asked for a day.
    """

    rule: core.RetentionRule
    changes: tuple[core.RetentionChange, ...] = ()
    sliding: tuple[SlidingStep, ...] = ()
    securities: tuple[core.RetentionSecurity, ...] = ()


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


def scale(steps: Sequence[SlidingStep], original_sum: Decimal) -> RetentionTerms:
    """The terms of a sliding scale on a contract of this original sum; Invalid at
    ``sliding[0].limit`` and so on."""
    try:
        check_scale(steps, original_sum)
    except core.Refusal as refusal:
        raise _invalid(refusal) from refusal
    return RetentionTerms(rule_of_scale(steps, original_sum), sliding=tuple(steps))


def check(terms: core.Terms) -> None:
    """Refuse terms that the engine refuses, at the field that it names."""
    try:
        check_terms(terms)
    except core.Refusal as refusal:
        raise _invalid(refusal) from refusal


def _invalid(refusal: core.Refusal) -> Invalid:
    sentence = refusal.sentence[:1].upper() + refusal.sentence[1:].rstrip(".") + "."
    return Invalid(sentence, fields={refusal.field: sentence})


def in_force(contract: models.Contract, terms: RetentionTerms | None) -> RetentionTerms | None:
    """The terms as the contract's settings leave them: a part that is switched off bears nothing.

    Bands and steps hold on both parts together: they stand where both are on, and where neither
    is nothing is held.
    """
    on_work, on_materials = contract.retains_on_work, contract.retains_on_materials
    if terms is None or (on_work and on_materials):
        return terms
    rule = terms.rule
    if rule.kind is not core.RetentionKind.FLAT:
        return terms if on_work or on_materials else None
    return replace(
        terms,
        rule=replace(
            rule,
            work=override(on_work, rule.work),
            materials=override(on_materials, rule.materials),
        ),
        changes=tuple(
            replace(
                change,
                work=change.work if on_work else _NOTHING,
                materials=change.materials if on_materials else _NOTHING,
            )
            for change in terms.changes
        ),
    )


def override(is_on: bool, rate: Decimal | None) -> Decimal | None:
    """The rate of a line's own on a part: nothing where the contract switches the part off."""
    return rate if is_on or rate is None else _NOTHING


def why_one_part_stays(terms: RetentionTerms | None) -> str | None:
    """Why retention on work, or on materials, cannot be switched off by itself under these terms;
    None where it can."""
    if terms is None or terms.rule.kind is core.RetentionKind.FLAT:
        return None
    return (
        "Bands, steps and sliding scales hold on work and materials together. "
        "Choose one rate for each first."
    )


def read_terms(contract: models.Contract, on: dt.date | None = None) -> RetentionTerms | None:
    """What is held back under a contract; None where nothing is. One statement.

    With a day, also the security that stands on it; without steps of a sliding scale.
    """
    return terms_of(rows(*asks_terms(contract, on)))


def asks_terms(contract: models.Contract, on: dt.date | None = None) -> Asked:
    """Asks for what is held back, where that goes to the database with other statements."""
    day = 0 if on is None else on.toordinal()
    return _READ, {"account": contract.account_id, "contract": contract.pk, "on": day}


def terms_of(answer: Sequence[tuple[Any, ...]]) -> RetentionTerms | None:
    """As ``read_terms``, by what ``asks_terms`` found."""
    if not answer:
        return None
    (found,) = answer
    bands = [column or [] for column in found[8:11]]
    changes = [column or [] for column in found[11:15]]
    security = found[15]
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
        () if security is None else (core.RetentionSecurity(1, security),),
    )


def read_entered(contract: models.Contract) -> RetentionTerms | None:
    """As ``read_terms``, with the steps of a sliding scale. At most two queries."""
    terms = read_terms(contract)
    if terms is None or terms.rule.kind is not core.RetentionKind.BANDS:
        return terms
    return replace(terms, sliding=_read_steps(contract))


def _read_steps(contract: models.Contract) -> tuple[SlidingStep, ...]:
    rows = models.SlidingStep.objects.filter(
        account_id=contract.account_id, rule__contract_id=contract.pk
    )
    return tuple(
        SlidingStep(rate=rate, limit_of=LimitOf(limit_of), limit=limit)
        for rate, limit_of, limit in rows.order_by("position").values_list(
            "rate", "limit_of", "limit"
        )
    )


def from_rows(
    rule: models.RetentionRule,
    bands: Sequence[models.RetentionBand],
    changes: Sequence[models.RetentionChange],
    securities: tuple[core.RetentionSecurity, ...] = (),
) -> RetentionTerms:
    """The terms that rows hold; bands by position, changes by claim."""
    return RetentionTerms(
        securities=securities,
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
    _write_bands(kept, rule)
    models.SlidingStep.objects.bulk_create(
        models.SlidingStep(
            rule=kept, position=place, rate=step.rate, limit_of=step.limit_of.value,
            limit=step.limit, **account,
        )
        for place, step in enumerate(terms.sliding, 1)
    )  # fmt: skip
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


def _write_bands(kept: models.RetentionRule, rule: core.RetentionRule) -> None:
    measure = "" if rule.bands_of is None else rule.bands_of.value
    models.RetentionBand.objects.bulk_create(
        models.RetentionBand(
            account_id=kept.account_id, rule=kept, position=place, up_to=band.up_to, of=measure,
            rate=band.rate,
        )
        for place, band in enumerate(rule.bands, 1)
    )  # fmt: skip


def schedule_changed(contract: models.Contract) -> None:
    """Derive the bands of a sliding scale again where its limits are shares of the original sum.

    Called by whatever changes the original schedule, in its transaction, once the lines are
    written. One query where there is no such scale.
    """
    steps = _read_steps(contract)
    if not any(step.limit_of is LimitOf.ORIGINAL_SUM for step in steps):
        return
    of_contract = {"account_id": contract.account_id, "contract_id": contract.pk}
    original = models.ContractFigures.objects.get(**of_contract).original
    rule = rule_of_scale(steps, original)
    kept = models.RetentionRule.objects.get(**of_contract)
    bands = models.RetentionBand.objects.filter(account_id=contract.account_id, rule=kept)
    stand = [core.Band(band.up_to, band.rate) for band in bands.order_by("position")]
    if stand != list(rule.bands):
        bands.delete()
        _write_bands(kept, rule)
    cap = rule.cap
    if cap != _cap(kept) and cap is not None:
        kept.cap_rate, kept.cap_amount = cap.rate, cap.amount
        kept.cap_of = "" if cap.of is None else cap.of.value
        kept.save(update_fields=["cap_rate", "cap_of", "cap_amount"])
