"""Terms of retention as people say them, in a sentence."""

from __future__ import annotations

from decimal import Decimal

from ledgerstone import core
from ledgerstone.contracts import models
from ledgerstone.core.sliding import LimitOf, SlidingStep
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms

from .retention import RetentionTerms, in_force, read_entered


def said_of(contract: models.Contract, words: Terms, formats: Formats) -> str:
    """What is held back under a contract as its settings leave it. At most two queries."""
    return describe(in_force(contract, read_entered(contract)), words, formats)


def describe(terms: RetentionTerms | None, words: Terms, formats: Formats) -> str:
    """The terms in a sentence, such as "10% of work and materials is held until 5% of the
    original contract sum is held."."""
    if terms is None:
        return "Nothing is held back."
    if terms.sliding:
        return f"{_scale(terms.sliding, words, formats)}."
    rule = terms.rule
    if rule.kind is core.RetentionKind.FLAT:
        said = f"{_rates(rule.work, rule.materials, formats)} is held"
    elif rule.kind is core.RetentionKind.BANDS:
        said = _bands(rule, formats)
    else:
        said = _steps(rule, formats)
    if rule.cap is not None:
        said += f" until {cap_words(rule.cap, words, formats)} is held"
    if rule.free_amount is not None:
        said += f"; the first {formats.money_with_sign(rule.free_amount)} bears none"
    for change in sorted(terms.changes, key=lambda change: change.from_claim):
        scope = "new " if change.applies_to is core.ChangeScope.NEW_WORK else "all "
        rates = _rates(change.work, change.materials, formats, scope)
        said += f"; from {words.claim_short} {change.from_claim} on, {rates}"
    return f"{said}."


def _scale(steps: tuple[SlidingStep, ...], words: Terms, formats: Formats) -> str:
    """Each rate until so much is held in all, then the next."""
    first, *others = [
        (formats.rate(step.rate), _held_limit(step, words, formats)) for step in steps
    ]
    said = [f"{first[0]} of work and materials is held until {first[1]} is held"]
    said += [f"{rate} until {limit} is held in all" for rate, limit in others]
    return ", then ".join([*said, "nothing more"])


def _held_limit(step: SlidingStep, words: Terms, formats: Formats) -> str:
    if step.limit_of is LimitOf.AMOUNT:
        return formats.money_with_sign(step.limit)
    which = "original" if step.limit_of is LimitOf.ORIGINAL_SUM else "revised"
    return f"{formats.rate(step.limit)} of the {which} {words.contract_sum}"


def _rates(
    work: Decimal | None, materials: Decimal | None, formats: Formats, scope: str = ""
) -> str:
    if work == materials:
        return f"{_of_part(work, formats)} of {scope}work and materials"
    on_work, on_materials = _of_part(work, formats), _of_part(materials, formats)
    return f"{on_work} of {scope}work and {on_materials} of {scope}materials"


def _bands(rule: core.RetentionRule, formats: Formats) -> str:
    """Each part at its own rate: "10% is held of the part up to 50% complete, then nothing"."""
    parts = [
        f"{_of_part(band.rate, formats)}{_up_to(rule, band.up_to, formats)}" for band in rule.bands
    ]
    if rule.bands[-1].up_to is not None:
        parts.append("nothing")
    first, *others = parts
    return ", then ".join([f"{first} is held", *others])


def _of_part(rate: Decimal | None, formats: Formats) -> str:
    return "nothing" if rate is not None and not rate else formats.rate(rate)


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


def cap_words(cap: core.RetentionCap, words: Terms, formats: Formats) -> str:
    """A cap as it was entered: an amount, or a share of which sum."""
    if cap.amount is not None:
        return formats.money_with_sign(cap.amount)
    which = "original" if cap.of is core.CapOf.ORIGINAL_SUM else "revised"
    return f"{formats.rate(cap.rate)} of the {which} {words.contract_sum}"


def rates_stand(last: int, words: Terms) -> str:
    """That rates change after the last certified claim only."""
    claim = words.claim_short
    return (
        f"{claim.capitalised} {last} is certified. "
        f"Change the rates from {claim} {last + 1} or a later one on."
    )
